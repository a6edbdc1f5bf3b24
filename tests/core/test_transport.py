"""Values cross the pipe unchanged, large arrays too, from another process."""

from __future__ import annotations

import multiprocessing
import threading

import numpy as np
import pytest

from core.ink import Ink, Stroke
from core.messages import ImageOpened, ReadInk
from core.transport import PIECE, receive, send


def through_a_pipe(message: object) -> object:
    near, far = multiprocessing.get_context("spawn").Pipe()
    with near, far:
        sender = threading.Thread(target=send, args=(near, message))
        sender.start()
        received = receive(far)
        sender.join()
    return received


def test_small_values_arrive_equal():
    ink = Ink((Stroke(np.arange(8, dtype=np.float32).reshape(2, 4)),))
    assert through_a_pipe(ReadInk(3, ink, "digits")) == ReadInk(3, ink, "digits")


@pytest.mark.parametrize("height", [1, 700, 701])  # inside the pickle, and in pieces with a rest
def test_arrays_arrive_equal_and_writable_memory_of_their_own(height):
    pixels = np.random.default_rng(0).integers(0, 256, (height, 1000, 3), dtype=np.uint8)
    received = through_a_pipe(ImageOpened(1, pixels, "a.png", 2))
    assert isinstance(received, ImageOpened)
    assert (received.generation, received.source, received.pages) == (1, "a.png", 2)
    assert received.pixels.dtype == np.uint8
    np.testing.assert_array_equal(received.pixels, pixels)
    assert not np.shares_memory(received.pixels, pixels)


def test_an_array_of_exactly_one_piece_arrives():
    pixels = np.full((PIECE // 3, 1, 3), 7, np.uint8)
    received = through_a_pipe(pixels)
    np.testing.assert_array_equal(received, pixels)


def test_a_closed_other_end_is_an_error_not_a_hang():
    near, far = multiprocessing.get_context("spawn").Pipe()
    near.close()
    with far, pytest.raises(EOFError):
        receive(far)
    with pytest.raises(OSError, match="closed"):
        send(near, 1)
