"""Cards, PINs and entry rules on SQLite. Every change raises the gallery's version in its transaction."""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime

from argon2 import PasswordHasher
from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, insert, or_, select, update

from database.cells import member_of
from database.connections import Database
from database.faults import storage_faults
from database.keys.keyring import Keyring
from database.keys.keys import Keys
from database.keys.opening import open_keyring
from database.people.card_cells import card_cells, has_number, is_number_kept, kept_number
from database.people.failures import forget_failures
from database.people.galleries import PAGE_ROWS
from database.people.gallery_version import changing
from database.people.known_person import check_known, unknown_person
from database.people.person_text import text_of
from database.people.pin_check import Stored, match_of, opened_or_none
from database.people.pin_hashes import (
    hashed_text,
    is_peppered,
    opened_duress,
    opened_hash,
    sealed_duress,
    sealed_hash,
)
from database.people.removals import is_denied
from database.schema import cards, people, templates
from database.timestamps import utc_moment, utc_now, utc_text
from door_access.complaints import Complaint
from door_access.domain.entry.credentials import (
    Card,
    CardHolder,
    EntryRule,
    card_hint,
    card_number,
    checked_pin,
    older_number,
)
from door_access.domain.entry.duress import PinMatch, new_pins
from door_access.errors import BadInput, Refused, StorageFault

_log = logging.getLogger(__name__)


def open_credentials(database: Database) -> "SqlCredentialStore":
    """Return the store with the data directory's key; raises StorageFault when the key does not fit."""
    return SqlCredentialStore(database, open_keyring(database))


