"""What a door must know of people to let them in: dates, groups, whether they are blocked."""

from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, not_, select

from database.cells import member_of
from database.keys.keys import Keys
from database.people.gallery_version import NEWEST_VERSION
from database.people.person_text import text_of
from database.people.removals import is_denied
from database.rules.memberships import memberships_of, validity
from database.schema import gallery_version, people
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.permissions.verdict import Entrant
from door_access.ports import Welcome

_CELLS = (
    people.c.id,
    people.c.sealed,
    people.c.entry_rule,
    people.c.valid_from_utc,
    people.c.valid_until_utc,
    people.c.opens_longer,
    is_denied(),
)
_PERSON = select(*_CELLS).where(people.c.id == bindparam("person_id"))
_VERSION: BindParameter[int] = bindparam("version")
_WELCOME = _PERSON.add_columns(select(gallery_version.c.rules).scalar_subquery().label("rules")).where(
    people.c.changed <= _VERSION, NEWEST_VERSION >= _VERSION, not_(is_denied())
)
"""Made once: a grant waits for the answer, and making a statement takes as long as asking it."""


def entrant_of(connection: Connection, person_id: str) -> Entrant | None:
    """Return what the rules must know of somebody; None when there is no such person."""
    row = connection.execute(_PERSON, {"person_id": person_id}).one_or_none()
    return None if row is None else _entrant(connection, row)


def welcome_of(connection: Connection, keys: Keys, person_id: str, *, version: int) -> Welcome | None:
    """Return what is known of somebody who may be let in for what was so at this version of the gallery.

    None for whoever is gone, blocked, being removed or was changed since, and for a version yet to come.
    """
    row = connection.execute(_WELCOME, {"person_id": person_id, "version": version}).one_or_none()
    if row is None:
        return None
    return Welcome(
        text_of(keys, row.id, row.sealed).name,
        _entrant(connection, row),
        bool(row.opens_longer),
        int(row.rules),
    )


def _entrant(connection: Connection, row: Row[tuple[Any, ...]]) -> Entrant:
    return Entrant(
        row.id,
        member_of(EntryRule, row.entry_rule),
        validity(row.valid_from_utc, row.valid_until_utc),
        is_blocked=bool(row.is_denied),
        memberships=memberships_of(connection, row.id),
    )
