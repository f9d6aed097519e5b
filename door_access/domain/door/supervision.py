"""What a door's contact means, given what the door allowed: opened as it should be, forced, held, not taken.

Theory of operation. Whoever is let in, released, or presses the exit button *permits* an opening until some
time. A door that opens while that is permitted, or while a mode holds it unlocked, is taken as it should be;
at any other time it is *forced*. One that stands open for ``held_s`` is *held*, and warns ``warn_s`` before.
A permission of somebody let in that ends without an opening is *not taken*. Closing ends all of it, and the
permission as well where it locks. Nothing is claimed before the contact has spoken, and nothing where there
is none.

Times are those of ONVIF's and BACnet's access doors; IEC 60839-11-1 asks for 10 s of open time at least.
"""

from dataclasses import dataclass
from enum import Enum, auto

from door_access.domain.door.alarms import Notice

SETTLES_S = 1.0
"""So late may a contact tell of an opening at the last moment of a pulse: it is looked at, and settles."""


@dataclass(frozen=True, slots=True)
class SupervisionRules:
    """When an open door is held, and what opening and closing end.

    Attributes:
        held_s: how long the door may stand open.
        warn_s: how long before that it warns.
        relocks_on_close: the lock locks as soon as the door has closed again; not if it was open for less
            than a second, which may be a contact that flaps while somebody still pulls.
        relocks_on_open: it locks as soon as the door has opened, against whoever slips in behind.
    """

    held_s: float = 30.0
    warn_s: float = 5.0
    relocks_on_close: bool = True
    relocks_on_open: bool = False

    def __post_init__(self) -> None:
        if not 0.0 <= self.warn_s < self.held_s:
            raise ValueError(f"a warning {self.warn_s:g} s before {self.held_s:g} s of open time cannot be")


class Consequence(Enum):
    """What the door thread is to do, beside what is noticed."""

    RELOCK = auto()


Finding = Notice | Consequence


class _Standing(Enum):
    """What is known of an open door."""

    CLOSED = auto()
    OPEN = auto()
    WARNED = auto()
    HELD = auto()
    FORCED = auto()


class Supervision:
    """Judges one contact. The door thread owns it."""

    def __init__(self, rules: SupervisionRules) -> None:
        self.rules = rules
        self._standing: _Standing | None = None
        self._opened_at_s = self._counts_from_s = 0.0
        self._permitted_until_s = 0.0
        self._is_awaited = False
        self._longer_s = 0.0
        self._has_warned_of_others = False

    @property
    def is_open(self) -> bool:
        return self._standing not in (None, _Standing.CLOSED)

    def permit(self, until_s: float, *, is_awaited: bool, longer_s: float = 0.0) -> None:
        """Let the door be opened until then; ``is_awaited``: by somebody who was let in and may not come.

        ``longer_s``: how much longer it may stand open this time; the patience ends with the opening.
        """
        self._longer_s = max(self._longer_s, longer_s)
        self._permitted_until_s = max(self._permitted_until_s, until_s)
        self._is_awaited = (self._is_awaited or is_awaited) and not self.is_open

    def shunt(self, now_s: float) -> None:
        """Let somebody out, who may take as long as a door may stand open: the exit button was pressed."""
        self.permit(now_s + self.rules.held_s, is_awaited=False)

    def see(self, is_open: bool, now_s: float, *, holds: bool) -> tuple[Finding, ...]:
        """Take what the contact says; ``holds``: a mode keeps the door unlocked.

        The first time it is taken as it is: nobody knows how an open door was opened.
        """
        if self._standing is None:
            self._standing = _Standing.OPEN if is_open else _Standing.CLOSED
            self._opened_at_s = self._counts_from_s = now_s
        elif is_open and not self.is_open:
            return self._opened(now_s, holds)
        elif not is_open and self.is_open:
            return self._closed(now_s)
        return ()

    def see_others(self) -> tuple[Finding, ...]:
        """Take it that somebody else than who was let in is seen; told once an opening."""
        if not self.is_open or self._has_warned_of_others:
            return ()
        self._has_warned_of_others = True
        return (Notice.TAILGATING,)

    def tick(self, now_s: float, *, holds: bool) -> tuple[Finding, ...]:
        """Take the time; while a mode holds the door unlocked it may stand open as long as it likes."""
        if self._is_awaited and now_s > self._permitted_until_s + SETTLES_S:
            self._is_awaited, self._longer_s = False, 0.0
            return (Notice.NOT_TAKEN,) if self._standing is _Standing.CLOSED else ()
        if holds:
            self._counts_from_s = now_s
            return ()
        open_for_s = now_s - self._counts_from_s - self._longer_s
        if self._standing is _Standing.OPEN and open_for_s >= self.rules.held_s - self.rules.warn_s:
            self._standing = _Standing.WARNED
            return (Notice.HELD_SOON,)
        if self._standing is _Standing.WARNED and open_for_s >= self.rules.held_s:
            self._standing = _Standing.HELD
            return (Notice.HELD,)
        return ()

    def _opened(self, now_s: float, holds: bool) -> tuple[Finding, ...]:
        self._opened_at_s = self._counts_from_s = now_s
        self._is_awaited = self._has_warned_of_others = False
        if not holds and now_s > self._permitted_until_s + SETTLES_S:
            self._standing = _Standing.FORCED
            return (Notice.FORCED,)
        self._standing = _Standing.OPEN
        return (Consequence.RELOCK,) if self.rules.relocks_on_open and not holds else ()

    def _closed(self, now_s: float) -> tuple[Finding, ...]:
        was, self._standing = self._standing, _Standing.CLOSED
        self._longer_s = 0.0
        findings: list[Finding] = [Notice.CLOSED_AGAIN] if was in (_Standing.FORCED, _Standing.HELD) else []
        if self.rules.relocks_on_close and now_s - self._opened_at_s >= SETTLES_S:
            self._permitted_until_s = min(self._permitted_until_s, now_s)
            findings.append(Consequence.RELOCK)
        return tuple(findings)
