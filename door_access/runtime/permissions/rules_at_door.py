"""What the rules say at one door, now."""

from collections.abc import Callable, Mapping
from datetime import datetime

from door_access.domain.door.modes import Modes, OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions import plans
from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.verdict import DoorNow, Entrant, Moment, Verdict
from door_access.ports import RulesStore
from door_access.runtime.permissions.known_rules import KnownRules


class RulesAtDoor:
    """Asks the rules. One thread owns it; every call may raise StorageFault."""

    def __init__(self, store: RulesStore, door: DoorNow, now: Callable[[], Moment]) -> None:
        """``now``: of the wall clock, with its doubts."""
        self._rules = KnownRules(store)
        self._door = door
        self.now = now

    @property
    def is_door_secure(self) -> bool:
        return self._door.is_secure

    @property
    def door_id(self) -> str:
        return self._door.id

    def follow(self, door: DoorNow) -> None:
        """Ask for the door as its settings have it from now on."""
        self._door = door

    def poll(self, now_s: float) -> None:
        """Look for a change of the rules, at most every half second."""
        self._rules.poll(now_s)

    def asks(self) -> frozenset[DoorMode]:
        """Return the modes of which the door asks everything of everybody at this hour."""
        door = self._door
        return plans.asked(self._rules.current(), door.id, usual=door.asks, zone=door.zone, moment=self.now())

    def verdict(self, entrant: Entrant) -> Verdict:
        """Return whether somebody may enter by the newest rules, whatever mode the door is in."""
        return answer(self._rules.newest(), entrant, self._door, self.now())

    def verdict_of(self, version: int, entrant: Entrant, modes: Modes) -> Verdict:
        """Return whether somebody may enter by the rules of this version, or newer ones, in these modes."""
        door = DoorNow(self._door.id, self._door.zone, self._door.asks, modes)
        return answer(self._rules.at_version(version), entrant, door, self.now())

    def planned_mode(self, entered_utc: Mapping[str, datetime]) -> OperatingMode:
        """Return what schedules want of the door; ``entered_utc``: when a member of a group last came."""
        door = self._door
        return plans.planned_mode(
            self._rules.current(), door.id, zone=door.zone, moment=self.now(), entered_utc=entered_utc
        )

    def awaited_groups(self) -> frozenset[str]:
        """Return the groups of which a member must come before a schedule unlocks the door."""
        return plans.awaited_groups(self._rules.current(), self._door.id)
