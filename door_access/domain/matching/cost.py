"""What a setting costs, for a manager: strangers let in, and entries that need a second look.

One rule: every number follows from the wanted rate, the people enrolled and the model; what nobody
measured is not told.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

from door_access.domain.matching.calibration import comparison_fmr

HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Cost:
    """Shares, 0…1.

    Attributes:
        strangers: of strangers' attempts, let in.
        second_looks: of the first looks at well enrolled people, without a match; None when never measured.
        is_more: the true share of second looks is larger: it lies beyond what was measured.
    """

    strangers: float
    second_looks: float | None
    is_more: bool = False

    @property
    def one_stranger_in(self) -> int:
        """Return of how many strangers one would be let in, in one digit and zeros."""
        exact = round(1 / self.strangers)
        return round(exact, -math.floor(math.log10(exact)))

    @property
    def looks_in_a_hundred(self) -> int | None:
        """Return how many entries in a hundred need a second look; 0 for hardly any."""
        return None if self.second_looks is None else round(self.second_looks * HUNDRED)


@dataclass(frozen=True, slots=True)
class EntryCosts:
    """From what costs follow.

    Attributes:
        people: how many are enrolled; a door of nobody is told as one of somebody.
        looks: how many an attempt may take; they share the wanted rate.
        misses: ``(FMR, FNMR)`` of well enrolled people, the FMR falling; empty when nobody measured it.
    """

    people: int
    looks: int
    misses: tuple[tuple[float, float], ...]

    def at(self, wanted_fpir: float) -> Cost:
        """Return what this rate of strangers costs.

        Raises:
            ValueError: it is not strictly between 0 and 1.
        """
        people = max(1, self.people)
        fmr = comparison_fmr(wanted_fpir, people) / self.looks
        strangers = -math.expm1(people * self.looks * math.log1p(-fmr))
        is_more = bool(self.misses) and fmr < self.misses[-1][0]
        return Cost(strangers, self._missed(fmr), is_more)

    def _missed(self, fmr: float) -> float | None:
        """Return the share of misses, linear in the logarithm of the rate; beyond an end, the end's."""
        if not self.misses:
            return None
        fmr = min(self.misses[0][0], max(self.misses[-1][0], fmr))
        for (lax_fmr, few), (strict_fmr, many) in pairwise(self.misses):
            if fmr >= strict_fmr:
                part = math.log(fmr / lax_fmr) / math.log(strict_fmr / lax_fmr)
                return few + part * (many - few)
        return self.misses[-1][1]
