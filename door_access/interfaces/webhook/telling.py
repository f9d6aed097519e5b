"""What a server hears of each event of the door. Its rule: no names, unless somebody has chosen so."""

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from door_access.domain.door.alarms import ALARMS, Notice
from door_access.interfaces.webhook.waiting import Message, Waiting
from door_access.runtime.events import DecisionMade, Duress, Event, Noticed


@dataclass(frozen=True, slots=True)
class Told:
    """What is told, as somebody has chosen."""

    duress: bool
    alarms: bool
    decisions: bool
    names: bool


@dataclass(frozen=True, slots=True)
class Clocks:
    """The time of day, and one for durations."""

    utc_now: Callable[[], datetime]
    monotonic: Callable[[], float]


class Telling:
    """Makes messages of what the hub says; a listener of the hub."""

    def __init__(self, told: Told, waiting: Waiting, clocks: Clocks) -> None:
        self._told = told
        self._waiting = waiting
        self._clocks = clocks

    def listen(self, event: Event) -> None:
        """Hear an event on whatever thread it is published; takes microseconds."""
        match event:
            case Duress() if self._told.duress:
                about = self._person(event.person_id, event.person)
                self._tell("duress", event.door, {"is_let_in": event.is_let_in, **about}, is_urgent=True)
            case Noticed(notice=notice, detail=detail) if self._told.alarms and notice in ALARMS:
                self._tell_alarm(event.door, notice, detail)
            case DecisionMade() if self._told.decisions:
                self._tell_decision(event)
            case _:
                pass  # nobody has asked for it

    def _tell_alarm(self, door: str, notice: Notice, detail: str) -> None:
        more = {"detail": detail} if detail else {}
        self._tell("alarm", door, {"kind": notice, **more}, is_urgent=True)

    def _tell_decision(self, event: DecisionMade) -> None:
        decision = event.decision
        person_id = decision.person_id if decision.is_granted else None
        about = self._person(person_id, event.person) if person_id else {}
        answer: dict[str, str] = {"outcome": decision.outcome, "reason": decision.reason}
        self._tell("decision", event.door, answer | about)

    def _person(self, person_id: str, name: str | None) -> dict[str, str]:
        named = {"person": name} if self._told.names and name else {}
        return {"person_id": person_id} | named

    def _tell(self, kind: str, door: str, data: Mapping[str, object], *, is_urgent: bool = False) -> None:
        message = new_message(kind, {"door": door, **data}, self._clocks, is_urgent=is_urgent)
        self._waiting.put(message)


def new_message(kind: str, data: Mapping[str, object], clocks: Clocks, *, is_urgent: bool = False) -> Message:
    """Return a message that is made now, with a number of its own by which a repetition is known."""
    at = clocks.utc_now().isoformat(timespec="milliseconds")
    body = json.dumps({"type": kind, "timestamp": at, "data": data}, ensure_ascii=False)
    # half a character, which no text can hold, is told as a question mark
    return Message(uuid.uuid4().hex, body.encode("utf-8", "replace"), is_urgent, clocks.monotonic())
