"""The running door, as the window drives it."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from door_access.bootstrap.kiosk import Kiosk
from door_access.complaints import Complaint
from door_access.config import CameraSettings, DoorSettings, Settings
from door_access.desk.recorded_credentials import RecordedCredentials
from door_access.desk.recorded_people import RecordedPeople
from door_access.desk.session import Session
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.enrolment.enrolment import EnrolmentStage, GlassesAnswer
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Act
from door_access.domain.operators.roles import Role
from door_access.errors import BadInput, Refused
from door_access.ports import FrameSource
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import (
    CameraChanged,
    DecisionMade,
    DoorChanged,
    EnrolmentChanged,
    ModeChanged,
    PhotosRead,
)
from door_access.runtime.recognition import InNameOf
from door_access.runtime.rehearsal import RehearsalRequest
from tests.builders import picture
from tests.desk.desks import acts_over, desk_over
from tests.desk.every_call import LETTERS
from tests.memory_credentials import MemoryCredentialStore
from tests.memory_operators import MemoryOperatorStore
from tests.patience import waited_for
from tests.runtime.looking import NOBODY_THERE, Looker
from tests.runtime.plant import QUICK, LiveCamera, Plant
from tests.runtime.thinking import ADA, BEN, STRANGER, entry_rules

BEN_AS_PHOTO = picture(640, 480, grey=BEN)
FROM_PHOTOS = EnrolmentRequest("Ben", "yes", wanted=3, every=1, from_photos=True)


class House:
    """A kiosk on a plant of fakes; sources are named by what they show."""

    def __init__(self, folder: Path, grey: int) -> None:
        self.plant = Plant(LiveCamera(grey))
        self.closed = threading.Event()
        self.made: list[str] = []
        self.operators = MemoryOperatorStore()
        self.session = Session(self.operators.operators)
        self.kiosk = Kiosk(
            Settings(),
            self.plant.pipeline,
            hub=self.plant.hub,
            session=self.session,
            enrol_as=self._enrol_as,
            make_desk=lambda told: desk_over(
                self.plant.people,
                folder,
                log=self.plant.log,
                operators=self.operators,
                session=self.session,
                on_settings=told,
            ),
            make_source=self._source,
            make_entry=lambda settings: entry_rules(attempt=QUICK),
            make_door_rules=lambda settings: DoorRules("door", settings.door.unlock_s),
            make_photo_reader=lambda _settings: Looker().photo_reader(lambda _: BEN_AS_PHOTO),
            follow_privacy=lambda _: None,
            close=self.closed.set,
        )

    def _enrol_as(self, operator: str, request: EnrolmentRequest) -> InNameOf:
        people, credentials = self.plant.people, MemoryCredentialStore(self.plant.people)
        acts = acts_over(people, self.plant.log, credentials, operator=lambda: operator)
        return InNameOf(request, RecordedPeople(people, acts), RecordedCredentials(credentials, acts))

    def _source(self, words: str, settings: Settings) -> FrameSource:
        self.made.append(words)
        if words == "nonsense":
            raise BadInput("'nonsense' is no source.")
        return LiveCamera(ADA, name=words, kind=SourceKind.DEMO)


@pytest.fixture
def house(request: pytest.FixtureRequest, tmp_path: Path):
    house = House(tmp_path, getattr(request, "param", NOBODY_THERE))
    house.kiosk.start()
    yield house
    house.kiosk.stop()
    assert house.closed.is_set()


def test_stopping_ends_every_thread_and_lets_go_of_everything(tmp_path: Path) -> None:
    house = House(tmp_path, ADA)
    house.kiosk.start()
    house.kiosk.stop()

    assert house.closed.is_set()
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("desk")]


def test_a_kiosk_that_stops_erases_whoever_was_being_removed(tmp_path: Path) -> None:
    house = House(tmp_path, NOBODY_THERE)
    house.kiosk.start()
    (ada,) = house.plant.people.names()
    house.kiosk.at_desk(lambda desk: desk.begin_removal(ada)).result()
    house.kiosk.stop()

    assert house.plant.people.names() == {}


def test_whoever_is_being_removed_is_denied_at_the_door_as_blocked(tmp_path: Path) -> None:
    house = House(tmp_path, ADA)
    (ada,) = house.plant.people.names()
    house.plant.people.begin_removal(ada)
    house.kiosk.start()
    house.plant.audience.wait_for(house.plant.audience.has_decided)
    house.kiosk.stop()

    decisions = house.plant.audience.of(DecisionMade)
    assert {made.decision.reason for made in decisions} == {Reason.BLOCKED}
    assert house.plant.lock.pulses == []


def test_an_operator_opens_once_with_a_note(house: House) -> None:
    house.kiosk.release("A parcel.")
    house.plant.audience.wait_for(lambda: len(house.plant.audience.of(DoorChanged)) >= 2)

    assert house.plant.log.events[0].note == "A parcel."


def test_another_source_is_used_from_now_on(house: House) -> None:
    house.kiosk.use_source("demo")
    house.plant.audience.wait_for(house.plant.audience.has_decided)

    assert house.plant.audience.of(DecisionMade)[0].decision.is_granted
    assert house.plant.lock.pulses == []


def test_words_that_name_no_source_change_nothing(house: House) -> None:
    with pytest.raises(BadInput):
        house.kiosk.use_source("nonsense")

    assert {event.source for event in house.plant.audience.of(CameraChanged)} <= {"camera"}


def test_the_desk_works_on_its_own_thread(house: House) -> None:
    name = house.kiosk.at_desk(lambda desk: threading.current_thread().name).result()

    assert name.startswith("desk")
    assert [p.name for p in house.kiosk.at_desk(lambda desk: desk.people()).result()] == ["Ada"]


def test_a_failing_job_of_the_desk_is_an_answer_and_the_desk_goes_on(house: House) -> None:
    failed = house.kiosk.at_desk(lambda desk: desk.rename("nobody", "Ada"))

    assert isinstance(failed.exception(), BadInput)
    assert house.kiosk.at_desk(lambda desk: 1).result() == 1


def test_settings_saved_at_the_desk_come_into_force(house: House) -> None:
    settings = Settings(door=DoorSettings(unlock_s=9.0))
    house.kiosk.at_desk(lambda desk: desk.save_settings(settings)).result()
    house.kiosk.release("x")
    house.plant.audience.wait_for(lambda: house.plant.lock.pulses)

    assert house.kiosk.settings == settings
    assert house.plant.lock.pulses == ["pulse 9 s"]
    assert house.made == []


def test_another_camera_in_the_settings_is_used(house: House) -> None:
    settings = Settings(camera=CameraSettings(source="demo"))
    house.kiosk.at_desk(lambda desk: desk.save_settings(settings)).result()
    house.plant.audience.wait_for(house.plant.audience.has_decided)

    assert house.made == ["demo"]


@pytest.mark.parametrize("house", [STRANGER], indirect=True)
def test_somebody_is_enrolled_and_a_look_alike_is_asked_about(house: House) -> None:
    told = house.plant.audience
    house.kiosk.begin_enrolment(EnrolmentRequest("Ben", "yes", wanted=3, every=1))
    told.wait_for(lambda: "Ben" in house.plant.people.names().values())
    house.kiosk.begin_enrolment(EnrolmentRequest("Cai", "yes", wanted=3, every=1))
    told.wait_for(lambda: told.of(EnrolmentChanged)[-1].progress.stage is EnrolmentStage.LOOKALIKE)
    house.kiosk.answer_lookalike(LookalikeAnswer())
    told.wait_for(lambda: "Cai" in house.plant.people.names().values())

    assert sorted(house.plant.people.names().values()) == ["Ada", "Ben", "Cai"]


@pytest.mark.parametrize("house", [STRANGER], indirect=True)
def test_a_cancelled_enrolment_leaves_nothing(house: House) -> None:
    told = house.plant.audience
    house.kiosk.begin_enrolment(EnrolmentRequest("Ben", "yes", wanted=10_000, every=1))
    told.wait_for(lambda: len(told.of(EnrolmentChanged)) > 3)
    house.kiosk.cancel_enrolment()
    told.wait_for(lambda: told.of(EnrolmentChanged)[-1].progress.stage is EnrolmentStage.CANCELLED)

    assert list(house.plant.people.names().values()) == ["Ada"]


PASSWORD = "correct horse"
WISHES: dict[str, tuple[str, Callable[[Kiosk], object]]] = {
    "open once": ("AMRGI", lambda kiosk: kiosk.release("A parcel.")),
    "lockdown": ("AMG", lambda kiosk: kiosk.set_mode(OperatingMode.LOCKDOWN, None)),
    "emergency": ("AG", lambda kiosk: kiosk.set_mode(OperatingMode.EMERGENCY, None)),
    "acknowledge": ("AMRG", lambda kiosk: kiosk.acknowledge_alarms("Seen.")),
    "enrol": ("AMR", lambda kiosk: kiosk.begin_enrolment(EnrolmentRequest("Ben", "yes"))),
    "photos": ("AMR", lambda kiosk: kiosk.enrol_from_photos(FROM_PHOTOS, (Path("ben.jpg"),))),
    "look-alike": ("AMR", lambda kiosk: kiosk.answer_lookalike(LookalikeAnswer())),
    "glasses": ("AMR", lambda kiosk: kiosk.answer_glasses(GlassesAnswer.TAKEN_OFF)),
    "rehearsal": ("AMR", lambda kiosk: kiosk.begin_rehearsal(RehearsalRequest("id"))),
    "source": ("AI", lambda kiosk: kiosk.use_source("demo")),
    "leave": ("AI", lambda kiosk: kiosk.require_leaving()),
    "cancel": ("AMRGUI-", lambda kiosk: kiosk.cancel_enrolment()),
    "card": ("AMRGUI-", lambda kiosk: kiosk.show_card("04A1B2C3")),
    "no card": ("AMRGUI-", lambda kiosk: kiosk.misread_card()),
    "pin": ("AMRGUI-", lambda kiosk: kiosk.type_pin("4816")),
}
"""Whatever the window may wish of the kiosk, and which roles may: by the letters of ``every_call``."""


def sign_in(house: House, letter: str) -> str:
    """Let there be operators, and one of this role at the desk, or nobody; return who."""
    admin = house.operators.add("Anna", Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    role = LETTERS.get(letter, Role.ADMINISTRATOR)
    own = admin if role is Role.ADMINISTRATOR else house.operators.add("Own", role, PASSWORD, is_pin=False)
    house.session.renew()
    if letter in LETTERS:
        house.kiosk.at_desk(lambda desk: desk.operators.sign_in(own, PASSWORD)).result()
    return own


@pytest.mark.parametrize("wish", WISHES)
@pytest.mark.parametrize("letter", "AMRGUI-")
def test_every_role_wishes_for_everything(tmp_path: Path, letter: str, wish: str) -> None:
    house = House(tmp_path, NOBODY_THERE)
    sign_in(house, letter)
    roles, command = WISHES[wish]
    if letter in roles:
        command(house.kiosk)
    else:
        with pytest.raises(Refused) as refused:
            command(house.kiosk)
        assert refused.value.complaint in (Complaint.NOT_PERMITTED, Complaint.NOT_SIGNED_IN)
    house.kiosk.stop()


def test_whatever_the_window_may_wish_of_the_kiosk_is_in_the_table() -> None:
    table = {
        "release",
        "set_mode",
        "acknowledge_alarms",
        "begin_enrolment",
        "enrol_from_photos",
        "answer_lookalike",
        "answer_glasses",
        "begin_rehearsal",
        "use_source",
        "require_leaving",
        "cancel_enrolment",
        "show_card",
        "misread_card",
        "type_pin",
    }
    asks_nothing = {"start", "stop", "at_desk", "permits"}

    assert {n for n, v in vars(Kiosk).items() if callable(v) and n[0] != "_"} == table | asks_nothing
    assert len(WISHES) == len(table) + 1


def test_who_was_removed_by_another_process_opens_nothing_although_the_desk_is_not_used(house: House) -> None:
    guard = sign_in(house, "G")
    house.kiosk.release("A parcel.")
    house.operators.remove(guard)

    assert waited_for(lambda: not house.kiosk.permits())
    with pytest.raises(Refused):
        house.kiosk.release("A parcel.")


def test_the_first_operator_of_another_process_closes_an_open_desk(house: House) -> None:
    house.kiosk.at_desk(lambda desk: desk.operators.permits()).result()
    house.kiosk.release("A parcel.")
    house.operators.add("Anna", Role.ADMINISTRATOR, PASSWORD, is_pin=False)

    assert waited_for(lambda: not house.kiosk.permits())
    with pytest.raises(Refused):
        house.kiosk.release("A parcel.")


def test_only_who_may_declare_an_emergency_may_end_it(house: House) -> None:
    sign_in(house, "G")
    house.kiosk.set_mode(OperatingMode.EMERGENCY, None)
    house.plant.audience.wait_for(lambda: house.plant.audience.of(ModeChanged))
    manager = house.operators.add("Max", Role.MANAGER, PASSWORD, is_pin=False)
    house.kiosk.at_desk(lambda desk: desk.operators.sign_in(manager, PASSWORD)).result()

    with pytest.raises(Refused, match=r"The role manager may not do this \(set emergency\)"):
        house.kiosk.set_mode(OperatingMode.NORMAL, None)


def test_what_the_door_does_is_the_act_of_whoever_wished_for_it_and_not_of_who_came_after(
    house: House,
) -> None:
    guard = sign_in(house, "G")
    house.kiosk.release("A parcel.")
    house.kiosk.set_mode(OperatingMode.LOCKDOWN, None)
    house.kiosk.acknowledge_alarms("Seen.")
    house.kiosk.at_desk(lambda desk: desk.operators.sign_out()).result()
    acts = (Reason.OPERATOR_RELEASE, Act.SET_MODE, Act.ACKNOWLEDGE_ALARMS)
    house.plant.audience.wait_for(lambda: acts[2] in [row.reason for row in house.plant.log.events])

    rows = [row for row in house.plant.log.events if row.reason in acts]
    assert [(row.reason, row.operator, row.actor) for row in rows] == [(act, guard, "desk") for act in acts]


@pytest.mark.parametrize("house", [STRANGER], indirect=True)
def test_an_enrolment_is_the_act_of_whoever_began_it_also_when_they_are_signed_out(house: House) -> None:
    own = sign_in(house, "R")
    house.kiosk.begin_enrolment(EnrolmentRequest("Ben", "yes", wanted=3, every=1))
    house.kiosk.at_desk(lambda desk: desk.operators.sign_out()).result()
    house.plant.audience.wait_for(lambda: Act.ENROL in [row.reason for row in house.plant.log.events])

    (row,) = [row for row in house.plant.log.events if row.reason is Act.ENROL]
    assert (row.operator, row.actor) == (own, "desk")


def test_photos_enrol_somebody_while_the_door_stays_in_service(house: House) -> None:
    house.kiosk.enrol_from_photos(FROM_PHOTOS, [Path(f"{number}.jpg") for number in range(3)])
    ended = lambda: [one for one in house.plant.audience.of(EnrolmentChanged) if one.progress.stage.is_over]  # noqa: E731
    house.plant.audience.wait_for(ended)

    (end,) = ended()
    assert (end.progress.stage, end.progress.taken) == (EnrolmentStage.DONE, 3)
    assert "Ben" in house.plant.people.names().values()
    house.plant.audience.wait_for(lambda: len(house.plant.audience.of(PhotosRead)) == 3)
    states = [changed.state for changed in house.plant.audience.of(DoorChanged)]
    assert DoorState.SUSPENDED not in states


def test_more_photos_than_are_taken_of_one_person_are_refused_before_any_is_read(house: House) -> None:
    with pytest.raises(BadInput, match=r"^At most 50 photos are taken of one person; these are 500\.$"):
        house.kiosk.enrol_from_photos(FROM_PHOTOS, [Path("a.jpg")] * 500)
    assert house.plant.audience.of(EnrolmentChanged) == []
