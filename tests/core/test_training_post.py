"""The training process's post: many records in one parcel, everything in order, nothing lost at the end."""

from __future__ import annotations

import multiprocessing

import pytest

from core.train.records import BatchRecord, Change, EpochRecord
from core.training_events import RecordsArrived, StateSaid
from core.training_messages import PAUSED, RUNNING
from core.training_post import Post
from core.transport import receive


@pytest.fixture
def pipe():
    near, far = multiprocessing.Pipe()
    yield near, far
    near.close()
    far.close()


def batch(step):
    return BatchRecord(step, 1, 1 / step, 0.5, 0.1)


def test_a_thousand_records_are_one_parcel(pipe):
    near, far = pipe
    post = Post(far)
    for step in range(1, 1001):  # no run has begun, so none is sent before the event
        post.note(batch(step))
    post.put(StateSaid(PAUSED))
    records = receive(near)
    assert isinstance(records, RecordsArrived)
    assert records.batches.step.tolist() == list(range(1, 1001))
    assert receive(near) == StateSaid(PAUSED)
    post.close()


def test_events_stand_where_they_were_put_and_the_last_records_are_sent(pipe):
    near, far = pipe
    post = Post(far)
    post.note(batch(1))
    post.note(Change(1, "learning_rate", 0.5))
    post.put(StateSaid(PAUSED))
    post.put(StateSaid(RUNNING))
    post.note(EpochRecord(1, 1, 1.0, 0.5, 1.0, 0.5, 0.1))
    post.close()
    first, paused, running, last = (receive(near) for _ in range(4))
    assert (first.batches.step.tolist(), first.changes) == ([1], (Change(1, "learning_rate", 0.5),))
    assert (paused, running) == (StateSaid(PAUSED), StateSaid(RUNNING))
    assert last.batches is None
    assert [record.epoch for record in last.epochs] == [1]
    assert not near.poll()


def test_a_window_that_is_gone_ends_it_quietly(pipe):
    near, far = pipe
    post = Post(far)
    near.close()
    post.put(StateSaid(PAUSED))
    post._thread.join(10)
    assert not post._thread.is_alive()
    post.note(batch(1))
    post.close()
