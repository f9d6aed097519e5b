"""How the whole door works at the moment, whoever stands before it, and which of several wishes counts.

Precedence: emergency, then what an operator wants until an end, then what a schedule wants, then normal.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class OperatingMode(StrEnum):
    """EMERGENCY and UNLOCKED hold the door unlocked; LOCKDOWN lets in nobody by face, card or PIN.

    The exit button and an operator's release open once in every one of them.
    """

    NORMAL = "normal"
    UNLOCKED = "unlocked"
    LOCKDOWN = "lockdown"
    EMERGENCY = "emergency"

    @property
    def holds(self) -> bool:
        """Say whether the door stays unlocked for as long as it lasts."""
        return self in (OperatingMode.UNLOCKED, OperatingMode.EMERGENCY)

    @property
    def can_end(self) -> bool:
        """Say whether it can end by itself; all others last until somebody ends them."""
        return self in (OperatingMode.UNLOCKED, OperatingMode.LOCKDOWN)


@dataclass(frozen=True, slots=True)
class OperatorWish:
    """What an operator wants, and until when; only LOCKDOWN may last until somebody ends it."""

    mode: OperatingMode
    until_utc: datetime | None = None

    def __post_init__(self) -> None:
        if self.until_utc is not None and self.until_utc.tzinfo is None:
            raise ValueError(f"an end needs a time zone, got {self.until_utc}")
        if self.mode is OperatingMode.UNLOCKED and self.until_utc is None:
            raise ValueError("a door that is held unlocked needs an end")
        if self.mode in (OperatingMode.NORMAL, OperatingMode.EMERGENCY):
            raise ValueError(f"an operator's wish is unlocked or lockdown, got {self.mode}")

    def is_over(self, now_utc: datetime) -> bool:
        return self.until_utc is not None and now_utc >= self.until_utc


@dataclass(frozen=True, slots=True)
class Modes:
    """All wishes that stand now."""

    is_emergency: bool = False
    operator: OperatorWish | None = None
    schedule: OperatingMode = OperatingMode.NORMAL

    @property
    def in_force(self) -> OperatingMode:
        """Return the mode that counts."""
        if self.is_emergency:
            return OperatingMode.EMERGENCY
        return self.operator.mode if self.operator else self.schedule

    @property
    def is_by_schedule(self) -> bool:
        """Say whether what counts is what a schedule wants, and it wants something."""
        return self.in_force is not OperatingMode.NORMAL and self.operator is None and not self.is_emergency

    @property
    def until_utc(self) -> datetime | None:
        """Return when what counts ends by itself; None if it does not."""
        return self.operator.until_utc if self.operator and not self.is_emergency else None

    def asked(self, mode: OperatingMode, until_utc: datetime | None) -> "Modes":
        """Return the modes after an operator has asked for one; NORMAL takes all that operators wanted back.

        Raises:
            ValueError: the door would be held unlocked without an end, or an end was given that is none.
        """
        if until_utc is not None and not mode.can_end:
            raise ValueError(f"{mode} has no end of its own, got {until_utc}")
        if mode is OperatingMode.EMERGENCY:
            return replace(self, is_emergency=True)
        if mode is OperatingMode.NORMAL:
            return replace(self, is_emergency=False, operator=None)
        return replace(self, operator=OperatorWish(mode, until_utc))
