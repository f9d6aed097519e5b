"""What was once computed of photos, one entry of the cache per model. What is not whole counts as empty.

A photo is known by the SHA-256 of its content, so a renamed one is found again and a changed one is not.
Nobody's name is kept.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import Vector, frozen_array
from door_access.offline.aligned_photos import Failure
from door_access.ports import CacheKind, FaceCache

logger = logging.getLogger(__name__)

SAVED_EVERY = 1000
"""Of new photos: about ten seconds' work."""
FAILURES = (None, *Failure)
"""In the file a failure is its place here."""


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """A face's unit vector ``(D,)`` float32, or why there is none, and how many faces the photo showed."""

    vector: Vector | None
    failure: Failure | None
    faces: int


class EncodingCache:
    """The answers of one model, by the photo's SHA-256."""

    def __init__(self, cache: FaceCache | None, name: str, dimension: int) -> None:
        """Read what is kept under the name; without a cache nothing is read or written."""
        self._cache = cache
        self._name = name
        self._dimension = dimension
        self._known = _read(cache, name, dimension) if cache else {}
        self._unsaved = 0

    def get(self, sha256: bytes) -> Encoded | None:
        """Return what is known of the photo; None when nothing is."""
        return self._known.get(sha256)

    def put(self, sha256: bytes, encoded: Encoded) -> None:
        """Remember the answer; every thousandth is saved at once. An empty hash is not remembered."""
        if not sha256:
            return
        self._known[sha256] = encoded
        self._unsaved += 1
        if self._unsaved >= SAVED_EVERY:
            self._save()

    @contextmanager
    def saved(self) -> Iterator[None]:
        """Save what was put meanwhile, also when the work ends early."""
        try:
            yield
        finally:
            if self._unsaved:
                self._save()

    def _save(self) -> None:
        self._unsaved = 0
        if self._cache is not None:
            arrays = _arrays(self._known, self._dimension)
            self._cache.put(CacheKind.ENCODINGS, self._name, arrays, photos=len(self._known))


def _arrays(known: dict[bytes, Encoded], dimension: int) -> dict[str, NDArray[Any]]:
    answers = known.values()
    nothing = np.full(dimension, np.nan, np.float32)
    return {
        "sha256": np.stack([np.frombuffer(key, np.uint8) for key in known]),
        "vectors": np.stack([nothing if one.vector is None else one.vector for one in answers]),
        "failures": np.array([FAILURES.index(one.failure) for one in answers], np.uint8),
        "faces": np.array([one.faces for one in answers], np.uint16),
    }


def _read(cache: FaceCache, name: str, dimension: int) -> dict[bytes, Encoded]:
    arrays = cache.get(CacheKind.ENCODINGS, name)
    if arrays is None:
        return {}
    try:
        return _answers(arrays, dimension)
    except (ValueError, TypeError, KeyError) as error:
        logger.warning("the encodings of %s are broken and will be made anew: %s", name, error)
        return {}


def _answers(arrays: Mapping[str, NDArray[Any]], dimension: int) -> dict[bytes, Encoded]:
    """Return the answers; raises ValueError or KeyError for arrays that do not fit together."""
    hashes, vectors = arrays["sha256"], arrays["vectors"]
    failures, faces = arrays["failures"], arrays["faces"]
    shapes = [array.shape for array in (hashes, vectors, failures, faces)]
    count = len(hashes)
    if shapes != [(count, 32), (count, dimension), (count,), (count,)] or hashes.dtype != np.uint8:
        raise ValueError(f"arrays of the shapes {shapes} are no encodings of {dimension} numbers")
    has_face = failures == FAILURES.index(None)
    if failures.max(initial=0) >= len(FAILURES) or not _are_unit(vectors[has_face]):
        raise ValueError("a vector has not the length one, or a failure is unknown")
    return {
        key.tobytes(): Encoded(frozen_array(vector) if ok else None, FAILURES[code], int(n))
        for key, vector, ok, code, n in zip(hashes, vectors, has_face, failures, faces, strict=True)
    }


def _are_unit(vectors: Any) -> bool:
    lengths = np.linalg.norm(vectors, axis=1)
    return vectors.dtype == np.float32 and bool((np.abs(lengths - 1.0) < 1e-3).all())
