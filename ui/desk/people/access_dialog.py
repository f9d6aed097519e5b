"""One person and the rules: may they enter and why, their groups, their dates, their week."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from door_access.desk.desk import Desk
from door_access.desk.rules_desk import Overview
from door_access.domain.enrolment.people import Person
from door_access.domain.enrolment.profile import Profile
from door_access.domain.permissions.rights import Membership
from ui.bridge import Bridge
from ui.desk.people.explain_box import ExplainBox
from ui.desk.people.groups_box import GroupsBox
from ui.desk.people.profile_box import ProfileBox
from ui.desk.people.week_box import WeekBox
from ui.theme import SPACING_PX
from ui.widgets.buttons import Button, Role, label
from ui.widgets.questions import confirm
from ui.widgets.topics import Topics

_LETTERS_WIDE, _LINES_HIGH = 110, 34
"""Size in average letters and lines of text, where there is room."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody and of the rules."""

    overview: Overview
    memberships: tuple[Membership, ...]
    profile: Profile


class AccessDialog(QDialog):
    """Shows what the desk last told; emits ``changed`` whenever something was changed."""

    changed = Signal()

    def __init__(self, bridge: Bridge, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._person = person
        self.setModal(True)
        self.setWindowTitle(self.tr("Access"))
        self.heading = label(person.name, self, role="big", wraps=True)
        self.topics = Topics(self)
        self.explain = ExplainBox(bridge, person, self)
        self.groups = GroupsBox(bridge, person, self)
        self.profile = ProfileBox(bridge, person, self)
        self.week = WeekBox(bridge, person, self)
        for text, box in (
            (self.tr("&May they enter?"), self.explain),
            (self.tr("&Groups"), self.groups),
            (self.tr("&Dates and notes"), self.profile),
            (self.tr("&Week"), self.week),
        ):
            self.topics.add(text, box)
        self.close_button = Button(self.tr("Cl&ose"), self, role=Role.PRIMARY)
        self.close_button.setAutoDefault(False)
        self._lay_out()
        self._connect()
        self._fetch()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACING_PX, SPACING_PX // 2, SPACING_PX, SPACING_PX // 2)
        column.addWidget(self.heading)
        column.addWidget(self.topics, 1)
        column.addLayout(foot)
        metrics = self.fontMetrics()
        wanted = QSize(_LETTERS_WIDE * metrics.averageCharWidth(), _LINES_HIGH * metrics.lineSpacing())
        parent = self.parentWidget()
        self.resize(wanted if parent is None else wanted.boundedTo(parent.window().size()))

    def _connect(self) -> None:
        self._bridge.gallery_changed.connect(self._fetch)
        for box in (self.groups, self.profile):
            box.changed.connect(self._on_changed)
        self.close_button.clicked.connect(self.reject)

    @Slot()
    def _fetch(self) -> None:
        person_id = self._person.id

        def known(desk: Desk) -> Known:
            rules = desk.rules
            return Known(rules.overview(), rules.memberships(person_id), rules.profile(person_id))

        self._bridge.ask(known, owner=self, then=self._show, otherwise=self.explain.refuse)

    def _show(self, known: Known) -> None:
        self.explain.show_overview(known.overview)
        self.groups.show_groups(known.overview, known.memberships)
        self.profile.show_profile(known.overview, known.profile)
        self.week.show_overview(known.overview)

    @Slot()
    def _on_changed(self) -> None:
        self._fetch()
        self.changed.emit()

    def reject(self) -> None:
        """Close, but ask before something is lost that was typed and not stored."""
        if not self.profile.is_edited:
            self._close()
            return
        confirm(
            self,
            self.tr("Close without saving the dates and notes?"),
            title=self.tr("Not stored yet"),
            warning=self.tr("What was changed is then forgotten."),
            verb=self.tr("C&lose"),
            then=self._close,
        )

    def _close(self) -> None:
        self.done(QDialog.DialogCode.Rejected)
