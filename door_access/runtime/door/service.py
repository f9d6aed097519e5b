"""The door thread: writes the access log, then commands the lock, then tells the world.

Its one rule is the order. No record, no entry; and whatever is unknown leaves the door locked.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar, assert_never

from door_access.domain.door.requests import AnswerKind, DoorAnswer
from door_access.domain.door.states import DoorEvent, DoorState, after
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.errors import StorageFault
from door_access.ports import AccessLog, LogEntry, LogKind, PeopleStore
from door_access.runtime.door.camera_watch import CameraWatch
from door_access.runtime.door.lock_control import LockControl, Locks
from door_access.runtime.door.mail import DoorMail
from door_access.runtime.door.record import DoorRecord, decision_row, storable
from door_access.runtime.door.standing_faults import Part, StandingFaults
from door_access.runtime.events import DecisionMade, DoorChanged, EventHub
from door_access.runtime.messages import (
    CameraReport,
    Decided,
    DoorInbox,
    DoorMessage,
    FrameRecognised,
    Heartbeat,
    Release,
    Suspend,
    WorkerReport,
)
from door_access.runtime.worker import Inbox

T = TypeVar("T")

TICK_S = 0.2
"""How long the door waits for a message before it looks at its own deadlines; how often it looks for what
other processes ask, and for how long it serves them at most before it hears its own messages again."""
OLDEST_DECISION_S = 1.0
HEARTBEAT_LIMIT_S = 2.0
MEND_EVERY_S = 1.0
"""How often a broken lock is told to lock again, and owed rows are offered to the log."""


@dataclass(frozen=True, slots=True)
class DoorRules:
    """What the door thread is told once. ``id`` is written into every row, which ``utc_now`` dates."""

    id: str
    unlock_s: float
    utc_now: Callable[[], datetime] = lambda: datetime.now(UTC)


class DoorService:
    """Owns the door's state, its log and its lock. One thread runs it."""

    def __init__(
        self,
        rules: DoorRules,
        locks: Locks,
        *,
        log: AccessLog,
        people: PeopleStore,
        hub: EventHub,
        clock: Callable[[], float] | None,
        requests: DoorMail | None = None,
    ) -> None:
        """Make the door; nothing is commanded before :meth:`begin`.

        Args:
            clock: None in playback, where time is what the messages say.
            requests: what other processes ask; never looked at in playback. None if nobody can ask.
        """
        self._rules = rules
        self._faults = StandingFaults(hub, lambda: self._now_s)
        self._lock = LockControl(locks, self._faults)
        self._people = people
        self._requests = requests
        self._hub = hub
        self._clock = clock
        self._camera = CameraWatch(hub)
        self._record = DoorRecord(log, self._faults, hub)
        self._state = DoorState.LOCKED
        self._now_s = self._beat_s = self._locks_at_s = self._mend_at_s = self._look_at_s = 0.0
        self._suspended_for: Reason | None = None
        self._inbox = DoorInbox(rules.id)

    @property
    def inbox(self) -> Inbox[DoorMessage]:
        """Where every message for the door goes."""
        return self._inbox

    @property
    def state(self) -> DoorState:
        return self._state

    def begin(self, kind: SourceKind) -> None:
        """Lock, whatever was before, and look at the log; ``kind`` is that of the first source."""
        self._now_s = self._beat_s = self._clock() if self._clock else 0.0
        self._camera.kind = kind
        self._lock.choose(kind)
        self._lock.lock()
        self._hub.publish(DoorChanged(self._state, None, self._now_s))
        self._record.is_settled()

    def follow(self, rules: DoorRules) -> None:
        """Follow other rules from the next decision on; the one call that may come from elsewhere."""
        self._rules = rules

    def step(self) -> None:
        """Wait for one message and act on it, then on the world and the deadlines."""
        message = self._inbox.take(TICK_S)
        if self._clock is not None:
            self._now_s = self._clock()
        elif message is not None:
            self._now_s = max(self._now_s, message.at_s)
        if message is not None:
            self._take(message)
        if self._clock is not None:
            self._watch_the_world()
            self._serve_requests(self._clock)
        self._settle()

    def secure(self) -> None:
        """Lock after a failure of this thread, whatever it was in the middle of."""
        if self._state is DoorState.UNLOCKED:
            self._relock()
        else:
            self._lock.lock()

    def end(self) -> None:
        """Leave the door locked, and the log complete if it can be written again."""
        self.secure()
        self._record.pay()

    def _take(self, message: DoorMessage) -> None:
        match message:
            case FrameRecognised():
                self._beat_s = self._now_s
                self._camera.saw_frame(message, self._now_s)
            case Decided():
                self._take_decision(message)
            case CameraReport():
                self._camera.take(message)
            case Heartbeat():
                self._beat_s = self._now_s
            case Release():
                self._release(message.note)
            case Suspend():
                self._suspend(message.cause if message.is_suspended else None)
            case WorkerReport():
                self._hear_of_worker(message)
            case _:
                assert_never(message)

    def _take_decision(self, message: Decided) -> None:
        """Obey a decision at the source it was made on; it needs no picture to travel with."""
        decision = message.decision
        if not decision.is_granted:
            self._answer(decision)
        elif message.kind is not self._camera.kind:
            self._answer(_denied(decision, Reason.SOURCE_CHANGED))
        else:
            self._grant(decision)

    def _hear_of_worker(self, report: WorkerReport) -> None:
        if report.sentence:
            self._faults.stand(report.worker, report.sentence)
        else:
            self._faults.end(report.worker)

    def _grant(self, decision: AccessDecision) -> None:
        """Let the person in, unless something since the decision speaks against it."""
        doubt = self._doubt(decision)
        person = None if doubt else self._stored(lambda: self._welcomed(decision))
        if person:
            self._enter(decision, person)
        else:
            no_name = Reason.STORAGE_FAULT if person is None else Reason.GALLERY_CHANGED
            self._answer(_denied(decision, doubt or no_name))

    def _doubt(self, decision: AccessDecision) -> Reason | None:
        if self._suspended_for:
            return self._suspended_for
        if not 0.0 <= self._now_s - decision.at_s <= OLDEST_DECISION_S:
            return Reason.STALE
        return self._faults.reason

    def _welcomed(self, decision: AccessDecision) -> str:
        """Return the person's name; empty when they were changed since what the decision knew of them."""
        person_id, version = decision.person_id or "", decision.gallery_version
        return self._people.welcome_name(person_id, version=version) or ""

    def _stored(self, ask: Callable[[], T]) -> T | None:
        """Return what the database answers; None, and a standing fault, when it does not."""
        try:
            answer = ask()
        except StorageFault as error:
            self._faults.stand(Part.DATABASE, str(error))
            return None
        self._faults.end(Part.DATABASE)
        return answer

    def _enter(self, decision: AccessDecision, person: str) -> None:
        if not self._is_recorded(decision):
            return
        if self._state is DoorState.LOCKED and not self._unlock(DoorEvent.GRANTED, decision.reason, person):
            self._answer(_denied(decision, Reason.LOCK_FAULT))
        else:
            self._hub.publish(DecisionMade(decision, person, self._now_s))

    def _answer(self, denial: AccessDecision) -> None:
        if self._is_recorded(denial):
            self._hub.publish(DecisionMade(denial, None, self._now_s))

    def _is_recorded(self, decision: AccessDecision) -> bool:
        """Write the decision's row and say whether it stands."""
        row = decision_row(decision, self._event(decision.outcome, decision.reason))
        return self._record.write(row) is not None

    def _serve_requests(self, clock: Callable[[], float]) -> None:
        """Do what other processes ask, one after the other, and tell each what became of it."""
        requests = self._requests
        if requests is None or self._now_s < self._look_at_s:
            return
        until_s = self._now_s + TICK_S
        while self._now_s < until_s and self._stored(partial(requests.serve, self._release)):
            self._now_s = clock()
        self._look_at_s = self._now_s + TICK_S

    def _release(self, note: str) -> DoorAnswer:
        """Open by an operator's wish, also when the row cannot be written: people must get out."""
        event = self._event(Outcome.GRANTED, Reason.OPERATOR_RELEASE, note=storable(note))
        event = replace(event, kind=LogKind.ACT)
        seq = self._record.write(event)
        self._heed_faults()
        if self._unlock(DoorEvent.RELEASED, Reason.OPERATOR_RELEASE, None):
            return DoorAnswer(AnswerKind.OPENED, seq=seq)
        seq = self._record.write(replace(event, outcome=Outcome.DENIED, reason=Reason.LOCK_FAULT))
        return DoorAnswer(AnswerKind.REFUSED, self._lock.fault_sentence, seq)

    def _event(self, outcome: Outcome, reason: Reason, *, note: str = "") -> LogEntry:
        at_utc, door, source = self._rules.utc_now(), self._rules.id, self._camera.source
        return LogEntry(at_utc, door, outcome, reason, source=source, note=note)

    def _unlock(self, event: DoorEvent, cause: Reason, person: str | None) -> bool:
        """Open the lock of the source at hand; say whether it did as told."""
        unlock_s = self._rules.unlock_s
        self._lock.choose(self._camera.kind)
        if not self._lock.pulse(unlock_s):
            return False
        self._locks_at_s = self._now_s + unlock_s
        self._state = after(self._state, event)
        self._hub.publish(DoorChanged(self._state, cause, self._now_s, person, unlock_s))
        return True

    def _suspend(self, cause: Reason | None) -> None:
        """Let nobody in for this cause; None ends that."""
        self._suspended_for = cause
        if cause and self._state is DoorState.UNLOCKED:
            self._relock()
        if cause is None and self._state is DoorState.SUSPENDED:
            self._change(DoorEvent.RESUMED)

    def _watch_the_world(self) -> None:
        if self._now_s - self._beat_s > HEARTBEAT_LIMIT_S:
            self._faults.stand(Part.HEARTBEAT, "Recognition does not answer.")
        else:
            self._faults.end(Part.HEARTBEAT)
        self._camera.tick(self._now_s)

    def _settle(self) -> None:
        """Bring the door into the state that time, faults and an enrolment ask for."""
        self._heed_faults()
        is_over = self._now_s >= self._locks_at_s or not self._lock.is_of(self._camera.kind)
        if self._state is DoorState.UNLOCKED and is_over:
            self._relock()
        if self._state in (DoorState.LOCKED, DoorState.SUSPENDED) and self._faults.reason:
            self._change(DoorEvent.FAILED, self._faults.reason)
        if self._state is DoorState.LOCKED and self._suspended_for:
            self._change(DoorEvent.SUSPENDED, self._suspended_for)

    def _heed_faults(self) -> None:
        """Lock when something broke, mend what can be mended, and go on when nothing is broken any more."""
        reason = self._faults.reason
        if self._faults.take_alarm() and reason and self._state is not DoorState.FAULT:
            self._lock.lock()
            self._change(DoorEvent.FAILED, reason)
            self._mend_at_s = self._now_s + MEND_EVERY_S
        if reason and self._now_s >= self._mend_at_s:
            self._mend_at_s = self._now_s + MEND_EVERY_S
            self._record.pay()
            self._lock.mend()
        if self._state is DoorState.FAULT and not self._faults.reason:
            self._change(DoorEvent.RECOVERED)

    def _relock(self) -> None:
        self._lock.lock()
        self._change(DoorEvent.UNLOCK_TIME_OVER)

    def _change(self, event: DoorEvent, cause: Reason | None = None) -> None:
        self._state = after(self._state, event)
        self._hub.publish(DoorChanged(self._state, cause, self._now_s))


def _denied(decision: AccessDecision, reason: Reason) -> AccessDecision:
    return replace(decision, outcome=Outcome.DENIED, reason=reason, person_id=None)
