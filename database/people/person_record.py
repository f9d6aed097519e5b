"""Everything stored about one person, for whoever asks. Face vectors are counted, not shown."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from database.connections import Database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.people.known_person import unknown_person
from database.people.person_text import text_of
from database.people.template_rows import measured
from database.schema import people, templates
from database.timestamps import utc_moment
from door_access.domain.enrolment.coverage import Pose
from door_access.domain.faces.faces import Quality
from door_access.ports import LogFilter, LogRow


@dataclass(frozen=True, slots=True)
class StoredTemplate:
    """One template without its vector."""

    model: str
    created_at_utc: datetime
    quality: Quality
    pose: Pose | None = None
    has_glasses: bool | None = None


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person's data; ``events`` are the access log's rows with this id, oldest first."""

    id: str
    name: str
    external_id: str | None
    is_blocked: bool
    consent: str
    consent_at_utc: datetime
    enrolled_at_utc: datetime
    templates: tuple[StoredTemplate, ...]
    events: tuple[LogRow, ...]


def person_record(database: Database, person_id: str) -> PersonRecord:
    """Read everything about the person; raises BadInput when nobody has this id."""
    keyring = open_keyring(database)
    with database.reading() as connection:
        row = connection.execute(select(people).where(people.c.id == person_id)).one_or_none()
        if row is None:
            raise unknown_person(person_id)
        stored = _templates(connection, person_id)
        told = text_of(keyring.at(connection), person_id, row.sealed)
        consent_at_utc, enrolled_at_utc = utc_moment(row.consent_at_utc), utc_moment(row.enrolled_at_utc)
    return PersonRecord(
        id=row.id,
        name=told.name,
        external_id=told.external_id,
        is_blocked=row.is_blocked,
        consent=told.consent,
        consent_at_utc=consent_at_utc,
        enrolled_at_utc=enrolled_at_utc,
        templates=stored,
        events=tuple(SqlAccessLog(database).oldest_first(LogFilter(person_id=person_id))),
    )


def _templates(connection: Connection, person_id: str) -> tuple[StoredTemplate, ...]:
    columns = templates.c
    query = select(columns.model, columns.created_at_utc, columns.quality)
    rows = connection.execute(query.where(columns.person_id == person_id).order_by(columns.id))
    return tuple(
        StoredTemplate(row.model, utc_moment(row.created_at_utc), *measured(row.quality)) for row in rows
    )
