"""Counts on their way to the store: written before their consequence, and none lost to a fault."""

import logging

import pytest

from door_access.domain.entry.throttle import FailureCount
from door_access.errors import BadInput, StorageFault
from door_access.runtime.failure_ledger import WRITES_A_MINUTE, FailureLedger
from tests.fakes import MemoryFailureStore

GONE = StorageFault("The database is gone.")
FIFTY = FailureCount("card:1", 50, 900.0, is_disabling=True)


class Books:
    def __init__(self) -> None:
        self.store = MemoryFailureStore()
        self.disabled: list[str] = []
        self.stored_when_disabled: list[int] = []
        self.fault: Exception | None = None
        self.ledger = FailureLedger(self.store, disable=self._disable)

    def pay(self, now_s: float) -> tuple[str, ...]:
        """Write what is due, and take note of it, as the driver does on two threads."""
        written = self.ledger.write(due) if (due := self.ledger.due(now_s)) else None
        if written:
            self.ledger.settle(written, now_s)
        return written.disabled if written else ()

    def _disable(self, subject: str) -> None:
        if self.fault:
            raise self.fault
        self.stored_when_disabled.append(self.failures(subject))
        self.disabled.append(subject)

    def failures(self, subject: str) -> int:
        return {count.subject: count.failures for count in self.store.failures()}.get(subject, 0)


@pytest.fixture
def books() -> Books:
    return Books()


def test_what_is_owed_is_written_once(books):
    books.ledger.owe(FailureCount("card:1", 3))
    books.pay(0.0)
    books.pay(1.0)
    assert (books.failures("card:1"), books.store.writes) == (3, 1)


def test_faces_are_never_written(books):
    books.ledger.owe(FailureCount("face:1", 3))
    books.pay(0.0)
    assert books.store.writes == 0


def test_no_failures_are_forgotten(books):
    for failures in (3, 0):
        books.ledger.owe(FailureCount("card:1", failures))
        books.pay(0.0)
    assert books.store.failures() == ()


def test_a_count_is_written_before_its_consequence_and_forgotten_after_it(books):
    books.ledger.owe(FIFTY)
    assert books.pay(0.0) == ("card:1",)
    assert (books.disabled, books.stored_when_disabled) == (["card:1"], [50])
    assert books.failures("card:1") == 0


def test_a_fault_loses_nothing_and_is_made_good(books, caplog):
    books.store.fault = GONE
    with caplog.at_level(logging.CRITICAL):
        books.ledger.owe(FIFTY)
        assert books.pay(0.0) == ()
        books.store.fault, books.fault = None, GONE
        assert books.pay(1.0) == ()
    assert (books.failures("card:1"), books.ledger.owed) == (50, {"card:1"})
    books.fault = None
    assert books.pay(2.0) == ("card:1",)
    assert books.ledger.owed == frozenset()


def test_a_store_that_does_not_answer_is_left_alone_for_a_moment(books, caplog):
    books.store.fault = GONE
    books.ledger.owe(FailureCount("card:1", 3))
    with caplog.at_level(logging.CRITICAL):
        books.pay(10.0)
    books.store.fault = None
    books.pay(10.5)
    assert books.store.writes == 0
    books.pay(11.1)
    assert books.store.writes == 1


def test_a_clock_that_jumps_back_keeps_nothing_back(books, caplog):
    books.store.fault = GONE
    books.ledger.owe(FailureCount("card:1", 3))
    with caplog.at_level(logging.CRITICAL):
        books.pay(1000.0)
    books.store.fault = None
    books.pay(0.0)
    assert books.failures("card:1") == 3


def test_who_was_erased_meanwhile_is_owed_nothing(books):
    books.fault = BadInput("Nobody has this card.")
    books.ledger.owe(FIFTY)
    assert books.pay(0.0) == ("card:1",)
    assert books.store.failures() == ()


def test_a_thousand_failures_a_minute_are_no_thousand_writes_and_the_newest_is_written(books):
    for number in range(1000):
        books.ledger.owe(FailureCount(f"card:{number % 200}", number + 1))
        books.pay(number * 0.01)
    assert books.store.writes == WRITES_A_MINUTE
    for later_s in range(60, 400, 20):
        books.pay(float(later_s))
    assert books.ledger.owed == frozenset()
    assert books.failures("card:199") == 1000


def test_the_doors_count_is_written_seldom_and_takes_nobodys_place(books):
    for number in range(40):
        books.ledger.owe(FailureCount("door", number + 1, 3600.0))
        books.pay(number * 0.25)
    assert books.store.writes == 2
    books.ledger.owe(FailureCount("card:1", 1))
    books.pay(9.8)
    assert books.failures("card:1") == 1


@pytest.mark.parametrize("urgent", [FIFTY, FailureCount("card:1", 5, 30.0)])
def test_who_begins_to_wait_or_is_disabled_waits_for_no_allowance(books, urgent):
    for number in range(WRITES_A_MINUTE):
        books.ledger.owe(FailureCount("card:2", number + 1))
        books.pay(0.0)
    books.ledger.owe(urgent)
    books.pay(0.1)
    assert books.ledger.owed == frozenset()


def test_what_changes_while_it_is_being_written_is_owed_again(books):
    books.ledger.owe(FailureCount("card:1", 1))
    due = books.ledger.due(0.0)
    books.ledger.owe(FailureCount("card:1", 2))
    assert books.ledger.due(0.0) == ()
    books.ledger.settle(books.ledger.write(due), 0.0)
    books.pay(0.0)
    assert books.failures("card:1") == 2
