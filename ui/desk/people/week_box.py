"""One person's week: when which door lets them in."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.rules_desk import Overview
from door_access.domain.enrolment.people import Person
from door_access.domain.permissions.week import Stretch
from ui.bridge import Bridge
from ui.desk.rules.week_picture import WeekPicture, bars_of_stretches
from ui.desk.rules.weeks_pane import WeekTurner
from ui.widgets.buttons import label
from ui.widgets.choice import Choice


class WeekBox(QWidget):
    """Asks the desk for the week that is chosen and draws it."""

    def __init__(self, bridge: Bridge, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._person = person
        self._overview: Overview | None = None
        self._asked = 0
        self.turner = WeekTurner(self)
        self.door_box = Choice(self.tr("Door"), self)
        self.picture = WeekPicture(self.tr("When they may enter"), self)
        self.told = label("", self, role="muted", wraps=True)
        top = QHBoxLayout()
        top.addWidget(self.turner, 1)
        top.addWidget(self.door_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(top)
        column.addWidget(self.picture, 1)
        column.addWidget(self.told)
        column.addStretch(0)
        self.turner.turned.connect(self._ask)
        self.door_box.currentIndexChanged.connect(self._ask)

    def show_overview(self, overview: Overview) -> None:
        """Offer the doors there are, and draw the week anew."""
        if self._overview is None:
            self.turner.show_week(overview.today)
        self._overview = overview
        self.door_box.offer((door.name, door) for door in overview.doors)
        self.door_box.setVisible(len(overview.doors) > 1)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        door, first_day, person_id = self.door_box.value(), self.turner.first_day, self._person.id
        if door is None:
            return
        self._asked += 1
        number = self._asked

        def show(stretches: tuple[Stretch, ...]) -> None:
            if number != self._asked:
                return
            bars = bars_of_stretches(stretches, first_day, door.zone)
            self.picture.show_bars(bars, self.turner.day_names())
            never = self.tr("They are not let in during this week.")
            rules = self.tr("By the rules; modes that operators set for the moment are left out.")
            self.told.setText(rules if bars else never)

        self._bridge.ask(
            lambda desk: desk.rules.week_of_person(person_id, first_day, door_id=door.id),
            owner=self,
            then=show,
            otherwise=self.told.setText,
        )
