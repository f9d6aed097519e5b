"""The door as a table: four states, and what each event makes of them. Any other pair is a bug and raises."""

from enum import StrEnum


class DoorState(StrEnum):
    """SUSPENDED: recognition decides nothing on purpose (an enrolment, say). FAULT: it cannot work."""

    LOCKED = "locked"
    UNLOCKED = "unlocked"
    SUSPENDED = "suspended"
    FAULT = "fault"


class DoorEvent(StrEnum):
    """Everything that can happen to a door.

    RELEASED: by an operator or the exit button. HELD: a mode keeps it unlocked, or goes on to; over a FAULT
    only an emergency does.
    """

    GRANTED = "granted"
    RELEASED = "released"
    HELD = "held"
    UNLOCK_TIME_OVER = "unlock_time_over"
    SUSPENDED = "suspended"
    RESUMED = "resumed"
    FAILED = "failed"
    RECOVERED = "recovered"


S, E = DoorState, DoorEvent

TRANSITIONS: dict[tuple[DoorState, DoorEvent], DoorState] = {
    (S.LOCKED, E.GRANTED): S.UNLOCKED,
    (S.LOCKED, E.RELEASED): S.UNLOCKED,
    (S.LOCKED, E.HELD): S.UNLOCKED,
    (S.LOCKED, E.SUSPENDED): S.SUSPENDED,
    (S.LOCKED, E.FAILED): S.FAULT,
    (S.UNLOCKED, E.GRANTED): S.UNLOCKED,
    (S.UNLOCKED, E.RELEASED): S.UNLOCKED,
    (S.UNLOCKED, E.HELD): S.UNLOCKED,
    (S.UNLOCKED, E.UNLOCK_TIME_OVER): S.LOCKED,
    (S.UNLOCKED, E.SUSPENDED): S.SUSPENDED,
    (S.UNLOCKED, E.FAILED): S.FAULT,
    (S.SUSPENDED, E.RELEASED): S.UNLOCKED,
    (S.SUSPENDED, E.HELD): S.UNLOCKED,
    (S.SUSPENDED, E.RESUMED): S.LOCKED,
    (S.SUSPENDED, E.FAILED): S.FAULT,
    (S.FAULT, E.RELEASED): S.UNLOCKED,
    (S.FAULT, E.HELD): S.UNLOCKED,
    (S.FAULT, E.RECOVERED): S.LOCKED,
}


def after(state: DoorState, event: DoorEvent) -> DoorState:
    """Return the state that the event leads to.

    Raises:
        ValueError: this state does not know this event; nothing has changed.
    """
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise ValueError(f"a door that is {state} cannot take the event {event}") from None
