"""Whether digits are somebody's PIN, their PIN under duress, or wrong.

Its rule: the work is the same, whichever it is. Whoever stands behind somebody with a weapon must not tell
from the time that passes which PIN was typed, nor whether there is another. So two hashes are verified at
every check, of the same costs; where one is missing, a decoy that nothing matches takes its place.
"""

import base64
import logging
import os
from collections.abc import Callable

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

from door_access.domain.entry.duress import PinMatch

SALT_BYTES, HASH_BYTES = 16, 32
"""As the library makes them."""

Stored = tuple[str, str]
"""A stored hash, and what it must be the hash of when the PIN is right."""

_log = logging.getLogger(__name__)


def match_of(hasher: PasswordHasher, person_id: str, pin: Stored | None, duress: Stored | None) -> PinMatch:
    """Return what was typed, of the hashes of a person's two PINs; None where there is none."""
    model = pin or duress
    costs = _costs(hasher) if model is None else model[0].rsplit("$", 2)[0]
    is_pin, is_duress = (
        _is_right(hasher, person_id, stored or (_decoy(costs), "")) for stored in (pin, duress)
    )
    if is_pin:
        return PinMatch.RIGHT
    return PinMatch.DURESS if is_duress else PinMatch.WRONG


def opened_or_none(person_id: str, open_cell: Callable[[], Stored | None]) -> Stored | None:
    """Return what a cell holds; None, and a line in the program's log, where it was changed."""
    try:
        return open_cell()
    except ValueError:
        _log.exception("the stored PIN of person %s cannot be read", person_id)
        return None


def _is_right(hasher: PasswordHasher, person_id: str, stored: Stored) -> bool:
    try:
        return hasher.verify(*stored)
    except VerifyMismatchError:
        return False
    except (VerificationError, InvalidHashError, ValueError):
        _log.exception("the stored PIN of person %s cannot be read", person_id)
        return False


def _costs(hasher: PasswordHasher) -> str:
    return f"$argon2id$v=19$m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"


def _decoy(costs: str) -> str:
    """Return a hash that is nobody's: by chance 1 text in 2^256 has it."""
    salt, digest = (
        base64.b64encode(os.urandom(size)).decode().rstrip("=") for size in (SALT_BYTES, HASH_BYTES)
    )
    return f"{costs}${salt}${digest}"
