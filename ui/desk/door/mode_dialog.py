"""Asks until when the whole door shall work otherwise; a lockdown may last until somebody ends it."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from PySide6.QtCore import QTime, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui import words
from ui.widgets.buttons import Button, Role, label
from ui.widgets.fields import TickBox, TimeBox


def next_utc(clock: time, now: datetime) -> datetime:
    """Return when the clocks of this machine's time zone show that time next, in UTC."""
    today = now.astimezone().replace(tzinfo=None)
    shown = datetime.combine(today.date(), clock)
    moments = ((shown + timedelta(days=days)).astimezone(UTC) for days in (0, 1, 2))
    return next(moment for moment in moments if moment > now)


def usual_end(now: datetime) -> time:
    """Return what is offered first: an hour after the next full one."""
    return time(hour=(now.astimezone().hour + 2) % 24)


@dataclass(frozen=True, slots=True)
class ModeQuestion:
    """The words of one question; ``optional`` is the tick before an end that need not be, else empty."""

    title: str
    sentence: str
    caption: str
    verb: str
    role: Role = Role.PRIMARY
    optional: str = ""


class ModeDialog(QDialog):
    """Emits ``chosen`` with the end in UTC; None: until somebody ends it."""

    chosen = Signal(object)

    def __init__(self, question: ModeQuestion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_optional = bool(question.optional)
        self.setWindowTitle(question.title)
        self.setModal(True)
        self.end_tick = TickBox(question.optional, self)
        self.end_box = TimeBox(self)
        self.end_box.setAccessibleName(
            question.caption.replace("&", "") or question.optional.replace("&", "")
        )
        self.told = label("", self, role="muted", wraps=True)
        self.do_button = Button(question.verb, self, role=question.role)
        self.cancel_button = Button(self.tr("&Cancel"), self)
        self._lay_out(question)
        now = datetime.now(UTC)
        self.end_box.setTime(QTime(usual_end(now).hour, 0))
        self.end_tick.toggled.connect(self._on_changed)
        self.end_box.timeChanged.connect(self._on_changed)
        self.do_button.clicked.connect(self._on_done)
        self.cancel_button.clicked.connect(self.reject)
        self._on_changed()

    def _lay_out(self, question: ModeQuestion) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(10)
        column.addWidget(label(question.title, self, role="heading"))
        column.addWidget(label(question.sentence, self, wraps=True))
        end = QHBoxLayout()
        caption = label(question.caption, self, buddy=self.end_box)
        caption.setVisible(not self._is_optional)
        self.end_tick.setVisible(self._is_optional)
        for part in (self.end_tick, caption, self.end_box):
            end.addWidget(part)
        end.addStretch(1)
        column.addLayout(end)
        column.addWidget(self.told)
        row = QHBoxLayout()
        row.addWidget(self.cancel_button)
        row.addWidget(self.do_button)
        column.addLayout(row)
        (self.cancel_button if question.role is Role.DANGER else self.do_button).setDefault(True)
        self.setMinimumWidth(self.fontMetrics().averageCharWidth() * 56)

    def end_utc(self) -> datetime | None:
        """Return the chosen end, always one that is still to come."""
        if self._is_optional and not self.end_tick.isChecked():
            return None
        shown = self.end_box.time()
        return next_utc(time(shown.hour(), shown.minute()), datetime.now(UTC))

    @Slot()
    def _on_changed(self) -> None:
        end_utc = self.end_utc()
        self.end_box.setEnabled(end_utc is not None)
        until = self.tr("It ends at {time}.").format(time=words.clock_text(end_utc)) if end_utc else ""
        self.told.setText(until or self.tr("It lasts until somebody chooses “Back to normal”."))

    @Slot()
    def _on_done(self) -> None:
        self.chosen.emit(self.end_utc())
        self.accept()
