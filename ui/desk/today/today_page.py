"""Today in figures: who came in, when, who was turned away and why, and how the doors are.

What is shown goes on by itself: each new row of the log is counted on, and nothing is counted twice.
"""

from collections.abc import Mapping

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.desk.figures_desk import Counted
from door_access.domain.door.alarms import Alarm
from door_access.domain.figures.figures import DoorFigures, Figures
from door_access.domain.figures.reason_groups import GROUP_OF, ReasonGroup
from door_access.domain.operators.roles import Permit
from door_access.runtime.events import AlarmsChanged, DoorChanged, FaultsChanged
from ui import words
from ui.bridge import Bridge
from ui.desk.page import Card, Page
from ui.desk.today.figure_words import (
    denials_words,
    entries_words,
    group_words,
    method_words,
    people_words,
    repeats_words,
)
from ui.desk.today.report_dialog import ReportDialog
from ui.desk.today.report_maker import ReportMaker
from ui.desk.today.visitors_card import VisitorsCard
from ui.theme import SPACING_PX
from ui.widgets.bars import Bar, CountBars, HourBars
from ui.widgets.buttons import Button, label
from ui.widgets.scrolled import Scrolled

_TWO_COLUMNS_PX = 720
"""Width of the page from which cards stand beside each other."""
_LOOK_AGAIN_MS = 60_000
"""So a new day begins on a page that nothing happens on."""


