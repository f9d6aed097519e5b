"""Who may enter when: a week of a person, of a group, or of a door."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.desk.rules_desk import KnownDoor, Overview
from door_access.domain.permissions.hours import Weekday
from ui.bridge import Bridge
from ui.desk.rules.rule_sentences import rule_words
from ui.desk.rules.week_picture import Bar, WeekPicture, bars_of_stretches
from ui.desk.rules.week_words import day_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, label
from ui.widgets.choice import Choice
from ui.widgets.icons import Icon
from ui.widgets.name_box import NameBox, NameList, listed
from ui.widgets.two_lines import Row, TwoLineList
from ui.words import natural_order

_WEEK = timedelta(days=7)


class Of(Enum):
    """Whose week is shown."""

    GROUP = "group"
    PERSON = "person"
    DOOR = "door"


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody is let in; of a door also by each right, with its sentence."""

    bars: tuple[Bar, ...]
    by_right: tuple[tuple[Row, tuple[Bar, ...]], ...] = ()


def monday_of(day: date) -> date:
    """Return the Monday of the day's week."""
    return day - timedelta(days=day.weekday())


class WeekTurner(QWidget):
    """Goes from week to week; emits ``turned``."""

    turned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.first_day = date(1970, 1, 5)
        self.earlier_button = Button("", self, icon=Icon.TURN_LEFT)
        self.later_button = Button("", self, icon=Icon.TURN_RIGHT)
        self.earlier_button.setAccessibleName(self.tr("Week before"))
        self.later_button.setAccessibleName(self.tr("Week after"))
        self.words = label("", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self.earlier_button, self.words, self.later_button):
            row.addWidget(part)
        row.addStretch(1)
        for button in (self.earlier_button, self.later_button):
            button.setAutoDefault(False)
        self.earlier_button.clicked.connect(lambda: self._turn(-_WEEK))
        self.later_button.clicked.connect(lambda: self._turn(_WEEK))

    def show_week(self, day: date) -> None:
        """Show the week of this day; nothing is told of that."""
        self.first_day = monday_of(day)
        last = self.first_day + _WEEK - timedelta(days=1)
        self.words.setText(
            self.tr("{first} to {last}").format(first=self.first_day.isoformat(), last=last.isoformat())
        )

    def day_names(self) -> list[str]:
        """Return the days of the week with their numbers."""
        days = (self.first_day + timedelta(days=n) for n in range(7))
        return [f"{day_words(Weekday(day.weekday()))} {day.day}" for day in days]

    def _turn(self, by: timedelta) -> None:
        self.show_week(self.first_day + by)
        self.turned.emit()


