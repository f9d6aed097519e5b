"""Error rates at thresholds. One rule: no rate without its 95 % interval and the number of trials."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from door_access.domain.matching.metrics import wilson
from door_access.evaluation import resampling
from door_access.evaluation.comparisons import Genuine, Impostors, Strangers, below
from door_access.evaluation.resampling import Samples

PERCENTILES = (2.5, 97.5)
LEAST_STRANGERS = 10
"""A threshold with fewer strangers' trials below it, or fewer different people behind them, is a guess."""


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of trials that went wrong, and its 95 % interval."""

    value: float
    low: float
    high: float
    errors: int
    trials: int

    @classmethod
    def of_independent(cls, errors: int, trials: int) -> "Rate":
        """Return the rate of trials that do not depend on each other (Wilson's interval)."""
        return cls(errors / trials, *wilson(errors, trials), errors, trials)

    @classmethod
    def of_resampled(cls, errors: int, trials: int, samples: Samples, *, parties: int) -> "Rate":
        """Return the rate with the bootstrap's interval.

        Where no trial went wrong, or every one, resampling cannot say how sure that is: then Wilson's
        interval over the people (or pairs of people) behind the trials stands in.
        """
        value = errors / trials
        if errors in (0, trials):
            low, high = wilson(parties if errors else 0, parties)
        else:
            low, high = np.nanpercentile(samples, PERCENTILES)
        return cls(value, min(value, float(low)), max(value, float(high)), errors, trials)


@dataclass(frozen=True, slots=True)
class ErrorAt:
    """How many right people are missed where a certain share of strangers is matched.

    Attributes:
        share: FMR of comparisons, or FPIR of searches.
        threshold: the largest distance at which at most that share matches.
        missed: FNMR or FNIR there; None without a genuine trial.
        is_thin: fewer than ``LEAST_STRANGERS`` trials, of different people, lie below the threshold.
    """

    share: float
    threshold: float
    missed: Rate | None
    is_thin: bool


def threshold_at(strangers: Strangers, share: float) -> float:
    """Return the largest distance at which at most this share of the strangers' trials matches."""
    return below(strangers.distance, strangers.allowed(share))


def is_thin(strangers: Strangers, share: float) -> bool:
    """Say whether too few strangers stand behind the threshold to trust it, let alone to store it."""
    allowed = strangers.allowed(share)
    return allowed < LEAST_STRANGERS or strangers.parties(allowed) < LEAST_STRANGERS


def errors_at(
    strangers: Strangers, genuine: Genuine, shares: Sequence[float], *, people: int
) -> tuple[ErrorAt, ...]:
    """Return the error at each share; nothing without a stranger's trial.

    Where the share is less than one trial, the threshold lets in none of them: the best that so few can show.
    """
    if not len(strangers.distance):
        return ()
    thresholds = [threshold_at(strangers, share) for share in shares]
    rates: list[Rate | None] = [None] * len(shares)
    if len(genuine):
        samples = resampling.missed_at_shares(strangers, genuine, shares, people=people)
        rates = [_missed(genuine, at, column) for at, column in zip(thresholds, samples.T, strict=True)]
    return tuple(
        ErrorAt(share, threshold, rate, is_thin(strangers, share))
        for share, threshold, rate in zip(shares, thresholds, rates, strict=True)
    )


def missed_beyond(genuine: Genuine, threshold: float, *, people: int) -> Rate:
    """Return the share of genuine trials farther than a given threshold."""
    return _missed(genuine, threshold, resampling.missed_beyond(genuine, threshold, people=people))


def matched_within(impostors: Impostors, threshold: float, *, people: int) -> Rate:
    """Return the share of impostor comparisons within a given threshold, below which all must be kept."""
    count = int(np.searchsorted(impostors.distance, threshold, "right"))
    samples = resampling.matched_within(impostors, count, people=people)
    pairs = impostors.people * (impostors.people - 1) // 2
    return Rate.of_resampled(count, impostors.trials, samples, parties=pairs)


def _missed(genuine: Genuine, threshold: float, samples: Samples) -> Rate:
    matched = int(np.searchsorted(genuine.distance, threshold, "right"))
    return Rate.of_resampled(len(genuine) - matched, len(genuine), samples, parties=genuine.people)
