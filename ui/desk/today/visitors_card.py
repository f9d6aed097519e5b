"""Which visitors are expected today, and who of them has come; hidden on a day without any."""

from datetime import datetime, tzinfo

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from door_access.desk.desk import Desk
from door_access.desk.visitor_desk import ExpectedVisitor
from ui import words
from ui.bridge import Bridge
from ui.desk.page import Card
from ui.desk.visitors.pass_words import visit_words
from ui.widgets.buttons import label

_MOST_LINES = 6
"""The list of the day has all of them; it is a page of its own."""
Told = tuple[tuple[ExpectedVisitor, ...], tzinfo, datetime]


class VisitorsCard(Card):
    """Emits ``filled`` when it may have come into sight, or gone."""

    filled = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Visitors expected today"), parent)
        self._bridge = bridge
        self.count = label("", self, role="big", wraps=True)
        self.lines = label("", self, wraps=True)
        for part in (self.count, self.lines):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.hide()

    @Slot()
    def fetch(self) -> None:
        """Ask who is expected."""
        self._bridge.ask(_told, owner=self, then=self._show, otherwise=lambda _: None)

    def _show(self, told: Told) -> None:
        expected, zone, now_utc = told
        come = sum(one.arrived_utc is not None for one in expected)
        count = words.counted(len(expected), self.tr("{count} visitor"), self.tr("{count} visitors"))
        self.count.setText(self.tr("{visitors}, {come} have come").format(visitors=count, come=come))
        lines = [f"{one.name} · {visit_words(one, zone, now_utc)}" for one in expected[:_MOST_LINES]]
        rest = len(expected) - _MOST_LINES
        more = [self.tr("and {count} more").format(count=rest)] if rest > 0 else []
        self.lines.setText("\n".join([*lines, *more]))
        self.setVisible(bool(expected))
        self.filled.emit()


def _told(desk: Desk) -> Told:
    return desk.visitors.expected(), desk.visitors.zone(), desk.visitors.now()


def _tr(text: str) -> str:
    return QCoreApplication.translate("figures", text)
