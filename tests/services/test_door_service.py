"""The door thread, message by message: log before lock, and locked whatever is unknown."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.access import AccessDecision, Outcome, Reason
from door_access.domain.door import DoorState
from door_access.domain.faces import SourceKind
from door_access.errors import LockFault, StorageFault
from door_access.ports import NewPerson
from door_access.services.door_service import (
    HEARTBEAT_LIMIT_S,
    MEND_EVERY_S,
    OLDEST_DECISION_S,
    DoorRules,
    DoorService,
    DoorStores,
)
from door_access.services.events import (
    CameraChanged,
    DecisionMade,
    DoorChanged,
    EventHub,
    FaultsChanged,
    LogGrew,
)
from door_access.services.lock_control import Locks
from door_access.services.mailbox import MailboxClosed
from door_access.services.messages import (
    AttemptAborted,
    CameraReport,
    CameraState,
    DoorMessage,
    FrameRecognised,
    Heartbeat,
    Release,
    Suspend,
    WorkerReport,
)
from tests.builders import denial, grant, template
from tests.fakes import NOON, FakeLock, HandClock, Heard, MemoryAccessLog, MemoryPeopleStore

UNLOCK_S = 5.0
BROKEN_LOG = StorageFault("The log cannot be written.")
BROKEN_LOCK = LockFault("The lock does not answer.")
LIVE, PLAYBACK, DEMO = SourceKind.LIVE, SourceKind.PLAYBACK, SourceKind.DEMO


@dataclass
class Entrance:
    """A door service with its surroundings, driven by hand."""

    checks_log: bool = True
    clock: HandClock = field(default_factory=lambda: HandClock(100.0))

    def __post_init__(self) -> None:
        self.people = MemoryPeopleStore()
        self.ada = self.people.enrol(NewPerson("Ada", "yes", (template(),)))
        self.log = MemoryAccessLog(self.people)
        self.lock = FakeLock(self.log if self.checks_log else None)
        self.simulated = FakeLock(is_simulated=True)
        self.requests: list[str] = []
        self.heard, hub = Heard(), EventHub()
        hub.subscribe(self.heard)
        self.door = DoorService(
            DoorRules("main entrance", UNLOCK_S, utc_now=lambda: NOON),
            Locks(self.lock, self.simulated),
            stores=DoorStores(self.log, self.people, self._take_request),
            hub=hub,
            clock=self.clock,
        )
        self.door.begin(LIVE)
        self.tell(self.seen())

    def _take_request(self) -> str | None:
        self.people.version()
        return self.requests.pop() if self.requests else None

    def tell(self, *messages: DoorMessage) -> None:
        for message in messages:
            self.door.inbox.put(message)
            self.door.step()

    def seen(
        self,
        decision: AccessDecision | None = None,
        *,
        kind: SourceKind = LIVE,
        source: str = "camera",
    ) -> FrameRecognised:
        return FrameRecognised(source, kind, self.clock(), decision)

    def granted(self, **others: object) -> AccessDecision:
        values = {"at_s": self.clock(), "gallery_version": self.people.version()} | others
        return grant(self.ada, **values)  # type: ignore[arg-type]

    def let_in(self, *, kind: SourceKind = LIVE, **others: object) -> None:
        self.tell(self.seen(self.granted(**others), kind=kind))

    def wait(self, seconds: float) -> None:
        """Let time pass with a recognition that is alive and a camera that gives pictures."""
        self.clock.move(seconds)
        self.tell(self.seen())

    @property
    def state(self) -> DoorState:
        return self.door.state

    def reasons(self) -> list[Reason]:
        return [event.reason for event in self.log.events]

    def states(self) -> list[DoorState]:
        return [event.state for event in self.heard.of(DoorChanged)]


@pytest.fixture
def entrance() -> Entrance:
    return Entrance()


def test_it_begins_locked_and_says_so() -> None:
    entrance = Entrance()

    assert entrance.lock.commands == ["lock"]
    assert entrance.states() == [DoorState.LOCKED]


def test_a_match_is_logged_then_opens_then_is_told(entrance: Entrance) -> None:
    entrance.heard.events.clear()
    entrance.let_in()

    assert entrance.lock.pulses == ["pulse 5 s"]
    assert [type(event) for event in entrance.heard.events] == [LogGrew, DoorChanged, DecisionMade]
    told = entrance.heard.of(DoorChanged)[0]
    assert (told.state, told.cause, told.person, told.unlock_s) == (
        DoorState.UNLOCKED,
        Reason.MATCH,
        "Ada",
        UNLOCK_S,
    )
    assert entrance.heard.of(DecisionMade)[0].person == "Ada"


def test_the_row_of_a_match_says_what_it_rests_on(entrance: Entrance) -> None:
    entrance.let_in(distance=0.2, threshold=0.28, second_distance=0.9, model="m@1", frames=3)

    row = entrance.log.events[0]
    assert (row.outcome, row.reason, row.person_id) == (Outcome.GRANTED, Reason.MATCH, entrance.ada)
    assert (row.distance, row.threshold, row.second_distance) == (0.2, 0.28, 0.9)
    assert (row.model, row.frames, row.source, row.door) == ("m@1", 3, LIVE, "main entrance")
    assert row.at_utc == NOON


def test_a_denial_is_logged_and_told_and_opens_nothing(entrance: Entrance) -> None:
    entrance.tell(entrance.seen(denial()))

    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.NO_MATCH], [])
    assert entrance.heard.of(DecisionMade)[0].person is None


def test_an_aborted_attempt_is_a_row_and_says_nothing_about_the_camera(entrance: Entrance) -> None:
    entrance.tell(CameraReport(CameraState.LOST, "camera", LIVE, 100.0, "Gone."))
    entrance.heard.events.clear()
    entrance.tell(AttemptAborted(denial(Reason.CAMERA_LOST)))

    assert entrance.reasons() == [Reason.CAMERA_LOST]
    assert entrance.heard.of(CameraChanged) == []


def test_an_aborted_attempt_cannot_be_a_grant() -> None:
    with pytest.raises(ValueError, match="is a denial"):
        AttemptAborted(grant())


def test_the_door_relocks_when_the_unlock_time_is_over_and_not_before(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.wait(4.9)
    assert entrance.state is DoorState.UNLOCKED
    entrance.wait(0.2)

    assert entrance.state is DoorState.LOCKED
    assert entrance.lock.commands[-1] == "lock"


def test_the_door_relocks_although_no_message_comes() -> None:
    """Nobody speaks to the door for its whole unlock time; its own tick relocks it."""
    entrance = Entrance()
    entrance.let_in()
    entrance.clock.move(UNLOCK_S + 0.1)
    entrance.door.step()

    assert entrance.state is not DoorState.UNLOCKED
    assert entrance.lock.commands[-1] == "lock"


def test_a_grant_while_unlocked_is_logged_and_changes_nothing(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.wait(3)
    entrance.let_in()
    entrance.wait(2.1)

    assert entrance.reasons() == [Reason.MATCH, Reason.MATCH]
    assert entrance.lock.pulses == ["pulse 5 s"]
    assert entrance.state is DoorState.LOCKED


def test_without_a_row_nobody_gets_in_and_the_door_is_in_fault(entrance: Entrance) -> None:
    entrance.log.fault = BROKEN_LOG
    entrance.let_in()

    assert (entrance.lock.pulses, entrance.state) == ([], DoorState.FAULT)
    assert entrance.heard.of(FaultsChanged)[-1].sentences == ("The log cannot be written.",)
    assert entrance.heard.of(DoorChanged)[-1].cause is Reason.STORAGE_FAULT
    assert entrance.heard.of(DecisionMade) == []


def test_the_log_recovers_by_itself_and_the_lost_row_is_written_as_the_denial_it_became(
    entrance: Entrance,
) -> None:
    entrance.log.fault = BROKEN_LOG
    entrance.let_in()
    entrance.log.fault = None
    entrance.wait(MEND_EVERY_S)

    assert entrance.state is DoorState.LOCKED
    assert [(e.outcome, e.reason, e.person_id) for e in entrance.log.events] == [
        (Outcome.DENIED, Reason.STORAGE_FAULT, None)
    ]
    assert entrance.heard.of(FaultsChanged)[-1].sentences == ()


def test_after_the_log_recovered_people_get_in_again(entrance: Entrance) -> None:
    entrance.log.fault = BROKEN_LOG
    entrance.let_in()
    entrance.log.fault = None
    entrance.wait(MEND_EVERY_S)
    entrance.let_in()

    assert entrance.lock.pulses == ["pulse 5 s"]


def test_rows_that_are_owed_are_written_before_new_ones(entrance: Entrance) -> None:
    entrance.log.fault = BROKEN_LOG
    for reason in (Reason.NO_MATCH, Reason.BLOCKED):
        entrance.tell(entrance.seen(denial(reason)))
    entrance.log.fault = None
    entrance.tell(entrance.seen(denial(Reason.TOO_DARK)))

    assert entrance.reasons() == [Reason.NO_MATCH, Reason.BLOCKED, Reason.TOO_DARK]


def test_rows_that_are_owed_are_written_when_the_door_ends(entrance: Entrance) -> None:
    entrance.log.fault = BROKEN_LOG
    entrance.tell(entrance.seen(denial()))
    entrance.log.fault = None
    entrance.door.end()

    assert entrance.reasons() == [Reason.NO_MATCH]


def test_a_lock_that_does_not_open_is_a_denial_in_the_log_and_a_fault(entrance: Entrance) -> None:
    entrance.lock.fault = BROKEN_LOCK
    entrance.let_in()

    assert entrance.reasons() == [Reason.MATCH, Reason.LOCK_FAULT]
    assert [event.decision.reason for event in entrance.heard.of(DecisionMade)] == [Reason.LOCK_FAULT]
    assert (entrance.state, entrance.heard.of(DoorChanged)[-1].cause) == (DoorState.FAULT, Reason.LOCK_FAULT)


def test_a_lock_that_obeys_again_ends_its_fault_and_people_get_in(entrance: Entrance) -> None:
    entrance.lock.fault = BROKEN_LOCK
    entrance.let_in()
    entrance.wait(MEND_EVERY_S)
    assert entrance.state is DoorState.FAULT
    entrance.lock.fault = None
    entrance.wait(MEND_EVERY_S)
    assert entrance.state is DoorState.LOCKED
    entrance.let_in()

    assert entrance.lock.pulses == ["pulse 5 s"]


def test_a_lock_that_does_not_relock_is_told_again_until_it_does(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.lock.fault = BROKEN_LOCK
    entrance.wait(UNLOCK_S)
    assert entrance.state is DoorState.FAULT
    entrance.lock.fault = None
    entrance.wait(MEND_EVERY_S)

    assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.LOCKED, "lock")


def test_a_lock_that_is_broken_from_the_start_is_a_fault_and_no_crash() -> None:
    entrance = Entrance()
    entrance.lock.fault = BROKEN_LOCK
    entrance.door.begin(LIVE)
    entrance.wait(0.1)

    assert entrance.state is DoorState.FAULT


def test_a_recognition_that_has_been_silent_for_two_seconds_is_a_fault(entrance: Entrance) -> None:
    entrance.clock.move(HEARTBEAT_LIMIT_S)
    entrance.door.step()
    assert entrance.state is DoorState.LOCKED
    entrance.clock.move(0.1)
    entrance.door.step()

    assert entrance.state is DoorState.FAULT
    assert entrance.heard.of(FaultsChanged)[-1].sentences == ("Recognition does not answer.",)


def test_a_heartbeat_ends_the_silence(entrance: Entrance) -> None:
    entrance.clock.move(HEARTBEAT_LIMIT_S + 1)
    entrance.door.step()
    entrance.tell(Heartbeat(entrance.clock()))

    assert entrance.state is DoorState.LOCKED


def test_a_silence_locks_an_open_door_at_once(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.clock.move(HEARTBEAT_LIMIT_S + 0.1)
    entrance.door.step()

    assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.FAULT, "lock")


@pytest.mark.parametrize("age_s", [OLDEST_DECISION_S + 0.01, 60.0, -0.01, float("nan")])
def test_a_decision_that_is_not_of_the_last_second_is_a_stale_denial(
    entrance: Entrance, age_s: float
) -> None:
    entrance.let_in(at_s=entrance.clock() - age_s)

    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.STALE], [])


def test_a_decision_one_second_old_still_opens(entrance: Entrance) -> None:
    entrance.let_in(at_s=entrance.clock() - OLDEST_DECISION_S)

    assert entrance.lock.pulses == ["pulse 5 s"]


def test_a_denied_match_names_nobody(entrance: Entrance) -> None:
    entrance.let_in(at_s=entrance.clock() - 60)

    assert entrance.log.events[0].person_id is None
    assert entrance.heard.of(DecisionMade)[0].person is None


@pytest.mark.parametrize("state", [CameraState.LOST, CameraState.FROZEN, CameraState.ENDED])
def test_a_frame_that_gave_a_decision_is_believed_over_an_older_report(
    entrance: Entrance, state: CameraState
) -> None:
    entrance.tell(CameraReport(state, "camera", LIVE, entrance.clock()))
    entrance.let_in()

    assert entrance.lock.pulses == ["pulse 5 s"]


def test_a_camera_that_gives_no_picture_for_two_seconds_is_lost(entrance: Entrance) -> None:
    for _ in range(21):
        entrance.clock.move(0.1)
        entrance.tell(Heartbeat(entrance.clock()))

    assert entrance.heard.of(CameraChanged)[-1].state is CameraState.LOST


def test_a_match_after_the_gallery_changed_is_a_denial(entrance: Entrance) -> None:
    decision = entrance.granted()
    entrance.people.set_blocked(entrance.ada, True)
    entrance.tell(entrance.seen(decision))

    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.GALLERY_CHANGED], [])


def test_a_match_whose_people_cannot_be_asked_is_a_denial_and_a_fault(entrance: Entrance) -> None:
    decision = entrance.granted()
    entrance.people.fault = StorageFault("The database is gone.")
    entrance.tell(entrance.seen(decision))

    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.STORAGE_FAULT], [])
    assert entrance.state is DoorState.FAULT


def test_a_database_that_answers_again_ends_the_fault(entrance: Entrance) -> None:
    entrance.people.fault = StorageFault("The database is gone.")
    entrance.wait(0.1)
    entrance.people.fault = None
    entrance.wait(0.1)

    assert entrance.states()[-2:] == [DoorState.FAULT, DoorState.LOCKED]


def test_a_match_in_fault_is_denied_with_the_faults_reason(entrance: Entrance) -> None:
    entrance.tell(WorkerReport("detection", "Face detection does not work.", entrance.clock()))
    entrance.let_in()

    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.RECOGNITION_FAULT], [])


def test_a_worker_that_works_again_ends_its_fault(entrance: Entrance) -> None:
    entrance.tell(WorkerReport("detection", "Face detection does not work.", entrance.clock()))
    entrance.tell(WorkerReport("detection", "", entrance.clock()))

    assert entrance.state is DoorState.LOCKED
    assert [event.sentences for event in entrance.heard.of(FaultsChanged)] == [
        ("Face detection does not work.",),
        (),
    ]


def test_two_faults_both_have_to_end(entrance: Entrance) -> None:
    for worker in ("detection", "capture"):
        entrance.tell(WorkerReport(worker, f"{worker} is broken.", entrance.clock()))
    entrance.tell(WorkerReport("detection", "", entrance.clock()))
    assert entrance.state is DoorState.FAULT
    entrance.tell(WorkerReport("capture", "", entrance.clock()))

    assert entrance.state is DoorState.LOCKED


def test_the_same_fault_again_is_not_told_twice(entrance: Entrance) -> None:
    for _ in range(3):
        entrance.tell(WorkerReport("capture", "The camera does not work.", entrance.clock()))

    assert len(entrance.heard.of(FaultsChanged)) == 1


def test_an_enrolment_suspends_every_decision(entrance: Entrance) -> None:
    entrance.tell(Suspend(True, entrance.clock()))
    entrance.let_in()

    assert entrance.state is DoorState.LOCKED_OUT
    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.ENROLMENT_IN_PROGRESS], [])


def test_the_end_of_the_enrolment_lets_people_in_again(entrance: Entrance) -> None:
    entrance.tell(Suspend(True, entrance.clock()), Suspend(False, entrance.clock()))
    entrance.let_in()

    assert entrance.state is DoorState.UNLOCKED


def test_an_enrolment_that_begins_locks_an_open_door(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.tell(Suspend(True, entrance.clock()))

    assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.LOCKED_OUT, "lock")


def test_an_enrolment_that_begins_in_fault_is_remembered(entrance: Entrance) -> None:
    entrance.tell(WorkerReport("capture", "The camera does not work.", entrance.clock()))
    entrance.tell(Suspend(True, entrance.clock()))
    assert entrance.state is DoorState.FAULT
    entrance.tell(WorkerReport("capture", "", entrance.clock()))

    assert entrance.state is DoorState.LOCKED_OUT


def test_a_fault_during_an_enrolment_is_shown(entrance: Entrance) -> None:
    entrance.tell(Suspend(True, entrance.clock()))
    entrance.tell(WorkerReport("capture", "The camera does not work.", entrance.clock()))

    assert entrance.state is DoorState.FAULT


class TestRelease:
    """Whoever may open by hand can always do so."""

    @pytest.fixture
    def entrance(self) -> Entrance:
        return Entrance(checks_log=False)

    def test_it_is_logged_with_its_note_and_opens(self, entrance: Entrance) -> None:
        entrance.tell(Release("A parcel.", entrance.clock()))

        row = entrance.log.events[0]
        assert (row.outcome, row.reason, row.note) == (
            Outcome.GRANTED,
            Reason.OPERATOR_RELEASE,
            "A parcel.",
        )
        assert (entrance.state, entrance.lock.pulses) == (DoorState.UNLOCKED, ["pulse 5 s"])

    def test_while_unlocked_it_begins_the_unlock_time_anew(self, entrance: Entrance) -> None:
        entrance.let_in()
        entrance.wait(3)
        entrance.tell(Release("again", entrance.clock()))
        entrance.wait(4)

        assert entrance.state is DoorState.UNLOCKED
        assert len(entrance.lock.pulses) == 2

    def test_during_an_enrolment_it_opens_and_the_door_is_suspended_again_afterwards(
        self, entrance: Entrance
    ) -> None:
        entrance.tell(Suspend(True, entrance.clock()), Release("", entrance.clock()))
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(UNLOCK_S)

        assert entrance.state is DoorState.LOCKED_OUT

    def test_an_enrolment_that_ends_while_released_leaves_the_door_open_for_its_time(
        self, entrance: Entrance
    ) -> None:
        entrance.tell(Suspend(True, entrance.clock()), Release("", entrance.clock()))
        entrance.tell(Suspend(False, entrance.clock()))
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(UNLOCK_S)

        assert entrance.state is DoorState.LOCKED

    def test_in_fault_it_opens_and_the_door_is_in_fault_again_afterwards(self, entrance: Entrance) -> None:
        entrance.tell(WorkerReport("capture", "The camera does not work.", entrance.clock()))
        entrance.tell(Release("", entrance.clock()))
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(UNLOCK_S)

        assert entrance.state is DoorState.FAULT

    def test_with_a_broken_log_it_opens_and_stays_open_for_its_time(self, entrance: Entrance) -> None:
        entrance.log.fault = BROKEN_LOG
        entrance.tell(Release("Fire drill.", entrance.clock()))
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(UNLOCK_S - 0.1)
        assert entrance.state is DoorState.UNLOCKED
        entrance.wait(0.2)

        assert (entrance.state, entrance.lock.commands[-1]) == (DoorState.FAULT, "lock")

    def test_what_was_released_without_a_row_is_logged_as_soon_as_the_log_can_be_written(
        self, entrance: Entrance
    ) -> None:
        entrance.log.fault = BROKEN_LOG
        entrance.tell(Release("Fire drill.", entrance.clock()))
        entrance.log.fault = None
        entrance.wait(MEND_EVERY_S)

        row = entrance.log.events[0]
        assert (row.outcome, row.reason, row.note) == (
            Outcome.GRANTED,
            Reason.OPERATOR_RELEASE,
            "Fire drill.",
        )

    def test_with_a_dead_recognition_it_opens(self, entrance: Entrance) -> None:
        entrance.clock.move(60)
        entrance.tell(Release("", entrance.clock()))

        assert entrance.lock.pulses == ["pulse 5 s"]

    def test_with_a_broken_lock_the_log_says_that_nothing_opened(self, entrance: Entrance) -> None:
        entrance.lock.fault = BROKEN_LOCK
        entrance.tell(Release("A parcel.", entrance.clock()))

        assert [(row.outcome, row.reason) for row in entrance.log.events] == [
            (Outcome.GRANTED, Reason.OPERATOR_RELEASE),
            (Outcome.DENIED, Reason.LOCK_FAULT),
        ]
        assert entrance.state is DoorState.FAULT

    def test_half_a_character_in_the_note_does_not_bar_the_way(self, entrance: Entrance) -> None:
        entrance.tell(Release("a\udcffb", entrance.clock()))

        assert entrance.log.events[0].note == "a?b"
        assert entrance.state is DoorState.UNLOCKED

    def test_the_wish_of_another_process_is_served_within_a_tick(self, entrance: Entrance) -> None:
        entrance.requests.append("by the command line")
        entrance.door.step()

        assert entrance.log.events[0].note == "by the command line"
        assert entrance.state is DoorState.UNLOCKED

    def test_a_match_while_released_in_fault_opens_nothing_more(self, entrance: Entrance) -> None:
        entrance.tell(WorkerReport("capture", "The camera does not work.", entrance.clock()))
        entrance.tell(Release("", entrance.clock()))
        entrance.let_in()

        assert entrance.reasons()[-1] is Reason.RECOGNITION_FAULT
        assert len(entrance.lock.pulses) == 1


class TestSources:
    """Only a live camera drives the real lock."""

    @pytest.mark.parametrize("kind", [PLAYBACK, DEMO])
    def test_a_match_on_a_file_or_demo_opens_the_simulated_lock_only(
        self, entrance: Entrance, kind: SourceKind
    ) -> None:
        entrance.let_in(kind=kind)

        assert (entrance.lock.pulses, entrance.simulated.pulses) == ([], ["pulse 5 s"])
        assert entrance.log.events[0].source == kind

    @pytest.mark.parametrize("kind", [PLAYBACK, DEMO])
    def test_a_release_before_the_first_picture_of_a_demo_opens_the_simulated_lock(
        self, kind: SourceKind
    ) -> None:
        entrance = Entrance()
        entrance.door.begin(kind)
        entrance.tell(Release("", entrance.clock()))

        assert (entrance.lock.pulses, entrance.simulated.pulses) == ([], ["pulse 5 s"])

    def test_a_release_after_a_switch_to_the_demo_opens_the_simulated_lock(self, entrance: Entrance) -> None:
        entrance.tell(CameraReport(CameraState.STARTING, "demo", DEMO, entrance.clock()))
        entrance.tell(Release("", entrance.clock()))

        assert (entrance.lock.pulses, entrance.simulated.pulses) == ([], ["pulse 5 s"])

    def test_the_real_lock_is_locked_when_the_source_is_switched_while_it_is_open(
        self, entrance: Entrance
    ) -> None:
        entrance.let_in()
        entrance.tell(CameraReport(CameraState.STARTING, "demo", DEMO, entrance.clock()))

        assert (entrance.lock.commands[-1], entrance.state) == ("lock", DoorState.LOCKED)

    def test_an_open_demo_door_does_not_keep_anybody_out_of_the_real_one(self, entrance: Entrance) -> None:
        entrance.let_in(kind=DEMO)
        entrance.tell(entrance.seen())
        entrance.let_in()

        assert entrance.lock.pulses == ["pulse 5 s"]


class TestEnd:
    """A thread that fails or ends leaves the door locked."""

    @pytest.mark.parametrize("end", [DoorService.end, DoorService.secure])
    def test_an_open_door_is_locked(self, entrance: Entrance, end: object) -> None:
        entrance.let_in()
        end(entrance.door)  # type: ignore[operator]

        assert (entrance.lock.commands[-1], entrance.state) == ("lock", DoorState.LOCKED)

    def test_a_locked_door_is_locked_again_to_be_sure(self, entrance: Entrance) -> None:
        commands = len(entrance.lock.commands)
        entrance.door.secure()

        assert entrance.lock.commands[commands:] == ["lock"]

    def test_a_closed_inbox_ends_the_thread(self, entrance: Entrance) -> None:
        entrance.door.inbox.close()

        with pytest.raises(MailboxClosed):
            entrance.door.step()


class TestPlayback:
    """Without a clock time is what the messages say."""

    def door(self) -> tuple[DoorService, FakeLock, Heard]:
        log, people, lock, heard, hub = (
            MemoryAccessLog(),
            MemoryPeopleStore(),
            FakeLock(),
            Heard(),
            EventHub(),
        )
        self.person_id = people.enrol(NewPerson("Ada", "yes", (template(),)))
        hub.subscribe(heard)
        door = DoorService(
            DoorRules("main entrance", UNLOCK_S),
            Locks(lock, FakeLock(is_simulated=True)),
            stores=DoorStores(log, people),
            hub=hub,
            clock=None,
        )
        door.begin(PLAYBACK)
        return door, lock, heard

    def test_the_door_relocks_by_the_frames_times(self) -> None:
        door, lock, heard = self.door()
        decision = grant(self.person_id, at_s=10.0, gallery_version=1)
        for at_s, made in ((10.0, decision), (14.9, None), (15.0, None)):
            door.inbox.put(FrameRecognised("video", PLAYBACK, at_s, made))
            door.step()

        assert [(e.state, e.at_s) for e in heard.of(DoorChanged)] == [
            (DoorState.LOCKED, 0.0),
            (DoorState.UNLOCKED, 10.0),
            (DoorState.LOCKED, 15.0),
        ]
        assert lock.pulses == []

    def test_a_silence_passes_no_time_and_is_no_fault(self) -> None:
        door, _, heard = self.door()
        door.step()

        assert [e.at_s for e in heard.of(DoorChanged)] == [0.0]

    def test_an_aborted_attempt_is_answered_at_its_own_time(self) -> None:
        door, _, heard = self.door()
        door.inbox.put(AttemptAborted(denial(Reason.CAMERA_LOST, at_s=7.0)))
        door.step()

        assert [(e.decision.reason, e.at_s) for e in heard.of(DecisionMade)] == [(Reason.CAMERA_LOST, 7.0)]

    def test_a_message_without_a_time_does_not_turn_the_clock_back(self) -> None:
        door, _, heard = self.door()
        for message in (Heartbeat(10.0), Suspend(True, 0.0)):
            door.inbox.put(message)
            door.step()

        assert heard.of(DoorChanged)[-1].at_s == 10.0


def test_other_rules_hold_from_the_next_opening_on(entrance: Entrance) -> None:
    entrance.door.follow(DoorRules("back door", 2.0))
    entrance.let_in()

    assert entrance.lock.pulses == ["pulse 2 s"]
    assert entrance.log.events[0].door == "back door"


def test_rules_that_change_while_open_do_not_change_when_it_locks(entrance: Entrance) -> None:
    entrance.let_in()
    entrance.door.follow(DoorRules("main entrance", 60.0))
    entrance.wait(UNLOCK_S)

    assert entrance.state is DoorState.LOCKED


acts = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "grant",
                "deny",
                "old_grant",
                "forged_version",
                "demo_grant",
                "release",
                "suspend",
                "resume",
                "fail",
                "mend",
                "lost",
                "starting",
                "break_log",
                "mend_log",
                "break_lock",
                "mend_lock",
                "break_people",
                "mend_people",
                "block",
                "beat",
            ]
        ),
        st.floats(0.0, 3.0),
    ),
    max_size=40,
)


@settings(max_examples=150, deadline=None)
@given(acts)
def test_whatever_happens_the_lock_opens_only_after_its_row_and_only_for_good_reasons(
    story: list[tuple[str, float]],
) -> None:
    entrance = Entrance(checks_log=False)
    for act, wait_s in story:
        rows, pulses = len(entrance.log.events), len(entrance.lock.pulses)
        was_open = entrance.state is DoorState.UNLOCKED
        entrance.clock.move(wait_s)
        _act(entrance, act)
        opened = len(entrance.lock.pulses) - pulses
        new = entrance.log.events[rows:]
        if opened and act != "release":
            assert act == "grant"
            assert new[-1].outcome is Outcome.GRANTED
            assert not was_open
        if entrance.state is DoorState.UNLOCKED:
            assert was_open or act in ("grant", "demo_grant", "release")
    entrance.door.end()
    entrance.lock.fault = None
    assert entrance.state is not DoorState.UNLOCKED


def _act(entrance: Entrance, act: str) -> None:
    now_s = entrance.clock()
    broken = StorageFault("The database is gone.")
    match act:
        case "break_log" | "mend_log":
            entrance.log.fault = BROKEN_LOG if act == "break_log" else None
        case "break_lock" | "mend_lock":
            entrance.lock.fault = BROKEN_LOCK if act == "break_lock" else None
        case "break_people" | "mend_people":
            entrance.people.fault = broken if act == "break_people" else None
        case "block" if entrance.people.fault is None:
            entrance.people.set_blocked(entrance.ada, True)
    version = 0 if entrance.people.fault else entrance.people.version()
    messages: dict[str, DoorMessage] = {
        "grant": entrance.seen(grant(entrance.ada, at_s=now_s, gallery_version=version)),
        "deny": entrance.seen(denial(at_s=now_s)),
        "old_grant": entrance.seen(grant(entrance.ada, at_s=now_s - 5, gallery_version=version)),
        "forged_version": entrance.seen(grant(entrance.ada, at_s=now_s, gallery_version=version + 1)),
        "demo_grant": entrance.seen(
            grant(entrance.ada, at_s=now_s, gallery_version=version), kind=DEMO, source="demo"
        ),
        "release": Release("x", now_s),
        "suspend": Suspend(True, now_s),
        "resume": Suspend(False, now_s),
        "fail": WorkerReport("detection", "Broken.", now_s),
        "mend": WorkerReport("detection", "", now_s),
        "lost": CameraReport(CameraState.LOST, "camera", LIVE, now_s),
        "starting": CameraReport(CameraState.STARTING, "camera", LIVE, now_s),
    }
    entrance.tell(messages.get(act, Heartbeat(now_s)))
