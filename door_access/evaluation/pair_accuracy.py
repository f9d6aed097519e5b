"""How often one threshold tells same from different, as on LFW's view 2. Same and different weigh equally.

One rule: no pair has a say in its own threshold. Without given folds the people are dealt into ten. A pair of
two folds is tested once, with a threshold from pairs that have nobody of either fold; so it counts in neither
fold's training side.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import Vector
from door_access.domain.matching.metrics import wilson
from door_access.evaluation.pairs_file import LFW_FOLDS, Pair, PairsFile, PhotoName, check_photos
from door_access.evaluation.rates import PERCENTILES
from door_access.evaluation.resampling import resampled

Mask = NDArray[np.bool_]
Folds = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class PairAccuracy:
    """The share of pairs told right, same and different weighing equally.

    Attributes:
        value: over all pairs; one with a photo without a face is answered "different", as a door would.
        low, high: 95 % interval, people resampled.
        compared: the same over the pairs with two faces, as published figures are; None where they are of
            one kind only.
        by_fold: mean and standard error over the folds, LFW's own way; None for fewer than two folds with
            pairs of both kinds.
        folds: how many, and ``are_given`` whether the file says which.
        lost_same, lost_different: pairs with a photo without a face.
    """

    value: float
    low: float
    high: float
    compared: float | None
    by_fold: tuple[float, float] | None
    folds: int
    are_given: bool
    same: int
    different: int
    lost_same: int
    lost_different: int


@dataclass(frozen=True, slots=True, eq=False)
class JudgedPairs:
    """The pairs as arrays: distance (inf without a face), whether same, the two people, the two folds."""

    distance: NDArray[np.float64]
    is_same: Mask
    people: NDArray[np.intp]
    folds: Folds


def pair_accuracy(
    file: PairsFile, vectors: Mapping[PhotoName, Vector | None], dice: np.random.Generator
) -> PairAccuracy | None:
    """Return the accuracy; None when the pairs are too few to leave both kinds outside every fold.

    Args:
        vectors: of every photo of the collection; None for one without a face.
        dice: deals people into folds where the file has none.

    Raises:
        BadInput: a pair names a photo that the collection lacks.
    """
    check_photos(file, vectors)
    pairs = _judged(file, vectors, dice)
    is_right = answers(pairs)
    if is_right is None:
        return None
    lost = np.isinf(pairs.distance)
    low, high = _interval(pairs, is_right)
    return PairAccuracy(
        balanced(is_right, pairs.is_same),
        low,
        high,
        _compared(is_right[~lost], pairs.is_same[~lost]),
        _by_fold(pairs, is_right),
        len(np.unique(pairs.folds)),
        file.fold_of is not None,
        int(pairs.is_same.sum()),
        int((~pairs.is_same).sum()),
        int((lost & pairs.is_same).sum()),
        int((lost & ~pairs.is_same).sum()),
    )


def answers(pairs: JudgedPairs) -> Mask | None:
    """Return which pairs are told right by the thresholds of the others; None when one cannot be found."""
    is_right = np.zeros(len(pairs.distance), bool)
    for folds in np.unique(np.sort(pairs.folds, axis=1), axis=0):
        is_tested = (np.sort(pairs.folds, axis=1) == folds).all(axis=1)
        is_trained = ~np.isin(pairs.folds, folds).any(axis=1)
        if len(np.unique(pairs.is_same[is_trained])) < 2:
            return None
        threshold = best_threshold(pairs.distance[is_trained], pairs.is_same[is_trained])
        is_right[is_tested] = (pairs.distance[is_tested] <= threshold) == pairs.is_same[is_tested]
    return is_right


def best_threshold(distance: NDArray[np.float64], is_same: Mask) -> float:
    """Return the threshold with the best balanced accuracy: the middle of the first best gap."""
    order = np.argsort(distance)
    same = np.cumsum(is_same[order]) / is_same.sum()
    different = np.cumsum(~is_same[order]) / (~is_same).sum()
    rising = distance[order]
    ends_a_run = np.append(rising[1:] > rising[:-1], False) & np.isfinite(rising)
    gain = np.where(ends_a_run, same - different, -np.inf)
    if not ends_a_run.any() or gain.max() <= 0:
        return float(np.nextafter(rising[0], -np.inf))
    best = int(gain.argmax())
    after = rising[best + 1]
    return float((rising[best] + after) / 2) if np.isfinite(after) else float(rising[best])


def balanced(is_right: Mask, is_same: Mask) -> float:
    """Return the mean of the shares of same and of different pairs that are told right."""
    return float((is_right[is_same].mean() + is_right[~is_same].mean()) / 2)


def _compared(is_right: Mask, is_same: Mask) -> float | None:
    return balanced(is_right, is_same) if len(np.unique(is_same)) == 2 else None


def _judged(
    file: PairsFile, vectors: Mapping[PhotoName, Vector | None], dice: np.random.Generator
) -> JudgedPairs:
    names = sorted({name for pair in file.pairs for name in (pair.first[0], pair.second[0])})
    place = {name: i for i, name in enumerate(names)}
    people = np.array([(place[pair.first[0]], place[pair.second[0]]) for pair in file.pairs], np.intp)
    return JudgedPairs(
        np.array([_distance(pair, vectors) for pair in file.pairs]),
        np.array([pair.is_same for pair in file.pairs]),
        people,
        _folds(file, people, dice),
    )


def _folds(file: PairsFile, people: NDArray[np.intp], dice: np.random.Generator) -> Folds:
    if file.fold_of is not None:
        return np.repeat(np.array(file.fold_of, np.intp)[:, np.newaxis], 2, axis=1)
    dealt: Folds = dice.permutation(people.max() + 1) % LFW_FOLDS
    return dealt[people]


def _distance(pair: Pair, vectors: Mapping[PhotoName, Vector | None]) -> float:
    first, second = vectors[pair.first], vectors[pair.second]
    return np.inf if first is None or second is None else float(np.linalg.norm(first - second))


def _interval(pairs: JudgedPairs, is_right: Mask) -> tuple[float, float]:
    """Return the bootstrap's interval; without any error it says nothing, so Wilson's over the people."""
    if is_right.all():
        return 1.0 - wilson(0, len(np.unique(pairs.people)))[1], 1.0
    samples = []
    for drawn in resampled(int(pairs.people.max()) + 1):
        weights = drawn[pairs.people[:, 0]] * np.where(pairs.is_same, 1.0, drawn[pairs.people[:, 1]])
        shares = [_weighted(is_right[kind], weights[kind]) for kind in (pairs.is_same, ~pairs.is_same)]
        samples.append(np.mean(shares))
    low, high = np.nanpercentile(samples, PERCENTILES)
    return float(low), float(high)


def _weighted(is_right: Mask, weights: NDArray[np.float64]) -> float:
    return float(is_right @ weights / weights.sum()) if weights.sum() else np.nan


def _by_fold(pairs: JudgedPairs, is_right: Mask) -> tuple[float, float] | None:
    """Return mean and standard error over the folds; a pair of two folds counts in its first person's."""
    shares = []
    for fold in np.unique(pairs.folds[:, 0]):
        chosen = pairs.folds[:, 0] == fold
        if len(np.unique(pairs.is_same[chosen])) == 2:
            shares.append(balanced(is_right[chosen], pairs.is_same[chosen]))
    if len(shares) < 2:
        return None
    return float(np.mean(shares)), float(np.std(shares, ddof=1) / np.sqrt(len(shares)))
