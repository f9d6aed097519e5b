"""The rules in memory, kept as new as the database."""

import math

from door_access.domain.permissions.rules import Rules
from door_access.errors import StorageFault
from door_access.ports import RulesStore

POLL_EVERY_S = 0.5
"""A change made by another process reaches the door within 1 s; one query of a single number."""


class KnownRules:
    """Holds the rules of a site. One thread owns it, with one clock.

    Rules that cannot be read are none: no older ones are gone by meanwhile.
    """

    def __init__(self, store: RulesStore) -> None:
        self._store = store
        self._rules: Rules | None = None
        self._checked_at_s = -math.inf

    def poll(self, now_s: float) -> None:
        """Look for a change, at most every half second; raises StorageFault."""
        if not 0 <= now_s - self._checked_at_s < POLL_EVERY_S:
            self._checked_at_s = now_s
            self.newest()

    def newest(self) -> Rules:
        """Return the rules as the database has them now; raises StorageFault."""
        return self.at_version(self._version())

    def current(self) -> Rules:
        """Return the rules that are held; raises StorageFault when there are none, and none can be read."""
        return self._rules or self._read()

    def at_version(self, version: int) -> Rules:
        """Return the rules of this version, or newer ones if they have changed since; raises StorageFault."""
        is_held = self._rules is not None and self._rules.version == version
        return self.current() if is_held else self._read()

    def _version(self) -> int:
        try:
            return self._store.version()
        except StorageFault:
            self._rules = None
            raise

    def _read(self) -> Rules:
        self._rules = None
        self._rules = rules = self._store.rules()
        return rules
