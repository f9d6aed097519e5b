"""The door thread: writes the access log, then commands the lock, then tells the world.

Its one rule is the order. No record, no entry; and whatever is unknown leaves the door locked.
"""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from typing import TypeVar, assert_never

from door_access.domain.door.alarms import Notice
from door_access.domain.door.lock import LockCapabilities
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.requests import AnswerKind, DoorAnswer, DoorRequest
from door_access.domain.door.states import DoorEvent, DoorState
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.errors import StorageFault
from door_access.ports import AccessLog, LogEntry, LogKind, PassStore, PeopleStore, RulesStore, UnitOfWork
from door_access.runtime.door.admission import Admission, Admitted
from door_access.runtime.door.bolt import Bolt
from door_access.runtime.door.by_the_clock import ByTheClock
from door_access.runtime.door.camera_watch import CameraWatch
from door_access.runtime.door.lock_control import LockControl, Locks
from door_access.runtime.door.mail import DoorMail
from door_access.runtime.door.memory import DoorMemory
from door_access.runtime.door.mode_keeper import ModeKeeper
from door_access.runtime.door.moment import Moment
from door_access.runtime.door.pass_spending import PassSpending, Spent
from door_access.runtime.door.record import DoorRecord, decision_row
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.standing_faults import Part, StandingFaults
from door_access.runtime.door.supervisor import Supervisor
from door_access.runtime.door.wishes import Wishes, WishMessage, message_of
from door_access.runtime.events import DecisionMade, Duress, EventHub, WishRefused
from door_access.runtime.messages import (
    Acknowledge,
    CameraReport,
    ConfirmClock,
    Decided,
    DoorInbox,
    DoorMessage,
    FrameRecognised,
    Heartbeat,
    LockRead,
    Noticing,
    Release,
    Relock,
    SetMode,
    Suspend,
    WorkerReport,
)
from door_access.runtime.permissions.rules_at_door import RulesAtDoor
from door_access.runtime.permissions.wall_clock import WallClock
from door_access.runtime.worker import Inbox

T = TypeVar("T")

TICK_S = 0.2
"""How long the door waits for a message before it looks at its own deadlines; how often it looks for what
other processes ask, and for how long it serves them at most before it hears its own messages again."""
OLDEST_DECISION_S = 1.0
OLDEST_OPENING_S = 3.0
"""So old may a decision be when the lock moves: whoever waited longer for its row may be gone."""
HEARTBEAT_LIMIT_S = 2.0
MEND_EVERY_S = 1.0
"""How often a broken lock is told to lock again, and owed rows are offered to the log."""
CATCH_UP_EVERY_S = 10.0
"""How long what nobody waits for is let be when it could not be written: each try can hold up the door."""

_log = logging.getLogger(__name__)


