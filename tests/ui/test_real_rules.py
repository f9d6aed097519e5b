"""The real window, desk and door: a right that is taken away at the desk shuts the door."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from door_access.bootstrap.kiosk import build_kiosk
from door_access.desk.credential_desk import NewWithoutFace
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Act
from door_access.domain.permissions.rights import MembersOf, OnePerson
from door_access.ports import LogFilter, LogKind
from tests.ui.keyboard import Keyboard
from tests.ui.real_window import opened_window
from ui.desk.rules.rights_pane import RightDialog

LEFT = Qt.MouseButton.LeftButton
NAME, CARD, PIN = "Bea Miller", "04A1B2C3D4", "4816"
LONG_AFTER_MS = 60_000
"""After so long a card that is read again is shown again."""


@pytest.fixture
def kiosk(data, tmp_path):
    kiosk = build_kiosk(tmp_path / "data", str(data / "videos" / "liveportrait_d9.mp4"), lambda *_: None)
    new = NewWithoutFace(NAME, "agreed", card=CARD, pin=PIN)
    kiosk.at_desk(lambda desk: desk.credentials.enrol_without_face(new)).result()
    return kiosk


@pytest.fixture
def window(qtbot, kiosk):
    with opened_window(kiosk) as window:
        yield window


@pytest.fixture
def reader(window):
    """The one reader of this door: its keys bear times that only go on."""
    return Keyboard(window.door_view)


def come_by_card_and_pin(qtbot, kiosk, window, reader) -> Reason:
    """Show the card, type the PIN where it is asked for, and return what the door's row says."""
    pad, begun = window.door_view.side.pad, rows_of(kiosk)
    reader.now_ms += LONG_AFTER_MS
    reader.type(CARD + "\r")
    qtbot.waitUntil(lambda: pad.isVisible() or rows_of(kiosk) != begun)
    if pad.isVisible():
        for digit in PIN:
            qtbot.mouseClick(pad.keys[digit], LEFT)
        qtbot.mouseClick(pad.ok_button, LEFT)
    qtbot.waitUntil(lambda: rows_of(kiosk) != begun)
    return rows_of(kiosk)[0]


def rows_of(kiosk) -> list[Reason]:
    """Return what the door has decided about this person, the newest first."""
    (person,) = kiosk.at_desk(lambda desk: desk.people()).result()
    wanted = LogFilter(kind=LogKind.ACCESS, person_id=person.id)
    rows = kiosk.at_desk(lambda desk: desk.events(wanted, before_seq=None, limit=9)).result()
    return [row.event.reason for row in rows]


def explained(qtbot, window) -> str:
    """Return what the person's own page answers."""
    people = window.desk_view.people_page
    window.desk_view.show_page(1)
    qtbot.waitUntil(lambda: people.model.rowCount() == 1)
    people.select(people.model.person(0).id)
    qtbot.mouseClick(people.acts.open_button, LEFT)
    explain = window.desk_view.person_page.sheet.explain
    qtbot.waitUntil(lambda: NAME in explain.answer.text())
    qtbot.mouseClick(window.desk_view.person_page.back_button, LEFT)
    return explain.answer.text()


def test_a_right_that_is_taken_away_at_the_desk_shuts_the_door_and_another_one_opens_it(
    qtbot, kiosk, window, reader
):
    window._open_desk()
    desk, pane = window.desk_view, window.desk_view.access_page.rights
    desk.show_page(desk.pages.indexOf(desk.access_page))
    qtbot.waitUntil(lambda: pane.list.rows.rowCount() == 1 and pane.headline.isVisible())
    pane.list.choose("everybody")
    qtbot.mouseClick(pane.remove_button, LEFT)
    qtbot.mouseClick(pane.findChild(QMessageBox).buttons()[0], LEFT)
    qtbot.waitUntil(lambda: pane.list.rows.rowCount() == 0)
    assert "they are in no group that may open a door" in explained(qtbot, window)

    window.leave_desk()
    assert come_by_card_and_pin(qtbot, kiosk, window, reader) is Reason.WITHOUT_RIGHTS

    window._open_desk()
    desk.show_page(desk.pages.indexOf(desk.access_page))
    qtbot.mouseClick(pane.add_button, LEFT)
    dialog = pane.findChild(RightDialog)
    qtbot.mouseClick(dialog.person_button, LEFT)
    qtbot.waitUntil(lambda: dialog.picker.list.rows.rowCount() == 1)
    dialog.picker.list.choose(dialog.picker.list.rows.row(0).id)
    qtbot.mouseClick(dialog.save_button, LEFT)
    qtbot.waitUntil(lambda: pane.list.rows.rowCount() == 1)
    assert "by showing card and PIN" in explained(qtbot, window)

    rows = kiosk.at_desk(lambda at: at.events(LogFilter(kind=LogKind.ACT), before_seq=None, limit=9)).result()
    assert [row.event.reason for row in rows][:2] == [Act.ADD_RIGHT, Act.REMOVE_RIGHT]
    rules = kiosk.at_desk(lambda at: at.rules.rules()).result()
    (right,) = rules.rights
    assert isinstance(right.whom, OnePerson) and MembersOf("everybody") != right.whom

    window.leave_desk()
    assert come_by_card_and_pin(qtbot, kiosk, window, reader) is Reason.CARD_AND_PIN
