"""The end of an enrolment: stored, stored but weak, or stopped and why."""

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from door_access.domain.enrolment import EnrolmentProgress, EnrolmentStage
from door_access.domain.gallery import STRONG_TEMPLATES
from ui.buttons import Button, Role, label
from ui.desk.page import READABLE_LETTERS, Card
from ui.icons import Icon, paint_icon
from ui.theme import Theme, current_theme


class _ResultIcon(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.icon = Icon.CHECK
        self.setFixedHeight(72)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        colour = QColor(_colour(self.icon, current_theme()))
        paint_icon(painter, self.icon, QRectF(0, 0, self.height(), self.height()), colour)


def _colour(icon: Icon, theme: Theme) -> str:
    return {Icon.CHECK: theme.good, Icon.WARNING: theme.warn}.get(icon, theme.bad)


class EnrolResult(QWidget):
    """Tells how it ended; emits what to do next."""

    another_requested = Signal()
    more_requested = Signal()
    people_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = _ResultIcon(self)
        self.heading = label("", self, role="title", wraps=True)
        self.message = label("", self, wraps=True)
        self.weak_note = label("", self, role="muted", wraps=True)
        self.another_button = Button(self.tr("E&nrol another person"), self, role=Role.PRIMARY)
        self.more_button = Button(self.tr("Take &more samples"), self)
        self.people_button = Button(self.tr("Sho&w all people"), self)
        self._lay_out()
        self.another_button.clicked.connect(self.another_requested)
        self.more_button.clicked.connect(self.more_requested)
        self.people_button.clicked.connect(self.people_requested)

    def _lay_out(self) -> None:
        card = Card(parent=self)
        card.setMaximumWidth(READABLE_LETTERS * self.fontMetrics().averageCharWidth())
        for part in (self._icon, self.heading, self.message, self.weak_note):
            card.body.addWidget(part)
        row = QHBoxLayout()
        for button in (self.another_button, self.more_button, self.people_button):
            row.addWidget(button)
        row.addStretch(1)
        card.body.addSpacing(8)
        card.body.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card)
        column.addStretch(1)

    def show_end(self, progress: EnrolmentProgress) -> None:
        """Show how it ended."""
        is_done = progress.stage is EnrolmentStage.DONE
        self._icon.icon = _icon(progress)
        self.heading.setText(self._headline(progress, is_done).format(name=progress.name))
        self.message.setText(f"{progress.message} {self._next_step()}" if is_done else progress.message)
        self.weak_note.setText(self._explanation() if progress.is_weak and is_done else "")
        self.weak_note.setVisible(bool(self.weak_note.text()))
        self.more_button.setVisible(is_done and progress.is_weak)
        self.another_button.setFocus()
        self._icon.update()

    def _headline(self, progress: EnrolmentProgress, is_done: bool) -> str:
        if not is_done:
            return self.tr("{name} was not enrolled")
        return (
            self.tr("{name} is enrolled, but weakly") if progress.is_weak else self.tr("{name} is enrolled")
        )

    def _next_step(self) -> str:
        return self.tr("To try it, go back to the door, step out of the picture and walk in again.")

    def _explanation(self) -> str:
        return self.tr(
            "Fewer than {count} differing samples were stored, so the door compares more strictly and may"
            " turn this person away. Take more samples in other light or with another expression."
        ).format(count=STRONG_TEMPLATES)


def _icon(progress: EnrolmentProgress) -> Icon:
    if progress.stage is not EnrolmentStage.DONE:
        return Icon.CROSS
    return Icon.WARNING if progress.is_weak else Icon.CHECK
