"""The demo tells its story and leaves nobody behind who could open a door."""

import pytest

from door_access.demo.director import CARD, EXTERNAL_ID, PIN, REQUEST, SHOWN_AFTER, VISITOR, DemoDirector
from door_access.demo.story import FRAMES_PER_ROUND, Act, moment_of
from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentStage
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.entry.events import CardRead, PinTyped
from door_access.domain.entry.prompt import Prompt, PromptKind
from door_access.domain.faces.faces import Frame, SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.scene import Scene
from door_access.errors import StorageFault
from door_access.ports import NewPerson
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import EnrolmentChanged, LogGrew, PromptChanged, SceneSeen
from door_access.runtime.recognition import Withdrawal
from tests.builders import picture, template
from tests.fakes import MemoryPeopleStore
from tests.memory_credentials import MemoryCredentialStore

ROUND = FRAMES_PER_ROUND
ENROLS = next(index for index in range(ROUND) if moment_of(index).act is Act.ENROL) + 5
"""A frame of a round in which the visitor stands there to be enrolled."""
FOR_REAL = EnrolmentRequest("Ada", "yes")
KNOWN = next(index for index in range(ROUND) if moment_of(index).act is Act.KNOWN)


class Theatre:
    def __init__(self) -> None:
        self.people = MemoryPeopleStore()
        self.wishes: list[object] = []
        self.credentials = MemoryCredentialStore(self.people)
        self.mode = DoorMode.FACE
        self.director = DemoDirector(self.wishes.append, self.people, self.credentials, lambda: {self.mode})

    def visitor(self, name: str = VISITOR, external_id: str | None = EXTERNAL_ID) -> str:
        return self.people.enrol(NewPerson(name, "yes", (template(),), external_id))

    def show(self, index: int, kind: SourceKind = SourceKind.DEMO) -> None:
        frame = Frame(picture(), index / 15, index, "source", kind)
        self.director.listen(SceneSeen(Scene(frame, (), Guidance.NOBODY)))

    def hear(self, stage: EnrolmentStage, request: EnrolmentRequest, person_id: str | None = None) -> None:
        progress = EnrolmentProgress(stage, request.name, 3, 10, person_id=person_id)
        self.director.listen(EnrolmentChanged(progress, request))

    def ask(self, kind: PromptKind | None) -> None:
        self.director.listen(PromptChanged(Prompt(kind) if kind else None, 0.0))


@pytest.fixture
def theatre() -> Theatre:
    return Theatre()


def test_the_visitor_is_enrolled_while_the_story_says_so(theatre: Theatre) -> None:
    for index in range(ROUND):
        theatre.show(index)

    request, end = theatre.wishes
    assert isinstance(request, EnrolmentRequest)
    assert (request.name, request.external_id) == (VISITOR, EXTERNAL_ID)
    assert end == Withdrawal(REQUEST)


def test_a_new_round_and_a_story_told_from_the_start_forget_the_visitor(theatre: Theatre) -> None:
    theatre.show(KNOWN)
    for index in (ROUND, 10):
        theatre.visitor()
        theatre.show(index)
        assert theatre.people.names() == {}


def test_the_visitor_is_known_until_the_round_ends(theatre: Theatre) -> None:
    theatre.show(0)
    theatre.visitor()
    theatre.show(ROUND - 1)

    assert list(theatre.people.names().values()) == [VISITOR]


def test_nobody_else_is_ever_forgotten(theatre: Theatre) -> None:
    theatre.visitor("demo", external_id=None)
    theatre.visitor("Ada", external_id="staff-1")
    for index, kind in ((0, SourceKind.DEMO), (ROUND, SourceKind.DEMO), (0, SourceKind.LIVE)):
        theatre.show(index, kind)

    assert sorted(theatre.people.names().values()) == ["Ada", "demo"]


@pytest.mark.parametrize("kind", [SourceKind.LIVE, SourceKind.PLAYBACK])
def test_the_visitor_is_forgotten_before_another_source_is_decided_on(
    theatre: Theatre, kind: SourceKind
) -> None:
    """A print of the portrait, which everybody can download, must not open the real door."""
    theatre.show(0)
    theatre.visitor()
    theatre.show(1, kind)

    assert theatre.people.names() == {}


def test_a_visitor_left_by_a_run_that_was_killed_is_forgotten_with_the_first_frame(theatre: Theatre) -> None:
    theatre.visitor()
    theatre.show(0, SourceKind.LIVE)

    assert theatre.people.names() == {}


