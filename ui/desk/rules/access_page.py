"""Who may enter when: the rules of the site by topics, and what they come to."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from door_access.desk.rules_desk import Overview
from ui.bridge import Bridge
from ui.desk.page import Page
from ui.desk.rules.groups_pane import GroupsPane
from ui.desk.rules.holidays_pane import HolidaysPane
from ui.desk.rules.plans_pane import PlansPane
from ui.desk.rules.rights_pane import RightsPane
from ui.desk.rules.schedules_pane import SchedulesPane
from ui.desk.rules.weeks_pane import WeeksPane
from ui.widgets.topics import Topics


class AccessPage(Page):
    """Shows the rules as the desk last told them; every change has them told anew."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(bridge, parent)
        self.topics = Topics(self)
        self.rights = RightsPane(bridge, self)
        self.groups = GroupsPane(bridge, self)
        self.schedules = SchedulesPane(bridge, self)
        self.holidays = HolidaysPane(bridge, self)
        self.plans = PlansPane(bridge, self)
        self.weeks = WeeksPane(bridge, self)
        self.panes = (self.rights, self.groups, self.schedules, self.holidays, self.plans)
        for text, pane in (
            (self.tr("&Rights"), self.rights),
            (self.tr("&Groups"), self.groups),
            (self.tr("S&chedules"), self.schedules),
            (self.tr("Holida&ys"), self.holidays),
            (self.tr("Doors' p&lans"), self.plans),
            (self.tr("&Week"), self.weeks),
        ):
            self.topics.add(text, pane)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.topics)
        for pane in self.panes:
            pane.changed.connect(self._fetch)
        bridge.gallery_changed.connect(self._on_gallery_changed)

    def open(self) -> None:
        self._fetch()
        self.weeks.open()

    @Slot()
    def _fetch(self) -> None:
        self.bridge.ask(
            lambda desk: desk.rules.overview(), owner=self, then=self._show, otherwise=self._on_not_fetched
        )

    def _show(self, overview: Overview) -> None:
        for pane in self.panes:
            pane.show_overview(overview)
        self.weeks.show_overview(overview)

    def _on_not_fetched(self, sentence: str) -> None:
        for pane in self.panes:
            pane.say_why_not(sentence)
        self.bridge.refused.emit(sentence)

    @Slot(object)
    def _on_gallery_changed(self, _changed: object) -> None:
        if self.isVisible():
            self._fetch()
