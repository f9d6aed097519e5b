"""All threads together on fakes: played back, run live, broken in every stage, stopped in every state."""

import logging
import re
import threading

import pytest

from door_access.domain.door.states import DoorState
from door_access.domain.enrolment.enrolment import EnrolmentStage
from door_access.domain.faces.faces import DetectedFace, Frame, Rgb, SourceKind
from door_access.domain.matching.access import Outcome, Reason
from door_access.errors import BadInput, CameraFault
from door_access.runtime import pipeline as pipeline_module
from door_access.runtime import worker as worker_module
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import (
    CameraChanged,
    DecisionMade,
    DoorChanged,
    EnrolmentChanged,
    Event,
    FaultsChanged,
    SceneSeen,
)
from door_access.runtime.messages import CameraState
from tests.builders import picture
from tests.fakes import ListedFrames
from tests.patience import PATIENCE_S
from tests.runtime.looking import NOBODY_THERE, Looker
from tests.runtime.plant import UNLOCK_S, LiveCamera, Plant
from tests.runtime.thinking import ADA, STRANGER

DOOR_EVENTS = (CameraChanged, DecisionMade, DoorChanged, FaultsChanged)
A_GLANCE = [ADA] * 6
A_VISIT = [NOBODY_THERE] * 5 + [STRANGER] * 45 + [NOBODY_THERE] * 8 + [ADA] * 12 + [NOBODY_THERE] * 60


@pytest.fixture(autouse=True)
def _quick_recovery(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_module, "FIRST_PAUSE_S", 0.01)


@pytest.fixture(autouse=True)
def _quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)


class TestPlayback:
    def play(self, greys: list[int]) -> Plant:
        source = ListedFrames([picture(640, 480, grey=grey) for grey in greys])
        plant = Plant(source, is_running=False)
        plant.pipeline.start()
        assert plant.pipeline.wait(PATIENCE_S)
        assert plant.pipeline.stop()
        return plant

    def told(self, plant: Plant) -> list[Event]:
        return [event for event in plant.events if isinstance(event, DOOR_EVENTS)]

    def test_a_film_that_ends_in_the_middle_of_an_attempt_is_no_lost_camera(self) -> None:
        plant = self.play(A_GLANCE)

        rows = [(row.outcome, row.reason) for row in plant.log.events]
        assert rows == [(Outcome.NOT_COMPLETED, Reason.SOURCE_ENDED)]

    def test_a_visit_is_told_from_beginning_to_end(self) -> None:
        plant = self.play(A_VISIT)

        assert [(e.decision.reason, e.person) for e in plant.audience.of(DecisionMade)] == [
            (Reason.NO_MATCH, None),
            (Reason.MATCH, "Ada"),
        ]
        assert [e.state for e in plant.audience.of(DoorChanged)] == [
            DoorState.LOCKED,
            DoorState.UNLOCKED,
            DoorState.LOCKED,
        ]
        assert [e.state for e in plant.audience.of(CameraChanged)] == [
            CameraState.STARTING,
            CameraState.STREAMING,
            CameraState.ENDED,
        ]

    def test_two_runs_tell_exactly_the_same(self) -> None:
        first, second = self.play(A_VISIT), self.play(A_VISIT)

        def without_ids(plant: Plant) -> list[str]:
            told = (str(event).replace(plant.ada, "ADA") for event in self.told(plant))
            return [re.sub(r"transaction='\w+'", "", event) for event in told]

        assert without_ids(first) == without_ids(second)

    def test_no_frame_is_lost(self) -> None:
        plant = self.play(A_VISIT)

        assert len(plant.audience.of(SceneSeen)) == len(A_VISIT)

    def test_a_file_never_drives_the_real_lock(self) -> None:
        plant = self.play(A_VISIT)

        assert (plant.lock.pulses, plant.simulated.pulses) == ([], ["pulse 5 s"])

    def test_a_file_that_ends_while_the_door_is_open_leaves_it_locked(self) -> None:
        plant = self.play([ADA] * 12)

        assert [e.state for e in plant.audience.of(DoorChanged)][-1] is DoorState.LOCKED
        assert plant.simulated.commands[-1] == "lock"

    @pytest.mark.parametrize("error", [CameraFault("Broken."), BadInput("Not a video.")])
    def test_a_file_that_cannot_be_read_ends_the_run_with_its_error(self, error: Exception) -> None:
        camera = LiveCamera(ADA, kind=SourceKind.PLAYBACK)
        camera.error = error
        plant = Plant(camera, is_running=False)
        plant.pipeline.start()

        assert plant.pipeline.wait(PATIENCE_S)
        assert plant.pipeline.failure is error
        assert plant.pipeline.stop()


