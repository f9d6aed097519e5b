"""Seals template vectors with AES-256-GCM, so that a copied database shows nobody's face.

A sealed vector is bound to its person and model: moved to another row it cannot be opened.
"""

import os
from enum import StrEnum

import numpy as np
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from door_access.domain.faces.faces import Vector
from door_access.errors import StorageFault

KEY_BYTES = 32
_NONCE_BYTES = 12
"""The size GCM is made for (NIST SP 800-38D); random ones are safe for 2^32 vectors under one key."""
_STORED = np.dtype("<f4")


class Sealed(StrEnum):
    """What a sealed vector is, which is bound as well."""

    TEMPLATE = "template"
    REFERENCE = "reference"


class TemplateCipher:
    """Seals and opens with one key; any thread may use it."""

    def __init__(self, key: bytes) -> None:
        if len(key) != KEY_BYTES:
            raise ValueError(f"a key has {KEY_BYTES} bytes, got {len(key)}")
        self._aead = AESGCM(key)

    def seal(self, vector: Vector, *, kind: Sealed, person_id: str, model_key: str) -> bytes:
        """Return nonce, ciphertext and tag of the vector as float32, little-endian."""
        nonce = os.urandom(_NONCE_BYTES)
        plain = np.ascontiguousarray(vector, _STORED).tobytes()
        return nonce + self._aead.encrypt(nonce, plain, _bound(kind, person_id, model_key))

    def open(self, sealed: bytes, *, kind: Sealed, person_id: str, model_key: str) -> Vector:
        """Return the vector ``(D,)`` float32.

        Raises:
            StorageFault: it was sealed with another key or for another row, or it has been changed.
        """
        bound = _bound(kind, person_id, model_key)
        try:
            plain = self._aead.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound)
        except (InvalidTag, ValueError, TypeError) as error:
            raise StorageFault(
                f"The face templates of person {person_id} cannot be decrypted: they were changed, or stored"
                " with another key."
            ) from error
        return np.frombuffer(plain, _STORED).astype(np.float32, copy=False)


def derived_key(key: bytes, purpose: bytes) -> bytes:
    """Return a key for one purpose from the key of the data directory (HKDF-SHA-256, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose).derive(key)


def _bound(kind: Sealed, person_id: str, model_key: str) -> bytes:
    return "\0".join((kind.value, person_id, model_key)).encode()
