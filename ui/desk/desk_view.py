"""The desk: a header, what is wrong at the door, the pages' names at the left, and one page at a time.

What whoever is here may not do is not offered.
"""

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from door_access.domain.enrolment.people import Person
from door_access.domain.operators.roles import Permit
from door_access.runtime.events import DoorChanged
from ui import words
from ui.bridge import Bridge
from ui.desk.door.alarms_bar import AlarmsBar
from ui.desk.door.door_page import DoorPage
from ui.desk.door.note_dialogs import ReleaseDialog
from ui.desk.enrolling.enrol_page import EnrolPage
from ui.desk.log.log_page import LogPage
from ui.desk.operators.operators_page import OperatorsPage
from ui.desk.operators.person_button import NARROW_PX, PersonButton
from ui.desk.page import Page
from ui.desk.people.people_page import PeoplePage
from ui.desk.person.person_page import PersonPage
from ui.desk.rules.access_page import AccessPage
from ui.desk.settings.settings_page import SettingsPage
from ui.desk.today.today_page import TodayPage
from ui.desk.visitors.visitors_page import VisitorsPage
from ui.gate.gate import Gate
from ui.widgets.buttons import Button, Role, label
from ui.widgets.icons import Icon

_UPRIGHT_PX = 720
"""Below this width, and on every upright screen, the pages' names stand above the page, not beside it."""
_ORDER = (6, 0, 1, 7, 5, 2, 4, 3)
"""The pages' names as they are seen: who belongs together stands together, whatever its number.

The desk opens with the first of them that is for whoever is here."""
_NARROW_PX = 900
"""Below this width the margins shrink, so that a small panel has room for the page."""

_NEEDED: tuple[tuple[Permit, ...], ...] = (
    (Permit.ENROL,),
    (Permit.SEE_PEOPLE,),
    (Permit.SEE_LOG,),
    (Permit.SEE_SETTINGS,),
    (Permit.SET_MODE, Permit.OPEN_ONCE),
    (Permit.SEE_RULES,),
    (Permit.SEE_LOG,),
    (Permit.SEE_PEOPLE,),
)
"""For whom each page is: for those who may do one of these."""


