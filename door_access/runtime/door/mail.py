"""How another process asks the running door to open: by requests in the database, which the door answers."""

import logging
import uuid
from collections.abc import Callable

from door_access.domain.door.requests import DoorAnswer, DoorRequest
from door_access.domain.door.states import DoorState
from door_access.errors import StorageFault
from door_access.ports import DoorRequests, SiteStore
from door_access.runtime.door.record import storable
from door_access.runtime.events import DoorChanged, Event

_log = logging.getLogger(__name__)

STATE = "door_state"


class DoorMail:
    """Both ends: the command line asks and waits for its answer, the door thread takes, acts and answers."""

    def __init__(self, requests: DoorRequests, notes: SiteStore, *, door: str) -> None:
        """``door``: the id of the door that is asked."""
        self._requests = requests
        self._notes = notes
        self._door = door
        self._state_key = f"{STATE}:{door}"

    def ask(self, note: str) -> str:
        """Leave the wish to open once; return the request's id. Raises StorageFault."""
        request = DoorRequest(uuid.uuid4().hex, self._door, storable(note))
        self._requests.ask(request)
        return request.id

    def answer_to(self, request: str) -> DoorAnswer | None:
        """Return what the door said; None while it has said nothing. Raises StorageFault."""
        return self._requests.answer_to(request)

    def take_back(self, request: str) -> bool:
        """Ask no more; False when the door took the request already, or it has expired."""
        return self._requests.take_back(request)

    def serve(self, open_once: Callable[[str], DoorAnswer]) -> bool:
        """Take the oldest request that is still fresh, act on its note and answer; False when there is none.

        Raises:
            StorageFault: nothing was taken and nothing was done, or the answer could not be left.
        """
        request = self._requests.take(self._door)
        if request is None:
            return False
        self._requests.answer(request.id, open_once(request.note))
        return True

    def listen(self, event: Event) -> None:
        """Write down what the door is doing now, for whoever asks; a lost note never stops the door."""
        if isinstance(event, DoorChanged):
            try:
                self._notes.set(self._state_key, event.state)
            except StorageFault:
                _log.exception("the door's state could not be noted")

    def state(self) -> DoorState:
        """Return what the door last said; LOCKED when it never spoke, or in words of another version."""
        said = self._notes.get(self._state_key)
        return DoorState(said) if said in set(DoorState) else DoorState.LOCKED
