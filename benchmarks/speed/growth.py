"""Whether memory grows: samples over time, and the straight line through them."""

from dataclasses import dataclass

import numpy as np

S_PER_H = 3600.0
WARM_UP_SHARE, LONGEST_WARM_UP_S = 0.2, 180.0
"""Caches and allocators fill up at first: so much of the beginning does not count."""


@dataclass(frozen=True, slots=True)
class Growth:
    """Samples of resident memory: seconds since the first picture, and MB."""

    samples: tuple[tuple[float, float], ...]

    @property
    def settled(self) -> tuple[tuple[float, float], ...]:
        """Return the samples after the warm-up."""
        begin_s = min(LONGEST_WARM_UP_S, WARM_UP_SHARE * self.samples[-1][0])
        return tuple(sample for sample in self.samples if sample[0] >= begin_s)

    @property
    def slope_mb_per_h(self) -> float:
        """Return the slope of the least-squares line; 0 with fewer than two samples."""
        if len(self.settled) < 2:
            return 0.0
        at_s, mb = np.array(self.settled).T
        return float(np.polyfit(at_s, mb, 1)[0]) * S_PER_H

    @property
    def grown_mb(self) -> float:
        """Return by how much the line rises from the end of the warm-up to the last sample."""
        return self.slope_mb_per_h * (self.settled[-1][0] - self.settled[0][0]) / S_PER_H
