"""A server on loopback that breaks off, lies, sends garbage, ignores Range and redirects."""

from __future__ import annotations

import hashlib
import http.client
import http.server
import socket

import numpy as np

CONTENT = np.random.default_rng(0).integers(0, 256, 300_000, dtype=np.uint8).tobytes()
DIGEST = hashlib.sha256(CONTENT).hexdigest()
SIZE = len(CONTENT)


class Server(http.server.ThreadingHTTPServer):
    """Answers each path in its own way and notes what was asked."""

    daemon_threads = True
    asked: list[tuple[str, str]]

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is no news."""


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers.get("Range", "")))
        getattr(self, self.path.strip("/").replace("-", "_"))()
        self.close_connection = True

    @property
    def start(self) -> int:
        wanted = self.headers.get("Range", "")
        return int(wanted.removeprefix("bytes=").rstrip("-")) if wanted else 0

    def say(self, code: int, length: int | None = None, **headers: str) -> None:
        self.send_response(code)
        if length is not None:
            self.send_header("Content-Length", str(length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def part(self, stop: int = SIZE, content: bytes = CONTENT) -> None:
        """Serve from the start that was asked for, but only to `stop`."""
        if self.start:
            self.say(206, SIZE - self.start, Content_Range=f"bytes {self.start}-{SIZE - 1}/{SIZE}")
        else:
            self.say(200, SIZE)
        self.wfile.write(content[self.start : stop])

    def good(self) -> None:
        self.part()

    def breaking(self) -> None:  # 90,000 bytes more with each request
        self.part(min(SIZE, self.start + 90_000))

    def dying(self) -> None:  # never beyond 100,000
        self.part(max(self.start, 100_000))

    def deaf(self) -> None:  # ignores Range
        self.say(200, SIZE)
        self.wfile.write(CONTENT)

    def deaf_and_breaking(self) -> None:
        self.say(200, SIZE)
        self.wfile.write(CONTENT[:100_000])

    def garbage(self) -> None:
        self.part(content=bytes(SIZE))

    def page(self) -> None:  # the kind of answer a hotel's network gives
        self.say(200, 17)
        self.wfile.write(b"<html>login</html"[:17])

    def too_long(self) -> None:
        self.say(200)
        self.wfile.write(CONTENT + b"more")

    def endless(self) -> None:  # as far as a test goes
        self.say(200)
        for _ in range(40):
            self.wfile.write(CONTENT)

    def without_length(self) -> None:
        self.say(200)
        self.wfile.write(CONTENT)

    def without_length_cut(self) -> None:
        self.say(200)
        self.wfile.write(CONTENT[:5000])

    def longer_than_promised(self) -> None:
        self.say(200, SIZE + 1000)
        self.wfile.write(CONTENT)

    def wrong_part(self) -> None:
        if not self.start:
            return self.part(100_000)
        self.say(206, 10, Content_Range=f"bytes 7-16/{SIZE}")
        return None

    def no_range_words(self) -> None:
        self.say(206, 10, Content_Range="bytes all of it")

    def refuses_range(self) -> None:
        if self.start:
            return self.say(416, 0)
        return self.part()

    def missing(self) -> None:
        self.say(404, 0)

    def moved(self) -> None:
        self.say(302, 0, Location="/breaking")

    def moved_to_file(self) -> None:
        self.say(302, 0, Location="file:///etc/passwd")

    def moved_for_ever(self) -> None:
        self.say(302, 0, Location="/moved-for-ever")

    def no_http(self) -> None:
        self.wfile.write(b"\x00\x01\x02 what is this\r\n\r\n")

    def silent(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)