class TestLive:
    def test_an_enrolled_person_opens_the_real_door_and_it_locks_again(self) -> None:
        with Plant(LiveCamera(ADA)) as plant:
            plant.audience.wait_for(lambda: len(plant.audience.of(DoorChanged)) >= 3)

        assert plant.lock.pulses == [f"pulse {UNLOCK_S:g} s"]
        assert plant.lock.commands[-1] == "lock"
        assert [row.outcome for row in plant.log.events] == [Outcome.GRANTED]

    def test_a_stranger_opens_nothing(self) -> None:
        with Plant(LiveCamera(STRANGER)) as plant:
            plant.audience.wait_for(plant.audience.has_decided)

        assert plant.lock.pulses == []

    def test_an_operator_opens_by_hand(self) -> None:
        with Plant(LiveCamera(NOBODY_THERE)) as plant:
            plant.pipeline.release("A parcel.")
            plant.audience.wait_for(lambda: len(plant.audience.of(DoorChanged)) >= 2)

        assert [(row.reason, row.note) for row in plant.log.events] == [
            (Reason.OPERATOR_RELEASE, "A parcel.")
        ]

    def test_a_demo_chosen_in_the_middle_of_an_attempt_never_opens_the_real_door(self) -> None:
        with Plant(LiveCamera(STRANGER)) as plant:
            plant.audience.wait_for(lambda: len(plant.audience.of(SceneSeen)) > 3)
            plant.pipeline.use_source(LiveCamera(ADA, name="demo", kind=SourceKind.DEMO))
            plant.audience.wait_for(lambda: any(e.person for e in plant.audience.of(DecisionMade)))

        assert (plant.lock.pulses, plant.simulated.pulses) == ([], [f"pulse {UNLOCK_S:g} s"])
        assert plant.log.events[-1].source == SourceKind.DEMO

    def test_a_source_chosen_while_the_camera_is_waited_for_is_read_at_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("door_access.runtime.capture.FIRST_WAIT_S", 600.0)
        camera = LiveCamera(ADA)
        camera.error = CameraFault("Unplugged.")
        with Plant(camera) as plant:
            plant.audience.wait_for(
                lambda: any(e.state is CameraState.LOST for e in plant.audience.of(CameraChanged))
            )
            plant.pipeline.use_source(LiveCamera(ADA, name="other"))
            plant.audience.wait_for(plant.audience.has_decided)

        assert plant.log.events[0].outcome is Outcome.GRANTED

    def test_an_enrolment_suspends_the_door_stores_and_resumes(self) -> None:
        with Plant(LiveCamera(STRANGER)) as plant:
            plant.pipeline.recognition.wish(EnrolmentRequest("Ben", "yes", wanted=5, every=1))
            plant.audience.wait_for(
                lambda: any(e.progress.stage.is_over for e in plant.audience.of(EnrolmentChanged))
            )
            plant.audience.wait_for(
                lambda: (
                    [e.state for e in plant.audience.of(DoorChanged)][-2:]
                    == [DoorState.SUSPENDED, DoorState.LOCKED]
                )
            )

        assert sorted(plant.people.names().values()) == ["Ada", "Ben"]


