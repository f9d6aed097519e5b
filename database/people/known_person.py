"""The check that every change of one person begins with."""

from sqlalchemy import Connection, select

from database.schema import people
from door_access.complaints import Complaint
from door_access.errors import BadInput


def unknown_person(person_id: str) -> BadInput:
    """Return what to raise for an id that nobody has."""
    return BadInput(Complaint.PERSON_UNKNOWN, person=person_id)


def check_known(connection: Connection, person_id: str) -> None:
    """Raise BadInput when nobody has this id."""
    if connection.scalar(select(people.c.id).where(people.c.id == person_id)) is None:
        raise unknown_person(person_id)
