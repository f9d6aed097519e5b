"""What a door says of itself, for whoever asks from another process."""

from dataclasses import dataclass

from door_access.domain.door.lock import LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState


@dataclass(frozen=True, slots=True)
class DoorStatus:
    """Everything about a door that is not about a person.

    Attributes:
        until_utc: when the mode ends by itself, as text; empty if it does not.
        is_by_schedule: a schedule wants the mode.
        is_clock_in_doubt: the wall clock is behind the access log.
        lock: what the lock says of itself.
        contact: ``open`` or ``closed``; empty where no contact is wired.
        faults: what is wrong, a sentence each.
        alarms: the words of the alarms that stand.
    """

    state: DoorState = DoorState.LOCKED
    mode: OperatingMode = OperatingMode.NORMAL
    until_utc: str = ""
    lock: LockState = LockState.UNKNOWN
    contact: str = ""
    faults: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    is_by_schedule: bool = False
    is_clock_in_doubt: bool = False
