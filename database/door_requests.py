"""What other processes ask of the doors, in a queue. Every change is one transaction with the write lock."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update

from database.connections import Database
from database.schema import door_requests
from database.timestamps import utc_moment, utc_now, utc_text
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.requests import (
    ANSWERS_KEPT,
    OLDEST_REQUEST,
    AnswerKind,
    DoorAnswer,
    DoorRequest,
    Wish,
)

WAITING, TAKEN = "waiting", "taken"

_columns = door_requests.c
_FORGOTTEN = {"note": "", "operator": ""}
"""What nobody needs any more once a request is taken or void: the log keeps it sealed."""
_is_waiting = _columns.state == WAITING


class SqlDoorRequests:
    """Adapter of the DoorRequests port."""

    def __init__(self, database: Database, *, utc_clock: Callable[[], datetime] = utc_now) -> None:
        self._database = database
        self._utc_clock = utc_clock

    def ask(self, request: DoorRequest) -> None:
        """Leave a request that is made now: waiting for other writers makes it older. Raises StorageFault."""
        at_utc = self._utc_clock()
        new = {
            "id": request.id,
            "door": request.door,
            "note": request.note,
            "at_utc": utc_text(at_utc),
            "wish": request.wish.value,
            "mode": request.mode.value,
            "operator": request.operator,
            "until_utc": utc_text(request.until_utc) if request.until_utc else None,
        }
        with self._database.writing() as connection:
            connection.execute(delete(door_requests).where(_is_over(at_utc)))
            connection.execute(insert(door_requests).values(state=WAITING, why="", **new))

    def take(self, door: str) -> DoorRequest | None:
        """Take the oldest request of a door; raises StorageFault, and then nothing was taken.

        While there is nothing to do it is one small query, which waits for no writer. What time it is counts
        once no other can write: nothing that was asked meanwhile is from the future.
        """
        is_due = or_(and_(_is_waiting, _columns.door == door), _is_over(self._utc_clock()))
        with self._database.reading() as connection:
            if connection.execute(select(_columns.id).where(is_due).limit(1)).first() is None:
                return None
        with self._database.writing() as connection:
            _tidy(connection, self._utc_clock())
            return _taken(connection, door)

    def answer(self, request_id: str, answer: DoorAnswer) -> None:
        """Say what became of a request that was taken. Raises StorageFault."""
        given = {"state": answer.kind.value, "why": answer.why, "seq": answer.seq}
        is_taken = and_(_columns.id == request_id, _columns.state == TAKEN)
        with self._database.writing() as connection:
            connection.execute(update(door_requests).where(is_taken).values(**given))

    def answer_to(self, request_id: str) -> DoorAnswer | None:
        """Return the answer; None while there is none. Raises StorageFault."""
        is_answered = and_(_columns.id == request_id, _columns.state.in_([kind.value for kind in AnswerKind]))
        with self._database.reading() as connection:
            row = connection.execute(select(door_requests).where(is_answered)).first()
        return None if row is None else DoorAnswer(AnswerKind(row.state), row.why, row.seq)

    def take_back(self, request_id: str) -> bool:
        """Remove a request; False when it is too late. Raises StorageFault."""
        is_still_there = and_(_columns.id == request_id, _is_waiting)
        with self._database.writing() as connection:
            return bool(connection.execute(delete(door_requests).where(is_still_there)).rowcount)


def _taken(connection: Connection, door: str) -> DoorRequest | None:
    oldest = select(door_requests).where(_is_waiting, _columns.door == door)
    row = connection.execute(oldest.order_by(_columns.at_utc, _columns.id).limit(1)).first()
    if row is None:
        return None
    connection.execute(update(door_requests).where(_columns.id == row.id).values(state=TAKEN, **_FORGOTTEN))
    until_utc = None if row.until_utc is None else utc_moment(row.until_utc)
    return DoorRequest(
        row.id, door, row.note, Wish(row.wish), OperatingMode(row.mode), until_utc, row.operator
    )


def _tidy(connection: Connection, now_utc: datetime) -> None:
    """Forget what is over, then let expire what is too old: an expired one can still be read for a while."""
    connection.execute(delete(door_requests).where(_is_over(now_utc)))
    is_fresh = _columns.at_utc.between(utc_text(now_utc - OLDEST_REQUEST), utc_text(now_utc))
    expired = {"state": AnswerKind.EXPIRED.value, **_FORGOTTEN}
    connection.execute(update(door_requests).where(_is_waiting, ~is_fresh).values(**expired))


def _is_over(now_utc: datetime) -> ColumnElement[bool]:
    """Say of which rows nobody waits any more; one from the future is over, too, once it is far away."""
    is_kept = _columns.at_utc.between(utc_text(now_utc - ANSWERS_KEPT), utc_text(now_utc + ANSWERS_KEPT))
    return and_(~_is_waiting, ~is_kept)
