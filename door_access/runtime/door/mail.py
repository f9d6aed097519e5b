"""How another process asks the running door for something: by requests in the database, which it answers."""

import json
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, fields, replace
from datetime import datetime

from door_access.domain.door.alarms import Notice
from door_access.domain.door.lock import LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.requests import DoorAnswer, DoorRequest, Wish
from door_access.domain.door.states import DoorState
from door_access.domain.door.status import DoorStatus
from door_access.errors import StorageFault
from door_access.ports import DoorRequests, SiteStore
from door_access.runtime.door.record import storable
from door_access.runtime.events import (
    AlarmsChanged,
    ContactChanged,
    DoorChanged,
    Event,
    FaultsChanged,
    LockStateChanged,
    ModeChanged,
    Noticed,
)

STATUS = "door_state"
"""What the door is doing; earlier versions wrote the bare state."""


class DoorMail:
    """Both ends: the command line asks and waits for its answer, the door thread takes, acts and answers."""

    def __init__(self, requests: DoorRequests, notes: SiteStore, *, door: str) -> None:
        """``door``: the id of the door that is asked."""
        self._requests = requests
        self._notes = notes
        self._door = door
        self._status_key = f"{STATUS}:{door}"
        self._status = DoorStatus()
        self._noted: DoorStatus | None = None

    def ask(
        self,
        note: str,
        wish: Wish = Wish.RELEASE,
        *,
        mode: OperatingMode = OperatingMode.NORMAL,
        until_utc: datetime | None = None,
        operator: str = "",
    ) -> str:
        """Leave the wish, to open once say; return the request's id. Raises StorageFault."""
        request_id, words = uuid.uuid4().hex, storable(note)
        request = DoorRequest(request_id, self._door, words, wish, mode, until_utc, storable(operator))
        self._requests.ask(request)
        return request.id

    def answer_to(self, request: str) -> DoorAnswer | None:
        """Return what the door said; None while it has said nothing. Raises StorageFault."""
        return self._requests.answer_to(request)

    def take_back(self, request: str) -> bool:
        """Ask no more; False when the door took the request already, or it has expired."""
        return self._requests.take_back(request)

    def serve(self, act: Callable[[DoorRequest], DoorAnswer]) -> bool:
        """Take the oldest request that is still fresh, act on it and answer; False when there is none.

        Raises:
            StorageFault: nothing was taken and nothing was done, or the answer could not be left.
        """
        request = self._requests.take(self._door)
        if request is None:
            return False
        answer = act(request)
        with suppress(StorageFault):
            self.note()  # whoever is answered and looks then, sees what was done
        self._requests.answer(request.id, answer)
        return True

    def listen(self, event: Event) -> None:
        """Take in what the door is doing now; it is written down by :meth:`note`."""
        self._status = _after(self._status, event)

    def note(self) -> None:
        """Write down what the door is doing, unless that stands there. Raises StorageFault: it is owed."""
        if self._status != self._noted:
            self._notes.set(self._status_key, json.dumps(asdict(self._status)))
            self._noted = self._status

    def status(self) -> DoorStatus:
        """Return what the door last said; locked when it never spoke, or in words of another version."""
        said = self._notes.get(self._status_key)
        try:
            words = json.loads(said) if said else {}
            known = {field.name: words[field.name] for field in fields(DoorStatus)}
            return DoorStatus(
                state=DoorState(known.pop("state")),
                mode=OperatingMode(known.pop("mode")),
                lock=LockState(known.pop("lock")),
                faults=tuple(known.pop("faults")),
                alarms=tuple(known.pop("alarms")),
                **known,
            )
        except (ValueError, TypeError, KeyError):
            return DoorStatus()


def _after(status: DoorStatus, event: Event) -> DoorStatus:  # noqa: PLR0911 - one for each kind of event
    match event:
        case DoorChanged():
            return replace(status, state=event.state)
        case ModeChanged():
            until = event.until_utc.isoformat() if event.until_utc else ""
            by_schedule = event.is_by_schedule
            return replace(status, mode=event.mode, until_utc=until, is_by_schedule=by_schedule)
        case Noticed(notice=Notice.CLOCK_DOUBTED | Notice.CLOCK_BELIEVED as notice):
            return replace(status, is_clock_in_doubt=notice is Notice.CLOCK_DOUBTED)
        case LockStateChanged():
            return replace(status, lock=event.state)
        case ContactChanged():
            return replace(status, contact="open" if event.is_open else "closed")
        case FaultsChanged():
            return replace(status, faults=event.sentences)
        case AlarmsChanged():
            return replace(status, alarms=tuple(str(alarm.kind) for alarm in event.alarms))
        case _:
            return status