class DeskView(QWidget):
    """Emits ``left`` when the operator goes back to the door, and ``setup_requested`` for the first steps."""

    left = Signal()
    setup_requested = Signal()

    def __init__(self, bridge: Bridge, gate: Gate, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._make_header()
        self._make_navigation()
        self._make_pages(gate)
        self._lay_out()
        self._connect()

    def _make_pages(self, gate: Gate) -> None:
        self.pages = QStackedWidget(self)
        self.enrol_page = EnrolPage(self._bridge, gate, self.pages)
        self.people_page = PeoplePage(self._bridge, self.pages)
        self.log_page = LogPage(self._bridge, self.pages)
        self.settings_page = SettingsPage(self._bridge, self.pages)
        self.door_page = DoorPage(self._bridge, self.pages)
        self.access_page = AccessPage(self._bridge, self.pages)
        self.today_page = TodayPage(self._bridge, self.pages)
        self.visitors_page = VisitorsPage(self._bridge, self.pages)
        self.operators_page = OperatorsPage(self._bridge, self.pages)
        self.person_page = PersonPage(self._bridge, self.pages)
        for page in (
            self.enrol_page,
            self.people_page,
            self.log_page,
            self.settings_page,
            self.door_page,
            self.access_page,
            self.today_page,
            self.visitors_page,
            self.operators_page,
            self.person_page,
        ):
            self.pages.addWidget(page)

    def _make_header(self) -> None:
        self.header = QFrame(self)
        self.header.setProperty("role", "bar")
        self.title = label("", self.header, role="title")
        self.door_state = label("", self.header, role="muted")
        self.release_button = Button(self.tr("&Open once…"), self.header, icon=Icon.OPEN_LOCK)
        self.person_button = PersonButton(self._bridge, self.header)
        self.back_button = Button("", self.header, icon=Icon.BACK)
        self._header_rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self.header)
        self._header_rows.setContentsMargins(16, 8, 16, 8)
        self._header_rows.setSpacing(8)
        door, person = QHBoxLayout(), QHBoxLayout()
        door.addWidget(self.title, 1)
        door.addWidget(self.door_state)
        door.addWidget(self.release_button)
        person.addWidget(self.person_button)
        person.addStretch(1)
        person.addWidget(self.back_button)
        self._header_rows.addLayout(door, 1)
        self._header_rows.addLayout(person)

        self.alarms = AlarmsBar(self._bridge, self)

    def _make_navigation(self) -> None:
        self.navigation = QButtonGroup(self)
        names = (
            (self.tr("&Enrol"), Icon.PERSON_ADD),
            (self.tr("&People"), Icon.PEOPLE),
            (self.tr("&Access log"), Icon.LIST),
            (self.tr("&Settings"), Icon.SLIDERS),
            (self.tr("&Door"), Icon.OPEN_DOOR),
            (self.tr("Access"), Icon.KEY),
            (self.tr("Today"), Icon.BARS),
            (self.tr("Visitors"), Icon.PASS),
        )
        for number, (text, icon) in enumerate(names):
            button = Button(text, self, role=Role.NAV, icon=icon)
            button.setCheckable(True)
            QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self).activated.connect(button.click)
            button.setToolTip(self.tr("Ctrl+{number}").format(number=number + 1))
            self.navigation.addButton(button, number)

    def _lay_out(self) -> None:
        self._side = QGridLayout()
        self._arrange_names(columns=1)
        self._body = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._body.addLayout(self._side)
        self._body.addWidget(self.pages, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.alarms)
        column.addLayout(self._body, 1)

    def _connect(self) -> None:
        self._bridge.door_changed.connect(self._on_door_changed)
        self.navigation.idClicked.connect(self._on_page_chosen)
        self.back_button.clicked.connect(self.leave)
        self.person_button.sign_out_requested.connect(self.leave)
        self._bridge.here.changed.connect(self._on_somebody_else)
        self._on_somebody_else()
        self.release_button.clicked.connect(self._on_release_clicked)
        self.people_page.person_requested.connect(self.show_person)
        self.people_page.samples_requested.connect(self._on_samples_requested)
        self.person_page.back_requested.connect(self._on_back_to_list)
        self.person_page.samples_requested.connect(self._on_samples_requested)
        self.person_page.removal_requested.connect(self._on_removal_requested)
        self.people_page.enrolment_requested.connect(self._on_enrolment_requested)
        self.enrol_page.people_requested.connect(self._on_people_requested)
        self.settings_page.operators_requested.connect(self._on_operators_requested)
        self.settings_page.setup_requested.connect(self.setup_requested)
        self.operators_page.settings_requested.connect(self._on_settings_requested)

    def open(self) -> None:
        """Begin with the first page that is for whoever is here."""
        self._on_somebody_else()
        self._show_first()

    def _show_first(self) -> None:
        """Show the first page that is for whoever is here; whom none is for, has nothing to do here."""
        first = next(filter(self._is_for, _ORDER), None)
        if first is None:
            self.left.emit()
        else:
            self.show_page(first)

    def _may_stay(self) -> bool:
        if self._page() is self.operators_page:
            return self._bridge.here.may(Permit.CHANGE_OPERATORS)
        return self._is_for(self._number())

    def _is_for(self, number: int) -> bool:
        return self._bridge.here.may(*_NEEDED[number])

    def close_up(self) -> None:
        """End whatever the open page is doing."""
        self._page().close_up()
        self.enrol_page.forget()

    @Slot()
    def leave(self) -> None:
        """Go back to the door, if the open page lets go."""
        self._page().leave(self._go_back)

    @Slot()
    def escape(self) -> None:
        """Go back one step: to the page to which this one belongs, or to the door."""
        if not self._page().go_up():
            self.leave()

    @Slot()
    def _on_somebody_else(self) -> None:
        """Offer what is for whoever is here."""
        here = self._bridge.here
        for number in range(len(_NEEDED)):
            self.navigation.button(number).setVisible(self._is_for(number))
        self.release_button.setVisible(here.may(Permit.OPEN_ONCE))
        self._arrange()
        self.back_button.setText(self.tr("Sign o&ut") if here.operator else self.tr("&Back to the door"))
        self.back_button.setAccessibleName(self.back_button.text().replace("&", ""))
        if self.isVisible() and not self._may_stay():
            self._show_first()

    def _go_back(self) -> None:
        self.left.emit()

    def leave_for(self, then: Callable[[], object]) -> None:
        """Call ``then`` once the open page lets go."""
        self._page().leave(then)

    @Slot(int)
    def _on_page_chosen(self, number: int) -> None:
        self.navigation.button(self._number()).setChecked(True)
        if self.pages.currentIndex() != number:
            self._page().leave(lambda: self.show_page(number))

    def show_page(self, number: int) -> None:
        """Bring another page to the front; the earlier one ends what it was doing."""
        self._bring(number, self.navigation.button(number).text().replace("&", ""))

    def _bring(self, index: int, title: str) -> None:
        if self.pages.currentIndex() != index:
            self._page().close_up()
        self.pages.setCurrentIndex(index)
        self.navigation.button(self._number()).setChecked(True)
        self.title.setText(title)
        self._page().open()

    def _number(self) -> int:
        """Return where the page that is shown belongs: operators to the settings, a person to the people."""
        shown = self._page()
        belongs: dict[Page, Page] = {
            self.operators_page: self.settings_page,
            self.person_page: self.people_page,
        }
        return self.pages.indexOf(belongs.get(shown, shown))

    def _page(self) -> Page:
        page = self.pages.currentWidget()
        assert isinstance(page, Page)
        return page

    def _arrange_header(self) -> None:
        """Give whoever is here a line of their own in a narrow window."""
        is_narrow = self.width() < NARROW_PX and self._bridge.here.operator is not None
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._header_rows.setDirection(down if is_narrow else across)

    def _arrange_names(self, *, columns: int) -> None:
        """Put the pages' names below each other, or so many of them into a row."""
        names = [self.navigation.button(number) for number in _ORDER]
        shown = [name for name in names if not name.isHidden()]
        for place, name in enumerate(shown):
            self._side.addWidget(name, place // columns, place % columns)
        rows = -(-len(shown) // columns)
        for row in range(len(names) + 1):
            self._side.setRowStretch(row, int(columns == 1 and row == rows))
        for column in range(len(names) + 1):
            self._side.setColumnStretch(column, int(columns > 1 and column == columns))

    def _fitting_names(self, room: int) -> int:
        """Return how many of the pages' names fit into a row, as even rows as can be."""
        names = [self.navigation.button(number) for number in _ORDER]
        widths = [name.sizeHint().width() for name in names if not name.isHidden()]
        count = len(widths)
        in_one = sum(widths) + self._side.horizontalSpacing() * max(0, count - 1) <= room
        return max(1, count if in_one else -(-count // 2))

    @Slot(object)
    def _on_door_changed(self, door: DoorChanged) -> None:
        self.door_state.setText(words.door_words(door.state))

    @Slot()
    def _on_release_clicked(self) -> None:
        dialog = ReleaseDialog(self)
        dialog.noted.connect(self._on_release_requested)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_release_requested(self, note: str) -> None:
        self._bridge.wish(lambda kiosk: kiosk.release(note))

    @Slot(object)
    def _on_samples_requested(self, person: Person) -> None:
        self.show_page(self.pages.indexOf(self.enrol_page))
        self.enrol_page.add_to(person)

    @Slot()
    def _on_enrolment_requested(self) -> None:
        self.show_page(self.pages.indexOf(self.enrol_page))

    @Slot()
    def _on_people_requested(self) -> None:
        self.show_page(self.pages.indexOf(self.people_page))

    @Slot(object)
    def show_person(self, person: Person) -> None:
        """Bring somebody's own page to the front."""
        self.person_page.show_person(person, self.people_page.model.ids())
        self._bring(self.pages.indexOf(self.person_page), self.tr("People"))

    @Slot(str)
    def _on_back_to_list(self, person_id: str) -> None:
        self._on_people_requested()
        self.people_page.select(person_id)
        self.people_page.table.setFocus()

    @Slot(str)
    def _on_removal_requested(self, person_id: str) -> None:
        self._on_back_to_list(person_id)
        self.people_page.remove((person_id,))

    @Slot()
    def _on_operators_requested(self) -> None:
        self._bring(self.pages.indexOf(self.operators_page), self.tr("Operators"))

    @Slot()
    def _on_settings_requested(self) -> None:
        self.show_page(self.pages.indexOf(self.settings_page))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        self.person_button.show_person()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        """Give everything its place for this width, and for whoever is here."""
        margin = 8 if self.width() < _NARROW_PX else 16
        self._body.setContentsMargins(margin, margin, margin, margin)
        self._body.setSpacing(margin)
        is_upright = self.width() < max(_UPRIGHT_PX, self.height())
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._body.setDirection(down if is_upright else across)
        self._arrange_names(columns=self._fitting_names(self.width() - 2 * margin) if is_upright else 1)
        self._arrange_header()