def test_a_visitor_who_could_not_be_forgotten_is_forgotten_later(theatre: Theatre) -> None:
    theatre.visitor()
    theatre.people.fault = StorageFault("The database is gone.")
    with pytest.raises(StorageFault):
        theatre.show(0, SourceKind.LIVE)
    theatre.people.fault = None
    theatre.show(1, SourceKind.LIVE)

    assert theatre.people.names() == {}


def test_the_people_are_not_asked_in_every_frame_of_a_camera(theatre: Theatre) -> None:
    theatre.show(0, SourceKind.LIVE)
    theatre.people.fault = StorageFault("asked")

    theatre.show(1, SourceKind.LIVE)


@pytest.mark.parametrize("kind", SourceKind)
def test_the_visitor_is_looked_for_without_opening_everybodys_name(
    theatre: Theatre, kind: SourceKind
) -> None:
    """It is done on the thread of recognition: fifty thousand names would stop the door."""
    visitor = theatre.visitor()
    theatre.people.people = lambda _model: pytest.fail("everybody was read")
    theatre.show(0, kind)
    theatre.show(ROUND, kind)

    assert visitor not in theatre.people.names()


def test_leaving_in_the_middle_of_the_enrolment_cancels_it(theatre: Theatre) -> None:
    theatre.show(ENROLS)
    theatre.show(0, SourceKind.LIVE)
    theatre.show(1, SourceKind.LIVE)

    assert len(theatre.wishes) == 2
    assert theatre.wishes[1] == Withdrawal(REQUEST)


def test_the_story_can_be_told_again_after_leaving(theatre: Theatre) -> None:
    theatre.show(ENROLS)
    theatre.show(0, SourceKind.LIVE)
    theatre.show(ENROLS)

    assert isinstance(theatre.wishes[-1], EnrolmentRequest)


def test_a_visitor_whom_somebody_enrolled_for_real_is_not_enrolled_twice(theatre: Theatre) -> None:
    theatre.show(ENROLS)
    theatre.hear(EnrolmentStage.LOOKALIKE, REQUEST)

    assert theatre.wishes[-1] == Withdrawal(REQUEST)


def test_the_question_that_a_persons_enrolment_asks_is_not_the_demos_to_answer(theatre: Theatre) -> None:
    theatre.show(ENROLS)
    theatre.hear(EnrolmentStage.LOOKALIKE, FOR_REAL)

    assert theatre.wishes == [REQUEST]


def test_the_visitor_stands_aside_when_somebody_is_enrolled_for_real(theatre: Theatre) -> None:
    """Or the samples of whoever tries it out are added to her, and are gone with the next round."""
    theatre.show(KNOWN)
    theatre.hear(EnrolmentStage.DONE, REQUEST, theatre.visitor())
    theatre.hear(EnrolmentStage.COLLECTING, FOR_REAL)

    assert theatre.people.names() == {}


def test_other_events_are_none_of_its_business(theatre: Theatre) -> None:
    theatre.director.listen(LogGrew(1))

    assert theatre.wishes == []


@pytest.mark.parametrize(
    ("mode", "cards", "has_pin"),
    [(DoorMode.FACE, 0, False), (DoorMode.CARD_FACE, 1, False), (DoorMode.PIN_FACE, 0, True)],
)
def test_the_visitor_is_given_what_the_door_asks_of_everybody(
    theatre: Theatre, mode: DoorMode, cards: int, has_pin: bool
) -> None:
    theatre.mode = mode
    theatre.show(KNOWN)
    visitor = theatre.visitor()
    theatre.hear(EnrolmentStage.DONE, REQUEST, visitor)

    assert len(theatre.credentials.cards()) == cards
    assert theatre.credentials.check_pin(visitor, PIN).opens is has_pin


@pytest.mark.parametrize(
    ("kind", "shown"), [(PromptKind.CARD, CardRead(CARD, 1.0)), (PromptKind.PIN, PinTyped(PIN, 1.0))]
)
def test_the_visitor_shows_what_she_is_asked_for_once(
    theatre: Theatre, kind: PromptKind, shown: object
) -> None:
    theatre.show(KNOWN)
    theatre.hear(EnrolmentStage.DONE, REQUEST, theatre.visitor())
    theatre.ask(kind)
    theatre.show(KNOWN + SHOWN_AFTER - 1)
    assert theatre.wishes == []
    for later in range(3):
        theatre.show(KNOWN + SHOWN_AFTER + later)

    (answer,) = theatre.wishes
    assert callable(answer) and answer(1.0) == shown


def test_nobody_but_the_demos_own_visitor_shows_anything(theatre: Theatre) -> None:
    theatre.show(KNOWN)
    theatre.ask(PromptKind.PIN)
    theatre.show(KNOWN + SHOWN_AFTER)

    assert theatre.wishes == []
