"""The one place between two threads."""

import threading
from collections.abc import Callable

import pytest

from door_access.runtime.mailbox import Mailbox, MailboxClosed
from tests.patience import PATIENCE_S


@pytest.fixture
def begin():
    """Run calls on threads of their own; all must have ended when the test has."""
    threads: list[threading.Thread] = []

    def run(call: Callable[[], object]) -> threading.Thread:
        threads.append(threading.Thread(target=call))
        threads[-1].start()
        return threads[-1]

    yield run
    for thread in threads:
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def test_the_newest_item_wins_and_the_others_are_counted() -> None:
    box: Mailbox[int] = Mailbox()
    for item in (1, 2, 3):
        box.put(item)

    assert (box.take(0), box.take(0), box.dropped) == (3, None, 2)


def test_an_empty_box_answers_none_in_time() -> None:
    assert Mailbox[int]().take(0.001) is None


def test_a_box_that_keeps_all_loses_nothing_and_keeps_the_order(begin) -> None:
    box: Mailbox[int] = Mailbox(keeps_all=True)
    taken = []

    def give() -> None:
        for item in range(500):
            box.put(item)
        box.close()

    begin(give)
    with pytest.raises(MailboxClosed):
        while True:
            taken.append(box.take(PATIENCE_S))

    assert (taken, box.dropped) == (list(range(500)), 0)


def test_a_put_into_a_full_box_that_keeps_all_waits(begin) -> None:
    box: Mailbox[int] = Mailbox(keeps_all=True)
    box.put(1)
    putting = begin(lambda: box.put(2))
    putting.join(0.02)
    assert putting.is_alive()

    assert (box.take(PATIENCE_S), box.take(PATIENCE_S)) == (1, 2)


def test_closing_wakes_whoever_waits_to_put(begin) -> None:
    box: Mailbox[int] = Mailbox(keeps_all=True)
    box.put(1)
    begin(lambda: box.put(2))

    box.close()

    assert box.take(PATIENCE_S) == 1


def test_closing_wakes_whoever_waits_to_take(begin) -> None:
    box: Mailbox[int] = Mailbox()
    ended = threading.Event()

    def take() -> None:
        with pytest.raises(MailboxClosed):
            box.take()
        ended.set()

    begin(take)
    box.close()

    assert ended.wait(PATIENCE_S)


def test_what_lay_there_can_be_taken_after_closing_and_nothing_more_comes() -> None:
    box: Mailbox[int] = Mailbox()
    box.put(1)
    box.close()
    box.put(2)

    assert box.take() == 1
    with pytest.raises(MailboxClosed):
        box.take()
