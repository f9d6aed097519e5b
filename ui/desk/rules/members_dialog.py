"""Who is in a group, and for how long; every change counts at once."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.rules_desk import Member, Overview, RulesDesk
from door_access.domain.operators.roles import Permit
from door_access.domain.permissions.rights import Group, Membership
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput
from ui.bridge import Bridge
from ui.desk.rules.part_dialog import StoringDialog
from ui.desk.rules.person_picker import PersonPicker
from ui.desk.rules.rule_sentences import rule_words
from ui.desk.rules.validity_box import ValidityBox
from ui.theme import SPACING_PX
from ui.widgets.buttons import Answer, Button, Role, label
from ui.widgets.dialog_size import fitting
from ui.widgets.questions import confirm
from ui.widgets.topics import Topics
from ui.widgets.two_lines import Row, TwoLineList
from ui.widgets.wrapped_row import WrappedRow
from ui.words import counted, error_words, loading_words

_LETTERS_WIDE, _LINES_HIGH = 100, 34
"""Size in average letters and lines of text, where there is room."""


class MembersDialog(StoringDialog):
    """Lists the members; another topic adds somebody."""

    def __init__(
        self, bridge: Bridge, overview: Overview, group: Group, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._overview = overview
        self._group = group
        self._members: dict[str, Member] = {}
        self.setModal(True)
        self.setWindowTitle(self.tr("Members"))
        self.heading = label(
            self.tr("Members of {group}").format(group=group.name), self, role="heading", wraps=True
        )
        self.list = TwoLineList(self.tr("Members"), self)
        self.list.say(loading_words())
        self.count = label("", self, role="muted")
        self.dates = ValidityBox(self)
        self.dates_button = Button(self.tr("&Set the dates"), self)
        self.end_button = Button(self.tr("&Take out…"), self, role=Role.DANGER)
        self.picker = PersonPicker(bridge, self)
        self.new_dates = ValidityBox(self)
        self.add_button = Button(self.tr("&Add to the group"), self, role=Role.PRIMARY)
        self.topics = Topics(self)
        self.message = Answer(self)
        self.close_button = Button(self.tr("Cl&ose"), self)
        for dates in (self.dates, self.new_dates):
            dates.use(overview.doors[0].zone, overview.today)
        self._lay_out()
        self._connect()
        self._on_chosen()
        self._on_picked()
        self._offer(may_change=bridge.here.may(Permit.CHANGE_PEOPLE))
        self._fetch()

    def _offer(self, *, may_change: bool) -> None:
        """Offer nothing to change to whoever may only see."""
        for part in (self.dates, self.dates_button, self.end_button, self.topics.buttons.button(1)):
            part.setVisible(may_change)

    def _lay_out(self) -> None:
        self.topics.add(self.tr("&Members"), self._members_page())
        self.topics.add(self.tr("Add some&body"), self._adding_page())
        foot = QHBoxLayout()
        foot.addWidget(self.count)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        column.addWidget(self.heading)
        column.addWidget(self.topics, 1)
        column.addWidget(self.message)
        column.addLayout(foot)
        for button in (self.dates_button, self.end_button, self.add_button, self.close_button):
            button.setAutoDefault(False)
        metrics = self.fontMetrics()
        wanted = QSize(_LETTERS_WIDE * metrics.averageCharWidth(), _LINES_HIGH * metrics.lineSpacing())
        self.resize(fitting(self, wanted))

    def _members_page(self) -> QWidget:
        page = QWidget(self)
        row = WrappedRow((self.dates, self.dates_button, self.end_button), page)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(row)
        return page

    def _adding_page(self) -> QWidget:
        page = QWidget(self)
        row = WrappedRow((self.new_dates, self.add_button), page)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.picker, 1)
        column.addWidget(row)
        return page

    def _connect(self) -> None:
        self.list.selectionModel().selectionChanged.connect(self._on_chosen)
        self.list.rows.modelReset.connect(self._on_chosen)
        self.picker.chosen.connect(self._on_picked)
        self.dates_button.clicked.connect(self._on_dates)
        self.end_button.clicked.connect(self._on_end)
        self.add_button.clicked.connect(self._on_add)
        self.close_button.clicked.connect(self.reject)

    def _fetch(self) -> None:
        group_id = self._group.id
        self._bridge.ask(
            lambda desk: desk.rules.members(group_id),
            owner=self,
            then=self._show,
            otherwise=self.list.say,
        )

    def _show(self, members: tuple[Member, ...]) -> None:
        says = rule_words(self._overview)
        self._members = {one.person_id: one for one in members}
        self.list.say(self.tr("Nobody is in this group yet: “Add somebody” begins."))
        self.list.show_rows(
            Row(one.person_id, one.name, says.validity(one.validity) or self.tr("without an end"))
            for one in members
        )
        self.count.setText(counted(len(members), self.tr("{count} member"), self.tr("{count} members")))
        self.picker.leave_out(frozenset(self._members))
        self._on_chosen()

    def _chosen(self) -> Member | None:
        row = self.list.chosen()
        return self._members.get(row.id) if row else None

    @Slot()
    def _on_chosen(self) -> None:
        member = self._chosen()
        why_not = "" if member else self.tr("Nobody is chosen.")
        self.dates.setEnabled(member is not None)
        for button in (self.dates_button, self.end_button):
            button.forbid(why_not)
        if member is not None:
            self.dates.show_validity(member.validity)

    @Slot()
    def _on_picked(self) -> None:
        self.add_button.forbid("" if self.picker.person() else self.tr("Nobody is chosen."))

    @Slot()
    def _on_dates(self) -> None:
        member = self._chosen()
        validity = self._validity_of(self.dates)
        if member is not None and validity is not None:
            self._put(member.person_id, validity)

    @Slot()
    def _on_add(self) -> None:
        person = self.picker.person()
        validity = self._validity_of(self.new_dates)
        if person is not None and validity is not None:
            self._put(person.id, validity)

    def _put(self, person_id: str, validity: Validity) -> None:
        membership = Membership(self._group.id, validity)
        self._change(lambda rules: rules.set_membership(person_id, membership))

    def _validity_of(self, box: ValidityBox) -> Validity | None:
        try:
            return box.validity()
        except BadInput as error:
            self.message.refuse(error_words(error))
            return None

    @Slot()
    def _on_end(self) -> None:
        member, group_id = self._chosen(), self._group.id
        if member is None:
            return
        person_id = member.person_id
        confirm(
            self,
            self.tr("Take {name} out of {group}?").format(name=member.name, group=self._group.name),
            title=self.tr("Take out"),
            warning=self.tr("What only this group may do, they may not any more."),
            verb=self.tr("&Take out"),
            then=lambda: self._change(lambda rules: rules.end_membership(person_id, group_id)),
        )

    def _change(self, job: Callable[[RulesDesk], object]) -> None:
        def done(_answer: object) -> None:
            self.message.say("")
            self._fetch()
            self.stored.emit()

        def refused(sentence: str) -> None:
            self.message.refuse(sentence)
            self._fetch()

        self.message.say(self.tr("Saving…"))
        self._bridge.ask(lambda desk: job(desk.rules), owner=self, then=done, otherwise=refused)
