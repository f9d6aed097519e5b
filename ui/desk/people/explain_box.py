"""May somebody enter, now or at another time? The answer, and everything that was looked at for it."""

from datetime import UTC, datetime, time

from PySide6.QtCore import QTime, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.rules_desk import Explained, KnownDoor, Overview
from door_access.domain.enrolment.people import Person
from door_access.domain.permissions.verdict import Granted
from ui.bridge import Bridge
from ui.desk.page import ResultIcon
from ui.desk.rules.rule_sentences import rule_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import label
from ui.widgets.choice import Choice
from ui.widgets.fields import DayBox, TimeBox
from ui.widgets.icons import Icon
from ui.widgets.two_lines import Row, TwoLineList
from ui.words import loading_words

_ICON_PX = 36


class ExplainBox(QWidget):
    """Asks anew whenever door, day or time is another; the newest question's answer is shown."""

    def __init__(self, bridge: Bridge, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._person = person
        self._overview: Overview | None = None
        self._asked = 0
        self.when_box = Choice(self.tr("When"), self)
        self.when_box.offer([(self.tr("now"), False), (self.tr("at another time"), True)])
        self.day_box = DayBox(self.tr("Day"), self)
        self.time_box = TimeBox(self)
        self.time_box.setAccessibleName(self.tr("Time"))
        self.door_box = Choice(self.tr("Door"), self)
        self.at_words = label(self.tr("at"), self)
        self.icon = ResultIcon(self)
        self.icon.setFixedSize(_ICON_PX, _ICON_PX)
        self.icon.hide()
        self.answer = label(loading_words(), self, role="heading", wraps=True)
        self.by_right = label("", self, wraps=True)
        self.list = TwoLineList(self.tr("What was looked at"), self)
        self.chosen_words = label("", self, wraps=True)
        self._lay_out()
        self._connect()
        self._on_when()

    def _lay_out(self) -> None:
        question = QHBoxLayout()
        for part in (self.when_box, self.day_box, self.time_box, self.at_words, self.door_box):
            question.addWidget(part)
        question.addStretch(1)
        answer = QHBoxLayout()
        answer.setSpacing(SPACING_PX // 2)
        answer.addWidget(self.icon)
        answer.addWidget(self.answer, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX // 2)
        column.addLayout(question)
        column.addLayout(answer)
        column.addWidget(self.by_right)
        column.addWidget(label(self.tr("What was looked at"), self, role="muted"))
        column.addWidget(self.list, 1)
        column.addWidget(self.chosen_words)

    def _connect(self) -> None:
        self.when_box.currentIndexChanged.connect(self._on_when)
        self.door_box.currentIndexChanged.connect(self._ask)
        self.day_box.dateChanged.connect(self._ask)
        self.time_box.timeChanged.connect(self._ask)
        self.list.selectionModel().selectionChanged.connect(self._on_chosen)
        self.list.rows.modelReset.connect(self._on_chosen)

    def show_overview(self, overview: Overview) -> None:
        """Offer the doors there are, and ask anew."""
        if self._overview is None:
            self.day_box.show_day(overview.today)
            self.time_box.setTime(QTime(12, 0))
        self._overview = overview
        self.door_box.offer((door.name, door) for door in overview.doors)
        is_choice = len(overview.doors) > 1
        self.at_words.setVisible(is_choice)
        self.door_box.setVisible(is_choice)
        self._ask()

    def refuse(self, sentence: str) -> None:
        """Say why there is no answer."""
        self.icon.hide()
        self.answer.setText(sentence)
        self.by_right.hide()
        self.list.show_rows(())

    def _at_utc(self, door: KnownDoor) -> datetime | None:
        """Return the instant that is asked about; None for now."""
        if not self.when_box.value():
            return None
        clock = self.time_box.time()
        shown = datetime.combine(self.day_box.day(), time(clock.hour(), clock.minute()), door.zone)
        return shown.astimezone(UTC)

    @Slot()
    def _on_when(self) -> None:
        is_other = bool(self.when_box.value())
        self.day_box.setVisible(is_other)
        self.time_box.setVisible(is_other)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        door = self.door_box.value()
        if self._overview is None or door is None:
            return
        self._asked += 1
        number, person_id, at_utc = self._asked, self._person.id, self._at_utc(door)

        def show(explained: Explained) -> None:
            if number == self._asked:
                self._show(explained)

        self._bridge.ask(
            lambda desk: desk.rules.explain(person_id, door_id=door.id, at_utc=at_utc),
            owner=self,
            then=show,
            otherwise=self.refuse,
        )

    def _show(self, explained: Explained) -> None:
        assert self._overview is not None
        person, explanation, door = self._person, explained.explanation, explained.door
        says = rule_words(self._overview, door.zone, names={person.id: person.name}, rules=explained.rules)
        verdict = explanation.verdict
        is_granted = isinstance(verdict, Granted)
        self.icon.show_icon(Icon.CHECK if is_granted else Icon.CROSS)
        self.icon.show()
        self.answer.setText(
            says.verdict(verdict, person=person.id, door=door.id, at_utc=explained.moment.at_utc)
        )
        by_right = self.tr("By this right: {right}")
        told = by_right.format(right=says.right(verdict.right)) if isinstance(verdict, Granted) else ""
        if explained.moment.is_in_doubt and is_granted:
            told += " " + self.tr("This computer's clock is behind the access log, so no schedule counts.")
        self.by_right.setText(told)
        self.by_right.setVisible(bool(told))
        rights = [
            Row(
                f"right {seen.right.id}", says.right(seen.right), says.standing(seen, explained.moment.at_utc)
            )
            for seen in explanation.rights
        ]
        against = [one for one in explanation.prohibitions if one.spell.holds]
        rest = " ".join(says.prohibition(one) for one in explanation.prohibitions if one not in against)
        wins = [
            Row(f"against {one.denial}", says.prohibition(one), self.tr("This wins over every right."))
            for one in against
        ]
        nothing, besides = self.tr("Nothing prohibits the entry"), self.tr("Nothing else prohibits the entry")
        rows = [*wins, *rights, Row("rest", besides if against else nothing, rest)]
        self.list.show_rows(rows)

    @Slot()
    def _on_chosen(self) -> None:
        row = self.list.chosen()
        self.chosen_words.setText(f"{row.name} {row.detail}" if row else "")
        self.chosen_words.setVisible(row is not None)
