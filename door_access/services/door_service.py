"""The door thread: writes the access log, then commands the lock, then tells the world (DESIGN §1, §6).

Its one rule is the order. No record, no entry; and whatever is unknown leaves the door locked.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from door_access.domain.access import AccessDecision, Outcome, Reason
from door_access.domain.door import DoorEvent, DoorState, after
from door_access.domain.faces import SourceKind
from door_access.errors import LockFault, StorageFault
from door_access.ports import AccessLog, DoorLock, NewEvent, PeopleStore
from door_access.services.camera_watch import CameraWatch
from door_access.services.events import DecisionMade, DoorChanged, EventHub, FaultsChanged, LogGrew
from door_access.services.messages import (
    CameraReport,
    DoorMessage,
    FrameRecognised,
    Heartbeat,
    Release,
    Suspend,
    WorkerReport,
)
from door_access.services.worker import Inbox

T = TypeVar("T")

_log = logging.getLogger(__name__)

TICK_S = 0.2
"""How long the door waits for a message before it looks at its own deadlines."""
OLDEST_DECISION_S = 1.0
HEARTBEAT_LIMIT_S = 2.0


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What the door thread is told once. ``utc_now`` dates the log rows."""

    name: str
    unlock_s: float
    utc_now: Callable[[], datetime] = lambda: datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class DoorStores:
    """What the door writes and asks. ``take_release`` is another process's wish to open once, if any."""

    log: AccessLog
    people: PeopleStore
    take_release: Callable[[], str | None] = lambda: None


@dataclass(frozen=True, slots=True)
class Locks:
    """The lock a live camera may drive, and the simulated one for demo and files."""

    real: DoorLock
    simulated: DoorLock

    def __post_init__(self) -> None:
        if not self.simulated.is_simulated:
            raise ValueError("demo and file sources never drive a real lock")

    def for_source(self, kind: SourceKind) -> DoorLock:
        return self.real if kind is SourceKind.LIVE else self.simulated


