"""Downloads against a server on loopback that breaks off, lies, sends garbage, ignores Range and redirects."""

from __future__ import annotations

import http.client
import http.server
import io
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from odd_server import CONTENT, SIZE, Server

from core.data.download import Remote, _agree, _Failure, _SafeRedirects, fetch
from core.errors import Cancelled, DataError


def only(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


GOOD = (
    ["good"], ["breaking"], ["deaf"], ["without-length"], ["moved"], ["refuses-range"],
    ["missing", "good"], ["garbage", "good"], ["page", "good"], ["too-long", "good"], ["silent", "no-http", "good"],
    ["dying", "good"], ["dying", "refuses-range"], ["dying", "deaf"], ["wrong-part", "good"],
    ["no-range-words", "good"], ["dying", "garbage", "good"],
    ["moved-to-file", "moved-for-ever", "good"], ["deaf-and-breaking", "breaking"],
)  # fmt: skip


@pytest.mark.parametrize("paths", GOOD, ids=" then ".join)
@pytest.mark.parametrize("known", [True, False])
def test_the_file_arrives_whole_in_spite_of(
    get: Callable[..., Path], tmp_path: Path, paths: list[str], known: bool
) -> None:
    path = get(*paths, size=SIZE if known else 0)
    assert path.read_bytes() == CONTENT
    assert only(tmp_path) == ["thing.bin"]


BAD = (
    "endless", "garbage", "page", "too-long", "dying",
    "deaf-and-breaking", "without-length-cut", "longer-than-promised",
    "wrong-part", "no-range-words", "missing", "moved-to-file", "moved-for-ever", "no-http", "silent",
)  # fmt: skip


@pytest.mark.parametrize("path", BAD)
def test_half_or_wrong_files_never_get_the_name(get: Callable[..., Path], tmp_path: Path, path: str) -> None:
    with pytest.raises(DataError) as caught:
        get(path)
    assert not (tmp_path / "thing.bin").exists()
    assert str(caught.value).startswith("thing.bin could not be fetched: ")
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_without_digest_and_size_the_length_and_the_format_count(get: Callable[..., Path], tmp_path: Path) -> None:
    def check(path: Path) -> None:
        if path.read_bytes() != CONTENT:
            raise DataError("It is broken.")

    with pytest.raises(DataError, match="It is broken"):
        get("garbage", size=0, sha256="", check=check)
    assert get("garbage", "breaking", size=0, sha256="", check=check).read_bytes() == CONTENT
    assert only(tmp_path) == ["thing.bin"]


def test_what_is_here_is_not_asked_for_again(get: Callable[..., Path], server: Server) -> None:
    with pytest.raises(DataError, match="broke off after 100000 of 300000 bytes"):
        get("dying")
    server.asked.clear()
    get("good")
    assert server.asked == [("/good", "bytes=100000-")]
    server.asked.clear()
    get("good")
    assert server.asked == []


def test_no_more_is_taken_than_was_promised(get: Callable[..., Path]) -> None:
    seen: list[int] = []
    with pytest.raises(DataError, match="sends more than it promised"):
        get("endless", progress=lambda have, _: seen.append(have))
    assert max(seen) <= SIZE


@pytest.mark.parametrize("said", ["bytes 7-16/300", "bytes 99-299/300", "bytes */300", "", "items 100-299/300"])
def test_a_part_that_was_not_asked_for_is_not_used(said: str) -> None:
    answer = SimpleNamespace(status=206, headers={"Content-Range": said})
    with pytest.raises(_Failure, match="another part than it was asked for"):
        _agree(Remote("x", ()), answer, 100)
    fitting = SimpleNamespace(status=206, headers={"Content-Range": "bytes 100-299/300"})
    assert _agree(Remote("x", ()), fitting, 100) == (100, 300)


@pytest.mark.parametrize(
    ("start", "end", "followed"),
    [
        ("https://a/x", "https://b/y", True),
        ("http://a/x", "https://b/y", True),
        ("http://a/x", "http://b/y", True),
        ("https://a/x", "http://b/y", False),
        ("https://a/x", "ftp://b/y", False),
        ("http://a/x", "file:///y", False),
    ],
)
def test_redirects_lead_to_nothing_less_safe(start: str, end: str, followed: bool) -> None:
    request = urllib.request.Request(start, headers={"Range": "bytes=7-"})
    answer = (request, io.BytesIO(), 302, "Found", http.client.HTTPMessage(), end)
    if not followed:
        with pytest.raises(urllib.error.URLError, match="not followed"):
            _SafeRedirects().redirect_request(*answer)
        return
    new = _SafeRedirects().redirect_request(*answer)
    assert new is not None
    assert new.full_url == end
    assert new.get_header("Range") == "bytes=7-"


def test_a_damaged_file_under_the_name_is_replaced(get: Callable[..., Path], tmp_path: Path) -> None:
    (tmp_path / "thing.bin").write_bytes(CONTENT[:-1] + b"!")
    assert get("good").read_bytes() == CONTENT


def test_parts_that_are_too_long_or_foreign_are_dropped(get: Callable[..., Path], tmp_path: Path) -> None:
    for rest in (CONTENT + b"xx", bytes(1000), bytes(SIZE)):
        (tmp_path / "thing.bin").unlink(missing_ok=True)
        (tmp_path / ".thing.bin.part").write_bytes(rest)
        assert get("good").read_bytes() == CONTENT


def test_progress_rises_to_the_end_and_may_cancel(get: Callable[..., Path], tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []

    def stop_halfway(have: int, total: int) -> None:
        seen.append((have, total))
        if have > SIZE / 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        get("good", progress=stop_halfway)
    assert only(tmp_path) == [".thing.bin.part"]
    kept = (tmp_path / ".thing.bin.part").stat().st_size
    assert SIZE / 2 < kept < SIZE
    more: list[tuple[int, int]] = []
    get("good", progress=lambda *place: more.append(place))
    assert more[0][0] > kept
    assert more[-1] == (SIZE, SIZE)
    assert [have for have, _ in more] == sorted(have for have, _ in more)


def test_no_server_and_no_folder(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/x"
        with pytest.raises(DataError, match="cannot be reached"):
            fetch(Remote("x", (url,)), tmp_path / "x", timeout=5)
    with pytest.raises(DataError, match="does not speak sound HTTP"):
        fetch(Remote("x", ("not a url",)), tmp_path / "x", timeout=5)
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="could not be written"):
        fetch(Remote("x", ("http://127.0.0.1:1/",)), tmp_path / "file" / "x", timeout=5)
