"""Whether so much time has really passed that something may be forgotten for being old.

What is forgotten does not come back, so the wall clock alone is not believed: a computer without a battery
wakes up years ago, and a wrong time server may put it years ahead. A door that works leaves rows. So the
time that has passed must be covered by them, without a silence that is longer than any holiday. A clock that
jumps ahead makes such a silence; one that is behind is behind the newest row (``clock_doubt``). An operator
who has looked at the clock ends both, by the row of the act (``Act.CONFIRM_CLOCK``).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_SILENCE = timedelta(days=60)
"""A guess: longer than the holidays of any school, and shorter than what is kept of entries by default."""


@dataclass(frozen=True, slots=True)
class Silence:
    """No row tells of this time. ``since_utc`` is None where there is no row before it."""

    since_utc: datetime | None
    until_utc: datetime


def silence_before(
    now_utc: datetime,
    *,
    back_to_utc: datetime,
    first_from: Callable[[datetime], datetime | None],
    last_before: Callable[[datetime], datetime | None],
) -> Silence | None:
    """Return the newest long silence between then and now; None where rows cover all of it.

    Args:
        back_to_utc: older silences do not matter.
        first_from: returns the earliest time of a row at or after this one; None for none.
        last_before: returns the latest time of a row before this one; None for none.
    """
    covered_from = now_utc
    while covered_from > back_to_utc:
        first = first_from(covered_from - LONGEST_SILENCE)
        if first is None or first >= covered_from:
            return Silence(last_before(covered_from), covered_from)
        covered_from = first
    return None
