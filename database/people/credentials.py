"""Cards, PINs and entry rules on SQLite. Every change raises the gallery's version in its transaction."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, insert, or_, select, update

from database.connections import Database
from database.people.credential_keys import CredentialKeys
from database.people.failures import forget_failures
from database.people.gallery_version import changing
from database.people.known_person import check_known, unknown_person
from database.people.removals import is_denied
from database.people.templates_key import KEY_NAME, credentials_stored, data_key
from database.schema import cards, people, templates
from database.site_store import read_fact, write_fact
from database.timestamps import utc_moment, utc_now, utc_text
from door_access.complaints import Complaint
from door_access.domain.entry.credentials import (
    Card,
    CardHolder,
    EntryRule,
    card_hint,
    card_number,
    checked_pin,
)
from door_access.errors import BadInput, Refused, StorageFault

_log = logging.getLogger(__name__)

KEY_CHECK = "credentials_key_check"
"""The secret that tells at the start whether the key is the one that cards and PINs were stored with."""


def open_credentials(database: Database) -> "SqlCredentialStore":
    """Return the store with the data directory's key; raises StorageFault when the key does not fit."""
    keys = CredentialKeys(data_key(database))
    _try(database, keys)
    return SqlCredentialStore(database, keys)


class SqlCredentialStore:
    """Adapter of the CredentialStore port; any thread of any process may use one."""

    def __init__(
        self,
        database: Database,
        keys: CredentialKeys,
        *,
        hasher: PasswordHasher | None = None,
        utc_clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """``hasher``: argon2id with the library's own costs when left out."""
        self._database = database
        self._keys = keys
        self._hasher = hasher or PasswordHasher()
        self._utc_clock = utc_clock

    def find_card(self, number: str) -> CardHolder | None:
        """Return whose card has this number; None when it is nobody's or cannot be a card's number."""
        try:
            index = self._keys.blind_index(card_number(number))
        except BadInput:
            return None
        query = select(cards, is_denied(), people.c.pin_hash, people.c.entry_rule)
        joined = query.join(people, people.c.id == cards.c.person_id).where(cards.c.blind_index == index)
        with self._database.reading() as connection:
            row = connection.execute(joined).one_or_none()
        return None if row is None else _holder(row)

    def add_card(self, person_id: str, number: str) -> str:
        """Give the person a card and return the card's id.

        Raises:
            BadInput: nobody has this id, or the number cannot be a card's.
            Refused: the card is somebody's already; the sentence names them.
        """
        checked, card_id = card_number(number), str(uuid.uuid4())
        values = {
            "id": card_id,
            "person_id": person_id,
            "blind_index": self._keys.blind_index(checked),
            "hint": card_hint(checked),
            "is_disabled": False,
            "added_at_utc": utc_text(self._utc_clock()),
        }
        with changing(self._database) as connection:
            check_known(connection, person_id)
            _check_free(connection, values["blind_index"])
            connection.execute(insert(cards), values)
            self._remember_key(connection)
        return card_id

    def remove_card(self, person_id: str, number_or_id: str) -> None:
        """Take one of the person's own cards away; raises BadInput when they have no such card."""
        theirs = and_(cards.c.person_id == person_id, self._is_card(number_or_id))
        with changing(self._database) as connection:
            check_known(connection, person_id)
            card_id = connection.scalar(delete(cards).where(theirs).returning(cards.c.id))
            if card_id is None:
                raise BadInput(Complaint.CARD_NOT_OF_PERSON, card=number_or_id)
            forget_failures(connection, f"card:{card_id}")

    def cards_of(self, person_id: str) -> tuple[Card, ...]:
        """Return the person's cards, the oldest first; raises BadInput for an unknown person."""
        with self._database.reading() as connection:
            check_known(connection, person_id)
            return _cards(connection, cards.c.person_id == person_id)

    def cards(self) -> tuple[Card, ...]:
        """Return everybody's cards, the oldest first."""
        with self._database.reading() as connection:
            return _cards(connection)

    def disable_card(self, card_id: str) -> None:
        """Turn the card away from now on; raises BadInput for an unknown card."""
        self._set_disabled(card_id, is_disabled=True)

    def enable_card(self, card_id: str) -> None:
        """Take the card again; raises BadInput for an unknown card."""
        self._set_disabled(card_id, is_disabled=False)

    def set_pin(self, person_id: str, pin: str | None) -> None:
        """Store the PIN's hash, or forget it; raises BadInput for an unknown person or what is no PIN."""
        stored = None if pin is None else self._hashed(person_id, checked_pin(pin))
        with changing(self._database) as connection:
            check_known(connection, person_id)
            connection.execute(update(people).where(people.c.id == person_id).values(pin_hash=stored))
            self._remember_key(connection)

    def is_pin(self, person_id: str, pin: str) -> bool:
        """Say whether this is the person's PIN; slow on purpose, up to 0.3 s. Without a PIN none is right."""
        with self._database.reading() as connection:
            stored = connection.scalar(select(people.c.pin_hash).where(people.c.id == person_id))
        if stored is None:
            return False
        try:
            return self._hasher.verify(stored, self._keys.sealed_pin(person_id, checked_pin(pin)))
        except (VerifyMismatchError, BadInput):
            return False
        except (VerificationError, InvalidHashError):
            _log.exception("the stored PIN of person %s cannot be read", person_id)
            return False

    def entry_rule(self, person_id: str) -> EntryRule:
        """Return what the person must show; raises BadInput for an unknown person."""
        with self._database.reading() as connection:
            rule = connection.scalar(select(people.c.entry_rule).where(people.c.id == person_id))
        if rule is None:
            raise unknown_person(person_id)
        return EntryRule(rule)

    def set_entry_rule(self, person_id: str, rule: EntryRule) -> None:
        """Say what the person must show.

        Raises:
            BadInput: nobody has this id.
            Refused: the rule takes a face and none is enrolled.
        """
        with changing(self._database) as connection:
            check_known(connection, person_id)
            if rule is not EntryRule.CARD_PIN:
                _check_face(connection, person_id)
            connection.execute(update(people).where(people.c.id == person_id).values(entry_rule=rule.value))

    def _set_disabled(self, card_id: str, *, is_disabled: bool) -> None:
        change = update(cards).where(cards.c.id == card_id).values(is_disabled=is_disabled)
        with changing(self._database) as connection:
            if not connection.execute(change).rowcount:
                raise BadInput(Complaint.CARD_ID_UNKNOWN, card=card_id)
            if not is_disabled:
                forget_failures(connection, f"card:{card_id}")

    def _is_card(self, number_or_id: str) -> ColumnElement[bool]:
        try:
            index = self._keys.blind_index(card_number(number_or_id))
        except BadInput:
            return cards.c.id == number_or_id
        return or_(cards.c.id == number_or_id, cards.c.blind_index == index)

    def _hashed(self, person_id: str, pin: str) -> str:
        return self._hasher.hash(self._keys.sealed_pin(person_id, pin))

    def _remember_key(self, connection: Connection) -> None:
        write_fact(connection, KEY_CHECK, self._keys.check)


def _try(database: Database, keys: CredentialKeys) -> None:
    with database.reading() as connection:
        is_used = connection.scalar(select(or_(*credentials_stored())))
        stored = read_fact(connection, KEY_CHECK)
    if is_used and stored != keys.check:
        path = database.key_dir / KEY_NAME
        raise StorageFault(f"{path} is not the key that cards and PINs were stored with: put that one back.")


def _check_free(connection: Connection, blind_index: object) -> None:
    holder = select(people.c.name).join(cards, cards.c.person_id == people.c.id)
    name = connection.scalar(holder.where(cards.c.blind_index == blind_index))
    if name is not None:
        raise Refused(Complaint.CARD_TAKEN, name=name)


def _check_face(connection: Connection, person_id: str) -> None:
    if not connection.scalar(
        select(exists(select(templates.c.id).where(templates.c.person_id == person_id)))
    ):
        raise Refused(Complaint.FACE_MISSING)


def _holder(row: Row[*tuple[object, ...]]) -> CardHolder:
    return CardHolder(
        card_id=row.id,
        person_id=row.person_id,
        entry=EntryRule(row.entry_rule),
        is_card_disabled=row.is_disabled,
        is_blocked=row.is_denied,
        has_pin=row.pin_hash is not None,
    )


def _cards(connection: Connection, *where: ColumnElement[bool]) -> tuple[Card, ...]:
    query = select(cards).where(*where).order_by(cards.c.added_at_utc, cards.c.id)
    return tuple(_card(row) for row in connection.execute(query))


def _card(row: Row[*tuple[object, ...]]) -> Card:
    return Card(row.id, row.person_id, row.hint, row.is_disabled, utc_moment(row.added_at_utc))