class TodayPage(Page):
    """Counts on while it is in sight."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.counted: Counted | None = None
        self._is_asking = self._is_outdated = False
        self._door_names: Mapping[str, str] = {}
        self._door_state, self._faults = "", tuple[str, ...]()
        self._alarms: tuple[Alarm, ...] = ()
        self.day = label("", self, role="big")
        self.report_button = Button(self.tr("Save &report of a month…"), self)
        self.maker = ReportMaker(bridge, self)
        self._dialog: ReportDialog | None = None
        self.answer = label("", self, role="muted", wraps=True)
        self.came_in = label("", self, role="big", wraps=True)
        self.entries = label("", self, wraps=True)
        self.opened = label("", self, role="muted", wraps=True)
        self.hours = HourBars(self.tr("Entries by hour"), self)
        self.denials = label("", self, role="big", wraps=True)
        self.reasons = CountBars(self.tr("Denials by reason"), self)
        self.doors = label("", self, wraps=True)
        self.repeats = label("", self, wraps=True)
        self.visitors = VisitorsCard(bridge, self)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_AGAIN_MS)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.day, 1)
        head.addWidget(self.report_button)
        content = QWidget(self)
        self._grid = QGridLayout(content)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(SPACING_PX)
        self.cards = self._cards()
        scrolled = Scrolled(content, self)
        scrolled.setAccessibleName(self.tr("Today's figures"))
        scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(SPACING_PX // 2)
        whole.addLayout(head)
        whole.addWidget(self.answer)
        whole.addWidget(scrolled, 1)
        self._say("")
        self._arrange()

    def _cards(self) -> tuple[Card, ...]:
        unknown = self.tr("Who has left again is not known: nobody is asked on the way out.")
        return (
            self._card(self.tr("Came in"), self.came_in, self.entries, self.opened, self._muted(unknown)),
            self._card(self.tr("Entries by hour"), self.hours),
            self._card(self.tr("Turned away"), self.denials, self.reasons),
            self._card(self.tr("Doors"), self.doors),
            self.visitors,
            self._card(self.tr("Turned away by mistake"), self.repeats, self._muted(method_words())),
        )

    def _muted(self, text: str) -> QWidget:
        return label(text, self, role="muted", wraps=True)

    def _card(self, heading: str, *parts: QWidget) -> Card:
        card = Card(heading, self)
        for part in parts:
            card.body.addWidget(part)
        card.body.addStretch(1)
        return card

    def _connect(self) -> None:
        self.bridge.log_grew.connect(self._on_log_grew)
        self.bridge.door_changed.connect(self._on_door_changed)
        self.bridge.faults_changed.connect(self._on_faults_changed)
        self.bridge.alarms_changed.connect(self._on_alarms_changed)
        self._timer.timeout.connect(self._ask)
        self._timer.timeout.connect(self.visitors.fetch)
        self.visitors.filled.connect(self._arrange)
        self.report_button.clicked.connect(self._on_report_clicked)
        self.maker.told.connect(self._say)
        self.bridge.here.changed.connect(self._offer)

    def open(self) -> None:
        self.counted = None
        self._is_asking = False
        self._say("")
        self._offer()
        self.day.setText(self.tr("Today"))
        self.bridge.ask(_door_names, owner=self, then=self._know_doors)
        self.visitors.fetch()
        self._ask()

    def close_up(self) -> None:
        if self._dialog is not None:
            self._dialog.reject()

    @Slot()
    def _offer(self) -> None:
        self.report_button.setVisible(self.bridge.here.may(Permit.EXPORT_LOG))

    @Slot()
    def _on_report_clicked(self) -> None:
        self._dialog = ReportDialog(self)
        self._dialog.chosen.connect(self.maker.make)
        self._dialog.finished.connect(self._on_dialog_finished)
        self._dialog.open()

    @Slot()
    def _on_dialog_finished(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    def _know_doors(self, names: Mapping[str, str]) -> None:
        self._door_names = names
        self._show()

    @Slot()
    def _ask(self) -> None:
        """Ask for what has happened since; wishes that come meanwhile are answered together."""
        if self._is_asking:
            self._is_outdated = True
            return
        self._is_asking, self._is_outdated = True, False
        so_far = self.counted
        self.bridge.ask(
            lambda desk: desk.figures.today(so_far),
            owner=self,
            then=self._on_counted,
            otherwise=self._on_trouble,
        )

    def _on_counted(self, counted: Counted) -> None:
        self.counted, self._is_asking = counted, False
        self._show()
        if self._is_outdated or not counted.is_whole:
            self._ask()

    def _on_trouble(self, sentence: str) -> None:
        self._is_asking = self._is_outdated = False
        self._say(sentence)

    @Slot(str)
    def _say(self, sentence: str) -> None:
        self.answer.setText(sentence)
        self.answer.setVisible(bool(sentence))

    def _show(self) -> None:
        if self.counted is None:
            return
        figures = self.counted.figures
        self.day.setText(words.day_words(self.counted.days[0]))
        self.came_in.setText(people_words(len(figures.people)))
        self.entries.setText(entries_words(figures.entered))
        otherwise = [f"{words.reason_words(word)}: {count:,}" for word, count in figures.opened.items()]
        self.opened.setText(" · ".join(otherwise))
        self.opened.setVisible(bool(otherwise))
        self.hours.show_counts(figures.by_hour())
        self.denials.setText(denials_words(figures.denied))
        self.reasons.show_bars(denial_bars(figures))
        self.repeats.setText(repeats_words(figures.repeats))
        self.doors.setText("\n".join(self._door_lines(figures)))

    def _door_lines(self, figures: Figures) -> list[str]:
        lines = []
        for door in dict.fromkeys((*self._door_names, *figures.doors)):
            told = figures.doors.get(door, DoorFigures())
            noticed = [f"{words.reason_words(word)}: {count:,}" for word, count in told.noticed.items()]
            state = [self._door_state] if self._door_state and len(self._door_names) == 1 else []
            parts = [*state, entries_words(told.entries), denials_words(told.denials), *noticed]
            lines.append(f"{self._door_names.get(door, door)}: {', '.join(parts)}")
        out_of_order = self.tr("Out of order: {sentence}")
        lines += [out_of_order.format(sentence=sentence) for sentence in self._faults]
        return lines + [words.alarm_words(alarm) for alarm in self._alarms]

    @Slot(object)
    def _on_log_grew(self, _grew: object) -> None:
        if self.isVisible():
            self._ask()

    @Slot(object)
    def _on_door_changed(self, changed: DoorChanged) -> None:
        self._door_state = words.door_words(changed.state)
        self._show()

    @Slot(object)
    def _on_faults_changed(self, changed: FaultsChanged) -> None:
        self._faults = changed.sentences
        self._show()

    @Slot(object)
    def _on_alarms_changed(self, changed: AlarmsChanged) -> None:
        self._alarms = changed.alarms
        self._show()

    @Slot()
    def _arrange(self) -> None:
        """Put the cards beside each other where there is room."""
        columns = 2 if self.width() >= _TWO_COLUMNS_PX else 1
        shown = [card for card in self.cards if not card.isHidden()]
        for place, card in enumerate(shown):
            self._grid.addWidget(card, place // columns, place % columns)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1 if columns > 1 else 0)
        self._grid.setRowStretch(len(self.cards), 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()


def denial_bars(figures: Figures) -> list[Bar]:
    """Return the denials by groups of reasons, the commonest first."""
    counts: dict[ReasonGroup, int] = {}
    for word, count in figures.denials.items():
        group = GROUP_OF.get(word, ReasonGroup.OUT_OF_ORDER)
        counts[group] = counts.get(group, 0) + count
    in_order = sorted(counts.items(), key=lambda one: -one[1])
    return [Bar(group_words(group), count) for group, count in in_order]


def _door_names(desk: Desk) -> dict[str, str]:
    return {door.id: door.name for door in desk.rules.doors()}
