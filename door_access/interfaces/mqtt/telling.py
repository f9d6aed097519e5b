"""What a broker hears of each event of the door. Its rule: no names, unless somebody has chosen so."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from door_access.domain.door.alarms import Alarm, Notice
from door_access.domain.door.lock import LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.matching.access import Outcome, Reason
from door_access.interfaces.mqtt.outbox import Outbox
from door_access.interfaces.mqtt.topics import DoorTopics
from door_access.runtime.events import (
    AlarmsChanged,
    CameraChanged,
    ContactChanged,
    DecisionMade,
    DoorChanged,
    Duress,
    Event,
    FaultsChanged,
    GalleryChanged,
    LockStateChanged,
    ModeChanged,
    Noticed,
)

ON, OFF = "ON", "OFF"
UNKNOWN = "None"
"""What Home Assistant takes for a state that nobody knows."""
LOCKED, UNLOCKED, JAMMED = "LOCKED", "UNLOCKED", "JAMMED"
RELEASES = (Reason.OPERATOR_RELEASE, Reason.EXIT_BUTTON)
EVENT_TYPES = (*(outcome for outcome in Outcome if outcome is not Outcome.DONE), *RELEASES, *Notice)
"""All that can happen, by the words of the log."""
DURESS = "duress"
"""The one event of its own topic."""


class Telling:
    """Puts what the hub says into the outbox; a listener of the hub."""

    def __init__(
        self,
        topics: DoorTopics,
        outbox: Outbox,
        *,
        has_contact: bool,
        names_told: bool,
        utc_now: Callable[[], datetime],
    ) -> None:
        """Tell at once what holds until somebody says otherwise, so that nothing of an earlier day stands."""
        self._topics = topics
        self._outbox = outbox
        self._names_told = names_told
        self._utc_now = utc_now
        self._commanded = self._said = UNKNOWN
        self._is_broken = False
        self._entries = self._events = self._threats = 0
        outbox.tell(topics.contact, UNKNOWN if has_contact else "")
        outbox.tell(topics.lock, UNKNOWN)
        outbox.tell(topics.entries, "0")
        self._tell_mode(OperatingMode.NORMAL, None)
        self._tell_list(topics.problem, topics.problem_details, "faults", ())
        self._tell_list(topics.alarm, topics.alarm_details, "alarms", ())

    def listen(self, event: Event) -> None:  # noqa: C901 - one line for each kind of event
        """Hear an event on whatever thread it is published; takes microseconds."""
        topics = self._topics
        match event:
            case DoorChanged():
                self._take_door(event)
            case LockStateChanged(state=state):
                self._said = {LockState.LOCKED: LOCKED, LockState.UNLOCKED: UNLOCKED}.get(state, UNKNOWN)
                self._tell_lock()
            case ContactChanged(is_open=is_open):
                self._outbox.tell(topics.contact, ON if is_open else OFF)
            case ModeChanged(mode=mode, until_utc=until_utc):
                self._tell_mode(mode, until_utc)
            case FaultsChanged(sentences=sentences):
                self._tell_list(topics.problem, topics.problem_details, "faults", sentences)
            case AlarmsChanged(alarms=alarms):
                told = [_alarm(one) for one in alarms]
                self._tell_list(topics.alarm, topics.alarm_details, "alarms", told)
            case CameraChanged(state=state):
                self._outbox.tell(topics.camera, state)
            case GalleryChanged(people=people):
                self._outbox.tell(topics.people, str(people))
            case DecisionMade():
                self._take_decision(event)
            case Noticed(notice=notice):
                self._take_notice(notice)
            case Duress():
                self._take_duress(event)
            case _:
                pass  # what draws the window, and what only this machine should know

    def _take_door(self, event: DoorChanged) -> None:
        self._commanded = UNLOCKED if event.state is DoorState.UNLOCKED else LOCKED
        self._tell_lock()
        if event.state is DoorState.UNLOCKED and event.cause in RELEASES:
            self._happen(str(event.cause))

    def _take_decision(self, event: DecisionMade) -> None:
        decision = event.decision
        details = {"reason": str(decision.reason)}
        if self._names_told and event.person:
            details["person"] = event.person
        self._happen(str(decision.outcome), **details)
        if decision.is_granted:
            self._entries += 1
            self._outbox.tell(self._topics.entries, str(self._entries))

    def _take_notice(self, notice: Notice) -> None:
        if notice in (Notice.LOCK_BROKEN, Notice.LOCK_OBEYS):
            self._is_broken = notice is Notice.LOCK_BROKEN
            self._tell_lock()
        self._happen(str(notice))

    def _take_duress(self, event: Duress) -> None:
        """Tell it with numbers of its own: a gap in those of other events would tell it to everybody."""
        self._threats += 1
        details: dict[str, object] = {"is_let_in": event.is_let_in}
        if self._names_told and event.person:
            details["person"] = event.person
        told = self._event(DURESS, self._threats) | details
        self._outbox.happen(self._topics.duress, json.dumps(told, ensure_ascii=False), is_quiet=True)

    def _tell_lock(self) -> None:
        """Tell what the lock says of itself, else what it was told; a lock that does not obey is jammed."""
        state = self._commanded if self._said == UNKNOWN else self._said
        self._outbox.tell(self._topics.lock, JAMMED if self._is_broken else state)

    def _tell_mode(self, mode: OperatingMode, until_utc: datetime | None) -> None:
        until = until_utc.isoformat() if until_utc else None
        self._outbox.tell(self._topics.mode, mode)
        self._outbox.tell(self._topics.mode_details, json.dumps({"until": until}))

    def _tell_list(self, topic: str, details: str, what: str, found: Sequence[object]) -> None:
        self._outbox.tell(topic, ON if found else OFF)
        self._outbox.tell(details, json.dumps({what: found}, ensure_ascii=False))

    def _happen(self, event_type: str, **details: str) -> None:
        """Tell an event with its number, so that one that is told twice is known."""
        self._events += 1
        told = self._event(event_type, self._events) | details
        self._outbox.happen(self._topics.event, json.dumps(told, ensure_ascii=False))

    def _event(self, event_type: str, number: int) -> dict[str, object]:
        at = self._utc_now().isoformat(timespec="milliseconds")
        return {"event_type": event_type, "number": number, "at": at}


def _alarm(alarm: Alarm) -> dict[str, object]:
    return {"kind": alarm.kind, "since": alarm.since_utc.isoformat(), "is_over": alarm.is_over}
