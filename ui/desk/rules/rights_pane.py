"""Who may enter: the rights, each a sentence, and a dialog that builds one."""

from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGridLayout, QRadioButton, QWidget

from door_access.desk.rules_desk import Overview
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.rights import (
    AllDoors,
    DoorsOf,
    MembersOf,
    OneDoor,
    OnePerson,
    Right,
    Where,
    Whom,
)
from door_access.domain.permissions.rules import RulePart
from door_access.errors import BadInput
from ui.bridge import Bridge
from ui.desk.rules.part_dialog import PartDialog
from ui.desk.rules.part_pane import PartPane
from ui.desk.rules.person_picker import PersonPicker
from ui.desk.rules.rule_sentences import rule_words, when_words
from ui.theme import SPACING_PX
from ui.widgets.buttons import label
from ui.widgets.choice import Choice
from ui.widgets.two_lines import Row


class RightsPane(PartPane):
    """The sentences of who may enter; a fresh site's is told in the plainest words."""

    kind = Right
    name = "Rights"
    told = (
        "Who may enter where, when, and by showing what. Rights only add: one more takes no door and no hour"
        " from anybody."
    )
    add_text = "&New right…"
    empty_text = "Nobody may enter: there is no right. “New right” begins."

    def _lay_out(self) -> None:
        self.headline = label(
            self.tr("Everybody who is enrolled may enter at all hours."), self, role="big", wraps=True
        )
        self.headline.hide()
        self.column.addWidget(self.headline)
        super()._lay_out()

    def rows(self, overview: Overview) -> list[Row]:
        says = rule_words(overview)
        return [
            Row(right.id, says.whom(right.whom), _detail(overview, right), says.right(right))
            for right in overview.rules.rights
        ]

    def show_overview(self, overview: Overview) -> None:
        fresh = self.tr(
            "To change that, say who belongs together under “Groups” and when under “Schedules”; add rights"
            " for them here, and remove the right below."
        )
        self.headline.setVisible(overview.is_open_to_all)
        self.about.setText(fresh if overview.is_open_to_all else self.tr(self.told))
        super().show_overview(overview)

    def dialog(self, overview: Overview, part: RulePart | None) -> "RightDialog":
        return RightDialog(self.bridge, overview, part if isinstance(part, Right) else None, self)

    def warning(self) -> str:
        return self.tr("Whoever has no other right cannot enter any more.")


def _detail(overview: Overview, right: Right) -> str:
    """Return where, when and by what a right lets in, for the second line of its row."""
    says = rule_words(overview)
    parts = [says.where(right.where), when_words(overview, right.schedule)]
    if right.shows is not None:
        parts.append(says.mode(right.shows))
    return " · ".join(parts)


def offer_doors(box: Choice, overview: Overview) -> None:
    """Offer all doors, each of them, and each group of doors."""
    says = rule_words(overview)
    places: list[Where] = [AllDoors()]
    places += (OneDoor(door.id) for door in overview.doors)
    places += (DoorsOf(group.id) for group in overview.rules.door_groups)
    box.offer((says.where(place), place) for place in places)


class RightDialog(PartDialog[Right]):
    """Builds one sentence of who, where, when and by what."""

    def __init__(
        self, bridge: Bridge, overview: Overview, before: Right | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(bridge, overview, before, parent)
        self.group_button = QRadioButton(self.tr("Everybody in the &group"), self)
        self.group_box = Choice(self.tr("Group"), self)
        self.person_button = QRadioButton(self.tr("One &person"), self)
        self.picker = PersonPicker(bridge, self, people=3)
        self.doors_box = Choice(self.tr("Doors"), self)
        self.when_box = Choice(self.tr("When"), self)
        self.shows_box = Choice(self.tr("What must be shown"), self)
        self.sentence = label("", self, role="heading", wraps=True)
        self._lay_out_fields()
        self.group_button.setChecked(True)
        self.begin(self.tr("New right") if before is None else self.tr("Change the right"))
        self._connect_fields()
        self._on_edited()

    def _lay_out_fields(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACING_PX)
        rows: list[tuple[QWidget, QWidget]] = [
            (self.group_button, self.group_box),
            (self.person_button, self.picker),
            (label(self.tr("may &open"), self, buddy=self.doors_box), self.doors_box),
            (label(self.tr("&when"), self, buddy=self.when_box), self.when_box),
            (label(self.tr("s&howing"), self, buddy=self.shows_box), self.shows_box),
        ]
        for row, (caption, field) in enumerate(rows):
            grid.addWidget(caption, row, 0)
            grid.addWidget(field, row, 1)
        grid.setAlignment(self.person_button, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(1, 1)
        self.form.addWidget(self.sentence)
        self.form.addLayout(grid)

    def _connect_fields(self) -> None:
        for button in (self.group_button, self.person_button):
            button.toggled.connect(self._on_edited)
        for box in (self.group_box, self.doors_box, self.when_box, self.shows_box):
            box.currentIndexChanged.connect(self._on_edited)
        self.picker.chosen.connect(self._on_edited)

    def offer(self, overview: Overview) -> None:
        self.group_box.offer((group.name, group.id) for group in overview.rules.groups)
        offer_doors(self.doors_box, overview)
        always = [(self.tr("at any time"), None)]
        self.when_box.offer(
            always + [(when_words(overview, one.id), one.id) for one in overview.rules.schedules]
        )
        says = rule_words(overview)
        modes = [(says.mode(mode), mode) for mode in DoorMode]
        self.shows_box.offer([(self.tr("what the door asks of everybody"), None), *modes])

    def show_part(self, part: Right) -> None:
        is_person = isinstance(part.whom, OnePerson)
        self.person_button.setChecked(is_person)
        self.group_button.setChecked(not is_person)
        if isinstance(part.whom, MembersOf):
            self.group_box.set_value(part.whom.group)
        self.doors_box.set_value(part.where)
        self.when_box.set_value(part.schedule)
        self.shows_box.set_value(part.shows)
        self._on_edited()

    def made(self) -> Right:
        whom = self._whom()
        if whom is None:
            raise BadInput(self.tr("Choose for whom the right is."))
        right = self.before or Right(self.part_id(Right, self._id_name(whom)), whom)
        return replace(
            right,
            whom=whom,
            where=self.doors_box.value(),
            schedule=self.when_box.value(),
            shows=self.shows_box.value(),
        )

    def _id_name(self, whom: Whom) -> str:
        """Return what a new right's id is made of; no person's name, for rows of the log tell ids."""
        whose = whom.group if isinstance(whom, MembersOf) else "person"
        return f"{whose} {self.when_box.value() or 'always'}"

    def _whom(self) -> MembersOf | OnePerson | None:
        if self.group_button.isChecked():
            group = self.group_box.value()
            return None if group is None else MembersOf(group)
        person = self.picker.person()
        if person is not None:
            return OnePerson(person.id)
        before = self.before.whom if self.before else None
        return before if isinstance(before, OnePerson) else None

    @Slot()
    def _on_edited(self) -> None:
        is_group = self.group_button.isChecked()
        self.group_box.setEnabled(is_group)
        self.picker.setVisible(not is_group)
        self.message.say("")
        whom, person = self._whom(), self.picker.person()
        names = {person.id: person.name} if person else {}
        if whom is None:
            self.sentence.setText(self.tr("Choose for whom the right is."))
            return
        self.sentence.setText(rule_words(self.overview, names=names).right(self.made()))
