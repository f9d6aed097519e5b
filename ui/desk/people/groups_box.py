"""The groups that somebody is in, and for how long; every change counts at once."""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.rules_desk import Overview, RulesDesk
from door_access.domain.enrolment.people import Person
from door_access.domain.permissions.rights import Membership, MembersOf, OnePerson
from door_access.errors import BadInput
from ui.bridge import Bridge
from ui.desk.rules.rule_sentences import rule_words
from ui.desk.rules.validity_box import ValidityBox
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.choice import Choice
from ui.widgets.questions import confirm
from ui.widgets.two_lines import Row, TwoLineList
from ui.widgets.wrapped_row import WrappedRow
from ui.words import error_words, loading_words, natural_order


class GroupsBox(QWidget):
    """Shows what the desk last told; emits ``changed`` whenever it has changed something."""

    changed = Signal()

    def __init__(self, bridge: Bridge, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._person = person
        self._memberships: dict[str, Membership] = {}
        self._names: dict[str, str] = {}
        self._to_choose = ""
        self.own_words = label("", self, role="muted", wraps=True)
        self.group_box = Choice(self.tr("Group"), self)
        self.add_button = Button(self.tr("&Add to this group"), self)
        self.list = TwoLineList(self.tr("Groups"), self)
        self.list.say(loading_words())
        self.dates = ValidityBox(self)
        self.dates_button = Button(self.tr("&Set the dates"), self)
        self.end_button = Button(self.tr("&Take out…"), self, role=Role.DANGER)
        self.message = Answer(self)
        self._lay_out()
        self._connect()
        self._on_chosen()
        self._show_choice()

    def _lay_out(self) -> None:
        adding = QHBoxLayout()
        adding.addWidget(self.group_box, 1)
        adding.addWidget(self.add_button)
        changing = WrappedRow((self.dates, self.dates_button, self.end_button), self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACING_PX // 2)
        column.addWidget(self.own_words)
        column.addLayout(adding)
        column.addWidget(self.list, 1)
        column.addWidget(changing)
        column.addWidget(self.message)
        for button in (self.add_button, self.dates_button, self.end_button):
            button.setAutoDefault(False)

    def _connect(self) -> None:
        self.list.selectionModel().selectionChanged.connect(self._on_chosen)
        self.list.rows.modelReset.connect(self._on_chosen)
        self.add_button.clicked.connect(self._on_add)
        self.dates_button.clicked.connect(self._on_dates)
        self.end_button.clicked.connect(self._on_end)

    def show_groups(self, overview: Overview, memberships: tuple[Membership, ...]) -> None:
        """Show the groups that somebody is in, and offer the others."""
        self._memberships = {one.group: one for one in memberships}
        groups = sorted(overview.rules.groups, key=lambda group: natural_order(group.name))
        self._names = {group.id: group.name for group in groups}
        says = rule_words(overview)
        self.dates.use(overview.doors[0].zone, overview.today)
        self.list.say(self.tr("In no group."))
        self.list.show_rows(
            Row(group.id, group.name, self._told(overview, self._memberships[group.id]))
            for group in groups
            if group.id in self._memberships
        )
        if self._to_choose:
            self.list.choose(self._to_choose)
            self._to_choose = ""
        self.group_box.offer((one.name, one.id) for one in groups if one.id not in self._memberships)
        own = [one for one in overview.rules.rights if one.whom == OnePerson(self._person.id)]
        told = " ".join(says.right(one) for one in own)
        none = self.tr("In no group and without a right of their own: no door opens.")
        self.own_words.setText(told or ("" if memberships else none))
        self.own_words.setVisible(bool(self.own_words.text()))
        self._show_choice()
        self._on_chosen()

    def _told(self, overview: Overview, membership: Membership) -> str:
        """Return for how long somebody is in a group, and what the group may do."""
        says = rule_words(overview)
        dates = says.validity(membership.validity) or self.tr("without an end")
        rights = [says.right(one) for one in overview.rules.rights if one.whom == MembersOf(membership.group)]
        return " · ".join([dates, " ".join(rights) or self.tr("no right yet")])

    def _show_choice(self) -> None:
        none = self.tr("They are in every group there is.")
        self.add_button.forbid(none if self.group_box.value() is None else "")

    def _chosen(self) -> Membership | None:
        row = self.list.chosen()
        return self._memberships.get(row.id) if row else None

    @Slot()
    def _on_chosen(self) -> None:
        membership = self._chosen()
        self.dates.setEnabled(membership is not None)
        for button in (self.dates_button, self.end_button):
            button.forbid("" if membership else self.tr("No group is chosen."))
        if membership is not None:
            self.dates.show_validity(membership.validity)

    @Slot()
    def _on_add(self) -> None:
        group, person_id = self.group_box.value(), self._person.id
        if group is not None:
            self._change(lambda rules: rules.set_membership(person_id, Membership(group)), then_choose=group)

    @Slot()
    def _on_dates(self) -> None:
        membership, person_id = self._chosen(), self._person.id
        if membership is None:
            return
        try:
            after = Membership(membership.group, self.dates.validity())
        except BadInput as error:
            self.message.refuse(error_words(error))
            return
        self._change(lambda rules: rules.set_membership(person_id, after))

    @Slot()
    def _on_end(self) -> None:
        membership, person_id = self._chosen(), self._person.id
        if membership is None:
            return
        group = membership.group
        confirm(
            self,
            self.tr("Take {name} out of {group}?").format(name=self._person.name, group=self._names[group]),
            title=self.tr("Take out"),
            warning=self.tr("What only this group may do, they may not any more."),
            verb=self.tr("&Take out"),
            then=lambda: self._change(lambda rules: rules.end_membership(person_id, group)),
        )

    def _change(self, job: Callable[[RulesDesk], object], *, then_choose: str = "") -> None:
        def done(_answer: object) -> None:
            self.message.say("")
            self._to_choose = then_choose
            self.changed.emit()

        def refused(sentence: str) -> None:
            self.message.refuse(sentence)
            self.changed.emit()

        self.message.say(self.tr("Saving…"))
        self._bridge.ask(lambda desk: job(desk.rules), owner=self, then=done, otherwise=refused)
