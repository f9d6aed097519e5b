"""Made-up people: unit vectors around a centre of their own."""

import numpy as np

from door_access.evaluation.face_set import FaceSet, LabelledPhoto, face_set


def unit(vectors: np.ndarray) -> np.ndarray:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


def photos(
    counts: list[int], *, spread: float = 0.3, seed: int = 0, dimension: int = 8
) -> list[LabelledPhoto]:
    """Return so many photos of each person; the larger the spread, the more people look alike."""
    dice = np.random.default_rng(seed)
    centres = unit(dice.normal(size=(len(counts), dimension)))
    return [
        LabelledPhoto(
            f"p{who:03d}", f"p{who:03d}_{number:04d}", unit(centre + spread * dice.normal(size=dimension))
        )
        for who, (centre, count) in enumerate(zip(centres, counts, strict=True))
        for number in range(1, count + 1)
    ]


def crowd(counts: list[int], **others: float) -> FaceSet:
    return face_set(photos(counts, **others))
