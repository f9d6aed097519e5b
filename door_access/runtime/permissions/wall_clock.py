"""The wall clock of a door, which is believed only while it is not behind the access log.

Its one rule: what ends the doubt is the clock that is right again, or an operator who says that it is. Rows
that are written meanwhile are dated by the doubted clock, and count for nothing.
"""

from collections.abc import Callable
from datetime import datetime

from door_access.domain.permissions.verdict import Moment


class WallClock:
    """Knows the latest time that a row has. The door thread owns it; any may ask :meth:`now`."""

    def __init__(self, utc_now: Callable[[], datetime]) -> None:
        self._utc_now = utc_now
        self._newest_utc: datetime | None = None

    def now(self) -> Moment:
        """Return the moment by which the rules go."""
        return Moment.of(self._utc_now(), self._newest_utc)

    def saw_row(self, at_utc: datetime | None) -> None:
        """Take note of a row with this time; None: the log has none."""
        known = [at for at in (self._newest_utc, at_utc) if at is not None]
        self._newest_utc = max(known, default=None)

    def confirm(self, at_utc: datetime) -> None:
        """Believe the clock from now on: somebody has looked at it when it said this."""
        self._newest_utc = at_utc
