"""What the door notices by itself, and which of it stands as an alarm until somebody acknowledges it.

The words are those of ONVIF's access point and of IEC 60839-11-1.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Notice(StrEnum):
    """What a door notices. No word of it is one of ``Reason`` or ``Act``.

    HELD_SOON is told at the door and nowhere written down; TAILGATING is a suspicion, no more. FAILED_OFTEN:
    so many attempts have failed within an hour, whoever made them, that somebody should look. SCHEDULE_OPENS:
    a schedule wants the door unlocked from now on. CLOCK_DOUBTED: the wall clock is behind the access log.
    """

    FORCED = "forced"
    HELD_SOON = "held_soon"
    HELD = "held"
    CLOSED_AGAIN = "closed_again"
    NOT_TAKEN = "granted_not_taken"
    TAILGATING = "tailgating_suspected"
    FAILED_OFTEN = "failed_often"
    TAMPER = "tamper"
    TAMPER_OVER = "tamper_over"
    LOCK_BROKEN = "lock_broken"
    LOCK_OBEYS = "lock_obeys_again"
    LOCK_SETUP = "lock_set_up_wrongly"
    MODE_OVER = "mode_over"
    SCHEDULE_OPENS = "schedule_opens"
    SCHEDULE_CLOSES = "schedule_closes"
    CLOCK_DOUBTED = "clock_doubted"
    CLOCK_BELIEVED = "clock_believed_again"


ALARMS = frozenset({Notice.FORCED, Notice.HELD, Notice.TAMPER, Notice.FAILED_OFTEN})
"""What somebody must acknowledge; a suspicion is only written down."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm that stands.

    Attributes:
        since_utc: when it last began.
        is_over: its cause is gone, but nobody has acknowledged it.
        seq: the row of the access log that tells of it; None while that could not be written.
    """

    kind: Notice
    since_utc: datetime
    is_over: bool = False
    seq: int | None = None

    def __post_init__(self) -> None:
        if self.kind not in ALARMS:
            raise ValueError(f"{self.kind} is no alarm")


@dataclass(frozen=True, slots=True)
class StandingAlarms:
    """The alarms that stand, one of each kind at most, oldest first."""

    alarms: tuple[Alarm, ...] = ()

    def raised(self, alarm: Alarm) -> "StandingAlarms":
        """Return them with this one, in place of an older one of its kind."""
        return StandingAlarms((*self._without(alarm.kind), alarm))

    def over(self, kind: Notice) -> "StandingAlarms":
        """Return them with the cause of this kind gone; each waits to be acknowledged all the same."""
        return StandingAlarms(
            tuple(replace(one, is_over=True) if one.kind is kind else one for one in self.alarms)
        )

    def acknowledged(self) -> "StandingAlarms":
        """Return what still stands once somebody has seen all of them: nothing.

        One whose cause is still there is raised anew only when that begins anew.
        """
        return StandingAlarms()

    def _without(self, kind: Notice) -> tuple[Alarm, ...]:
        return tuple(one for one in self.alarms if one.kind is not kind)
