"""Makes the demo feed a story: its visitor is a stranger, is enrolled, and is known the second time."""

from collections.abc import Callable

from door_access.demo.story import is_enrolling, round_of
from door_access.domain.enrolment.enrolment import EnrolmentStage
from door_access.domain.faces.faces import Frame, SourceKind
from door_access.ports import PeopleStore
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import EnrolmentChanged, Event, SceneSeen
from door_access.runtime.recognition import Wish, Withdrawal

VISITOR = "Grace Hopper"
EXTERNAL_ID = "demo"
"""How the demo knows its own visitor again; nobody else is ever touched."""
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

    def __init__(self, wish: Callable[[Wish], None], people: PeopleStore) -> None:
        """``wish`` tells recognition what to do."""
        self._wish = wish
        self._people = people
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
            self._hear(event.progress.stage)
        elif isinstance(event, EnrolmentChanged) and self._is_stored:
            self._forget_visitor()  # nobody who is enrolled for real looks like her

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

    def _hear(self, stage: EnrolmentStage) -> None:
        """Enrol nobody twice: whoever uses the feed for real has enrolled the visitor already."""
        self._is_stored = self._is_stored or stage is EnrolmentStage.DONE
        if stage is EnrolmentStage.LOOKALIKE:
            self._wish(Withdrawal(REQUEST))

    def _forget_visitor(self) -> None:
        for person in self._people.find(EXTERNAL_ID, ""):
            if person.external_id == EXTERNAL_ID:
                self._people.remove(person.id)
        self._is_stored = False
