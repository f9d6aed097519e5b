"""What is asked of the rules, and what they answer."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from enum import StrEnum

from door_access.domain.door.clock_doubt import is_clock_in_doubt
from door_access.domain.door.modes import Modes
from door_access.domain.entry.credentials import DoorMode, EntryRule, Requirement
from door_access.domain.permissions.rights import Membership, Right
from door_access.domain.permissions.validity import UNLIMITED, Validity


@dataclass(frozen=True, slots=True)
class Entrant:
    """Whoever wants to enter: what is known of them besides the rules."""

    person: str
    entry: EntryRule = EntryRule.AS_DOOR
    validity: Validity = UNLIMITED
    is_blocked: bool = False
    memberships: tuple[Membership, ...] = ()


@dataclass(frozen=True, slots=True)
class DoorNow:
    """A door as it is at the moment: its clocks' zone, what it asks at every hour, and its mode.

    ``is_secure``: it guards something, and nobody comes in by a pass alone.
    """

    id: str
    zone: tzinfo
    asks: DoorMode = DoorMode.FACE
    modes: Modes = field(default_factory=Modes)
    is_secure: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """When it is asked. While the clock is in doubt, ``at_utc`` is the earliest that it can be."""

    at_utc: datetime
    is_in_doubt: bool = False

    def __post_init__(self) -> None:
        if self.at_utc.tzinfo is None:
            raise ValueError(f"a moment needs a time zone, got {self.at_utc}")

    @classmethod
    def of(cls, now_utc: datetime, newest_row_utc: datetime | None) -> "Moment":
        """Return now; while the clock is behind the log, the log's newest row and doubt.

        So what had expired when that row was written stays expired.
        """
        if newest_row_utc is not None and is_clock_in_doubt(now_utc, newest_row_utc):
            return cls(newest_row_utc, is_in_doubt=True)
        return cls(now_utc)


class Denial(StrEnum):
    """Why the rules let somebody not in. The first group prohibits, whatever rights there are.

    WITHOUT_RIGHTS is who is in no group that may do anything, and has no right of their own.
    """

    BLOCKED = "blocked"
    LOCKDOWN = "lockdown"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"

    CLOCK_IN_DOUBT = "clock_in_doubt"
    NOT_NOW = "not_at_this_time"
    NO_RIGHT = "no_right_here"
    WITHOUT_RIGHTS = "without_rights"


@dataclass(frozen=True, slots=True)
class Granted:
    """May enter.

    Attributes:
        demands: what must be shown; any one of them is enough, and none asks for all that another asks for.
        right: one that grants by the first of the demands.
        until_utc: the first instant at which somebody is denied, or the demands are others; None: none is
            known soon (``LOOK_AHEAD``), or the clock is in doubt.
        version: of the rules.
    """

    right: Right
    demands: tuple[Requirement, ...]
    until_utc: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Denied:
    """May not enter.

    Attributes:
        why: the first prohibition, or why no right grants.
        until_utc: the first instant at which they may; None: none is known soon (``LOOK_AHEAD``), or the
            clock is in doubt.
        version: of the rules.
    """

    why: Denial
    until_utc: datetime | None
    version: int


Verdict = Granted | Denied
