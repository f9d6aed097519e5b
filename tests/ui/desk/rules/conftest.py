"""The access page over a small company, and hands that click."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton

from tests.ui.looks_of_rules import PAGE
from tests.ui.rule_sites import small_company

LEFT = Qt.MouseButton.LeftButton


class Hands:
    """Clicks and types as somebody at the desk does."""

    left = LEFT

    def __init__(self, qtbot, kiosk, window):
        self.qtbot = qtbot
        self.kiosk = kiosk
        self.window = window

    @property
    def page(self):
        return self.window.desk_view.access_page

    @property
    def rules(self):
        return self.kiosk.desk.rules.rules()

    def click(self, button: QPushButton) -> None:
        self.qtbot.mouseClick(button, LEFT)

    def topic(self, number: int):
        self.click(self.page.topics.buttons.button(number))
        pane = self.page.topics.pages.widget(number)
        assert pane.isVisible()
        return pane

    def choose(self, rows, row_id: str) -> None:
        """Click a row of a list, scrolled to where it can be seen."""
        index = rows.rows.index(rows.rows.number_of(row_id))
        rows.scrollTo(index)
        self.qtbot.mouseClick(rows.viewport(), LEFT, pos=rows.visualRect(index).center())

    def opened(self, kind: type, owner=None):
        """Return the dialog of this kind that is open."""
        found = [one for one in (owner or self.page).findChildren(kind) if one.isVisible()]
        assert len(found) == 1
        return found[0]

    def type_into(self, field, text: str) -> None:
        field.selectAll()
        self.qtbot.keyClicks(field, text)

    def agree(self, owner) -> None:
        """Press the first button of the question that is open."""
        (question,) = [one for one in owner.findChildren(QMessageBox) if one.isVisible()]
        self.click(question.buttons()[0])

    def heard(self) -> None:
        """Wait until the desk has answered all that was asked, and what the answers have asked."""
        for _ in range(3):
            done = []
            self.window.desk_view._bridge.ask(lambda _: None, owner=self.window, then=done.append)
            self.qtbot.waitUntil(lambda done=done: bool(done))


@pytest.fixture
def site():
    return small_company


@pytest.fixture
def hands(qtbot, kiosk, window, site) -> Hands:
    site(kiosk)
    window._open_desk()
    window.desk_view.show_page(PAGE)
    hands = Hands(qtbot, kiosk, window)
    hands.heard()
    return hands


def names(rows) -> list[str]:
    """Return the first lines of a list."""
    return [rows.rows.row(number).name for number in range(rows.rows.rowCount())]


def details(rows) -> list[str]:
    """Return the second lines of a list."""
    return [rows.rows.row(number).detail for number in range(rows.rows.rowCount())]
