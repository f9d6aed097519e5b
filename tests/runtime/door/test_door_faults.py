"""What the door does when its log, its lock or recognition fails: it stays locked and mends itself."""

from dataclasses import replace

import pytest

from door_access.domain.door.alarms import Notice
from door_access.domain.door.states import DoorState
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.matching.access import Outcome, Reason
from door_access.errors import StorageFault
from door_access.ports import NewPerson
from door_access.runtime.door.service import (
    HEARTBEAT_LIMIT_S,
    MEND_EVERY_S,
    OLDEST_DECISION_S,
    TICK_S,
)
from door_access.runtime.events import (
    CameraChanged,
    DecisionMade,
    DoorChanged,
    FaultsChanged,
)
from door_access.runtime.messages import (
    CameraReport,
    CameraState,
    Heartbeat,
    Release,
    Suspend,
    WorkerReport,
)
from tests.builders import at_distance, denial, template
from tests.memory_credentials import MemoryCredentialStore
from tests.runtime.door.entrance import BROKEN_LOCK, BROKEN_LOG, LIVE, UNLOCK_S, Entrance

LOST_ROWS = StorageFault("The log has lost rows.")


@pytest.fixture
def entrance() -> Entrance:
    return Entrance()


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
        entrance.tell(entrance.decided(denial(reason)))
    entrance.log.fault = None
    entrance.tell(entrance.decided(denial(Reason.TOO_DARK)))

    assert entrance.reasons() == [Reason.NO_MATCH, Reason.BLOCKED, Reason.TOO_DARK]


def test_rows_that_are_owed_are_written_when_the_door_ends(entrance: Entrance) -> None:
    entrance.log.fault = BROKEN_LOG
    entrance.tell(entrance.decided(denial()))
    entrance.log.fault = None
    entrance.door.end()

    assert entrance.reasons() == [Reason.NO_MATCH]


def test_a_log_that_lost_rows_is_a_fault_from_the_start_and_nobody_gets_in() -> None:
    entrance = Entrance()
    entrance.log.loss = LOST_ROWS
    entrance.door.begin(LIVE)
    entrance.wait(0.1)
    entrance.let_in()

    assert (entrance.lock.pulses, entrance.state) == ([], DoorState.FAULT)
    assert entrance.heard.of(FaultsChanged)[-1].sentences == (str(LOST_ROWS),)
    assert [(e.outcome, e.reason) for e in entrance.log.events] == [(Outcome.DENIED, Reason.STORAGE_FAULT)]


def test_a_row_that_is_written_and_not_settled_is_not_written_again(entrance: Entrance) -> None:
    entrance.log.loss = LOST_ROWS
    for reason in (Reason.NO_MATCH, Reason.BLOCKED):
        entrance.tell(entrance.decided(denial(reason)))
    for _ in range(3):
        entrance.wait(MEND_EVERY_S)
    entrance.log.loss = None
    entrance.wait(MEND_EVERY_S)

    assert entrance.reasons() == [Reason.NO_MATCH, Reason.BLOCKED]
    assert entrance.state is DoorState.LOCKED


def test_a_grant_that_is_written_and_not_settled_opens_nothing_and_the_log_says_so(
    entrance: Entrance,
) -> None:
    entrance.log.loss = LOST_ROWS
    entrance.let_in()
    entrance.wait(MEND_EVERY_S)

    assert (entrance.lock.pulses, entrance.state) == ([], DoorState.FAULT)
    assert [(e.outcome, e.reason, e.person_id) for e in entrance.log.events] == [
        (Outcome.GRANTED, Reason.MATCH, entrance.ada),
        (Outcome.DENIED, Reason.STORAGE_FAULT, None),
    ]


def test_a_release_opens_also_after_a_loss_and_has_its_one_row(entrance: Entrance) -> None:
    entrance.log.loss = LOST_ROWS
    entrance.tell(Release("A parcel.", entrance.clock()))
    entrance.wait(MEND_EVERY_S)

    assert entrance.lock.pulses == ["pulse 5 s"]
    assert [(e.reason, e.note) for e in entrance.log.events] == [(Reason.OPERATOR_RELEASE, "A parcel.")]


def test_people_get_in_again_once_the_loss_was_acknowledged_elsewhere(entrance: Entrance) -> None:
    entrance.log.loss = LOST_ROWS
    entrance.tell(entrance.decided(denial()))
    assert entrance.state is DoorState.FAULT
    entrance.log.acknowledge(entrance.log.events[0])
    entrance.wait(MEND_EVERY_S)
    assert entrance.state is DoorState.LOCKED
    entrance.log.append(replace(entrance.log.events[0], outcome=Outcome.GRANTED))
    entrance.let_in()

    assert entrance.lock.pulses == ["pulse 5 s"]


def test_a_lock_that_does_not_open_is_a_denial_in_the_log_and_a_fault(entrance: Entrance) -> None:
    entrance.lock.fault = BROKEN_LOCK
    entrance.let_in()

    assert entrance.reasons() == [Reason.MATCH, Reason.LOCK_FAULT, Notice.LOCK_BROKEN]
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


@pytest.mark.parametrize(
    "change",
    [
        lambda people, ada: people.set_blocked(ada, True),
        lambda people, ada: people.begin_removal(ada),
        lambda people, ada: people.remove(ada),
        lambda people, ada: people.rename(ada, "Ada Byron"),
        lambda people, ada: MemoryCredentialStore(people).set_entry_rule(ada, EntryRule.CARD_FACE),
        lambda people, ada: MemoryCredentialStore(people).set_pin(ada, "4711"),
    ],
    ids=["blocked", "being removed", "removed", "renamed", "other proof", "PIN"],
)
def test_a_match_after_the_person_was_changed_is_a_denial(entrance: Entrance, change) -> None:
    decision = entrance.granted()
    change(entrance.people, entrance.ada)
    entrance.tell(entrance.decided(decision))

    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.GALLERY_CHANGED], [])


def test_a_match_after_somebody_else_was_changed_opens(entrance: Entrance) -> None:
    decision = entrance.granted()
    entrance.people.set_blocked(
        entrance.people.enrol(NewPerson("Ben", "yes", (template(at_distance(1.0)),))), True
    )
    entrance.tell(entrance.decided(decision))

    assert (entrance.reasons(), len(entrance.lock.pulses)) == ([Reason.MATCH], 1)


def test_nobody_is_let_in_while_the_people_are_loaded_and_the_door_says_so(entrance: Entrance) -> None:
    entrance.tell(Suspend(True, entrance.clock(), Reason.LOADING_PEOPLE))
    entrance.let_in()

    told = entrance.heard.of(DoorChanged)[-1]
    assert (told.state, told.cause) == (DoorState.SUSPENDED, Reason.LOADING_PEOPLE)
    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.LOADING_PEOPLE], [])
    entrance.tell(Suspend(False, entrance.clock(), Reason.LOADING_PEOPLE))
    assert entrance.state is DoorState.LOCKED


def test_a_match_whose_people_cannot_be_asked_is_a_denial_and_a_fault(entrance: Entrance) -> None:
    decision = entrance.granted()
    entrance.people.fault = StorageFault("The database is gone.")
    entrance.tell(entrance.decided(decision))

    assert (entrance.reasons(), entrance.lock.pulses) == ([Reason.STORAGE_FAULT], [])
    assert entrance.state is DoorState.FAULT


def test_a_database_that_answers_again_ends_the_fault(entrance: Entrance) -> None:
    entrance.requests.fault = StorageFault("The database is gone.")
    entrance.wait(TICK_S)
    entrance.requests.fault = None
    entrance.wait(TICK_S)

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
