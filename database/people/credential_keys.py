"""What is stored in place of card numbers and PINs. One rule: a copied database alone gives back neither.

Both keys are derived from the key of the templates, each for one purpose (HKDF-SHA-256, RFC 5869).
"""

import hashlib
import hmac

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from database.people.encryption import KEY_BYTES

_CARDS = b"door-access card index 1"
_PINS = b"door-access pins 1"
_CHECKED = b"the key of cards and PINs"


class CredentialKeys:
    """Hides card numbers and PINs; any thread may use it."""

    def __init__(self, key: bytes) -> None:
        """``key``: of the templates, 32 bytes."""
        self._cards = _derived(key, _CARDS)
        self._pins = _derived(key, _PINS)

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


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def _mac(key: bytes, message: bytes) -> str:
    return hmac.new(key, message, hashlib.sha256).hexdigest()
