"""Removal in two steps: at once the door lets nobody in by it, and later everything about them is erased."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, select
from sqlalchemy.dialects.sqlite import insert

from database.backup.catalogue import backups_holding
from database.backup.kept_aside import kept_aside_holding
from database.schema import access_events, cards, enrolment_chips, pending_removals, people, templates
from database.timestamps import utc_moment, utc_text
from door_access.domain.backups.backup import HeldBackup
from door_access.domain.enrolment.people import UNDO_S, Erasure
from door_access.domain.operators.acts import Doer

_marks = pending_removals.c


def is_denied() -> ColumnElement[bool]:
    """Return what to ask of a row of ``people``: whether they are blocked or being removed."""
    is_leaving = exists(select(_marks.person_id).where(_marks.person_id == people.c.id))
    return or_(people.c.is_blocked, is_leaving).label("is_denied")


def mark(connection: Connection, person_id: str, due_at_utc: datetime, by: Doer) -> None:
    """Note that the person will be erased, and by whom; a second note counts anew."""
    values = {"due_at_utc": utc_text(due_at_utc), "actor": by.actor, "operator": by.operator}
    new = insert(pending_removals).values(person_id=person_id, **values)
    connection.execute(new.on_conflict_do_update(index_elements=["person_id"], set_=values))


def begun_by(connection: Connection, person_id: str) -> Doer | None:
    """Return who wrote the note; None where there is none, or it was written before notes told that."""
    row = connection.execute(select(pending_removals).where(_marks.person_id == person_id)).one_or_none()
    return Doer(row.actor, row.operator) if row is not None and row.actor else None


def unmark(connection: Connection, person_id: str) -> None:
    """Take the note back."""
    connection.execute(delete(pending_removals).where(_marks.person_id == person_id))


def due(connection: Connection, now_utc: datetime, *, is_hurried: bool) -> list[str]:
    """Return whose time is over, or everybody; a clock that was set back keeps nobody."""
    rows = connection.execute(select(pending_removals).order_by(_marks.due_at_utc)).all()
    latest_utc = now_utc + timedelta(seconds=UNDO_S)
    return [row.person_id for row in rows if is_hurried or not _may_wait(row.due_at_utc, now_utc, latest_utc)]


def _may_wait(due_text: str, now_utc: datetime, latest_utc: datetime) -> bool:
    """Say whether somebody can still be brought back; a time that makes no sense keeps nobody."""
    try:
        return now_utc < utc_moment(due_text) <= latest_utc
    except (ValueError, TypeError):
        return False


def certificate(
    connection: Connection, data_dir: Path, person_id: str, tags: tuple[str, ...], at_utc: datetime
) -> Erasure:
    """Count what is about to be erased; ``tags`` find the person's rows of the access log."""
    return Erasure(
        person_id,
        at_utc,
        templates=_count(connection, templates.c.person_id == person_id),
        cards=_count(connection, cards.c.person_id == person_id),
        pictures=_count(connection, enrolment_chips.c.person_id == person_id),
        log_rows=_count(connection, access_events.c.person_tag.in_(tags)),
        backups=held_by(connection, data_dir, person_id),
    )


def held_by(connection: Connection, data_dir: Path, person_id: str) -> tuple[HeldBackup, ...]:
    """Return the backups, and the old data that a restore has kept, that hold somebody who is there."""
    enrolled = connection.scalars(select(people.c.enrolled_at_utc).where(people.c.id == person_id)).one()
    since_utc = utc_moment(enrolled)
    return (*backups_holding(connection, since_utc), *kept_aside_holding(data_dir, since_utc))


def _count(connection: Connection, theirs: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).where(theirs)) or 0