class DoorService:
    """Owns the door's state, its log and its lock. One thread runs it."""

    def __init__(
        self,
        rules: DoorRules,
        locks: Locks,
        *,
        log: AccessLog,
        people: PeopleStore,
        passes: PassStore,
        together: UnitOfWork,
        site_rules: RulesStore,
        hub: EventHub,
        clock: Callable[[], float] | None,
        requests: DoorMail | None = None,
        memory: DoorMemory | None = None,
        on_step: Callable[[float, bool], None] = lambda _now_s, _is_well: None,
    ) -> None:
        """Make the door; nothing is commanded before :meth:`begin`.

        Args:
            together: makes one of what is done with passes and log.
            site_rules: of who may enter when; ``rules`` are the door's own.
            clock: None in playback, where time is what the messages say.
            requests: what other processes ask; never looked at in playback. None if nobody can ask.
            memory: what outlives a restart; None in playback.
            on_step: hears after every step what time it is and whether recognition lives.
        """
        self._rules = rules
        self._faults = StandingFaults(hub, lambda: self._now_s)
        self._lock = LockControl(locks, self._faults, hub)
        self._bolt = Bolt(self._lock, hub, lambda: clock() if clock else self._now_s)
        self._log = log
        self._requests = requests
        self._hub = hub
        self._clock = clock
        self._camera = CameraWatch(hub)
        self.wall = WallClock(rules.utc_now)
        self._record = DoorRecord(log, self._faults, hub, self.wall.saw_row)
        self._site_rules = RulesAtDoor(site_rules, rules.door, self.wall.now)
        self._admission = Admission(people, passes, self._site_rules)
        self._spending = PassSpending(passes, together, self._site_rules)
        self._modes = ModeKeeper(memory, hub)
        self._supervisor = Supervisor(
            rules.supervision, record=self._record, memory=memory, hub=hub, make_row=self._notice_row
        )
        self._wishes = Wishes(
            record=self._record,
            lock=self._lock,
            bolt=self._bolt,
            modes=self._modes,
            supervisor=self._supervisor,
            wall=self.wall,
            heed_faults=self._heed_faults,
        )
        self._by_the_clock = ByTheClock(
            self._site_rules,
            faults=self._faults,
            record=self._record,
            lock=self._lock,
            modes=self._modes,
            make_row=self._notice_row,
            supervisor=self._supervisor,
            hub=hub,
        )
        self._on_step = on_step
        self._now_s = self._beat_s = self._mend_at_s = self._look_at_s = 0.0
        self._catch_up_at_s = 0.0
        self._memory = memory
        self._is_remembering = True
        self._is_lock_broken = False
        self._suspended_for: Reason | None = None
        self._inbox = DoorInbox(rules.id)

    @property
    def inbox(self) -> Inbox[DoorMessage]:
        """Where every message for the door goes."""
        return self._inbox

    @property
    def state(self) -> DoorState:
        return self._bolt.state

    @property
    def mode(self) -> OperatingMode:
        return self._modes.in_force

    @property
    def lock_capabilities(self) -> LockCapabilities:
        """Return what the real lock can do."""
        return self._lock.capabilities

    def begin(self, kind: SourceKind) -> None:
        """Lock, whatever was before, and look at the log; ``kind`` is that of the first source."""
        self._now_s = self._beat_s = self._clock() if self._clock else 0.0
        self._camera.kind = kind
        self._lock.start(self._inbox.put, self._now_s)
        self._lock.choose(kind)
        self._lock.lock()
        self._bolt.tell(self._now_s)
        self._remember()
        self._record.is_settled()

    def follow(self, rules: DoorRules) -> None:
        """Follow other rules from the next decision on; the one call that may come from elsewhere."""
        self._rules = rules
        self._site_rules.follow(rules.door)

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
        self._catch_up()
        self._on_step(self._now_s, self._is_recognising)

    def secure(self) -> None:
        """Lock after a failure of this thread, whatever it was in the middle of."""
        self._bolt.relock(self._now_s)

    def end(self) -> None:
        """Leave the door locked, and the log complete if it can be written again."""
        self.secure()
        self._record.pay()
        self._catch_up()
        self._lock.stop()

    def _take(self, message: DoorMessage) -> None:  # noqa: C901 - one line for each kind of message
        match message:
            case FrameRecognised():
                self._beat_s = self._now_s
                self._camera.saw_frame(message, self._now_s)
                self._supervisor.see_faces(message.tracks, self._now_s)
            case Decided():
                self._take_decision(message)
            case CameraReport():
                self._camera.take(message)
            case Heartbeat():
                self._beat_s = self._now_s
            case Release() | SetMode() | Acknowledge() | ConfirmClock():
                self._fulfil(message)
            case Relock():
                self._relock_after_opening()
            case Suspend():
                self._suspend(message.cause if message.is_suspended else None)
            case WorkerReport():
                self._hear_of_worker(message)
            case Noticing():
                self._supervisor.notice(message.notice, self._now_s)
            case LockRead():
                self._read_lock(message)
            case _:
                assert_never(message)

    def _take_decision(self, message: Decided) -> None:
        """Obey a decision, and call for help last of all where that was wished for."""
        decision, person = message.decision, self._obey(message)
        if decision.is_duress:
            threatened = decision.person_id or ""
            self._hub.publish(Duress(threatened, person, is_let_in=person is not None, at_s=self._now_s))

    def _obey(self, message: Decided) -> str | None:
        """Obey a decision at the source it was made on; return the name of who was let in."""
        decision = message.decision
        if not decision.is_granted:
            return self._answer(decision)
        if message.kind is not self._camera.kind:
            return self._answer(_denied(decision, Reason.SOURCE_CHANGED))
        return self._grant(decision)

    def _hear_of_worker(self, report: WorkerReport) -> None:
        if report.sentence:
            self._faults.stand(report.worker, report.sentence)
        else:
            self._faults.end(report.worker)

    def _grant(self, decision: AccessDecision) -> str | None:
        """Let the person in, unless something since the decision speaks against it; return their name."""
        doubt = self._doubt(decision)
        judged = None if doubt else self._stored(lambda: self._admission.judge(decision, self._modes.modes))
        if isinstance(judged, Admitted):
            return self._enter(judged)
        return self._answer(judged or _denied(decision, doubt or Reason.STORAGE_FAULT))

    def _doubt(self, decision: AccessDecision) -> Reason | None:
        if self._suspended_for:
            return self._suspended_for
        if self._is_remembering:
            return Reason.STORAGE_FAULT
        if self.mode is OperatingMode.LOCKDOWN:
            return Reason.LOCKDOWN
        if not 0.0 <= self._now_s - decision.at_s <= OLDEST_DECISION_S:
            return Reason.STALE
        return self._faults.reason

    def _stored(self, ask: Callable[[], T]) -> T | None:
        """Return what the database answers; None, and a standing fault, when it does not."""
        try:
            answer = ask()
        except StorageFault as error:
            self._faults.stand(Part.DATABASE, str(error))
            return None
        self._faults.end(Part.DATABASE)
        return answer

    def _enter(self, admitted: Admitted) -> str | None:
        decision, welcome = admitted.decision, admitted.welcome
        try:
            seq = self._recorded(decision, self._spending_of(decision))
        except Spent as spent:
            return self._answer(decision.denied(spent.why))
        if seq is None:
            return None
        if self._clock is not None and self._clock() - decision.at_s > OLDEST_OPENING_S:
            return self._answer(_denied(decision, Reason.STALE))
        for_s = self._rules.unlock_for_s(opens_longer=welcome.opens_longer)
        longer_s = for_s - self._rules.unlock_s
        is_asked = self.state is DoorState.LOCKED or (longer_s > 0.0 and not self._bolt.is_held)
        if is_asked and not self._bolt.open(
            DoorEvent.GRANTED, self._camera.kind, cause=decision.reason, person=welcome.name, for_s=for_s
        ):
            return self._answer(_denied(decision, Reason.LOCK_FAULT))
        self._supervisor.let_in(decision.track, self._bolt.locks_at_s, longer_s=longer_s)
        if self._camera.kind is SourceKind.LIVE:
            self._by_the_clock.let_in(welcome.entrant)
        self._tell(decision, welcome.name, seq)
        return welcome.name

    def _answer(self, denial: AccessDecision) -> str | None:
        """Deny; return nobody's name."""
        seq = self._recorded(denial)
        if seq is not None:
            self._tell(denial, None, seq)
        return None

    def _tell(self, decision: AccessDecision, person: str | None, seq: int) -> None:
        """Tell everybody of a decision; nobody hears by this that it was made under duress."""
        self._hub.publish(DecisionMade(replace(decision, is_duress=False), person, self._now_s, seq))

    def _spending_of(self, decision: AccessDecision) -> AbstractContextManager[None] | None:
        """Return what spends the pass by which somebody is let in; a film uses up nobody's."""
        is_spent = decision.pass_id and self._camera.kind is SourceKind.LIVE
        return self._spending.of(decision.pass_id) if is_spent else None

    def _recorded(
        self, decision: AccessDecision, beside: AbstractContextManager[None] | None = None
    ) -> int | None:
        """Write the decision's row, with what is done ``beside`` it; return its number if it stands."""
        row = decision_row(decision, self._moment().row(decision.outcome, decision.reason))
        return self._record.write(row, beside)

    def _serve_requests(self, clock: Callable[[], float]) -> None:
        """Do what other processes ask, one after the other, and tell each what became of it."""
        requests = self._requests
        if requests is None or self._now_s < self._look_at_s:
            return
        until_s = self._now_s + TICK_S
        while self._now_s < until_s and self._stored(partial(requests.serve, self._serve)):
            self._now_s = clock()
        self._look_at_s = self._now_s + TICK_S

    def _fulfil(self, wish: WishMessage) -> None:
        """Do what is wanted, and tell the operators if it was not done."""
        answer = self._wishes.obey(wish, self._moment())
        if answer.kind is AnswerKind.REFUSED:
            self._hub.publish(WishRefused(answer.why))

    def _serve(self, request: DoorRequest) -> DoorAnswer:
        return self._wishes.obey(message_of(request, self._now_s), self._moment())

    def _moment(self) -> Moment:
        return Moment(self._rules, self._camera.kind, self._camera.source, self._now_s)

    def _read_lock(self, read: LockRead) -> None:
        for sentence in read.shortcomings:
            self._supervisor.notice(Notice.LOCK_SETUP, self._now_s, sentence)
        self._lock.take(read, is_open=self.state is DoorState.UNLOCKED, now_s=self._now_s)
        asked = self._supervisor.read(read.inputs, read.at_s, holds=self._bolt.is_held)
        if asked.is_exit_pressed:
            self._wishes.press_exit(self._moment())
        if asked.relocks:
            self._relock_after_opening()

    def _relock_after_opening(self) -> None:
        if self.state is DoorState.UNLOCKED and not self._bolt.is_held:
            self._bolt.relock(self._now_s)

    def _notice_row(self, outcome: Outcome, notice: Notice, detail: str) -> LogEntry:
        return replace(self._moment().row(outcome, notice, note=detail), kind=LogKind.DOOR)

    def _suspend(self, cause: Reason | None) -> None:
        """Let nobody in for this cause; None ends that. What a mode holds unlocked stays so."""
        self._suspended_for = cause
        if cause:
            self._relock_after_opening()
        if cause is None and self.state is DoorState.SUSPENDED:
            self._bolt.change(DoorEvent.RESUMED, self._now_s)

    @property
    def _is_recognising(self) -> bool:
        return self._now_s - self._beat_s <= HEARTBEAT_LIMIT_S

    def _watch_the_world(self) -> None:
        if self._is_recognising:
            self._faults.end(Part.HEARTBEAT)
        else:
            self._faults.stand(Part.HEARTBEAT, "Recognition does not answer.")
        self._camera.tick(self._now_s)
        self._lock.tick(self._now_s)
        self._remember()
        if self._modes.tick(self._rules.utc_now(), self._now_s):
            self._supervisor.notice(Notice.MODE_OVER, self._now_s)
        is_well = not (self._faults.reason or self._is_remembering)
        self._by_the_clock.tick(self._camera.kind, self._now_s, is_well=is_well)

    def _remember(self) -> None:
        """Take up what was before a restart; until that is known nobody is let in."""
        if self._is_remembering and self._stored(self._recall):
            self._is_remembering = False

    def _recall(self) -> bool:
        self.wall.saw_row(self._log.newest_utc())
        self._modes.remember(self._rules.utc_now(), self._now_s)
        self._supervisor.remember(self._now_s)
        return True

    def _settle(self) -> None:
        """Bring the door into the state that time, faults, modes and an enrolment ask for."""
        self._heed_faults()
        self._bolt.relock_in_time(self._camera.kind, self._now_s)
        self._supervisor.follow(self._rules.supervision)
        if self._supervisor.tick(self._now_s, holds=self._bolt.is_held):
            self._relock_after_opening()
        if self.state in (DoorState.LOCKED, DoorState.SUSPENDED) and self._faults.reason:
            self._bolt.change(DoorEvent.FAILED, self._now_s, self._faults.reason)
        if self.state is DoorState.LOCKED and self._suspended_for:
            self._bolt.change(DoorEvent.SUSPENDED, self._now_s, self._suspended_for)
        self._hold()

    def _hold(self) -> None:
        """Renew the lease of a mode that holds the door unlocked; over a fault only an emergency does."""
        is_free = not self._faults.reason or self.mode is OperatingMode.EMERGENCY
        if self.mode.holds and is_free:
            self._bolt.hold(self._camera.kind, self._now_s)
        else:
            self._bolt.let_go(self._now_s)

    def _catch_up(self) -> None:
        """Write down what opens nothing and so never comes before the lock: the status, and the alarms."""
        if self._now_s < self._catch_up_at_s:
            return
        try:
            if self._requests is not None:
                self._requests.note()
            if self._memory is not None and not self._is_remembering:
                self._memory.pay()
        except StorageFault as error:
            _log.warning("what the door does could not be noted: %s", error)
            self._catch_up_at_s = self._now_s + CATCH_UP_EVERY_S

    def _heed_faults(self) -> None:
        """Lock when something broke, mend what can be mended, and go on when nothing is broken any more."""
        reason = self._faults.reason
        is_bound = self.state is not DoorState.FAULT and self.mode is not OperatingMode.EMERGENCY
        if self._faults.take_breakdown() and reason and is_bound:
            self._bolt.fail(reason, self._now_s)
            self._mend_at_s = self._now_s + MEND_EVERY_S
        if reason and self._now_s >= self._mend_at_s:
            self._mend_at_s = self._now_s + MEND_EVERY_S
            self._record.pay()
            if self.state is not DoorState.UNLOCKED:
                self._lock.mend()
        self._tell_of_the_lock()
        if self.state is DoorState.FAULT and not self._faults.reason:
            self._bolt.change(DoorEvent.RECOVERED, self._now_s)

    def _tell_of_the_lock(self) -> None:
        """Write down that the lock does not do as told, and that it does again."""
        sentence = self._lock.trouble
        was_broken, self._is_lock_broken = self._is_lock_broken, bool(sentence)
        if sentence and not was_broken:
            self._supervisor.notice(Notice.LOCK_BROKEN, self._now_s, sentence)
        elif was_broken and not sentence:
            self._supervisor.notice(Notice.LOCK_OBEYS, self._now_s)


def _denied(decision: AccessDecision, reason: Reason) -> AccessDecision:
    """Return a denial that says nothing of whom it was about: at this door that is not known any more."""
    return replace(decision.denied(reason), person_id=None)
