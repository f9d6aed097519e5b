"""A recognition with its surroundings, fed scene by scene by hand."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import replace
from datetime import UTC
from functools import partial

from door_access.domain.door.alarms import Notice
from door_access.domain.enrolment.enrolment import AGREEMENT_FMR
from door_access.domain.enrolment.people import Template
from door_access.domain.entry.attempt import AttemptRules
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.events import CardRead, PinTyped
from door_access.domain.entry.prompt import PromptKind
from door_access.domain.entry.step_up import StepUpRules
from door_access.domain.entry.transaction import EntryRules
from door_access.domain.faces.faces import SourceKind
from door_access.domain.faces.scene import Scene
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import AccessDecision, AccessPolicy, Reason
from door_access.domain.matching.calibration import LARGEST_DISTANCE, Configuration
from door_access.domain.matching.identification import OperatingPoint
from door_access.domain.permissions.verdict import DoorNow, Moment
from door_access.ports import FaceEncoder, NewPerson
from door_access.runtime.events import EnrolmentChanged, EventHub, PromptChanged
from door_access.runtime.failure_ledger import FailureLedger
from door_access.runtime.mailbox import Mailbox, MailboxClosed
from door_access.runtime.messages import CameraReport, Decided, DoorMessage, Noticing
from door_access.runtime.pass_watch import PassWatch
from door_access.runtime.permissions.rules_at_door import RulesAtDoor
from door_access.runtime.recognition import Recognition, Undated
from door_access.runtime.turned_away import TurnedAway
from door_access.runtime.worker import Inbox
from tests.builders import CURVES, GOOD_QUALITY, chip_of, empty_scene, scene
from tests.fakes import NOON, FakeEncoder, HandClock, Heard, MemoryPeopleStore
from tests.memory_credentials import MemoryCredentialStore
from tests.memory_passes import MemoryPassStore

STEP_S = 0.1
ADA, BEN, STRANGER = 1, 2, 3
DOOR_NOW = DoorNow("main entrance", UTC)
FACE_ALONE = StepUpRules(LivenessLevel.OFF, agreement=LARGEST_DISTANCE, identity=LARGEST_DISTANCE)
"""Nothing but the face is asked for."""


def templates_of(person: int, count: int = 5) -> tuple[Template, ...]:
    encoder = FakeEncoder()
    return tuple(Template(encoder.encode(chip_of(person, look)), GOOD_QUALITY) for look in range(count))


def entry_rules(
    *,
    attempt: AttemptRules | None = None,
    step_up: StepUpRules = FACE_ALONE,
    mode: DoorMode = DoorMode.FACE,
    same_face: float = 0.0,
) -> EntryRules:
    attempt = attempt or AttemptRules(CURVES.threshold(Configuration(1, 1), AGREEMENT_FMR))
    policy = AccessPolicy(OperatingPoint(CURVES, wanted_fpir=0.003, margin=0.05, looks=attempt.looks))
    return EntryRules(policy, attempt, step_up, same_face=same_face, door=replace(DOOR_NOW, asks=mode))


class AtOnce(Executor):
    """Runs what it is given before it answers, so that no test waits for a thread."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        done: Future[object] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as error:
            done.set_exception(error)
        return done


class Waiting(Executor):
    """Runs nothing before it is told to."""

    def __init__(self) -> None:
        self._asked: list[tuple[Future[object], Callable[[], object]]] = []

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        self._asked.append((Future(), partial(fn, *args, **kwargs)))
        return self._asked[-1][0]

    def answer_all(self) -> None:
        while self._asked:
            done, work = self._asked.pop(0)
            done.set_result(work())


