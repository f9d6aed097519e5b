"""The log by days: headings with counts, reasons, the search, and the panel beside the table."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt

from door_access.domain.figures.reason_groups import MEMBERS, ReasonGroup
from door_access.domain.matching.access import Outcome, Reason
from door_access.ports import LogFilter, LogKind
from tests.ui.busy_days import NOW_UTC, BusyLog, entry_at
from tests.ui.fakes import ADA
from ui.desk.log.log_model import PAGE_ROWS, Column

LEFT = Qt.MouseButton.LeftButton
ESC = Qt.Key.Key_Escape
A_DAY = "97 let in · 15 denied"
NARROW, WIDE, UPRIGHT = (800, 480), (1280, 800), (768, 1366)


@pytest.fixture
def log(kiosk) -> BusyLog:
    kiosk.desk.log = BusyLog()
    kiosk.desk.today_utc = NOW_UTC
    return kiosk.desk.log


@pytest.fixture
def page(qtbot, window, log):
    window._open_desk()
    window.desk_view.show_page(2)
    page = window.desk_view.log_page
    qtbot.waitUntil(lambda: page.model.rowCount() > 0 and bool(page.count.text()))
    return page


def headings(page) -> list[str]:
    """Return the headings of all rows that are there."""
    return [page.model.heading(row) for row in range(page.model.rowCount()) if page.model.begins_day(row)]


def search(qtbot, page, text: str) -> None:
    field = page.filter_bar.search_field
    field.clear()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def shown(page) -> list:
    return [page.model.row(number).event for number in range(page.model.rowCount())]


def test_a_heading_stands_above_the_first_row_of_each_day_and_tells_what_the_day_amounts_to(qtbot, page):
    qtbot.waitUntil(lambda: headings(page)[0] == f"Tuesday 17 March · {A_DAY}")
    assert headings(page)[1] == f"Monday 16 March · {A_DAY}"
    ((row, place), *_) = page.table.headings()
    assert row == 0 and place.top() == 0
    assert page.table.rowHeight(0) == page.table.rowHeight(1) + page.table.heading_px()


def test_the_day_that_goes_on_below_is_counted_by_the_desk(qtbot, page, log):
    assert page.model.rowCount() == PAGE_ROWS < log.rows
    qtbot.waitUntil(lambda: headings(page)[-1].endswith(A_DAY))


def test_a_new_row_is_counted_and_takes_the_heading_from_the_row_below(qtbot, kiosk, page, log):
    below = page.table.rowHeight(1)
    log.add(entry_at(NOW_UTC, Outcome.GRANTED, Reason.MATCH, ADA))
    kiosk.hub.publish(grown(log))
    qtbot.waitUntil(lambda: headings(page)[0] == "Tuesday 17 March · 98 let in · 15 denied")
    assert (page.table.rowHeight(0) > below, page.table.rowHeight(1)) == (True, below)


def grown(log):
    from door_access.runtime.events import LogGrew  # noqa: PLC0415

    return LogGrew(log.rows)


def test_the_first_row_of_a_new_day_gets_a_heading_of_its_own(qtbot, kiosk, page, log):
    log.add(entry_at(NOW_UTC + timedelta(days=1), Outcome.DENIED, Reason.NO_MATCH))
    kiosk.hub.publish(grown(log))
    qtbot.waitUntil(lambda: headings(page)[0] == "Wednesday 18 March · 1 denied")
    assert headings(page)[1] == f"Tuesday 17 March · {A_DAY}"


def test_arrow_keys_pass_over_headings_and_screen_readers_hear_them(qtbot, page):
    first = next(row for row in range(1, page.model.rowCount()) if page.model.begins_day(row))
    page.table.setFocus()
    page.table.selectRow(first - 1)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.table.currentIndex().row() == first
    heard = page.model.index(first, Column.TIME).data(Qt.ItemDataRole.AccessibleTextRole)
    assert heard.startswith("Monday 16 March · 97 let in")


def test_a_group_of_reasons_and_one_alone_can_be_chosen(qtbot, kiosk, page):
    box = page.filter_bar.why_box
    box.setFocus()
    qtbot.keyClicks(box, "Card, ")
    qtbot.waitUntil(lambda: set(kiosk.desk.pages[-1][0].reasons) == MEMBERS[ReasonGroup.CARD_PIN_OR_PASS])
    box.choose((Reason.NO_MATCH,))
    qtbot.waitUntil(lambda: kiosk.desk.pages[-1][0] == LogFilter(reasons=(Reason.NO_MATCH,)))
    qtbot.waitUntil(lambda: {event.reason for event in shown(page)} == {Reason.NO_MATCH})
    assert headings(page)[0] == "Tuesday 17 March · 13 denied"


def test_what_is_typed_is_found_in_notes(qtbot, page):
    search(qtbot, page, "PARCEL")
    qtbot.waitUntil(lambda: {event.reason for event in shown(page)} == {Reason.OPERATOR_RELEASE})
    assert page.count.text() == f"{page.model.rowCount()} entries"


def test_what_is_typed_is_found_in_names_and_in_the_words_of_reasons(qtbot, page):
    search(qtbot, page, "lovel")
    qtbot.waitUntil(lambda: page.model.rowCount() and {event.person_id for event in shown(page)} == {ADA})
    search(qtbot, page, "forced")
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    search(qtbot, page, "held open")
    qtbot.waitUntil(lambda: {event.kind for event in shown(page)} == {LogKind.DOOR})


def test_typing_is_looked_for_by_itself_once_it_pauses_and_clearing_shows_all(qtbot, kiosk, page):
    qtbot.keyClicks(page.filter_bar.search_field, "parcel")
    qtbot.waitUntil(lambda: kiosk.desk.pages[-1][0].sought is not None)
    page.filter_bar.search_field.clear()
    qtbot.waitUntil(lambda: kiosk.desk.pages[-1][0] == LogFilter())


def test_it_is_said_how_far_back_notes_were_looked_through(qtbot, kiosk, page):
    kiosk.desk.searched_since_utc = NOW_UTC
    search(qtbot, page, "parcel")
    qtbot.waitUntil(page.searched.isVisible)
    assert "older ones were not" in page.searched.text() and "17 March" in page.searched.text()
    search(qtbot, page, "")
    qtbot.waitUntil(lambda: not page.searched.isVisible())


def test_it_is_said_that_too_many_people_are_called_so(qtbot, kiosk, page):
    people = kiosk.desk.people_by_id
    for number in range(12):
        people[f"v{number}"] = replace(people[ADA], id=f"v{number}", name=f"Visitor {number}")
    page._fetch_people()
    qtbot.waitUntil(lambda: page.filter_bar.person_box.findText("Visitor 3") >= 0)
    search(qtbot, page, "visitor")
    qtbot.waitUntil(lambda: "Many people are called so" in page.searched.text())
    assert kiosk.desk.pages[-1][0].sought.people == ()


def test_ctrl_f_goes_to_the_search(qtbot, window, page):
    page.table.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.filter_bar.search_field.hasFocus()


def click_row(qtbot, page, row: int) -> None:
    place = page.table.visualRect(page.model.index(row, Column.OUTCOME))
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=QPoint(place.left() + 20, place.bottom() - 5))


def test_the_panel_tells_of_the_face_the_rules_and_what_else_happened_in_one_go(qtbot, page):
    row = next(n for n, event in enumerate(shown(page)) if event.distance == 0.36) - 1
    page.table.scrollTo(page.model.index(row, 0))
    click_row(qtbot, page, row)
    told = dict(page.panel.lines)
    assert told["Distance, and up to where it is a match"] == "0.250 / 0.338"
    assert (told["Face model"], told["Version of the rules"]) == ("door-128@0123abcd", "3")
    qtbot.waitUntil(
        lambda: "Nobody enrolled looks like this" in dict(page.panel.lines).get("In the same go", "")
    )
    qtbot.waitUntil(
        lambda: dict(page.panel.lines).get("By the right") == "Everybody may open all doors at any time."
    )


def test_what_comes_late_about_another_row_is_not_added(qtbot, page):
    row = next(n for n, event in enumerate(shown(page)) if event.distance == 0.36) - 1
    page.table.selectRow(row)
    page.table.selectRow(row + 3)
    chosen = page.model.row(row + 3)
    qtbot.waitUntil(lambda: "By the right" in dict(page.panel.lines))
    assert dict(page.panel.lines)["Number in the log"] == f"{chosen.seq:,}"
    assert "In the same go" not in dict(page.panel.lines)


@pytest.mark.parametrize("size", [NARROW, UPRIGHT])
def test_esc_closes_the_panel_and_only_then_leaves_the_desk(qtbot, window, page, size):
    window.resize(*size)
    click_row(qtbot, page, 2)
    assert page.panel.isVisible()
    qtbot.keyClick(page.table, ESC)
    assert not page.panel.isVisible() and page.isVisible() and page.table.hasFocus()
    qtbot.keyClick(page.table, ESC)
    qtbot.waitUntil(lambda: not page.isVisible())


def test_the_panel_is_closed_by_its_button(qtbot, window, page):
    window.resize(*NARROW)
    click_row(qtbot, page, 2)
    qtbot.mouseClick(page.panel.close_button, LEFT)
    assert not page.panel.isVisible() and not page.table.selectionModel().hasSelection()


def test_the_panel_stands_beside_below_or_over_the_table(qtbot, window, page):
    for size in (WIDE, UPRIGHT, NARROW):
        window.resize(*size)
        click_row(qtbot, page, 2)
        beside, below, over = size == WIDE, size == UPRIGHT, size == NARROW
        qtbot.waitUntil(lambda b=beside, u=below, o=over: place_of_panel(page) == (True, b, u, o))


def place_of_panel(page) -> tuple[bool, bool, bool, bool]:
    """Say whether the panel is there, beside the table, below it, over it."""
    table, panel = page.table.geometry(), page.panel.geometry()
    is_beside, is_below = table.right() < panel.left(), table.bottom() < panel.top()
    return page.panel.isVisible(), is_beside, is_below, table.contains(panel)
