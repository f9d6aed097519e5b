"""Whether anybody can come with a pass at all: where nobody can, no picture is searched for one."""

from collections.abc import Callable
from datetime import datetime, timedelta

from door_access.domain.permissions.verdict import Moment
from door_access.ports import PassStore

LATE = timedelta(days=1)
"""Whoever comes with a pass up to a day too late is told so; later ones are no more than any code."""


class PassWatch:
    """Looks for passes with every change of people. Recognition owns it; any thread may ask."""

    def __init__(self, store: PassStore, now: Callable[[], Moment]) -> None:
        self.store = store
        self._now = now
        self._version: int | None = None
        self._latest_end_utc: datetime | None = None
        self.is_wanted = False

    def poll(self, version: int | None) -> bool:
        """Look again if the people are of another version; say whether the answer is another one.

        Raises:
            StorageFault: the database does not answer.
        """
        if version != self._version:
            self._latest_end_utc = self.store.latest_end_utc()
            self._version = version
        latest_utc = self._latest_end_utc
        before = self.is_wanted
        self.is_wanted = latest_utc is not None and self._now().at_utc < latest_utc + LATE
        return self.is_wanted is not before
