"""Downloads that resume, are checked, try mirrors in turn, and never leave half a file under the file's own name.

Bytes go to `.NAME.part` beside the target, which stays for the next try when the line breaks. Only a part whose
length, SHA-256 and format are right is flushed to the disk and renamed.
"""

from __future__ import annotations

import hashlib
import http.client
import logging
import os
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from core.errors import DataError

logger = logging.getLogger(__name__)

Progress = Callable[[int, int], None]  # bytes that are here, bytes in all (0 while not known); may raise Cancelled
_CHUNK = 1 << 16
_MAX_BYTES = 4 * 2**30
_TRIES = 5  # of one mirror, as long as each brings something new
_CONTENT_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)$")


@dataclass(frozen=True, slots=True)
class Remote:
    """A file on the net. urls: mirrors, best first. sha256, size: "" and 0 where not known."""

    name: str
    urls: tuple[str, ...]
    sha256: str = ""
    size: int = 0


class _Failure(Exception):
    """One try failed. keep: False where the bytes that are here cannot be used."""

    def __init__(self, reason: str, *, keep: bool = True) -> None:
        super().__init__(reason)
        self.keep = keep


class _SafeRedirects(urllib.request.HTTPRedirectHandler):
    """Follows to http and https alone, never from https back to http."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        scheme = newurl.split(":", 1)[0].lower()
        if scheme != "https" and (scheme != "http" or req.type == "https"):
            raise urllib.error.URLError(f"it leads to {scheme}, which is not followed")
        followed = super().redirect_request(req, fp, code, msg, headers, newurl)
        if followed is not None and (wanted := req.get_header("Range")):
            followed.add_header("Range", wanted)
        return followed


def fetch(
    remote: Remote,
    target: Path,
    *,
    progress: Progress | None = None,
    check: Callable[[Path], None] | None = None,
    timeout: float = 30.0,
) -> Path:
    """Get a file to target, or leave it if a sound one lies there. Returns target.

    check: looks at the finished file (its path ends in `.part`) and raises DataError if its format is wrong.
    timeout: seconds without a byte after which a mirror is given up. Raises DataError, one sentence; what progress
    raises passes through, and the bytes that are here stay for the next time.
    """
    if target.is_file() and _fault(remote, target, check) is None:
        return target
    part = target.with_name(f".{target.name}.part")
    reasons = []
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        for url in remote.urls:
            reason = _try_mirror(remote, url, part, progress, check, timeout)
            if reason is None:
                part.replace(target)
                return target
            logger.info("%s from %s: %s", remote.name, url, reason)
            reasons.append(reason)
    except OSError as error:  # of the disk: those of the line are reasons
        raise DataError(
            f"{target.name} could not be written: {error.strerror or error}; make room or look at the folder's rights."
        ) from error
    raise DataError(
        f"{remote.name} could not be fetched: {reasons[-1]}; try again later, or put the file into {target.parent}."
    )


def _try_mirror(
    remote: Remote,
    url: str,
    part: Path,
    progress: Progress | None,
    check: Callable[[Path], None] | None,
    timeout: float,
) -> str | None:
    """Fetch and check from one mirror; None when the part is whole and sound, else why not."""
    reason = "no try was made"
    for _ in range(_TRIES):
        before = _length(part)
        try:
            _pull(remote, url, part, progress, timeout)
        except _Failure as failure:
            reason = str(failure)
            if not failure.keep:
                part.unlink(missing_ok=True)
                if before == 0:
                    return reason
            elif _length(part) <= before:
                return reason
            continue
        fault = _fault(remote, part, check)
        if fault is None:
            return None
        part.unlink()
        reason = fault
        if before == 0:  # all of it came from this mirror
            return reason
    return reason


def _pull(remote: Remote, url: str, part: Path, progress: Progress | None, timeout: float) -> None:
    """Append to the part what is still missing. Raises _Failure for all that the line and the server do wrong."""
    have = _length(part)
    if remote.size and have == remote.size:
        return
    if remote.size and have > remote.size:
        raise _Failure("too much was kept of an earlier try", keep=False)
    with _ask(url, have, timeout) as response:
        start, total = _agree(remote, response, have)
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            _copy(response, file, start, total, progress)


def _ask(url: str, have: int, timeout: float) -> http.client.HTTPResponse:
    """The server's answer to a request for all bytes from `have` on."""
    headers = {"User-Agent": "inkscope", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    try:
        opener = urllib.request.build_opener(_SafeRedirects)
        return cast(
            "http.client.HTTPResponse", opener.open(urllib.request.Request(url, headers=headers), timeout=timeout)
        )
    except urllib.error.HTTPError as error:
        error.close()
        useless = error.code == http.client.REQUESTED_RANGE_NOT_SATISFIABLE  # what is here does not fit that file
        raise _Failure(f"the server answers {error.code}", keep=not useless) from error
    except OSError as error:
        raise _Failure(f"the server cannot be reached ({getattr(error, 'reason', error)})") from error
    except (http.client.HTTPException, ValueError) as error:
        raise _Failure(f"the server does not speak sound HTTP ({type(error).__name__})") from error


def _agree(remote: Remote, response: http.client.HTTPResponse, have: int) -> tuple[int, int]:
    """(where the bytes begin, how many there are in all or 0) by what the server says and what we know."""
    start, total = 0, 0
    if response.status == http.client.PARTIAL_CONTENT:
        said = _CONTENT_RANGE.match(response.headers.get("Content-Range", ""))
        if not said or int(said[1]) != have:
            raise _Failure("the server sends another part than it was asked for", keep=False)
        start, total = have, 0 if said[3] == "*" else int(said[3])
    elif response.headers.get("Content-Length", "").isdecimal():
        total = int(response.headers["Content-Length"])
    if (remote.size and total and total != remote.size) or total > _MAX_BYTES:
        raise _Failure(f"the server has a file of {total} bytes, not of {remote.size or _MAX_BYTES}", keep=False)
    return start, total or remote.size


def _copy(
    response: http.client.HTTPResponse, file: IO[bytes], have: int, total: int, progress: Progress | None
) -> None:
    """Read to the end, telling how far it is; refuse more than was promised, notice less."""
    limit = total or _MAX_BYTES
    while True:
        try:
            chunk = response.read(_CHUNK)
        except (OSError, http.client.HTTPException) as error:
            raise _Failure(f"the line broke off after {have} bytes") from error
        if not chunk:
            break
        have += len(chunk)
        if have > limit:
            raise _Failure("the server sends more than it promised", keep=False)
        file.write(chunk)
        if progress is not None:
            progress(have, total)
    file.flush()
    os.fsync(file.fileno())
    if have < total:
        raise _Failure(f"the line broke off after {have} of {total} bytes")


def _length(part: Path) -> int:
    return part.stat().st_size if part.is_file() else 0


def _fault(remote: Remote, path: Path, check: Callable[[Path], None] | None) -> str | None:
    """What is wrong with a finished file, or None."""
    if remote.size and _length(path) != remote.size:
        return f"the file has {_length(path)} bytes instead of {remote.size}"
    if remote.sha256:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        if digest != remote.sha256:
            return "the file that came is another one (its SHA-256 is wrong)"
    if check is not None:
        try:
            check(path)
        except DataError as error:
            return f"the file that came is unsound ({str(error).rstrip('.')})"
    return None
