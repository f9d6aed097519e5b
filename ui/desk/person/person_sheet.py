"""What is known of one person, in sections: beside each other where there is room, else below each other.

A sheet is made for one person and goes with them.
"""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QBoxLayout, QLabel, QVBoxLayout, QWidget

from door_access.desk.credential_desk import HeldCredentials
from door_access.desk.person_desk import PersonFile
from door_access.desk.rules_desk import Overview
from door_access.domain.enrolment.people import Person
from door_access.domain.matching.drift import Drift
from door_access.domain.operators.roles import Permit
from ui.bridge import Bridge
from ui.desk.history_box import HistoryBox
from ui.desk.page import Card
from ui.desk.people.credentials_box import CredentialsBox
from ui.desk.people.explain_box import ExplainBox
from ui.desk.people.groups_box import GroupsBox
from ui.desk.people.profile_box import ProfileBox
from ui.desk.people.week_box import WeekBox
from ui.desk.person.consent_box import ConsentBox
from ui.desk.person.face_box import FaceBox
from ui.desk.person.rename_box import RenameBox
from ui.theme import SPACING_PX
from ui.widgets.name_box import NameList

_TWO_COLUMNS_FROM_PX = 860
"""What is left for a page in a window of 1100 pixels, beside the pages' names."""
_ROWS_SEEN = 3
"""Rows of a list of two lines each that are seen at least; more of them scroll."""
_ROW_LINES = 3
"""Height of such a row over that of a line of text, its margins included."""
_NOTES_LINES = 6
_HISTORY_LINES = 9


class PersonSheet(QWidget):
    """Shows what the desk last told; emits ``changed`` whenever something was changed."""

    changed = Signal()
    samples_requested = Signal()

    def __init__(self, bridge: Bridge, person: Person, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._person = person
        here = bridge.here
        self._sees_rules = here.may(Permit.SEE_RULES)
        self._may_change = here.may(Permit.CHANGE_PEOPLE)
        self.name = RenameBox(bridge, person, self)
        self.profile = ProfileBox(bridge, person, self)
        self.credentials = CredentialsBox(bridge, person, self, is_stacked=True)
        self.face = FaceBox(bridge, self)
        self.consent = ConsentBox(bridge, self)
        self.explain = ExplainBox(bridge, person, self)
        self.groups = GroupsBox(bridge, person, self)
        self.week = WeekBox(bridge, person, self)
        self.history = HistoryBox(bridge, self)
        self._lay_out()
        self._connect()
        _without_letters(self)
        if not self._may_change:
            for box in (self.name, self.profile, self.credentials, self.groups):
                box.only_tell()
        if here.may(Permit.SEE_AUDIT):
            self.history.show_of(person.id)

    def _lay_out(self) -> None:
        line_px = self.fontMetrics().lineSpacing()
        for box in (self.explain, self.groups):
            box.list.setMinimumHeight(round(_ROWS_SEEN * _ROW_LINES * line_px))
        self.profile.notes_field.setFixedHeight(_NOTES_LINES * line_px)
        self.history.setMinimumHeight(_HISTORY_LINES * line_px)
        may_see_history = self._bridge.here.may(Permit.SEE_AUDIT)
        self.details = self._section(self.tr("Who they are"), self.name, self.profile)
        self.keys = self._section("", self.credentials)
        left = [
            self.details,
            self.keys,
            self._section(self.tr("Face"), self.face),
            self._section(self.tr("Consent"), self.consent),
        ]
        right = [
            self._section(self.tr("May they enter?"), self.explain, is_shown=self._sees_rules),
            self._section(self.tr("Groups"), self.groups, is_shown=self._sees_rules),
            self._section(self.tr("Week"), self.week, is_shown=self._sees_rules),
            self._section(self.tr("History"), self.history, is_shown=may_see_history),
        ]
        self._columns = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._columns.setContentsMargins(0, 0, SPACING_PX // 2, 0)
        self._columns.setSpacing(SPACING_PX)
        for sections in (left, right):
            column = QVBoxLayout()
            column.setSpacing(SPACING_PX)
            for section in sections:
                column.addWidget(section)
            column.addStretch(1)
            self._columns.addLayout(column, 1)

    def _section(self, heading: str, *boxes: QWidget, is_shown: bool = True) -> Card:
        card = Card(heading, self)
        for box in boxes:
            card.body.addWidget(box)
        card.setVisible(is_shown)
        return card

    def _connect(self) -> None:
        for box in (self.name, self.profile, self.credentials, self.groups, self.consent):
            box.changed.connect(self.changed)
        self.face.samples_requested.connect(self.samples_requested)

    def show_file(self, file: PersonFile) -> None:
        """Show what is known of the person now."""
        self._person = file.person
        self.name.show_name(file.person.name)
        self.profile.show_profile(file.profile, zone=file.zone, today=file.today)
        self.credentials.show_held(HeldCredentials(file.person, file.cards))
        self.face.show_file(file)
        self.consent.show_file(file)

    def show_rules(self, overview: Overview, file: PersonFile) -> None:
        """Show what the rules make of the person."""
        self.explain.show_overview(overview)
        self.groups.show_groups(overview, file.memberships)
        self.week.show_overview(overview)

    def show_drift(self, drift: Drift | None) -> None:
        """Say what the door has seen of the face of late."""
        self.face.show_drift(drift)

    def take_names(self, names: NameList) -> None:
        """Offer these people as hosts."""
        self.profile.take_names(names)

    def unsaved(self) -> tuple[str, ...]:
        """Return what stands here that is not stored, in words."""
        found = (
            (self.name.is_edited, self.tr("the name")),
            (self.profile.is_edited, self.tr("dates and notes")),
            (self.credentials.cards.is_typed, self.tr("the card's number")),
            (self.credentials.is_pin_typed, self.tr("the PIN")),
        )
        return tuple(words for is_there, words in found if is_there)

    def can_save_all(self) -> bool:
        """Say whether all that is not stored can be, without a PIN or a card that is typed in half."""
        return not (self.credentials.cards.is_typed or self.credentials.is_pin_typed)

    def save_all(self, then: Callable[[], object]) -> None:
        """Store name, dates and notes, then call ``then``; a refusal is said beside the field."""

        def save_profile() -> None:
            if self.profile.is_edited:
                self.profile.save(then)
            else:
                then()

        if self.name.is_edited:
            self.name.save(save_profile)
        else:
            save_profile()

    @Slot()
    def forget(self) -> None:
        """Let go of digits that were typed and not stored."""
        self.credentials.forget()

    def resizeEvent(self, event: QResizeEvent) -> None:
        is_wide = self.width() >= _TWO_COLUMNS_FROM_PX
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(across if is_wide else down)
        super().resizeEvent(event)


def _without_letters(sheet: QWidget) -> None:
    """Take the underlined letters away: on one page with all boxes each would mean several things."""
    for part in sheet.findChildren(QWidget):
        if isinstance(part, QAbstractButton) or (isinstance(part, QLabel) and part.buddy() is not None):
            part.setText(part.text().replace("&", ""))
