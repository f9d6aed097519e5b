"""How often cards, passes and people have failed, over a restart. No stranger's face is in here."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, delete, insert, select

from database.cells import count_of
from database.connections import Database
from database.schema import cards, failure_counts, passes
from database.timestamps import utc_moment, utc_now, utc_text
from door_access.domain.entry.throttle import FailureCount

_columns = failure_counts.c


class SqlFailureStore:
    """Adapter of the FailureStore port. A count raises no gallery version: it changes nobody's rights."""

    def __init__(self, database: Database, *, utc_clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._utc_clock = utc_clock

    def failures(self) -> tuple[FailureCount, ...]:
        """Return everybody who has failed; ``wait_s`` counts from now. Raises StorageFault."""
        with self._database.reading() as connection:
            rows = connection.execute(select(failure_counts).order_by(_columns.subject))
            return tuple(_failure_count(row, self._utc_clock()) for row in rows)

    def write_failures(self, count: FailureCount) -> None:
        """Write one subject's newest count; no failures forgets it. Raises StorageFault."""
        until_utc = self._utc_clock() + timedelta(seconds=count.wait_s)
        values = {"failures": count.failures, "waits_until_utc": utc_text(until_utc)}
        with self._database.writing() as connection:
            forget_failures(connection, count.subject)
            if count.failures:
                connection.execute(insert(failure_counts).values(subject=count.subject, **values))


def forget_failures(connection: Connection, *subjects: str) -> None:
    """Let nothing be held against these subjects any more, in the caller's transaction."""
    connection.execute(delete(failure_counts).where(_columns.subject.in_(subjects)))


def forget_failures_of_person(connection: Connection, person_id: str) -> None:
    """Let nothing be held against the person, their cards and passes any more."""
    of_cards = connection.scalars(select(cards.c.id).where(cards.c.person_id == person_id)).all()
    of_passes = connection.scalars(select(passes.c.id).where(passes.c.person_id == person_id)).all()
    theirs = [*(f"card:{one}" for one in of_cards), *(f"pass:{one}" for one in of_passes)]
    forget_failures(connection, f"person:{person_id}", *theirs)


def _failure_count(row: Row[*tuple[object, ...]], now_utc: datetime) -> FailureCount:
    left_s = (utc_moment(row.waits_until_utc) - now_utc).total_seconds()
    return FailureCount(row.subject, count_of(row.failures), max(0.0, left_s))
