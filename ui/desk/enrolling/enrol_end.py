"""The end of an enrolment: stored, weakly stored, or stopped and why; then a rehearsal at the door.

Whoever still needs a card or a PIN to enter is given them here.
"""

from collections.abc import Sequence
from typing import assert_never

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from door_access.domain.enrolment.coverage import Pose
from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentStage
from door_access.domain.enrolment.people import Person
from door_access.domain.enrolment.rehearsal import RehearsalProgress, RehearsalResult, RehearsalStage
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.matching.gallery import STRONG_TEMPLATES
from door_access.runtime.events import PhotoRefusal
from ui import words
from ui.desk.enrolling.guidance import GuidedPicture, listed, pose_words
from ui.desk.enrolling.photo_words import refusal_words
from ui.desk.page import AsHighAsItsRows, PictureAndSide, ResultIcon, readable_card
from ui.desk.people.credential_words import held_words, lacking_words
from ui.widgets.buttons import Button, Role, label
from ui.widgets.icons import Icon


class NeedLine(QWidget):
    """What one person holds or lacks, and the button that gives it to them."""

    def __init__(self, person: Person, mode: DoorMode, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        held = held_words(person, mode)
        self.sentence = label(f"{person.name}: {held}", self, wraps=True)
        self.give_button = Button(self.tr("Card and PIN…"), self)
        self.give_button.setAccessibleName(self.tr("Card and PIN of {name}").format(name=person.name))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.sentence, 1)
        row.addWidget(self.give_button)


