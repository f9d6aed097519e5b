"""What is stored in place of PINs: an argon2id hash, sealed: a copied database gives nothing to guess at.

Up to revision 0004 the hash lay in the clear, of the PIN under a key of its own (a "pepper"). It is sealed as
it is, and that key is kept, sealed as well, when keys are changed: until the PIN is set anew.
"""

from sqlalchemy import Connection

from database.facts import opened_fact, read_fact, sealed_fact, write_fact
from database.keys.key_file import KEY_BYTES
from database.keys.keys import CARDS, DURESS_HASHES, PIN_HASHES, PINS, Keys, keyed

_PEPPERED, _PLAIN = b"1", b"2"
FIRST_KEYS = "first_credential_keys"
"""The fact that keeps, sealed, the keys of the cards and PINs from before keys could be changed."""


def hashed_text(person_id: str, pin: str) -> str:
    """Return what is hashed of a PIN, so that nobody sees that two people have the same one."""
    return f"{person_id}\0{pin}"


def sealed_hash(keys: Keys, person_id: str, hashed: str) -> bytes:
    """Return the cell of a hash of :func:`hashed_text`."""
    return keys.seal(PIN_HASHES, _PLAIN + hashed.encode(), bound=person_id)


def sealed_duress(keys: Keys, person_id: str, hashed: str) -> bytes:
    """Return the cell of a hash of the PIN under duress, which opens in no other place."""
    return keys.seal(DURESS_HASHES, _PLAIN + hashed.encode(), bound=person_id)


def sealed_peppered(keys: Keys, person_id: str, hashed: str) -> bytes:
    """Return the cell of a hash from up to revision 0004."""
    return keys.seal(PIN_HASHES, _PEPPERED + hashed.encode(), bound=person_id)


def is_peppered(keys: Keys, person_id: str, cell: bytes) -> bool:
    """Say whether the hash still needs a key from before; raises ValueError when it cannot be opened."""
    return keys.open(PIN_HASHES, cell, bound=person_id)[:1] == _PEPPERED


def opened_hash(connection: Connection, keys: Keys, person_id: str, pin: str, cell: bytes) -> tuple[str, str]:
    """Return the stored hash, and what it must be the hash of when the PIN is right.

    Raises:
        ValueError: the cell was changed, or is somebody else's.
    """
    opened = keys.open(PIN_HASHES, cell, bound=person_id)
    text = hashed_text(person_id, pin)
    if opened[:1] == _PEPPERED:
        text = keyed(first_keys(connection, keys)[PINS], text.encode())
    return opened[1:].decode(), text


def opened_duress(keys: Keys, person_id: str, pin: str, cell: bytes) -> tuple[str, str]:
    """Return the same of the PIN under duress; raises ValueError when the cell was changed or moved."""
    opened = keys.open(DURESS_HASHES, cell, bound=person_id)
    return opened[1:].decode(), hashed_text(person_id, pin)


def first_keys(connection: Connection, keys: Keys) -> dict[bytes, bytes]:
    """Return the keys that cards and PINs from up to revision 0004 were hidden with.

    Raises:
        ValueError: what keeps them was changed.
    """
    kept = read_fact(connection, FIRST_KEYS)
    if kept is None:
        if 0 not in keys.generations:
            raise ValueError("the keys from before keys could be changed are gone")
        return {purpose: keys.derived(purpose, 0) for purpose in (CARDS, PINS)}
    opened = bytes.fromhex(opened_fact(keys, FIRST_KEYS, kept))
    return {CARDS: opened[:KEY_BYTES], PINS: opened[KEY_BYTES:]}


def keep_first_keys(connection: Connection, keys: Keys) -> None:
    """Keep the keys of cards and PINs from before, sealed with the newest.

    Raises:
        ValueError, StorageFault: they are gone, or were changed.
    """
    first = first_keys(connection, keys)
    write_fact(connection, FIRST_KEYS, sealed_fact(keys, FIRST_KEYS, (first[CARDS] + first[PINS]).hex()))