class SqlCredentialStore:
    """Adapter of the CredentialStore port; any thread of any process may use one."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        *,
        hasher: PasswordHasher | None = None,
        utc_clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """``hasher``: argon2id with the library's own costs when left out."""
        self._database = database
        self._keyring = keyring
        self._hasher = hasher or PasswordHasher()
        self._utc_clock = utc_clock

    def find_card(self, number: str) -> CardHolder | None:
        """Return whose card has this number; None when it is nobody's or cannot be a card's number."""
        try:
            checked = card_number(number)
        except BadInput:
            return None
        query = select(cards, is_denied(), people.c.pin, people.c.entry_rule)
        joined = query.join(people, people.c.id == cards.c.person_id)
        with self._database.reading() as connection:
            keys = self._keyring.at(connection)
            row = connection.execute(joined.where(has_number(connection, keys, checked))).one_or_none()
            holder = None if row is None else _holder(row)
        if row is not None and not _is_kept(keys, row.id, row.sealed):
            self._keep_number(row.id, older_number(checked) if row.is_older_form else checked)
        return holder

    def renew_card(self, card_id: str, number: str) -> None:
        """Store the number of a card of the older form as it is; at another grant if not at this one.

        Any other card, and one that is nobody's any more, stays as it is.

        Raises:
            BadInput: the number cannot be a card's.
        """
        checked = card_number(number)
        try:
            with self._database.writing() as connection:
                keys = self._keyring.at(connection)
                is_meant = and_(
                    cards.c.id == card_id, cards.c.is_older_form, has_number(connection, keys, checked)
                )
                cells = card_cells(keys, card_id, checked) | {"is_older_form": False}
                connection.execute(update(cards).where(is_meant).values(**cells))
        except StorageFault:
            _log.exception("the number of card %s could not be renewed", card_id)

    def _keep_number(self, card_id: str, number: str) -> None:
        """Seal the number of a card from before numbers were kept; at another reading if not at this one."""
        try:
            with self._database.writing() as connection:
                cells = card_cells(self._keyring.at(connection), card_id, number)
                connection.execute(update(cards).where(cards.c.id == card_id).values(**cells))
        except StorageFault:
            _log.exception("the number of card %s could not be kept", card_id)

    def add_card(self, person_id: str, number: str) -> str:
        """Give the person a card and return the card's id.

        Raises:
            BadInput: nobody has this id, or the number cannot be a card's.
            Refused: the card is theirs or somebody else's already; the sentence names them.
        """
        checked, card_id = card_number(number), str(uuid.uuid4())
        values = {
            "id": card_id,
            "person_id": person_id,
            "is_disabled": False,
            "is_older_form": False,
            "added_at_utc": utc_text(self._utc_clock()),
        }
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            keys = self._keyring.at(connection)
            _check_free(connection, keys, checked, wanted_by=person_id)
            connection.execute(insert(cards), values | card_cells(keys, card_id, checked))
        return card_id

    def remove_card(self, person_id: str, number_or_id: str) -> None:
        """Take one of the person's own cards away; raises BadInput when they have no such card."""
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            is_card = _is_card(connection, self._keyring.at(connection), number_or_id)
            theirs = and_(cards.c.person_id == person_id, is_card)
            card_id = connection.scalar(delete(cards).where(theirs).returning(cards.c.id))
            if card_id is None:
                raise BadInput(Complaint.CARD_NOT_OF_PERSON, card=number_or_id)
            forget_failures(connection, f"card:{card_id}")

    def cards_of(self, person_id: str) -> tuple[Card, ...]:
        """Return the person's cards, the oldest first; raises BadInput for an unknown person."""
        with self._database.reading() as connection:
            check_known(connection, person_id)
            return _cards(connection, self._keyring.at(connection), cards.c.person_id == person_id)

    def cards(self) -> tuple[Card, ...]:
        """Return everybody's cards, the oldest first.

        They are read in several short transactions: no row of the access log is safe during a long one.
        """
        found: list[Card] = []
        is_more = True
        while is_more:
            page = cards.c.id > (found[-1].id if found else "")
            query = select(cards).where(page).order_by(cards.c.id).limit(PAGE_ROWS)
            with self._database.reading() as connection:
                keys, rows = self._keyring.at(connection), connection.execute(query).all()
            with storage_faults(self._database.path):
                found += (_card(row, keys) for row in rows)
            is_more = len(rows) == PAGE_ROWS
        return tuple(sorted(found, key=lambda card: (card.added_at_utc, card.id)))

    def disable_card(self, card_id: str) -> None:
        """Turn the card away from now on; raises BadInput for an unknown card."""
        self._set_disabled(card_id, is_disabled=True)

    def enable_card(self, card_id: str) -> None:
        """Take the card again; raises BadInput for an unknown card."""
        self._set_disabled(card_id, is_disabled=False)

    def set_pin(self, person_id: str, pin: str | None, duress: str | None = None) -> None:
        """Store the hashes of both PINs, or forget them; nothing of the ones before stays.

        Raises:
            BadInput: an unknown person, what is no PIN, or a PIN under duress that is too like the other.
        """
        hashed, hashed_duress = (self._hashed(person_id, one) for one in new_pins(pin, duress))
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            keys = self._keyring.at(connection)
            cells = {
                "pin": hashed and sealed_hash(keys, person_id, hashed),
                "duress_pin": hashed_duress and sealed_duress(keys, person_id, hashed_duress),
            }
            connection.execute(update(people).where(people.c.id == person_id).values(**cells))

    def _hashed(self, person_id: str, pin: str | None) -> str | None:
        return None if pin is None else self._hasher.hash(hashed_text(person_id, pin))

    def check_pin(self, person_id: str, pin: str) -> PinMatch:
        """Say what these digits are to the person; as slow for whatever can be a PIN (``pin_check``)."""
        try:
            checked_pin(pin)
        except BadInput:
            return PinMatch.WRONG
        with self._database.reading() as connection:
            stored = self._stored_pins(connection, person_id, pin)
        return match_of(self._hasher, person_id, *stored)

    def _stored_pins(
        self, connection: Connection, person_id: str, pin: str
    ) -> tuple[Stored | None, Stored | None]:
        """Return the hashes of both PINs, each with what it must be the hash of."""
        query = select(people.c.pin, people.c.duress_pin).where(people.c.id == person_id)
        row, keys = connection.execute(query).one_or_none(), self._keyring.at(connection)
        cell, duress_cell = (None, None) if row is None else row
        return (
            opened_or_none(person_id, lambda: cell and opened_hash(connection, keys, person_id, pin, cell)),
            opened_or_none(
                person_id, lambda: duress_cell and opened_duress(keys, person_id, pin, duress_cell)
            ),
        )

    def has_duress_pin(self, person_id: str) -> bool:
        """Say whether there is a PIN under duress; raises BadInput for an unknown person."""
        with self._database.reading() as connection:
            check_known(connection, person_id)
            query = select(people.c.duress_pin.is_not(None)).where(people.c.id == person_id)
            return bool(connection.scalar(query))

    def entry_rule(self, person_id: str) -> EntryRule:
        """Return what the person must show; raises BadInput for an unknown person."""
        with self._database.reading() as connection:
            rule = connection.scalar(select(people.c.entry_rule).where(people.c.id == person_id))
            if rule is None:
                raise unknown_person(person_id)
            return member_of(EntryRule, rule)

    def set_entry_rule(self, person_id: str, rule: EntryRule) -> None:
        """Say what the person must show.

        Raises:
            BadInput: nobody has this id.
            Refused: the rule takes a face and none is enrolled.
        """
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            if rule.takes_face:
                _check_face(connection, person_id)
            connection.execute(update(people).where(people.c.id == person_id).values(entry_rule=rule.value))

    def _set_disabled(self, card_id: str, *, is_disabled: bool) -> None:
        change = update(cards).where(cards.c.id == card_id).values(is_disabled=is_disabled)
        holder = select(cards.c.person_id).where(cards.c.id == card_id).scalar_subquery()
        with changing(self._database, holder) as connection:
            if not connection.execute(change).rowcount:
                raise BadInput(Complaint.CARD_ID_UNKNOWN, card=card_id)
            if not is_disabled:
                forget_failures(connection, f"card:{card_id}")

    def outdated(self) -> tuple[int, int]:
        """Return of how many cards the number is not known yet, and how many PINs are hidden as of old.

        Both are one-way: a card is kept anew when it is next read, a PIN when it is set.
        """
        with self._database.reading() as connection:
            keys = self._keyring.at(connection)
            cells = connection.execute(select(cards.c.id, cards.c.sealed)).all()
            unknown = sum(not _is_kept(keys, row.id, row.sealed) for row in cells)
            pins = connection.execute(select(people.c.id, people.c.pin).where(people.c.pin.is_not(None)))
            return unknown, sum(_is_of_old(keys, row.id, row.pin) for row in pins)