class NeedLines(QWidget):
    """Emits whose card and PIN are to be seen to."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[NeedLine] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_people(self, people: Sequence[Person], mode: DoorMode) -> None:
        """Show a line for each of them."""
        for line in self.lines:
            line.setParent(None)
            line.deleteLater()
        self.lines = [NeedLine(person, mode, self) for person in people]
        for person, line in zip(people, self.lines, strict=True):
            line.give_button.clicked.connect(lambda _=False, person=person: self.wanted.emit(person))
            self._column.addWidget(line)


class EnrolResult(QWidget):
    """Tells how it ended; emits what to do next."""

    test_requested = Signal()
    retry_requested = Signal()
    credentials_requested = Signal(object)
    another_requested = Signal()
    more_requested = Signal()
    people_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = ResultIcon(self)
        self.heading = label("", self, role="title", wraps=True)
        self.message = label("", self, wraps=True)
        self.coverage_note = label("", self, role="muted", wraps=True)
        self.card_note = label("", self, wraps=True)
        self.needs = NeedLines(self)
        self._scroll = AsHighAsItsRows(self.needs, self)
        self.weak_note = label("", self, role="muted", wraps=True)
        self.refused = label("", self, role="muted", wraps=True)
        self._refused_scroll = AsHighAsItsRows(self.refused, self)
        self.retry_button = Button(self.tr("Tr&y again"), self, role=Role.PRIMARY)
        self.test_button = Button(self.tr("Try it: wal&k in"), self, role=Role.PRIMARY)
        self.another_button = Button(self.tr("E&nrol another person"), self)
        self.more_button = Button(self.tr("Take &more samples"), self)
        self.people_button = Button(self.tr("Sho&w all people"), self)
        self._lay_out()
        self.test_button.clicked.connect(self.test_requested)
        self.retry_button.clicked.connect(self.retry_requested)
        self.needs.wanted.connect(self.credentials_requested)
        self.another_button.clicked.connect(self.another_requested)
        self.more_button.clicked.connect(self.more_requested)
        self.people_button.clicked.connect(self.people_requested)

    def _lay_out(self) -> None:
        card = readable_card(self)
        top = QHBoxLayout()
        top.addWidget(self._icon)
        top.addWidget(self.heading, 1)
        card.body.addLayout(top)
        for part in (self.message, self.weak_note, self.coverage_note, self.card_note):
            card.body.addWidget(part)
        card.body.addWidget(self._refused_scroll)
        card.body.addWidget(self._scroll)
        buttons = QGridLayout()
        buttons.addWidget(self.test_button, 0, 0)
        buttons.addWidget(self.retry_button, 0, 0)
        buttons.addWidget(self.more_button, 0, 1)
        buttons.addWidget(self.another_button, 1, 0)
        buttons.addWidget(self.people_button, 1, 1)
        buttons.setColumnStretch(2, 1)
        card.body.addSpacing(8)
        card.body.addLayout(buttons)

    def show_end(self, progress: EnrolmentProgress) -> None:
        """Show how it ended."""
        is_done = progress.stage is EnrolmentStage.DONE
        self._icon.show_icon(_icon(progress))
        self.heading.setText(self._headline(progress, is_done).format(name=progress.name))
        told = self._stored(progress) if is_done else progress.message
        self.message.setText(f"{told} {self._glasses(progress)}".strip())
        _show(self.coverage_note, self._coverage(progress) if is_done else "")
        self._forget_needs()
        _show(self.weak_note, self._explanation() if progress.is_weak and is_done else "")
        self.test_button.setVisible(is_done)
        self.retry_button.setVisible(not is_done)
        self.more_button.setVisible(is_done and (progress.is_weak or bool(progress.coverage.missing)))
        (self.test_button if is_done else self.retry_button).setFocus()

    def show_refused(self, refused: Sequence[PhotoRefusal]) -> None:
        """Name the photos that gave no sample, with what is the matter with each."""
        heading = self.tr("Photos that were not taken:")
        self.refused.setText("\n".join((heading, *map(refusal_words, refused))) if refused else "")
        self._refused_scroll.setVisible(bool(refused))

    def show_without_face(self, name: str) -> None:
        """Show that somebody is enrolled who enters by card and PIN."""
        self._icon.show_icon(Icon.CHECK)
        self.heading.setText(self.tr("{name} is enrolled").format(name=name.strip()))
        self.message.setText(self.tr("At the door: hold the card to the reader, then type the PIN."))
        for note in (self.coverage_note, self.weak_note):
            _show(note, "")
        self._forget_needs()
        for button in (self.test_button, self.retry_button, self.more_button):
            button.hide()
        self.another_button.setFocus()

    def show_needs(self, people: Sequence[Person], *, are_alike: bool, mode: DoorMode) -> None:
        """Say who must show a card from now on, and offer whatever somebody lacks at a door of this mode."""
        text = self.tr("From now on {names} must each show a card as well as the face.")
        names = [person.name for person in people]
        _show(self.card_note, text.format(names=listed(names)) if are_alike and len(names) > 1 else "")
        is_needed = are_alike or any(lacking_words(person, mode) for person in people)
        self._show_lines(people if is_needed else (), mode)

    def _forget_needs(self) -> None:
        _show(self.card_note, "")
        self._show_lines((), DoorMode.FACE)

    def _show_lines(self, people: Sequence[Person], mode: DoorMode) -> None:
        self.needs.show_people(people, mode)
        self._scroll.setVisible(bool(people))
        self._scroll.updateGeometry()

    def _stored(self, progress: EnrolmentProgress) -> str:
        if progress.taken == 1:
            return self.tr("1 sample is stored.")
        if progress.is_weak and progress.taken >= STRONG_TEMPLATES:
            text = self.tr("{count} samples are stored, but they are nearly all alike.")
        else:
            text = self.tr("{count} samples are stored.")
        return text.format(count=progress.taken)

    def _headline(self, progress: EnrolmentProgress, is_done: bool) -> str:
        if not is_done:
            return self.tr("{name} was not enrolled")
        return (
            self.tr("{name} is enrolled, but weakly") if progress.is_weak else self.tr("{name} is enrolled")
        )

    def _glasses(self, progress: EnrolmentProgress) -> str:
        if progress.has_glasses is None or progress.stage is not EnrolmentStage.DONE:
            return ""
        if progress.has_glasses:
            return self.tr("With and without glasses: both taken.")
        return self.tr("Only with glasses: without them, the door may not know this person.")

    def _coverage(self, progress: EnrolmentProgress) -> str:
        missing = [pose_words(pose) for pose in progress.coverage.missing]
        if not missing:
            return self.tr("All poses were seen: front, left, right, up and down.")
        if len(missing) == len(Pose):
            return ""
        return self.tr("Not seen: {poses}. The door may need a second look at such a pose.").format(
            poses=", ".join(missing)
        )

    def _explanation(self) -> str:
        return self.tr(
            "The door is therefore stricter with this person and may turn them away. Take more samples in"
            " other light or with another expression."
        )


def _show(note: QLabel, text: str) -> None:
    note.setText(text)
    note.setVisible(bool(text))


def _icon(progress: EnrolmentProgress) -> Icon:
    if progress.stage is not EnrolmentStage.DONE:
        return Icon.CROSS
    return Icon.WARNING if progress.is_weak else Icon.CHECK


class EnrolRehearsal(PictureAndSide):
    """Says what to do, then what came of it; emits what to do next. The door stays shut throughout."""

    more_requested = Signal()
    again_requested = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self.picture = GuidedPicture(self)
        self.icon = ResultIcon(self)
        self.heading = label("", self, role="guide", wraps=True)
        self.message = label("", self, wraps=True)
        self.figures = label("", self, role="muted", wraps=True)
        self.more_button = Button(self.tr("Take &more samples"), self, role=Role.PRIMARY)
        self.again_button = Button(self.tr("Test a&gain"), self)
        self.finish_button = Button(self.tr("Do&ne"), self)
        self._lay_out()
        self.more_button.clicked.connect(self.more_requested)
        self.again_button.clicked.connect(self.again_requested)
        self.finish_button.clicked.connect(self.finished)

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        for part in (self.icon, self.heading, self.message, self.figures):
            side.addWidget(part)
        side.addStretch(1)
        side.addWidget(self.more_button)
        buttons = QHBoxLayout()
        buttons.addWidget(self.again_button)
        buttons.addWidget(self.finish_button)
        side.addLayout(buttons)
        self.put(self.picture, side)

    def begin(self, name: str) -> None:
        """Show a test in which nobody has moved yet."""
        self._name = name
        self.show_progress(RehearsalProgress(RehearsalStage.LEAVING, ""))
        self.finish_button.setFocus()

    def show_progress(self, progress: RehearsalProgress) -> None:
        """Show one step, or the result."""
        result = progress.result
        self.icon.setVisible(result is not None)
        if result is not None:
            self._show_result(result, progress)
        else:
            self.heading.setText(self._next_step(progress))
            self.message.setText(self.tr("This only tests: the door stays shut."))
        self.figures.setText(self._figures(progress))
        self.more_button.setVisible(result is not None and result is not RehearsalResult.AT_ONCE)
        self.again_button.setVisible(result is not None)
        self.finish_button.setText(self.tr("Do&ne") if result else self.tr("Skip the &test"))
        self.finish_button.setAccessibleName(self.finish_button.text().replace("&", ""))

    def _next_step(self, progress: RehearsalProgress) -> str:
        match progress.stage:
            case RehearsalStage.LEAVING:
                return self.tr("Step out of the picture, {name}.").format(name=self._name)
            case RehearsalStage.COMING:
                return self.tr("Now walk in.")
            case RehearsalStage.LOOKING:
                return words.guidance_words(progress.guidance)
            case RehearsalStage.DONE | RehearsalStage.CANCELLED:
                return ""

    def _show_result(self, result: RehearsalResult, progress: RehearsalProgress) -> None:
        self.icon.show_icon(_rehearsal_icon(result))
        self.heading.setText(self._headline(result).format(name=self._name))
        self.message.setText(progress.message or self._advice(result))

    def _headline(self, result: RehearsalResult) -> str:
        match result:
            case RehearsalResult.AT_ONCE:
                return self.tr("{name} was recognised at once")
            case RehearsalResult.LATE:
                return self.tr("{name} was recognised, but late")
            case RehearsalResult.AS_ANOTHER:
                return self.tr("{name} was taken for somebody else")
            case RehearsalResult.NOT_RECOGNISED:
                return self.tr("{name} was not recognised")
            case RehearsalResult.NOBODY_CAME:
                return self.tr("Nobody walked in")
            case RehearsalResult.NOT_STARTED:
                return self.tr("The test could not be done")
        assert_never(result)

    def _advice(self, result: RehearsalResult) -> str:
        match result:
            case RehearsalResult.AT_ONCE:
                return self.tr("The door will know this person.")
            case RehearsalResult.LATE:
                return self.tr(
                    "More samples, taken in the light of the door, let it happen at the first look."
                )
            case RehearsalResult.AS_ANOTHER:
                return self.tr("Look whether one person is enrolled twice, under two names.")
            case RehearsalResult.NOT_RECOGNISED:
                return self.tr("Take more samples: in the light of the door, and as they usually look.")
            case RehearsalResult.NOBODY_CAME | RehearsalResult.NOT_STARTED:
                return ""
        assert_never(result)

    def _figures(self, progress: RehearsalProgress) -> str:
        if progress.distance is None or progress.threshold is None:
            return ""
        looks = self.tr("1 look") if progress.looks == 1 else self.tr("{looks} looks")
        return self.tr("{looks} · distance {distance:.2f}, allowed up to {threshold:.2f}").format(
            looks=looks.format(looks=progress.looks),
            distance=progress.distance,
            threshold=progress.threshold,
        )


def _rehearsal_icon(result: RehearsalResult) -> Icon:
    if result is RehearsalResult.AT_ONCE:
        return Icon.CHECK
    return Icon.WARNING if result is not RehearsalResult.AS_ANOTHER else Icon.CROSS
