"""Faces of nobody in particular, and what teachers say of them: what a network is distilled from.

The teachers' unit vectors, joined end to end, are one long vector a face, whose products are the mean of
the teachers' own. A network with fewer numbers cannot repeat it; its target is the same vector along as many
axes as the network has, those along which the faces reach furthest (an uncentred SVD). One rule: nothing is
known of who is who, only which group (folder) a face belongs to.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import frozen_array
from door_access.errors import BadInput
from door_access.facenet.training.data.chip_set import ChipSet, Places

HELD_OUT_SHARE = 0.05
HELD_OUT_MOST = 1000
"""Faces; twice as many vectors a validation."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class TaughtFaces:
    """Chips and the teachers' words on them.

    Attributes:
        chips: their ``names`` are groups, and ``person`` says which one a face belongs to.
        taught: ``(N, K)`` float32 unit vectors, the teachers' joined.
    """

    chips: ChipSet
    taught: Vectors

    def __post_init__(self) -> None:
        if self.taught.shape[:1] != self.chips.person.shape:
            raise ValueError(f"{len(self.chips.person)} faces need as many vectors, got {self.taught.shape}")
        frozen_array(self.taught)

    def __len__(self) -> int:
        return len(self.taught)

    def of(self, places: Places) -> "TaughtFaces":
        """Return these faces; the groups stay, also one that has none left."""
        chips = ChipSet(self.chips.chips_rgb[places], self.chips.person[places], self.chips.names)
        return TaughtFaces(chips, self.taught[places])

    def digest(self) -> str:
        """Return one SHA-256 of all pixels, groups and vectors."""
        hashed = hashlib.sha256(self.chips.digest().encode())
        hashed.update(np.ascontiguousarray(self.taught, "<f4").data)
        return hashed.hexdigest()


@dataclass(frozen=True, slots=True, eq=False)
class TaughtSplit:
    """Faces to learn from, and others to judge by."""

    training: TaughtFaces
    held_out: TaughtFaces


def joined(teachers: Sequence[Vectors]) -> Vectors:
    """Return ``(N, K)`` unit vectors of the teachers' ``(N, D)`` ones, all teachers alike."""
    together = np.concatenate(list(teachers), axis=1) / np.sqrt(len(teachers))
    return np.ascontiguousarray(together, np.float32)


def widest_axes(taught: Vectors, dimension: int) -> Vectors:
    """Return the orthonormal axes ``(K, dimension)`` along which the vectors reach furthest.

    Raises:
        BadInput: the vectors have fewer numbers, or there are fewer of them, than axes are wanted.
    """
    check_enough(taught, dimension)
    wide = taught.astype(np.float64)
    axes = np.linalg.svd(wide.T @ wide)[0][:, :dimension]
    upright = axes * np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(dimension)])
    return np.ascontiguousarray(upright, np.float32)


def check_enough(taught: Vectors, dimension: int) -> None:
    """Raise BadInput unless so many axes can be told from the vectors ``(N, K)``."""
    faces, numbers = taught.shape
    if faces < dimension:
        raise BadInput(
            f"A network of {dimension} numbers needs as many faces to be taught, got {faces} to learn from."
        )
    if numbers < dimension:
        raise BadInput(
            f"A network of {dimension} numbers cannot be taught by {numbers}; --distil takes more teachers."
        )


def along(taught: Vectors, axes: Vectors) -> Vectors:
    """Return the unit vectors ``(N, dimension)`` of what of each vector lies along the axes."""
    seen = taught @ axes
    unit: Vectors = (seen / np.linalg.norm(seen, axis=1, keepdims=True)).astype(np.float32)
    return unit


def split_faces(faces: TaughtFaces) -> TaughtSplit:
    """Hold every twentieth face out, at most a thousand, evenly over the groups, whatever the seed.

    Raises:
        BadInput: there are too few faces.
    """
    every = max(round(1 / HELD_OUT_SHARE), -(-len(faces) // HELD_OUT_MOST))
    if len(faces) < 2 * every:
        raise BadInput(f"At least {2 * every} faces are needed to learn from, got {len(faces)}.")
    places = np.arange(len(faces), dtype=np.int32)
    is_held_out = places % every == every - 1
    return TaughtSplit(faces.of(places[~is_held_out]), faces.of(places[is_held_out]))