class Thinking:
    """Everything around one :class:`Recognition`; ``clock`` None runs it in playback."""

    def __init__(
        self,
        *,
        encoder: FaceEncoder | None = None,
        is_running: bool = True,
        rules: EntryRules | None = None,
        pins: Executor | None = None,
        reader: Executor | None = None,
    ) -> None:
        self.clock = HandClock(100.0)
        self.wall = Moment(NOON)
        self.store = MemoryPeopleStore()
        self.credentials = MemoryCredentialStore(self.store)
        self.passes = MemoryPassStore(self.store)
        self.heard, hub = Heard(), EventHub()
        hub.subscribe(self.heard)
        self.hub = hub
        self._rules, self._encoder = rules or entry_rules(), encoder or FakeEncoder()
        self._is_running, self._slowly, self._reader = is_running, pins or AtOnce(), reader or AtOnce()
        self.restart()

    def restart(self) -> None:
        """Begin with nothing but what is stored, as after a power cut."""
        self.inbox: Mailbox[Scene | CameraReport] = Mailbox()
        self.door: Inbox[DoorMessage] = Inbox()
        self.messages: list[DoorMessage] = []
        turned_away = TurnedAway(self.store, self.credentials, self.passes)
        self.recognition = Recognition(
            self._rules,
            encoder=self._encoder,
            curves=CURVES,
            people=self.store,
            credentials=self.credentials,
            passes=PassWatch(self.passes, lambda: self.wall),
            site_rules=RulesAtDoor(self.store.rules, self._rules.door, lambda: self.wall),
            ledger=FailureLedger(self.store.failures, disable=turned_away) if self._is_running else None,
            kind=SourceKind.LIVE,
            inbox=self.inbox,
            door=self.door,
            hub=self.hub,
            clock=self.clock if self._is_running else None,
            slowly=self._slowly,
            reader=self._reader,
        )

    def enrol(self, name: str, person: int, count: int = 5) -> str:
        return self.store.enrol(NewPerson(name, "yes", templates_of(person, count)))

    def see(self, *seen: Scene | CameraReport) -> None:
        for one in seen:
            self.inbox.put(one)
            self.recognition.step()
            self.collect()

    def watch(self, person: int, seconds: float, **others: object) -> None:
        """Show this person's face, well, for a while."""
        for look in range(round(seconds / STEP_S)):
            self.clock.move(STEP_S)
            self.see(scene(self.clock(), chip_rgb=chip_of(person, look % 7), **others))  # type: ignore[arg-type]

    def show_card(self, number: str) -> None:
        """Let a reader read a card, and an empty picture follow."""
        self._wish(partial(CardRead, number))

    def type_pin(self, digits: str) -> None:
        self._wish(partial(PinTyped, digits))

    def _wish(self, wish: Undated) -> None:
        self.recognition.wish(wish)
        self.clock.move(STEP_S)
        self.see(empty_scene(self.clock()))

    def pause(self, seconds: float) -> None:
        """Show nobody for a while."""
        for _ in range(round(seconds / STEP_S)):
            self.clock.move(STEP_S)
            self.see(empty_scene(self.clock()))

    @property
    def prompt(self) -> PromptKind | None:
        """Return what the person was asked for last."""
        told = self.heard.of(PromptChanged)
        return told[-1].prompt.kind if told and told[-1].prompt else None

    def idle(self) -> None:
        """Let the recognition wait for its heartbeat."""
        self.recognition.step()
        self.collect()

    def close(self) -> None:
        self.recognition.close()
        self.collect()

    def collect(self) -> None:
        with suppress(MailboxClosed):
            while (message := self.door.take(0)) is not None:
                self.messages.append(message)

    @property
    def decisions(self) -> list[AccessDecision]:
        return [message.decision for message in self.messages if isinstance(message, Decided)]

    @property
    def noticed(self) -> list[Notice]:
        return [message.notice for message in self.messages if isinstance(message, Noticing)]

    @property
    def reasons(self) -> list[Reason]:
        return [decision.reason for decision in self.decisions]

    @property
    def enrolments(self) -> list[EnrolmentChanged]:
        return self.heard.of(EnrolmentChanged)
