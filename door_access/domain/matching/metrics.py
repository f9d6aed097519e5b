"""How sure a measured rate is."""

import math

Z_95 = 1.959964
"""Standard normal quantile of a two-sided 95 % interval."""


def wilson(errors: int, trials: int) -> tuple[float, float]:
    """Return the 95 % interval of a rate after so many independent trials (Wilson 1927).

    Raises:
        ValueError: there were no trials, or more errors than trials.
    """
    if trials < 1 or not 0 <= errors <= trials:
        raise ValueError(f"a rate needs 0 ≤ errors ≤ trials and a trial, got {errors} of {trials}")
    rate, z2 = errors / trials, Z_95**2
    middle = (rate + z2 / (2 * trials)) / (1 + z2 / trials)
    half = Z_95 * math.sqrt(rate * (1 - rate) / trials + z2 / (4 * trials**2)) / (1 + z2 / trials)
    return max(0.0, middle - half), min(1.0, middle + half)
