"""What a lock can do and what it says of itself and of its door, in the words of ONVIF's access point."""

from dataclasses import dataclass
from enum import StrEnum


class LockState(StrEnum):
    """What a lock says of itself. UNKNOWN: its board cannot be asked."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LockCapabilities:
    """What a lock and its wiring can do; what is not there is offered nowhere.

    Attributes:
        relocks_itself: a pulse ends although this program, or the whole machine, has died.
        can_hold: a pulse during a pulse lengthens it without a click and without a gap.
        reads_lock: ``state`` is what the board says, not what it was told.
        contact: it is known whether the door stands open.
        exit_button: a request to exit (REX) is seen.
        tamper: somebody at the wires or the housing is noticed.
        look_every_s: how often inputs and state are asked for; an input of 0.4 s must not be missed.
    """

    relocks_itself: bool = False
    can_hold: bool = False
    reads_lock: bool = False
    contact: bool = False
    exit_button: bool = False
    tamper: bool = False
    look_every_s: float = 0.2

    @property
    def has_inputs(self) -> bool:
        return self.contact or self.exit_button or self.tamper


@dataclass(frozen=True, slots=True)
class DoorInputs:
    """What the wires at the door say now; None where nothing is wired."""

    is_open: bool | None = None
    is_exit_pressed: bool | None = None
    is_tampered: bool | None = None


NO_INPUTS = DoorInputs()
