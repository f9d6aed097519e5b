"""The door by source: live, playback and demo; and its end."""

import pytest

from door_access.domain.door.states import DoorState
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import Reason
from door_access.ports import NewPerson
from door_access.runtime.door.lock_control import Locks
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.service import DoorService
from door_access.runtime.events import (
    CameraChanged,
    DecisionMade,
    DoorChanged,
    EventHub,
)
from door_access.runtime.mailbox import MailboxClosed
from door_access.runtime.messages import (
    CameraReport,
    CameraState,
    Decided,
    FrameRecognised,
    Heartbeat,
    Release,
    Suspend,
)
from tests.builders import denial, grant, template
from tests.fakes import FakeLock, Heard, MemoryAccessLog, MemoryPeopleStore, MemoryUnit
from tests.memory_passes import MemoryPassStore
from tests.runtime.door.entrance import DEMO, LIVE, PLAYBACK, UNLOCK_S, Entrance


@pytest.fixture
def entrance() -> Entrance:
    return Entrance()


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

    def test_a_source_whose_first_frame_outran_its_report_is_told(self, entrance: Entrance) -> None:
        entrance.tell(entrance.seen(kind=DEMO, source="demo"), entrance.seen(kind=DEMO, source="demo"))

        told = [(event.state, event.source, event.kind) for event in entrance.heard.of(CameraChanged)]
        assert told == [(CameraState.STREAMING, "camera", LIVE), (CameraState.STREAMING, "demo", DEMO)]


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
            log=log,
            people=people,
            passes=MemoryPassStore(people),
            together=MemoryUnit(log),
            site_rules=people.rules,
            hub=hub,
            clock=None,
        )
        door.begin(PLAYBACK)
        return door, lock, heard

    def test_the_door_relocks_by_the_frames_times(self) -> None:
        door, lock, heard = self.door()
        decision = grant(self.person_id, at_s=10.0, gallery_version=1)
        for at_s, made in ((10.0, decision), (14.9, None), (15.0, None)):
            door.inbox.put(FrameRecognised("video", PLAYBACK, at_s))
            door.step()
            if made:
                door.inbox.put(Decided(made, PLAYBACK, at_s))
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
        door.inbox.put(Decided(denial(Reason.CAMERA_LOST, at_s=7.0), PLAYBACK, 7.0))
        door.step()

        assert [(e.decision.reason, e.at_s) for e in heard.of(DecisionMade)] == [(Reason.CAMERA_LOST, 7.0)]

    def test_a_message_without_a_time_does_not_turn_the_clock_back(self) -> None:
        door, _, heard = self.door()
        for message in (Heartbeat(10.0), Suspend(True, 0.0)):
            door.inbox.put(message)
            door.step()

        assert heard.of(DoorChanged)[-1].at_s == 10.0
