"""How another process asks the running door for something: notes in the database, read by the door thread."""

import json
import logging
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from door_access.domain.entry.door import DoorState
from door_access.errors import StorageFault
from door_access.ports import SiteStore
from door_access.runtime.events import DoorChanged, Event

_log = logging.getLogger(__name__)

STATE = "door_state"
REQUEST = "door_release_request"
OLDEST_REQUEST = timedelta(seconds=5)
"""A request that nobody served by then is void: a door must not open long after somebody asked."""


class ReleaseRequests:
    """Both ends of the notes: the command line leaves a request, the door thread takes it."""

    def __init__(
        self,
        notes: SiteStore,
        *,
        door: str,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``door``: the id of the door that is asked."""
        self._state_key, self._request_key = f"{STATE}:{door}", f"{REQUEST}:{door}"
        self._notes = notes
        self._utc_now = utc_now

    def ask_release(self, note: str) -> str:
        """Leave the wish to open once; return the request's id."""
        request = uuid.uuid4().hex
        at_utc = self._utc_now().isoformat()
        self._notes.set(self._request_key, json.dumps({"id": request, "note": note, "at_utc": at_utc}))
        return request

    def is_taken(self, request: str) -> bool:
        """Say whether the door has taken this request."""
        return request not in (self._notes.get(self._request_key) or "")

    def take_release(self) -> str | None:
        """Return the note of a request that is still fresh, and remove it; None when there is none.

        A request that makes no sense is removed, too.

        Raises:
            StorageFault: the database does not answer.
        """
        stored = self._notes.get(self._request_key)
        if not stored:
            return None
        self._notes.set(self._request_key, "")
        try:
            request = json.loads(stored)
            note, age = str(request["note"]), self._utc_now() - datetime.fromisoformat(request["at_utc"])
        except (ValueError, TypeError, KeyError):
            _log.exception("a release was asked for in words that make no sense")
            return None
        return note if timedelta(0) <= age <= OLDEST_REQUEST else None

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
