"""What the people who are here say about a comparison's threshold.

The model's curve says how near strangers come on photos from elsewhere. Where the nearest other people lie
nearer to this probe and to this reference than the curve expects, it is crowded there, and the threshold
falls; where they lie farther, it rises a little. Its one rule: only the threshold changes, never a distance,
and with too few other people nothing does. Form and constants: docs/adr/0014, docs/RESEARCH.md.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from door_access.domain.matching.calibration import Configuration, ImpostorCurve, ImpostorCurves

MOST = 10_000
"""Others that are asked; more would cost time and say the same."""
ORDINARY_SHARE = 1e-3
"""Where distances of several configurations are held against each other; LFW's curves run parallel there."""
SAME_PERSON_SHARE = 0.775
"""How far apart two photos of one person lie, taken on different days, in parts of the distance at FMR 1e-3.
Measured on LFW (root mean square): ``resnet29`` 0.79, ``facenet`` 0.73, ``mobileface-v2`` 0.76."""

Distances = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class CohortRules:
    """How much the others say; chosen on one half of LFW's people (docs/RESEARCH.md).

    Attributes:
        nearest: others that are looked at on each side. One alone could be a twin, or the same person under a
            second name.
        side_weight: of each side's crowding. Where everybody lies nearer by δ, both sides say δ, and the
            threshold should fall by δ.
        half_trusted_at: others among whom the crowding counts half; among few it is mostly chance.
        trusted_at: others from which the finer threshold counts in full; below, the plain one has a share.
        largest_gain_decades: the threshold rises by no more, however lonely a face is: of the single curve.
    """

    nearest: int = 3
    side_weight: float = 0.5
    half_trusted_at: int = 100
    trusted_at: int = 50
    largest_gain_decades: float = 0.5


SHIPPED = CohortRules()


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """The other people of the gallery as one comparison sees them; the compared person lies at infinity.

    Attributes:
        of_probe, of_reference: distances to everybody, ``(M,)``.
        templates: how many stand behind everybody, ``(M,)``.
    """

    of_probe: Distances
    of_reference: Distances
    templates: NDArray[np.intp]

    @property
    def others(self) -> int:
        """Return how many other people there are."""
        return int(np.isfinite(self.of_probe).sum())


_NO_DISTANCE = np.zeros(0, np.float32)
NOBODY = Surroundings(_NO_DISTANCE, _NO_DISTANCE, np.zeros(0, np.intp))
"""Nobody else is there."""


def independent_frames(curves: ImpostorCurves, frames: int, spread: float | None) -> float:
    """Return how many frames of different days a probe's frames are worth, 1…frames.

    The curves' frames are photos of different days; three of one moment average next to nothing away.

    Args:
        spread: 1 − |mean|² of the frames' unit vectors; None counts every frame.
    """
    if spread is None or not math.isfinite(spread):
        return float(frames)
    apart = SAME_PERSON_SHARE * curves.single.usual(ORDINARY_SHARE)
    return 1 / (1 - min(1 - 1 / frames, max(0.0, 2 * spread / apart**2)))


def site_threshold(
    curves: ImpostorCurves,
    configuration: Configuration,
    fmr: float,
    around: Surroundings,
    *,
    spread: float | None,
    rules: CohortRules = SHIPPED,
) -> float:
    """Return the threshold of one comparison among these people, at least 0.

    With fewer others than ``rules.nearest`` it is the plain one. In the same surroundings a stricter rate
    never has a larger threshold; among as many people a nearer neighbour never makes it larger.

    Args:
        spread: how different the probe's frames are (:func:`independent_frames`).
    """
    plain = curves.threshold(configuration, fmr)
    others = around.others
    if others < rules.nearest:
        return plain
    frames = independent_frames(curves, configuration.frames, spread)
    finer = curves.between(configuration.templates, frames, lambda curve: curve.threshold(fmr))
    of_probe = _crowding(curves, around.of_probe, around, frames=frames, nearest=rules.nearest)
    of_reference = _crowding(
        curves, around.of_reference, around, frames=configuration.templates, nearest=rules.nearest
    )
    rise = rules.side_weight * others / (others + rules.half_trusted_at) * (of_probe + of_reference)
    most = rules.largest_gain_decades * curves.single.decade
    return max(0.0, plain + min(1.0, others / rules.trusted_at) * (finer - plain + min(rise, most)))


def _crowding(
    curves: ImpostorCurves, distances: Distances, around: Surroundings, *, frames: float, nearest: int
) -> float:
    """Return how much farther than expected the nearest others lie; negative where it is crowded.

    Args:
        distances: of the probe, or of the reference, whose templates then stand for a probe's frames.
    """
    usual = np.array([_ordinary(curves, n, frames) for n in range(1, _most_templates(curves) + 1)])
    places = np.minimum(around.templates, len(usual)) - 1
    near = np.partition(distances - usual[places], nearest - 1)[:nearest]
    return float(near.mean()) - _expected(curves.single, around.others, nearest)


def _expected(curve: ImpostorCurve, others: int, nearest: int) -> float:
    """Return where the nearest of so many should lie on average, from the distance of ``ORDINARY_SHARE``."""
    shares = [(place + 0.5) / others for place in range(nearest)]
    return sum(map(curve.usual, shares)) / nearest - curve.usual(ORDINARY_SHARE)


def _ordinary(curves: ImpostorCurves, templates: int, frames: float) -> float:
    return curves.between(templates, frames, lambda curve: curve.usual(ORDINARY_SHARE))


def _most_templates(curves: ImpostorCurves) -> int:
    return max(configuration.templates for configuration in curves.curves)
