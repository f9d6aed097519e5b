"""Who in the gallery looks like a newcomer, and what the operator says of them."""

from dataclasses import dataclass

import numpy as np

from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration, ImpostorCurves
from door_access.domain.matching.gallery import Gallery
from door_access.domain.matching.identification import is_match

LOOKALIKE_FMR = 1e-3
"""Ten times laxer than any grant, so that the desk is asked before the door could ever be in doubt."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """Somebody enrolled who lies suspiciously near the newcomer.

    ``is_likely_same``: so near that a card of the one would do with the face of the other.
    """

    person_id: str
    distance: float
    is_blocked: bool = False
    is_likely_same: bool = False


@dataclass(frozen=True, slots=True)
class LookalikeAnswer:
    """What the operator says of all the look-alikes.

    Attributes:
        same: the one who is the newcomer and gets the templates; None when the newcomer is none of them.
            Everybody else who was asked about is another person: they and the newcomer always need a card.
            Nobody who is blocked can be another person: they would be let in under another name.
    """

    same: str | None = None


def find_lookalikes(
    gallery: Gallery, probe: Embedding, frames: int, curves: ImpostorCurves
) -> tuple[Lookalike, ...]:
    """Return everybody who could be taken for the probe of so many frames, the nearest first."""
    counts = np.unique(gallery.templates).tolist()
    alike, same = (
        {g: curves.threshold(Configuration(g, frames), fmr) for g in counts}
        for fmr in (LOOKALIKE_FMR, LAXEST_FMR)
    )
    distances = gallery.distances(probe)
    near = np.flatnonzero(distances <= max(alike.values(), default=0.0))
    candidates = near[np.argsort(distances[near], kind="stable")].tolist()
    found = [
        Lookalike(
            gallery.person_ids[place],
            distance,
            bool(gallery.is_blocked[place]),
            is_match(distance, same[int(gallery.templates[place])]),
        )
        for place, distance in zip(candidates, distances[candidates].tolist(), strict=True)
        if is_match(distance, alike[int(gallery.templates[place])])
    ]
    return tuple(found)