class WeeksPane(QWidget):
    """Asks the desk for the week that is chosen and draws it."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._overview: Overview | None = None
        self._week = Week(())
        self._asked = 0
        self.of_box = Choice(self.tr("Whose week"), self)
        self.of_box.offer(
            [
                (self.tr("a group"), Of.GROUP),
                (self.tr("one person"), Of.PERSON),
                (self.tr("a door"), Of.DOOR),
            ]
        )
        self.group_box = Choice(self.tr("Group"), self)
        self.person_box = NameBox(self.tr("Choose somebody"), self)
        self.person_box.setAccessibleName(self.tr("Person"))
        self.door_box = Choice(self.tr("Door"), self)
        self.turner = WeekTurner(self)
        self.picture = WeekPicture(self.tr("Who may enter when"), self)
        self.told = label("", self, role="muted", wraps=True)
        self.rights = TwoLineList(self.tr("Rights to this door"), self)
        self._lay_out()
        self._connect()
        self._on_kind()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING_PX // 2)
        grid.addWidget(label(self.tr("Week of"), self), 0, 0)
        grid.addWidget(self.of_box, 0, 1)
        grid.addWidget(self.group_box, 0, 2)
        grid.addWidget(self.person_box, 0, 2)
        self._at_door = label(self.tr("at"), self)
        grid.addWidget(self._at_door, 0, 3)
        grid.addWidget(self.door_box, 0, 4)
        grid.setColumnStretch(2, 1)
        grid.setColumnStretch(4, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX // 2)
        column.addLayout(grid)
        column.addWidget(self.turner)
        column.addWidget(self.picture, 1)
        column.addWidget(self.told)
        column.addWidget(self.rights, 1)
        column.addStretch(0)

    def _connect(self) -> None:
        self.of_box.currentIndexChanged.connect(self._on_kind)
        for box in (self.group_box, self.person_box, self.door_box):
            box.currentIndexChanged.connect(self._ask)
        self.turner.turned.connect(self._ask)
        self.rights.selectionModel().selectionChanged.connect(self._on_right_chosen)

    def show_overview(self, overview: Overview) -> None:
        """Offer what there is now, and draw the week anew."""
        if self._overview is None:
            self.turner.show_week(overview.today)
        self._overview = overview
        groups = sorted(overview.rules.groups, key=lambda group: natural_order(group.name))
        self.group_box.offer((group.name, group.id) for group in groups)
        self.door_box.offer((door.name, door) for door in overview.doors)
        self._on_kind()

    def open(self) -> None:
        """Fetch the people's names, which take a moment where there are many."""
        self._bridge.ask(lambda desk: listed(desk.people()), owner=self, then=self._take_names)

    def _take_names(self, names: NameList) -> None:
        self.person_box.offer(names)

    @Slot()
    def _on_kind(self) -> None:
        of: Of = self.of_box.value()
        doors = len(self._overview.doors) if self._overview else 1
        self.group_box.setVisible(of is Of.GROUP)
        self.person_box.setVisible(of is Of.PERSON)
        self._at_door.setVisible(of is not Of.DOOR and doors > 1)
        self.door_box.setVisible(of is Of.DOOR or doors > 1)
        self.rights.setVisible(of is Of.DOOR)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Ask for the week; an answer that another question has overtaken is not shown."""
        if self._overview is None:
            return
        self._asked += 1
        number, overview = self._asked, self._overview
        of, door, first_day = self.of_box.value(), self.door_box.value(), self.turner.first_day
        whose = self.group_box.value() if of is Of.GROUP else self.person_box.currentData()
        if of is not Of.DOOR and whose is None:
            nobody = self.tr("There is no group.") if of is Of.GROUP else self.tr("Choose somebody.")
            self._show(Week(()), nobody)
            return

        def week_at(desk: Desk) -> Week:
            match of:
                case Of.GROUP:
                    stretches = desk.rules.week_of_group(whose, first_day, door_id=door.id)
                case Of.PERSON:
                    stretches = desk.rules.week_of_person(whose, first_day, door_id=door.id)
                case _:
                    return _week_of_door(desk, overview, door, first_day)
            return Week(bars_of_stretches(stretches, first_day, door.zone))

        def show(week: Week) -> None:
            if number == self._asked:
                self._show(week, self._words(of))

        self._bridge.ask(week_at, owner=self, then=show, otherwise=self.told.setText)

    def _words(self, of: Of) -> str:
        match of:
            case Of.GROUP:
                return self.tr("When whoever is in this group, and has no other right, may enter.")
            case Of.PERSON:
                return self.tr(
                    "When this person may enter. Modes that operators set for the moment are left out."
                )
            case Of.DOOR:
                return self.tr("When anybody may enter. Choose a right to see its hours alone.")

    def _show(self, week: Week, words: str) -> None:
        self._week = week
        self.rights.show_rows(row for row, _ in week.by_right)
        never = "" if week.bars else self.tr("Nobody is let in during this week.")
        self.told.setText(" ".join(filter(None, (never, words))))
        self.picture.show_bars(week.bars, self.turner.day_names())

    @Slot()
    def _on_right_chosen(self) -> None:
        row = self.rights.chosen()
        bars = next((bars for one, bars in self._week.by_right if one == row), self._week.bars)
        self.picture.show_bars(bars, self.turner.day_names())


def _week_of_door(desk: Desk, overview: Overview, door: KnownDoor, first_day: date) -> Week:
    """Return the week of each right, and of all of them together; runs on the desk's thread."""
    says = rule_words(overview)
    weeks = desk.rules.week_of_door(first_day, door_id=door.id)
    by_right = []
    for one in weeks:
        bars = bars_of_stretches(one.stretches, first_day, door.zone)
        row = Row(
            one.right.id, says.whom(one.right.whom), says.when(one.right.schedule), says.right(one.right)
        )
        by_right.append((row, bars))
    everything = [stretch for one in weeks for stretch in one.stretches]
    return Week(bars_of_stretches(everything, first_day, door.zone), tuple(by_right))
