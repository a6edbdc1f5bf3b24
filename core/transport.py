"""How typed values cross the border between two processes: pickles of ours over a pipe, large arrays in pieces beside.

A picture of 60 megapixels is 180 MB. Inside the pickle it would be copied twice while nothing else in the process may
run; so arrays travel out of band (pickle protocol 5) straight into fresh memory, a piece at a time. Both ends are our
own processes: nothing that a person opens is ever unpickled.
"""

from __future__ import annotations

import pickle
from multiprocessing.connection import Connection

import numpy as np

PIECE = 1 << 18  # bytes; one piece is copied in about 0.1 ms
_SMALL = 1 << 16  # bytes; smaller arrays stay inside the pickle


def send(connection: Connection, message: object) -> None:
    """Send one value. Blocks until the other end has taken it; raises OSError (BrokenPipeError) when that is gone."""
    large: list[memoryview] = []

    def stays_inside(buffer: pickle.PickleBuffer) -> bool:
        raw = buffer.raw()
        if raw.nbytes < _SMALL:
            return True
        large.append(raw)
        return False

    body = pickle.dumps(message, protocol=5, buffer_callback=stays_inside)
    connection.send_bytes(pickle.dumps((body, [raw.nbytes for raw in large])))
    for raw in large:
        for start in range(0, raw.nbytes, PIECE):
            connection.send_bytes(raw[start : start + PIECE])


def receive(connection: Connection) -> object:
    """The next value from the other end. Blocks until it is there; raises EOFError or OSError when that is gone."""
    body, sizes = pickle.loads(connection.recv_bytes())
    buffers = []
    for size in sizes:
        buffer = np.empty(size, np.uint8).data
        for start in range(0, size, PIECE):
            connection.recv_bytes_into(buffer, start)
        buffers.append(buffer)
    return pickle.loads(body, buffers=buffers)