class DoorService:
    """Owns the door's state, its log and its lock. One thread runs it."""

    def __init__(
        self,
        rules: DoorRules,
        locks: Locks,
        *,
        stores: DoorStores,
        hub: EventHub,
        clock: Callable[[], float] | None,
    ) -> None:
        """``clock`` is None in playback, where time is what the messages say."""
        self._rules = rules
        self._locks = locks
        self._stores = stores
        self._hub = hub
        self._clock = clock
        self._camera = CameraWatch(hub)
        self._state = DoorState.LOCKED
        self._now_s = self._beat_s = self._locks_at_s = 0.0
        self._is_suspended = False
        self._faults: dict[str, str] = {}
        self._inbox: Inbox[DoorMessage] = Inbox()

    @property
    def inbox(self) -> Inbox[DoorMessage]:
        """Where every message for the door goes."""
        return self._inbox

    @property
    def state(self) -> DoorState:
        return self._state

    def begin(self) -> None:
        """Lock, whatever was before."""
        self._now_s = self._beat_s = self._clock() if self._clock else 0.0
        self._command_lock()
        self._tell_door(None)

    def follow(self, rules: DoorRules) -> None:
        """Follow other rules from the next decision on; the one call that may come from elsewhere."""
        self._rules = rules

    def step(self) -> None:
        """Wait for one message and act on it, then on the deadlines."""
        message = self._inbox.take(TICK_S)
        if self._clock is not None:
            self._now_s = self._clock()
        elif message is not None:
            self._now_s = max(self._now_s, message.at_s)
        if message is not None:
            self._take(message)
        if self._clock is not None:
            self._watch_the_world()
        self._keep_deadlines()

    def secure(self) -> None:
        """Lock after a failure of this thread, whatever it was in the middle of."""
        if self._state is DoorState.UNLOCKED:
            self._relock()
        else:
            self._command_lock()

    def end(self) -> None:
        """Leave the door locked."""
        self.secure()

    def _take(self, message: DoorMessage) -> None:
        match message:
            case FrameRecognised():
                self._take_frame(message)
            case CameraReport():
                self._camera.take(message)
            case Heartbeat():
                self._beat_s = self._now_s
            case Release():
                self._release(message.note)
            case Suspend():
                self._suspend(message.is_suspended)
            case WorkerReport():
                self._set_fault(message.worker, message.sentence)

    def _take_frame(self, message: FrameRecognised) -> None:
        self._beat_s = self._now_s
        self._camera.saw_frame(message, self._now_s)
        if message.decision is not None:
            self._decide(self._doubted(message.decision))

    def _doubted(self, decision: AccessDecision) -> AccessDecision:
        """Return the decision, or the denial that something since then makes of it."""
        doubt = self._doubt(decision) if decision.is_granted else None
        return replace(decision, outcome=Outcome.DENIED, reason=doubt, person_id=None) if doubt else decision

    def _doubt(self, decision: AccessDecision) -> Reason | None:
        if self._is_suspended:
            return Reason.ENROLMENT_IN_PROGRESS
        if not self._camera.is_streaming:
            return Reason.CAMERA_LOST
        if self._now_s - decision.at_s > OLDEST_DECISION_S:
            return Reason.STALE
        if self._state is DoorState.FAULT:
            return Reason.RECOGNITION_FAULT
        return self._doubt_of_people(decision)

    def _doubt_of_people(self, decision: AccessDecision) -> Reason | None:
        version = self._stored(self._stores.people.version)
        if version is None:
            return Reason.STORAGE_FAULT
        return None if version == decision.gallery_version else Reason.GALLERY_CHANGED

    def _stored(self, ask: Callable[[], T]) -> T | None:
        """Return what the database answers; None, and a standing fault, when it does not."""
        try:
            answer = ask()
        except StorageFault as error:
            self._set_fault("database", str(error))
            return None
        self._set_fault("database", "")
        return answer

    def _decide(self, decision: AccessDecision) -> None:
        if not self._record(self._event_of(decision)):
            return
        person = self._name_of(decision)
        if decision.is_granted and self._state is DoorState.LOCKED:
            self._unlock(DoorEvent.GRANTED, Reason.MATCH, person)
        self._hub.publish(DecisionMade(decision, person, self._now_s))

    def _name_of(self, decision: AccessDecision) -> str | None:
        """Return whom to welcome; nobody's name is worth a missed entry."""
        person_id = decision.person_id
        if not decision.is_granted or person_id is None:
            return None
        return self._stored(lambda: self._stores.people.name_of(person_id))

    def _release(self, note: str) -> None:
        """Open by an operator's wish, also when the row cannot be written: people must get out."""
        self._record(self._event(Outcome.GRANTED, Reason.OPERATOR_RELEASE, note=note))
        self._unlock(DoorEvent.RELEASED, Reason.OPERATOR_RELEASE, None)

    def _record(self, event: NewEvent) -> bool:
        """Write the row and say whether it stands."""
        try:
            seq = self._stores.log.append(event)
        except StorageFault as error:
            self._set_fault("access log", str(error))
            return False
        self._set_fault("access log", "")
        self._hub.publish(LogGrew(seq))
        return True

    def _event(self, outcome: Outcome, reason: Reason, *, note: str = "") -> NewEvent:
        at_utc, name, source = self._rules.utc_now(), self._rules.name, self._camera.kind
        return NewEvent(at_utc, name, outcome, reason, source=source, note=note)

    def _event_of(self, decision: AccessDecision) -> NewEvent:
        return replace(
            self._event(decision.outcome, decision.reason),
            person_id=decision.person_id,
            distance=decision.distance,
            threshold=decision.threshold,
            second_distance=decision.second_distance,
            model=decision.model,
            frames=decision.frames,
        )

    def _unlock(self, event: DoorEvent, cause: Reason, person: str | None) -> None:
        try:
            self._lock.pulse(self._rules.unlock_s)
        except LockFault as error:
            self._set_fault("lock", str(error))
            return
        self._set_fault("lock", "")
        self._state = after(self._state, event)
        self._locks_at_s = self._now_s + self._rules.unlock_s
        self._tell_door(cause, person)

    def _relock(self) -> None:
        self._command_lock()
        self._state = after(self._state, DoorEvent.UNLOCK_TIME_OVER)
        self._tell_door(None)

    def _command_lock(self) -> None:
        try:
            self._lock.lock()
        except LockFault as error:
            self._set_fault("lock", str(error))

    @property
    def _lock(self) -> DoorLock:
        return self._locks.for_source(self._camera.kind)

    def _suspend(self, is_suspended: bool) -> None:
        self._is_suspended = is_suspended
        if is_suspended and self._state is DoorState.UNLOCKED:
            self._relock()
        if not is_suspended and self._state is DoorState.LOCKED_OUT:
            self._change(DoorEvent.RESUMED, None)

    def _set_fault(self, name: str, sentence: str) -> None:
        if self._faults.get(name, "") == sentence:
            return
        was_well = not self._faults
        self._faults.pop(name, None)
        if sentence:
            self._faults[name] = sentence
        self._hub.publish(FaultsChanged(tuple(self._faults.values()), self._now_s))
        if was_well and self._state is not DoorState.FAULT:
            self._command_lock()
            self._change(DoorEvent.FAILED, Reason.RECOGNITION_FAULT)
        elif not self._faults and self._state is DoorState.FAULT:
            self._change(DoorEvent.RECOVERED, None)

    def _keep_deadlines(self) -> None:
        if self._state is DoorState.UNLOCKED and self._now_s >= self._locks_at_s:
            self._relock()
        if self._state is DoorState.LOCKED and self._faults:
            self._change(DoorEvent.FAILED, Reason.RECOGNITION_FAULT)
        if self._state is DoorState.LOCKED and self._is_suspended:
            self._change(DoorEvent.SUSPENDED, Reason.ENROLMENT_IN_PROGRESS)

    def _watch_the_world(self) -> None:
        is_late = self._now_s - self._beat_s > HEARTBEAT_LIMIT_S
        self._set_fault("heartbeat", "Recognition does not answer." if is_late else "")
        self._camera.tick(self._now_s)
        note = self._stored(self._stores.take_release)
        if note is not None:
            self._release(note)

    def _change(self, event: DoorEvent, cause: Reason | None) -> None:
        self._state = after(self._state, event)
        self._tell_door(cause)

    def _tell_door(self, cause: Reason | None, person: str | None = None) -> None:
        unlock_s = self._rules.unlock_s if self._state is DoorState.UNLOCKED else 0.0
        self._hub.publish(DoorChanged(self._state, cause, self._now_s, person, unlock_s))
