"""Many people changed at once: all that is slow is done beforehand, and then everything is one transaction.

Theory of operation. A door writes a row before it opens, and waits for whoever holds the log and the
database meanwhile. So what takes long (sealing texts, cards, templates and the payloads of rows) is done
without either, piece by piece; what is left for the transaction is to look that nothing has changed since the
people were read, and to write what is ready: some ten thousandths of a second a person. Every person is given
a version of the gallery of their own, as if they had been changed one after the other: whoever follows the
gallery reads so many versions at a time, and would not get past one that is shared by too many.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, bindparam, delete, update

from database.connections import Database
from database.keys.keyring import Keyring
from database.keys.keys import Keys
from database.log.access_log import SqlAccessLog
from database.log.log_keys import LogKeys
from database.log.many_rows import ManyRows
from database.many_cells import insert_many
from database.people.card_cells import card_cells
from database.people.consents import put_consents
from database.people.encryption import TemplateCipher
from database.people.failures import forget_failures
from database.people.gallery_version import version
from database.people.person_text import PersonText, text_columns
from database.people.profiles import profile_cells, with_profile
from database.people.template_rows import Apart, new_template_rows
from database.rules.memberships import bounds
from database.rules.rules_store import rules_version
from database.schema import cards, gallery_version, memberships, people, person_references, templates
from database.timestamps import utc_now, utc_text
from door_access.complaints import Complaint
from door_access.domain.permissions.rights import Membership
from door_access.errors import Refused
from door_access.ports import EnrolledPerson, LogEntry, PersonChange, Register

_Cells = dict[str, Any]
_CHANGED_CELLS = (
    "sealed",
    "name_index",
    "external_id_index",
    "name",
    "name_key",
    "consent",
    "external_id",
    "is_blocked",
    "entry_rule",
    "valid_from_utc",
    "valid_until_utc",
    "opens_longer",
    "changed",
)


@dataclass
class _Ready:
    """Rows that wait for the transaction, by what is done with them."""

    new: list[_Cells] = field(default_factory=list)
    changed: list[_Cells] = field(default_factory=list)
    cards: list[_Cells] = field(default_factory=list)
    joined: list[_Cells] = field(default_factory=list)
    left: list[_Cells] = field(default_factory=list)
    templates: list[_Cells] = field(default_factory=list)
    references: list[_Cells] = field(default_factory=list)
    unblocked: list[str] = field(default_factory=list)
    faces: list[EnrolledPerson] = field(default_factory=list)
    """Newcomers whose consent is to having their face measured."""


class SqlManyChanges:
    """Adapter of the ManyChanges port."""

    def __init__(
        self, database: Database, keyring: Keyring, log: SqlAccessLog, apart: Apart, seen: Register
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._log = log
        self._apart = apart
        self._seen = seen
        self._now = utc_text(utc_now())
        with database.reading() as connection:
            self._keys = keyring.at(connection)
        self._rows = ManyRows(LogKeys(self._keys))
        self._ready = _Ready()

    def add(self, changes: Sequence[PersonChange], rows: Sequence[LogEntry]) -> None:
        """Seal what is to be stored, and the rows that tell of it; nothing is stored yet."""
        known = [one.after.id for one in changes if one.before is not None]
        if known:
            with self._database.reading() as connection:
                self._rows.know(connection, known)
        for change in changes:
            self._make_ready(change)
        self._rows.add(rows)

    def _make_ready(self, change: PersonChange) -> None:
        ready, after = self._ready, change.after
        place = len(ready.new) + len(ready.changed) + 1
        cells = _person_cells(self._keys, after) | {"changed": self._seen.version + place}
        if change.before is None:
            moments = {
                "id": after.id,
                "consent_at_utc": utc_text(after.consented_at_utc),
                "enrolled_at_utc": self._now,
            }
            ready.new.append(cells | moments)
        else:
            ready.changed.append({"of": after.id} | {name: cells[name] for name in _CHANGED_CELLS})
            if change.before.is_blocked and not after.is_blocked:
                ready.unblocked.append(f"person:{after.id}")
        self._make_memberships_ready(change)
        ready.cards += [self._card(after.id, one.id, one.number) for one in change.cards]
        if change.templates:
            cipher = TemplateCipher(self._keys)
            rows, references = new_template_rows(
                cipher, after.id, change.templates, self._apart, created_at_utc=self._now
            )
            ready.templates += rows
            ready.references += references
            ready.faces.append(after)

    def _make_memberships_ready(self, change: PersonChange) -> None:
        before = () if change.before is None else change.before.memberships
        person_id, after = change.after.id, change.after.memberships
        gone = set(before) - set(after)
        self._ready.left += [{"of": person_id, "group": one.group} for one in gone]
        self._ready.joined += [_membership(person_id, one) for one in after if one not in before]

    def _card(self, person_id: str, card_id: str, number: str) -> _Cells:
        always = {"is_disabled": False, "is_older_form": False, "added_at_utc": self._now}
        return {"id": card_id, "person_id": person_id} | always | card_cells(self._keys, card_id, number)

    def store(self) -> None:
        """Store all of it, within the block of ``together`` that the thread is in.

        Raises:
            Refused: people, rules or keys are not what they were when the register was read.
            StorageFault: nothing was stored.
        """
        ready = self._ready
        with self._database.writing() as connection:
            self._check_unchanged(connection)
            insert_many(connection, people, ready.new)
            if ready.changed:
                connection.execute(_UPDATE, ready.changed)
            if ready.left:
                connection.execute(_LEAVE, ready.left)
            for table, rows in (
                (memberships, ready.joined),
                (cards, ready.cards),
                (templates, ready.templates),
                (person_references, ready.references),
            ):
                insert_many(connection, table, rows)
            for person in ready.faces:
                given_at = utc_text(person.consented_at_utc)
                put_consents(connection, person.id, person.consent, keeps_picture=False, at_utc=given_at)
            forget_failures(connection, *ready.unblocked)
            changed = len(ready.new) + len(ready.changed)
            connection.execute(update(gallery_version).values(version=gallery_version.c.version + changed))
        if len(self._rows):
            self._log.append_many(self._rows)

    def _check_unchanged(self, connection: Connection) -> None:
        now = version(connection), rules_version(connection)
        is_same_key = self._keyring.at(connection).generation == self._keys.generation
        if now != (self._seen.version, self._seen.rules_version) or not is_same_key:
            raise Refused(Complaint.PEOPLE_CHANGED)


_UPDATE = (
    update(people)
    .where(people.c.id == bindparam("of"))
    .values({name: bindparam(name) for name in _CHANGED_CELLS})
)
_LEAVE = delete(memberships).where(
    memberships.c.person_id == bindparam("of"), memberships.c.group_id == bindparam("group")
)


def _person_cells(keys: Keys, person: EnrolledPerson) -> _Cells:
    text = with_profile(PersonText(person.name, person.consent, person.external_id), person.profile)
    return (
        text_columns(keys, person.id, text)
        | profile_cells(person.profile)
        | {"is_blocked": person.is_blocked, "entry_rule": person.entry.value}
    )


def _membership(person_id: str, one: Membership) -> _Cells:
    begins_utc, ends_utc = bounds(one.validity)
    return {
        "person_id": person_id,
        "group_id": one.group,
        "begins_utc": begins_utc,
        "ends_utc": ends_utc,
    }
