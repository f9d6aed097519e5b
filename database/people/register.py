"""Everybody at once, for what compares or changes many people: adapter of the PeopleRegister port.

One rule: no transaction of reading is long, for no row of the access log is safe while another reads an older
state. What is changed between them is noticed when changes are stored, by the gallery's version.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import Row, Select, exists, select

from database.cells import member_of
from database.connections import Database
from database.keys.keyring import Keyring
from database.keys.keys import Keys
from database.log.access_log import SqlAccessLog
from database.people.card_cells import holders_of, kept_number
from database.people.galleries import PAGE_ROWS
from database.people.gallery_version import version
from database.people.many_changes import SqlManyChanges
from database.people.person_text import text_of
from database.people.template_rows import Apart
from database.rules.memberships import validity
from database.rules.rules_store import rules_version
from database.schema import cards, memberships, pending_removals, people, templates
from database.timestamps import utc_moment
from door_access.domain.enrolment.profile import Profile
from door_access.domain.entry.credentials import EntryRule, card_number
from door_access.domain.permissions.rights import Membership
from door_access.errors import BadInput
from door_access.ports import EnrolledPerson, Register

_CELLS = (
    people.c.id,
    people.c.sealed,
    people.c.consent_at_utc,
    people.c.entry_rule,
    people.c.is_blocked,
    people.c.valid_from_utc,
    people.c.valid_until_utc,
    people.c.opens_longer,
    exists(select(templates.c.id).where(templates.c.person_id == people.c.id)).label("has_face"),
    exists(select(pending_removals.c.person_id).where(pending_removals.c.person_id == people.c.id)).label(
        "is_leaving"
    ),
)
_Rows = Sequence[Row[*tuple[Any, ...]]]


class SqlPeopleRegister:
    """Reads everybody and stores changes of many; any thread of any process may use one."""

    def __init__(self, database: Database, keyring: Keyring, log: SqlAccessLog, apart: Apart) -> None:
        self._database = database
        self._keyring = keyring
        self._log = log
        self._apart = apart

    def read(self) -> Register:
        """Return everybody; what is changed while this reads is noticed when changes are stored."""
        with self._database.reading() as connection:
            seen = version(connection), rules_version(connection)
        return Register(*seen, {one.id: one for page in self._pages() for one in page})

    def _pages(self) -> Iterator[list[EnrolledPerson]]:
        last: str | None = ""
        while last is not None:
            with self._database.reading() as connection:
                keys = self._keyring.at(connection)
                rows = connection.execute(_after(last)).all()
                last = rows[-1].id if len(rows) == PAGE_ROWS else None
                groups = connection.execute(_memberships_of(rows)).all() if rows else []
            yield _opened(rows, _by_person(groups), keys)

    def holders(self, numbers: Collection[str]) -> dict[str, str]:
        """Return who has which of these cards, by their numbers in normal form; nobody's are left out."""
        with self._database.reading() as connection:
            return holders_of(connection, self._keyring.at(connection), numbers)

    def card_numbers(self) -> dict[str, tuple[str, ...]]:
        """Return the numbers of everybody's cards, by the people's ids, as far as they are known."""
        query = select(cards.c.person_id, cards.c.id, cards.c.sealed, cards.c.is_older_form)
        with self._database.reading() as connection:
            keys = self._keyring.at(connection)
            rows = connection.execute(query.order_by(cards.c.added_at_utc, cards.c.id)).all()
        found: dict[str, tuple[str, ...]] = {}
        for row in rows:
            number = _number(keys, row.id, row.sealed)
            if number is not None and not row.is_older_form:
                found[row.person_id] = (*found.get(row.person_id, ()), number)
        return found

    def changes(self, seen: Register) -> SqlManyChanges:
        """Return what takes changes of the people that were seen so."""
        return SqlManyChanges(self._database, self._keyring, self._log, self._apart, seen)


def _after(last: str) -> Select[*tuple[Any, ...]]:
    return select(*_CELLS).where(people.c.id > last).order_by(people.c.id).limit(PAGE_ROWS)


def _memberships_of(rows: _Rows) -> Select[*tuple[Any, ...]]:
    within = memberships.c.person_id.between(rows[0].id, rows[-1].id)
    return select(memberships).where(within).order_by(memberships.c.person_id, memberships.c.group_id)


def _by_person(rows: _Rows) -> dict[str, tuple[Membership, ...]]:
    return {
        person_id: tuple(Membership(one.group_id, validity(one.begins_utc, one.ends_utc)) for one in theirs)
        for person_id, theirs in groupby(rows, key=lambda row: str(row.person_id))
    }


def _opened(rows: _Rows, groups: dict[str, tuple[Membership, ...]], keys: Keys) -> list[EnrolledPerson]:
    return [_person(row, groups.get(row.id, ()), keys) for row in rows]


def _person(row: Row[*tuple[Any, ...]], groups: tuple[Membership, ...], keys: Keys) -> EnrolledPerson:
    text = text_of(keys, row.id, row.sealed)
    dates = validity(row.valid_from_utc, row.valid_until_utc)
    return EnrolledPerson(
        id=row.id,
        name=text.name,
        consent=text.consent,
        consented_at_utc=utc_moment(row.consent_at_utc),
        external_id=text.external_id,
        entry=member_of(EntryRule, row.entry_rule),
        profile=Profile(dates, bool(row.opens_longer), text.department, text.notes, text.host),
        memberships=groups,
        is_blocked=bool(row.is_blocked),
        has_face=bool(row.has_face),
        is_leaving=bool(row.is_leaving),
    )


def _number(keys: Keys, card_id: str, sealed: bytes | None) -> str | None:
    """Return a card's number in its normal form; None where it is not known."""
    try:
        number = kept_number(keys, card_id, sealed)
        return None if number is None else card_number(number)
    except (ValueError, BadInput):
        return None