class TestFailures:
    """A stage that fails once: a fault is told, the door stays locked, and it goes on."""

    @pytest.mark.parametrize("stage", ["capture", "detection", "recognition", "door"])
    def test_every_stage_recovers_and_then_people_get_in(self, stage: str) -> None:
        camera = LiveCamera(ADA)
        plant = Plant(camera)
        broken = RuntimeError(f"{stage} is broken")
        if stage == "capture":
            camera.error = broken
        else:
            part = {"detection": plant.seeing, "recognition": plant.thinking, "door": plant.door_failure}
            part[stage].error = broken
        with plant:
            plant.audience.wait_for(lambda: plant.lock.pulses)

        sentence = pipeline_module.SENTENCES[stage]
        assert [e.sentences for e in plant.audience.of(FaultsChanged)][:2] == [(sentence,), ()]
        states = [e.state for e in plant.audience.of(DoorChanged)]
        assert states.index(DoorState.FAULT) < states.index(DoorState.UNLOCKED)

    def test_a_failure_of_the_door_thread_while_open_locks_it_before_anything_else(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(worker_module, "FIRST_PAUSE_S", 600.0)
        monkeypatch.setattr(worker_module, "LONGEST_PAUSE_S", 600.0)
        with Plant(LiveCamera(ADA)) as plant:
            plant.audience.wait_for(lambda: plant.lock.pulses)
            plant.door_failure.error = RuntimeError("the door is broken")
            plant.audience.wait_for(lambda: len(plant.audience.of(DoorChanged)) >= 3)

            assert plant.lock.commands[-1] == "lock"
            assert plant.audience.of(DoorChanged)[-1].state is DoorState.LOCKED

    def test_an_enrolment_does_not_survive_a_failure_and_the_door_resumes(self) -> None:
        with Plant(LiveCamera(STRANGER)) as plant:
            plant.pipeline.recognition.wish(EnrolmentRequest("Ben", "yes", wanted=10_000, every=1))
            plant.audience.wait_for(lambda: len(plant.audience.of(EnrolmentChanged)) > 2)
            plant.thinking.error = RuntimeError("the interpreter is broken")
            plant.audience.wait_for(
                lambda: plant.audience.of(EnrolmentChanged)[-1].progress.stage is EnrolmentStage.CANCELLED
            )

        assert list(plant.people.names().values()) == ["Ada"]

    def test_a_dead_recognition_is_a_fault_within_seconds(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("door_access.runtime.door.service.HEARTBEAT_LIMIT_S", 0.05)
        gate = threading.Event()

        class Hanging(Looker):
            def detect(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
                return ()

        def hang(event: Event) -> None:
            if isinstance(event, SceneSeen):
                gate.wait(PATIENCE_S)

        plant = Plant(LiveCamera(NOBODY_THERE), looker=Hanging())
        plant.hub.subscribe(hang)
        with plant:
            plant.audience.wait_for(
                lambda: any(e.state is DoorState.FAULT for e in plant.audience.of(DoorChanged))
            )
            gate.set()


class TestStopping:
    def test_a_pipeline_that_never_began_stops(self) -> None:
        assert Plant(LiveCamera(ADA)).pipeline.stop()

    def test_it_stops_twice(self) -> None:
        with Plant(LiveCamera(ADA)) as plant:
            pass

        assert plant.pipeline.stop()

    def test_the_camera_is_let_go_of_and_the_door_is_locked(self) -> None:
        camera = LiveCamera(ADA)
        with Plant(camera) as plant:
            plant.audience.wait_for(lambda: plant.lock.pulses)

        assert not camera.is_open
        assert plant.lock.commands[-1] == "lock"

    def test_a_capture_that_waits_to_hand_over_stops(self) -> None:
        looking, gate = threading.Event(), threading.Event()

        class Slow(Looker):
            def detect(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
                looking.set()
                gate.wait(PATIENCE_S)
                return ()

        frames = ListedFrames([picture(640, 480, grey=1)] * 50)
        plant = Plant(frames, is_running=False, looker=Slow())
        plant.pipeline.start()
        assert looking.wait(PATIENCE_S)
        opener = threading.Timer(0.05, gate.set)
        opener.start()

        assert plant.pipeline.stop()
        opener.join()

    def test_a_camera_that_is_waited_for_does_not_hold_it_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("door_access.runtime.capture.FIRST_WAIT_S", 600.0)
        camera = LiveCamera(ADA)
        camera.error = CameraFault("Unplugged.")
        with Plant(camera) as plant:
            plant.audience.wait_for(
                lambda: any(e.state is CameraState.LOST for e in plant.audience.of(CameraChanged))
            )

    def test_a_pause_after_a_failure_does_not_hold_it_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(worker_module, "FIRST_PAUSE_S", 600.0)
        monkeypatch.setattr(worker_module, "LONGEST_PAUSE_S", 600.0)
        plant = Plant(LiveCamera(ADA))
        plant.seeing.error = RuntimeError("boom")
        with plant:
            plant.audience.wait_for(lambda: plant.audience.of(FaultsChanged))

    def test_a_camera_that_blocks_is_reported_as_late(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pipeline_module, "JOIN_TIMEOUT_S", 0.05)
        reading, gate = threading.Event(), threading.Event()

        class Blocking(LiveCamera):
            def read(self) -> Frame:
                reading.set()
                gate.wait(PATIENCE_S)
                return super().read()

        plant = Plant(Blocking(ADA))
        plant.pipeline.start()
        assert reading.wait(PATIENCE_S)

        assert not plant.pipeline.stop()
        assert plant.lock.commands[-1] == "lock"
        gate.set()
        monkeypatch.setattr(pipeline_module, "JOIN_TIMEOUT_S", PATIENCE_S)
        assert plant.pipeline.stop()
