"""Groups: people who may enter alike. Add, rename, and say who is in them."""

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from door_access.desk.rules_desk import Overview
from door_access.domain.permissions.rights import Group, MembersOf
from door_access.domain.permissions.rules import RulePart
from door_access.domain.permissions.titles import LONGEST_TITLE
from ui.bridge import Bridge
from ui.desk.rules.members_dialog import MembersDialog
from ui.desk.rules.part_dialog import PartDialog
from ui.desk.rules.part_pane import PartPane
from ui.widgets.buttons import Button, label
from ui.widgets.fields import TickBox
from ui.widgets.two_lines import Row
from ui.words import counted, natural_order


class GroupsPane(PartPane):
    """The groups with how many people are in each."""

    kind = Group
    name = "Groups"
    told = "People who may enter alike. What a group may do is said under “Rights”."
    add_text = "&New group…"
    empty_text = "There is no group. “New group” begins."

    def _lay_out(self) -> None:
        self.members_button = Button(self.tr("&Members…"), self)
        self.foot.addWidget(self.members_button)
        super()._lay_out()

    def _connect(self) -> None:
        super()._connect()
        self.members_button.clicked.connect(self._on_members)

    def needing_a_choice(self) -> list[Button]:
        return [*super().needing_a_choice(), self.members_button]

    def rows(self, overview: Overview) -> list[Row]:
        groups = sorted(overview.rules.groups, key=lambda group: natural_order(group.name))
        return [Row(group.id, group.name, self._detail(overview, group)) for group in groups]

    def _detail(self, overview: Overview, group: Group) -> str:
        members = overview.members.get(group.id, 0)
        told = [counted(members, self.tr("{count} member"), self.tr("{count} members"))]
        if group.takes_newcomers:
            told.append(self.tr("whoever is enrolled joins it"))
        if not any(right.whom == MembersOf(group.id) for right in overview.rules.rights):
            told.append(self.tr("no right yet"))
        return " · ".join(told)

    def dialog(self, overview: Overview, part: RulePart | None) -> "GroupDialog":
        return GroupDialog(self.bridge, overview, part if isinstance(part, Group) else None, self)

    @Slot()
    def _on_members(self) -> None:
        group = self.chosen()
        if isinstance(group, Group) and self.overview is not None:
            self.tell("")
            self.open_dialog(MembersDialog(self.bridge, self.overview, group, self))


class GroupDialog(PartDialog[Group]):
    """The group's name, and whether newcomers join it."""

    def __init__(
        self, bridge: Bridge, overview: Overview, before: Group | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(bridge, overview, before, parent)
        self.name_field = QLineEdit(self)
        self.name_field.setMaxLength(LONGEST_TITLE)
        self.name_field.setPlaceholderText(self.tr("e.g. Staff"))
        self.name_field.setAccessibleName(self.tr("Name"))
        self.newcomers_box = TickBox(self.tr("Whoever is enrolled from now on &joins it"), self)
        caption = label(self.tr("&Name"), self, buddy=self.name_field)
        for part in (caption, self.name_field, self.newcomers_box):
            self.form.addWidget(part)
        self.begin(self.tr("New group") if before is None else self.tr("Change the group"))
        self.name_field.setFocus()

    def show_part(self, part: Group) -> None:
        self.name_field.setText(part.name)
        self.newcomers_box.setChecked(part.takes_newcomers)

    def made(self) -> Group:
        name, takes = self.name_field.text().strip(), self.newcomers_box.isChecked()
        if self.before is None:
            return Group(self.part_id(Group, name), name, takes)
        return replace(self.before, name=name, takes_newcomers=takes)
