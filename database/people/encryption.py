"""Seals template vectors, so that a copied database shows nobody's face.

A sealed vector is bound to its person and model: moved to another row it cannot be opened.
"""

from enum import StrEnum

import numpy as np

from database.keys.keys import TEMPLATES, Keys, template_bound
from door_access.domain.faces.faces import Vector
from door_access.errors import StorageFault

_STORED = np.dtype("<f4")


class Sealed(StrEnum):
    """What a sealed vector is, which is bound as well."""

    TEMPLATE = "template"
    REFERENCE = "reference"


class TemplateCipher:
    """Seals and opens with the keys of one transaction."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def seal(self, vector: Vector, *, kind: Sealed, person_id: str, model_key: str) -> bytes:
        """Return the vector, sealed as float32, little-endian."""
        plain = np.ascontiguousarray(vector, _STORED).tobytes()
        return self._keys.seal(TEMPLATES, plain, bound=template_bound(kind, person_id, model_key))

    def open(self, sealed: bytes, *, kind: Sealed, person_id: str, model_key: str) -> Vector:
        """Return the vector ``(D,)`` float32.

        Raises:
            StorageFault: it was sealed with another key or for another row, or it has been changed.
        """
        try:
            plain = self._keys.open(TEMPLATES, sealed, bound=template_bound(kind, person_id, model_key))
            return np.frombuffer(plain, _STORED).astype(np.float32, copy=False)
        except ValueError as error:
            raise StorageFault(
                f"The face templates of person {person_id} cannot be decrypted: they were changed, or stored"
                " with another key."
            ) from error
