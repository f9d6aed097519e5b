"""Who is in which group, and for how long."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from database.cells import UnreadableCell
from database.rules.documents import KINDS
from database.schema import memberships, rule_parts
from database.timestamps import utc_moment, utc_text
from door_access.complaints import Complaint
from door_access.domain.permissions.rights import Group, Membership
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.errors import BadInput

_columns = memberships.c
_OF_PERSON = (
    select(_columns.group_id, _columns.begins_utc, _columns.ends_utc)
    .where(_columns.person_id == bindparam("person_id"))
    .order_by(_columns.group_id)
)


def memberships_of(connection: Connection, person_id: str) -> tuple[Membership, ...]:
    """Return the groups that somebody is, was or will be in, by their ids."""
    rows = connection.execute(_OF_PERSON, {"person_id": person_id})
    return tuple(Membership(group, validity(begins, ends)) for group, begins, ends in rows.all())


def members_of(connection: Connection, group_id: str) -> dict[str, Validity]:
    """Return who is, was or will be in a group, by their ids, and for how long."""
    rows = connection.execute(select(memberships).where(_columns.group_id == group_id))
    return {row.person_id: validity(row.begins_utc, row.ends_utc) for row in rows}


def member_counts(connection: Connection) -> dict[str, int]:
    """Return of how many people each group knows; a group that nobody was ever in is left out."""
    counted = select(_columns.group_id, func.count()).group_by(_columns.group_id)
    return {row.group_id: row[1] for row in connection.execute(counted)}


def put_membership(connection: Connection, person_id: str, one: Membership) -> None:
    """Make somebody a member, or give their membership other dates; raises BadInput for an unknown group."""
    is_group = (rule_parts.c.kind == KINDS[Group], rule_parts.c.id == one.group)
    if connection.scalar(select(rule_parts.c.id).where(*is_group)) is None:
        raise BadInput(Complaint.GROUP_UNKNOWN, group=one.group)
    begins_utc, ends_utc = bounds(one.validity)
    dates = {"begins_utc": begins_utc, "ends_utc": ends_utc}
    new = insert(memberships).values(person_id=person_id, group_id=one.group, **dates)
    connection.execute(new.on_conflict_do_update(index_elements=["person_id", "group_id"], set_=dates))


def end_membership(connection: Connection, person_id: str, group_id: str) -> None:
    """Take somebody out of a group; harmless when they are not in it."""
    theirs = (_columns.person_id == person_id, _columns.group_id == group_id)
    connection.execute(delete(memberships).where(*theirs))


def join(connection: Connection, person_id: str, groups: Iterable[str]) -> None:
    """Make somebody a member of these groups, without an end; raises BadInput for an unknown one."""
    for group in groups:
        put_membership(connection, person_id, Membership(group))


def validity(begins: str | None, ends: str | None) -> Validity:
    """Return what two cells say; raises UnreadableCell."""
    if begins is None and ends is None:
        return UNLIMITED
    try:
        return Validity(_moment(begins), _moment(ends))
    except BadInput as error:
        raise UnreadableCell(f"{begins} to {ends}", "a time that ends after its begin") from error


def bounds(validity: Validity) -> tuple[str | None, str | None]:
    """Return the two cells of a validity."""
    both = validity.begins_utc, validity.ends_utc
    begins, ends = (None if one is None else utc_text(one) for one in both)
    return begins, ends


def _moment(text: str | None) -> datetime | None:
    return None if text is None else utc_moment(text)
