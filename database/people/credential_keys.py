"""What is stored in place of card numbers and PINs. One rule: a copied database alone gives back neither.

Both keys are derived from the key of the templates, each for one purpose.
"""

import hashlib
import hmac

from database.people.encryption import derived_key

_CARDS = b"door-access card index 1"
_PINS = b"door-access pins 1"
_CHECKED = b"the key of cards and PINs"


class CredentialKeys:
    """Hides card numbers and PINs; any thread may use it."""

    def __init__(self, key: bytes) -> None:
        """``key``: of the templates, 32 bytes."""
        self._cards = derived_key(key, _CARDS)
        self._pins = derived_key(key, _PINS)

    @property
    def check(self) -> str:
        """Return what tells this key from another without telling the key."""
        return _mac(self._cards, _CHECKED)

    def blind_index(self, number: str) -> str:
        """Return what a card in its normal form is found by: HMAC-SHA-256, hexadecimal."""
        return _mac(self._cards, number.encode())

    def sealed_pin(self, person_id: str, pin: str) -> str:
        """Return what is hashed in place of the PIN: guessing PINs needs the key, and no two people share."""
        return _mac(self._pins, f"{person_id}\0{pin}".encode())


def _mac(key: bytes, message: bytes) -> str:
    return hmac.new(key, message, hashlib.sha256).hexdigest()
