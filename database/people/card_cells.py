"""What is stored in place of a card's number: a keyed index that finds it, and the number itself, sealed.

Cards from up to revision 0004 have the index alone. When keys are changed that index is sealed in the
number's place, and found by an index of itself: until the card is read once, which tells its number.

Cards from up to revision 0008 are marked: they stand for every number that had their form, and are found by
that form alone.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, not_, or_, select

from database.facts import read_fact
from database.keys.keys import CARD_NUMBERS, CARDS, Keys, keyed
from database.people.pin_hashes import FIRST_KEYS, first_keys
from database.schema import cards
from door_access.domain.entry.credentials import older_number

_NUMBER, _INDEX = b"n", b"i"


def card_cells(keys: Keys, card_id: str, number: str) -> dict[str, Any]:
    """Return the cells of a card whose number, in its normal form, is known."""
    sealed = keys.seal(CARD_NUMBERS, _NUMBER + number.encode(), bound=card_id)
    return {"blind_index": keys.mac(CARDS, number.encode()), "sealed": sealed, "hint": ""}


def has_number(connection: Connection, keys: Keys, number: str) -> ColumnElement[bool]:
    """Return the condition that finds the card of this number, in its normal form."""
    older = _indexes(connection, keys, older_number(number))
    return or_(
        and_(not_(cards.c.is_older_form), cards.c.blind_index.in_(_indexes(connection, keys, number))),
        and_(cards.c.is_older_form, cards.c.blind_index.in_(older)),
    )


def _indexes(connection: Connection, keys: Keys, number: str) -> list[str]:
    first = first_keys(connection, keys)[CARDS] if read_fact(connection, FIRST_KEYS) is not None else None
    return _indexes_by(keys, first, number)


def _indexes_by(keys: Keys, first: bytes | None, number: str) -> list[str]:
    """Return all that a card of this number may be found by; ``first``: the key of those from of old."""
    indexes = list(keys.macs(CARDS, number.encode()))
    if first is not None:
        indexes += keys.macs(CARDS, _INDEX + keyed(first, number.encode()).encode())
    return indexes


def holders_of(connection: Connection, keys: Keys, numbers: Collection[str]) -> dict[str, str]:
    """Return whose these cards are, by their numbers in normal form; nobody's are left out."""
    first = first_keys(connection, keys)[CARDS] if read_fact(connection, FIRST_KEYS) is not None else None
    rows = connection.execute(select(cards.c.blind_index, cards.c.is_older_form, cards.c.person_id))
    stored = {(row.is_older_form, row.blind_index): str(row.person_id) for row in rows}
    found: dict[str, str] = {}
    for number in numbers:
        for is_older, form in ((False, number), (True, older_number(number))):
            for index in _indexes_by(keys, first, form):
                if (is_older, index) in stored:
                    found[number] = stored[is_older, index]
    return found


def kept_number(keys: Keys, card_id: str, sealed: bytes | None) -> str | None:
    """Return the card's number; None where it is not known. Raises ValueError when the cell was changed."""
    opened = b"" if sealed is None else keys.open(CARD_NUMBERS, sealed, bound=card_id)
    return opened[1:].decode() if opened[:1] == _NUMBER else None


def is_number_kept(keys: Keys, card_id: str, sealed: bytes | None) -> bool:
    """Say whether the card's number is known; raises ValueError when the cell was changed."""
    return kept_number(keys, card_id, sealed) is not None


def renewed_cells(keys: Keys, card_id: str, blind_index: str, sealed: bytes | None) -> dict[str, Any]:
    """Return the same card under the newest keys; raises ValueError when its cells were changed."""
    kept = _INDEX + blind_index.encode()
    if sealed is not None:
        kept = keys.open(CARD_NUMBERS, sealed, bound=card_id)
    if kept[:1] == _NUMBER:
        return card_cells(keys, card_id, kept[1:].decode())
    resealed = keys.seal(CARD_NUMBERS, kept, bound=card_id)
    return {"blind_index": keys.mac(CARDS, kept), "sealed": resealed}
