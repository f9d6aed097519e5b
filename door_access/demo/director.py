"""Makes the demo feed a story: its visitor is a stranger, is enrolled, and is known the second time."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from door_access.demo.story import Act, is_enrolling, moment_of, round_of
from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentStage
from door_access.domain.entry.credentials import DoorMode, EntryRule, required
from door_access.domain.entry.events import CardRead, PinTyped
from door_access.domain.entry.prompt import PromptKind
from door_access.domain.faces.faces import Frame, SourceKind
from door_access.ports import CredentialStore, PeopleStore
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import EnrolmentChanged, Event, PromptChanged, SceneSeen
from door_access.runtime.recognition import Undated, Wish, Withdrawal

VISITOR = "Grace Hopper"
EXTERNAL_ID = "demo"
"""How the demo knows its own visitor again; nobody else is ever touched."""
CARD, PIN = "DEMO4816", "4816"
"""What she shows at a door that asks for it; both are forgotten with her."""
SHOWN: Mapping[PromptKind, Undated] = {
    PromptKind.CARD: partial(CardRead, CARD),
    PromptKind.PIN: partial(PinTyped, PIN),
}
SHOWN_AFTER = 10
"""Frames from the question to her answer, so that both are seen."""
TEMPLATES = 10
"""Enough for a strong reference in the few seconds that the act lasts."""
REQUEST = EnrolmentRequest(
    VISITOR,
    "The demo's portrait is in the public domain.",
    wanted=TEMPLATES,
    external_id=EXTERNAL_ID,
    gives_way=True,
)


class DemoDirector:
    """Listens to the scenes of the demo feed and enrols its visitor when the story says so.

    It gives way to whoever is enrolled for real. It runs on the recognition thread, which publishes the
    scenes, and so acts at the same frame in every run.
    """

    def __init__(
        self,
        wish: Callable[[Wish], None],
        people: PeopleStore,
        credentials: CredentialStore,
        asks: Callable[[], Iterable[DoorMode]],
    ) -> None:
        """``wish`` tells recognition what to do; ``asks`` is what the door asks of everybody just then."""
        self._wish = wish
        self._people = people
        self._credentials = credentials
        self._asks = asks
        self._asked: PromptKind | None = None
        self._asked_at = 0
        self._newest: tuple[int, int] | None = None
        self._was_enrolling = False
        self._may_be_known = True
        self._is_stored = False

    def listen(self, event: Event) -> None:
        """Take one event of the hub."""
        if isinstance(event, SceneSeen) and event.scene.frame.kind is SourceKind.DEMO:
            self._follow(event.scene.frame)
        elif isinstance(event, SceneSeen) and self._may_be_known:
            self._leave_stage()
        elif isinstance(event, EnrolmentChanged) and event.request is REQUEST:
            self._hear(event.progress)
        elif isinstance(event, EnrolmentChanged) and self._is_stored:
            self._forget_visitor()  # nobody who is enrolled for real looks like her
        elif isinstance(event, PromptChanged) and self._newest:
            self._asked = event.prompt.kind if event.prompt else None
            self._asked_at = self._newest[1]

    def _leave_stage(self) -> None:
        """Forget the visitor before another source is decided on: her printed portrait must open no door."""
        self._forget_visitor()
        self._newest, self._may_be_known = None, False
        if self._was_enrolling:
            self._was_enrolling = False
            self._wish(Withdrawal(REQUEST))

    def _follow(self, frame: Frame) -> None:
        self._may_be_known = True
        before, self._newest = self._newest, (round_of(frame), frame.index)
        if before is None or self._newest[0] != before[0] or self._newest < before:
            self._forget_visitor()
        if is_enrolling(frame) != self._was_enrolling:
            self._was_enrolling = not self._was_enrolling
            self._wish(REQUEST if self._was_enrolling else Withdrawal(REQUEST))
        self._answer_door(frame)

    def _hear(self, progress: EnrolmentProgress) -> None:
        """Enrol nobody twice: whoever uses the feed for real has enrolled the visitor already."""
        if progress.stage is EnrolmentStage.LOOKALIKE:
            self._wish(Withdrawal(REQUEST))
        elif progress.person_id is not None:
            self._is_stored = True
            self._equip(progress.person_id)

    def _equip(self, visitor: str) -> None:
        """Give her what this door asks of everybody."""
        needed = required(self._asks(), EntryRule.AS_DOOR)
        if needed.card:
            self._credentials.add_card(visitor, CARD)
        if needed.pin:
            self._credentials.set_pin(visitor, PIN)

    def _answer_door(self, frame: Frame) -> None:
        """Show what the door asks for, once she is known: a demo that nobody can follow shows nothing."""
        is_known = self._is_stored and moment_of(frame.index).act is Act.KNOWN
        shown = SHOWN.get(self._asked) if self._asked else None
        if is_known and shown and frame.index >= self._asked_at + SHOWN_AFTER:
            self._wish(shown)
            self._asked = None

    def _forget_visitor(self) -> None:
        visitor = self._people.with_external_id(EXTERNAL_ID)
        if visitor is not None:
            self._people.remove(visitor)
        self._is_stored = False
