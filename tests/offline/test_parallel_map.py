"""The same work on many things, on two threads."""

import threading
from collections.abc import Callable

import pytest

from door_access.offline.parallel_map import AHEAD, parallel_map
from tests.patience import PATIENCE_S


class Workshop:
    """Makes workers and notices when two threads use one of them at a time."""

    def __init__(self, work: Callable[[int], int]) -> None:
        self.made = 0
        self.clashes = 0
        self._work = work

    def worker(self) -> Callable[[int], int]:
        self.made += 1
        lock = threading.Lock()

        def worked(thing: int) -> int:
            if not lock.acquire(blocking=False):
                self.clashes += 1
                return self._work(thing)
            try:
                return self._work(thing)
            finally:
                lock.release()

        return worked


def test_answers_come_in_the_order_of_the_things() -> None:
    workshop = Workshop(lambda thing: thing * thing)

    answers = list(parallel_map(workshop.worker, range(3 * AHEAD + 5)))

    assert answers == [n * n for n in range(3 * AHEAD + 5)]
    assert (workshop.made, workshop.clashes) == (2, 0)


def test_two_things_are_worked_on_at_once() -> None:
    meeting = threading.Barrier(2, timeout=PATIENCE_S)

    answers = list(parallel_map(lambda: lambda _: meeting.wait(), [0, 1]))

    assert sorted(answers) == [0, 1]


def test_nothing_to_do_makes_no_worker() -> None:
    workshop = Workshop(lambda thing: thing)

    assert list(parallel_map(workshop.worker, [])) == []
    assert workshop.made == 0


def test_an_error_ends_the_whole_with_that_error() -> None:
    with pytest.raises(ZeroDivisionError):
        list(parallel_map(lambda: lambda n: 1 // n, [1, 0, 2]))


def test_a_worker_that_cannot_be_made_is_that_error() -> None:
    def broken() -> Callable[[int], int]:
        raise ValueError("no model")

    with pytest.raises(ValueError, match="no model"):
        list(parallel_map(broken, [1]))


def test_things_far_ahead_wait_until_somebody_takes_the_answers() -> None:
    done = []
    answers = parallel_map(lambda: done.append, range(3 * AHEAD))

    next(answers)
    answers.close()

    assert len(done) <= AHEAD
