"""How much a rate would vary with other people: the bootstrap. One rule: people are drawn anew, not pairs.

Pairs of one person are not independent trials, so an interval over pairs would be far too narrow (Bolle,
Ratha and Pankanti 2004 call it the subsets bootstrap). The threshold follows the drawn people, too.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from door_access.evaluation.comparisons import Genuine, Strangers, Weights, below

RESAMPLINGS = 300
"""Enough for the 2.5 % and 97.5 % points to be steady in two digits."""
SEED = 20_260_301
"""Any fixed number, so that two runs print the same."""
ROOM = 2
"""A resampling may need so many times more of the nearest strangers than the sample itself."""

Samples = NDArray[np.float64]


def resampled(people: int) -> Iterator[Weights]:
    """Yield how often each person is drawn when as many are drawn as there are, ``RESAMPLINGS`` times."""
    dice = np.random.default_rng(SEED)
    for _ in range(RESAMPLINGS):
        yield np.bincount(dice.integers(people, size=people), minlength=people).astype(np.float64)


def missed_at_shares(
    strangers: Strangers, genuine: Genuine, shares: Sequence[float], *, people: int
) -> Samples:
    """Return the missed share of genuine trials where so many strangers match, ``(RESAMPLINGS, shares)``."""
    most = strangers.allowed(max(shares))
    near = strangers.nearest(ROOM * (most + 1))
    samples = [_missed(genuine, _thresholds(near, shares, drawn), drawn) for drawn in resampled(people)]
    return np.array(samples)


def missed_beyond(genuine: Genuine, threshold: float, *, people: int) -> Samples:
    """Return the share of genuine trials farther than the threshold, ``(RESAMPLINGS,)``."""
    return np.array([_missed(genuine, [threshold], drawn)[0] for drawn in resampled(people)])


def matched_within(strangers: Strangers, count: int, *, people: int) -> Samples:
    """Return the share of strangers' trials that the ``count`` nearest make up, ``(RESAMPLINGS,)``."""
    near = strangers.nearest(count)
    return np.array([near.weights(drawn).sum() / max(1.0, near.total(drawn)) for drawn in resampled(people)])


def _thresholds(near: Strangers, shares: Sequence[float], drawn: Weights) -> list[float]:
    counted = np.cumsum(near.weights(drawn))
    allowed = np.searchsorted(counted, np.array(shares) * near.total(drawn), "right")
    return [below(near.distance, int(count)) for count in allowed]


def _missed(genuine: Genuine, thresholds: Sequence[float], drawn: Weights) -> Samples:
    counted = np.concatenate([[0.0], np.cumsum(drawn[genuine.person])])
    if not counted[-1]:
        return np.full(len(thresholds), np.nan)
    missed: Samples = 1.0 - counted[np.searchsorted(genuine.distance, thresholds, "right")] / counted[-1]
    return missed
