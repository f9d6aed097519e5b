"""The whole evaluation of one model on one collection. One rule: what the data cannot show is left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from door_access.counts import counted_people
from door_access.domain.faces.faces import Vector
from door_access.domain.matching.calibration import LAXEST_FMR, Configuration, ImpostorCurves
from door_access.errors import BadInput
from door_access.evaluation.comparisons import Comparisons
from door_access.evaluation.configurations import ONE_TO_ONE, compared, one_pair_per_person
from door_access.evaluation.face_set import FaceSet, LabelledPhoto, face_set
from door_access.evaluation.measured_curve import MeasuredCurve, measured_curve
from door_access.evaluation.open_set import Identification, identifications
from door_access.evaluation.pair_accuracy import PairAccuracy, pair_accuracy
from door_access.evaluation.pairs_file import PairsFile
from door_access.evaluation.rates import ErrorAt, Rate, errors_at, matched_within, missed_beyond

FMRS = (1e-3, 1e-4, 1e-5)
SEED = 20_260_302
"""Any fixed number, so that two runs draw the same templates, frames, galleries and folds."""


@dataclass(frozen=True, slots=True)
class AtOwnThreshold:
    """What the model's own threshold for ``LAXEST_FMR`` gives on this collection."""

    threshold: float
    matched: Rate
    missed: Rate | None


@dataclass(frozen=True, slots=True, eq=False)
class ConfigurationFigures:
    """Verification with references of g templates and probes of p frames."""

    configuration: Configuration
    comparisons: Comparisons
    missed: tuple[ErrorAt, ...]
    curve: MeasuredCurve
    at_own_threshold: AtOwnThreshold | None


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """All figures.

    Attributes:
        faces: what was compared.
        configurations: single photos first; fused ones where people have enough photos.
        with_failures: FNMR of single photos, pairs with a photo without a face counted as missed.
        one_pair: FNMR over the first genuine pair of each person, at the same thresholds.
        pairs: None without a pairs file, or when it is too small for folds.
    """

    faces: FaceSet
    configurations: tuple[ConfigurationFigures, ...]
    with_failures: tuple[ErrorAt, ...]
    one_pair: tuple[ErrorAt, ...]
    identifications: tuple[Identification, ...]
    pairs: PairAccuracy | None

    @property
    def single(self) -> ConfigurationFigures:
        """Return the figures of single photos."""
        return self.configurations[0]

    @property
    def curves(self) -> dict[Configuration, MeasuredCurve]:
        """Return the measured impostor curves."""
        return {one.configuration: one.curve for one in self.configurations}


def evaluated(
    photos: Sequence[LabelledPhoto],
    configurations: Sequence[Configuration],
    *,
    curves: ImpostorCurves | None,
    pairs: PairsFile | None,
    progress: Callable[[str], None],
) -> Evaluation:
    """Measure everything that the photos allow.

    Args:
        configurations: beside single photos, which are always measured.
        curves: the model's; None for a model without any.
        progress: told what is being measured.

    Raises:
        BadInput: fewer than two people have a usable face, or the pairs do not fit the photos.
    """
    faces = face_set(photos)
    _check(faces)
    accuracy = pair_accuracy(pairs, _by_name(photos), _dice(0)) if pairs else None
    figures = []
    for at in (ONE_TO_ONE, *configurations):
        progress(f"comparing {at.templates} × {at.frames}")
        figures.append(_figures(faces, at, curves))
    progress("searching galleries")
    shown = tuple(one for one in figures if one.comparisons.impostors.trials)
    found = tuple(one for at in shown for one in identifications(faces, at.configuration, _dice(1)))
    return Evaluation(
        faces, shown, _with_failures(faces, figures[0]), _one_pair(faces, figures[0]), found, accuracy
    )


def _check(faces: FaceSet) -> None:
    people = len(np.unique(faces.person))
    if people < 2:
        raise BadInput(
            "Faces of two or more people are needed to tell them apart; a photo that can be compared is there"
            f" of {people} of {counted_people(len(faces.names))}."
        )
    if not faces.enrols.any() or not faces.probes.any():
        raise BadInput(
            "Nobody has a face in a second session; there is nothing to compare with the first ones."
        )


def _by_name(photos: Sequence[LabelledPhoto]) -> Mapping[tuple[str, str], Vector | None]:
    return {(photo.person, photo.stem): photo.vector for photo in photos}


def _dice(purpose: int) -> np.random.Generator:
    """Return fresh dice, so that no figure depends on which others are asked for."""
    return np.random.default_rng((SEED, purpose))


def _figures(faces: FaceSet, at: Configuration, curves: ImpostorCurves | None) -> ConfigurationFigures:
    threshold = curves.threshold(at, LAXEST_FMR) if curves else None
    found = compared(faces, at, always_below=threshold or 0.0, dice=_dice(2))
    people = len(faces.names)
    missed = errors_at(found.impostors, found.genuine, FMRS, people=people)
    at_own_threshold = _at_own_threshold(found, threshold, people) if threshold is not None else None
    return ConfigurationFigures(at, found, missed, measured_curve(found.impostors), at_own_threshold)


def _at_own_threshold(found: Comparisons, threshold: float, people: int) -> AtOwnThreshold | None:
    if not found.impostors.trials:
        return None
    matched = matched_within(found.impostors, threshold, people=people)
    missed = missed_beyond(found.genuine, threshold, people=people) if len(found.genuine) else None
    return AtOwnThreshold(threshold, matched, missed)


def _with_failures(faces: FaceSet, single: ConfigurationFigures) -> tuple[ErrorAt, ...]:
    genuine = single.comparisons.genuine.and_lost(faces.lost_pairs())
    return errors_at(single.comparisons.impostors, genuine, FMRS, people=len(faces.names))


def _one_pair(faces: FaceSet, single: ConfigurationFigures) -> tuple[ErrorAt, ...]:
    """Return FNMR over trials of different people, which are independent: with Wilson's interval."""
    first = one_pair_per_person(faces)
    if not len(first):
        return ()
    missed = [int((first.distance > at.threshold).sum()) for at in single.missed]
    return tuple(
        replace(at, missed=Rate.of_independent(errors, len(first)))
        for at, errors in zip(single.missed, missed, strict=True)
    )
