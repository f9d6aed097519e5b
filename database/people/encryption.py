"""Seals template vectors, so that a copied database shows nobody's face.

A sealed vector is bound to its person and model: moved to another row it cannot be opened.
"""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

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

    def open_all(
        self, sealed: Sequence[bytes], *, kind: Sealed, person_ids: Sequence[str], model_key: str
    ) -> NDArray[np.float32]:
        """Return the vectors of so many people, ``(N, D)`` float32, which must not be none.

        Raises:
            StorageFault: one was sealed with another key or for another row, or they have been changed.
        """
        opened = [
            self._opened(one, kind=kind, person_id=person_id, model_key=model_key)
            for one, person_id in zip(sealed, person_ids, strict=True)
        ]
        if len({len(one) for one in opened}) != 1:
            raise StorageFault(f"The face templates of {model_key} are not all of one length.")
        vectors = np.frombuffer(b"".join(opened), _STORED).reshape(len(opened), -1)
        return vectors.astype(np.float32, copy=False)

    def open(self, sealed: bytes, *, kind: Sealed, person_id: str, model_key: str) -> Vector:
        """Return the vector ``(D,)`` float32.

        Raises:
            StorageFault: it was sealed with another key or for another row, or it has been changed.
        """
        plain = self._opened(sealed, kind=kind, person_id=person_id, model_key=model_key)
        return np.frombuffer(plain, _STORED).astype(np.float32, copy=False)

    def _opened(self, sealed: bytes, *, kind: Sealed, person_id: str, model_key: str) -> bytes:
        try:
            return self._keys.open(TEMPLATES, sealed, bound=template_bound(kind, person_id, model_key))
        except ValueError as error:
            raise StorageFault(
                f"The face templates of person {person_id} cannot be decrypted: they were changed, or stored"
                " with another key."
            ) from error