def _is_kept(keys: Keys, card_id: str, sealed: bytes | None) -> bool:
    try:
        return is_number_kept(keys, card_id, sealed)
    except ValueError:
        return False


def _is_of_old(keys: Keys, person_id: str, cell: bytes) -> bool:
    try:
        return is_peppered(keys, person_id, cell)
    except ValueError:
        return False


def _is_card(connection: Connection, keys: Keys, number_or_id: str) -> ColumnElement[bool]:
    try:
        is_number = has_number(connection, keys, card_number(number_or_id))
    except BadInput:
        return cards.c.id == number_or_id
    return or_(cards.c.id == number_or_id, is_number)


def _check_free(connection: Connection, keys: Keys, number: str, *, wanted_by: str) -> None:
    holder = select(people.c.id, people.c.sealed).join(cards, cards.c.person_id == people.c.id)
    row = connection.execute(holder.where(has_number(connection, keys, number))).first()
    if row is not None:
        complaint = Complaint.CARD_HELD if row.id == wanted_by else Complaint.CARD_TAKEN
        raise Refused(complaint, name=text_of(keys, row.id, row.sealed).name)


def _check_face(connection: Connection, person_id: str) -> None:
    if not connection.scalar(
        select(exists(select(templates.c.id).where(templates.c.person_id == person_id)))
    ):
        raise Refused(Complaint.FACE_MISSING)


def _holder(row: Row[*tuple[object, ...]]) -> CardHolder:
    return CardHolder(
        card_id=row.id,
        person_id=row.person_id,
        entry=member_of(EntryRule, row.entry_rule),
        is_card_disabled=row.is_disabled,
        is_blocked=row.is_denied,
        has_pin=row.pin is not None,
        is_older_form=row.is_older_form,
    )


def _cards(connection: Connection, keys: Keys, where: ColumnElement[bool]) -> tuple[Card, ...]:
    query = select(cards).where(where).order_by(cards.c.added_at_utc, cards.c.id)
    return tuple(_card(row, keys) for row in connection.execute(query))


def _card(row: Row[*tuple[object, ...]], keys: Keys) -> Card:
    try:
        number = kept_number(keys, row.id, row.sealed)
    except ValueError:
        number = None
    hint, added_at_utc = card_hint(number) if number else row.hint, utc_moment(row.added_at_utc)
    return Card(row.id, row.person_id, hint, row.is_disabled, added_at_utc, row.is_older_form)
