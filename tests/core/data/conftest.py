"""The odd server, and a download from it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from odd_server import DIGEST, SIZE, Handler, Server

from core.data.download import Remote, fetch


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        running.asked = []
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def get(server: Server, tmp_path: Path) -> Callable[..., Path]:
    def get(*paths: str, size: int = SIZE, sha256: str = DIGEST, **more: object) -> Path:
        urls = tuple(f"http://127.0.0.1:{server.server_port}/{path}" for path in paths)
        return fetch(Remote("thing.bin", urls, sha256, size), tmp_path / "thing.bin", timeout=5, **more)

    return get
