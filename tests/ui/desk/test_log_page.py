"""The access log: pages on demand, live growth that keeps the reader's place, filters and export."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QDate, QDir, QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QFileDialog, QStyleOptionViewItem

from door_access.domain.door.alarms import Notice
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.errors import StorageFault
from door_access.ports import Change, LogFilter, LogKind
from door_access.runtime.events import GalleryChanged
from tests.ui.fakes import ADA, NOON_UTC, ROWS
from ui import words
from ui.desk.log.log_filter_bar import Days
from ui.desk.log.log_model import PAGE_ROWS, Column
from ui.theme import current_theme
from ui.widgets import name_box
from ui.widgets.icons import Icon, button_icon
from ui.widgets.name_box import listed
from ui.words import end_of_day_utc, local_text, outcome_words, start_of_day_utc, zone_text

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot, window):
    window._open_desk()
    window.desk_view.show_page(2)
    page = window.desk_view.log_page
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE_ROWS and bool(page.count.text()))
    return page


def cell(page, row: int, column: Column, role=Qt.ItemDataRole.DisplayRole):
    return page.model.index(row, column).data(role)


def newest_time(kiosk) -> str:
    return local_text(kiosk.desk.log.event(kiosk.desk.log.rows, {}).event.at_utc)


def choose(box, data) -> None:
    box.setCurrentIndex(box.findData(data))


def test_only_the_first_page_of_a_hundred_thousand_rows_is_fetched(kiosk, page):
    assert kiosk.desk.pages == [(LogFilter(), None, PAGE_ROWS)]
    assert page.count.text() == f"{ROWS:,} entries"


def test_the_newest_row_comes_first_in_local_time_with_utc_beside_it(kiosk, page):
    newest = kiosk.desk.log.event(ROWS, {}).event.at_utc
    assert cell(page, 0, Column.TIME) == local_text(newest)
    assert cell(page, 0, Column.TIME, Qt.ItemDataRole.ToolTipRole) == zone_text(newest)


def test_a_row_tells_outcome_reason_and_person(page):
    row = next(row for row in range(3) if cell(page, row, Column.OUTCOME) == "Granted")
    assert cell(page, row, Column.PERSON) == "Ada Lovelace"
    assert cell(page, row, Column.REASON) == "Recognised"
    assert not cell(page, row, Column.OUTCOME, Qt.ItemDataRole.DecorationRole).isNull()


def show(page, **changes) -> None:
    """Show one row that differs from the newest in this."""
    row = page.model._rows[0]
    event = replace(row.event, **{name: change for name, change in changes.items() if name != "is_sealed"})
    page.model._replace((replace(row, event=event, is_sealed=changes.get("is_sealed", False)),))


def outcome_colour(page) -> QColor:
    icon = cell(page, 0, Column.OUTCOME, Qt.ItemDataRole.DecorationRole)
    image = icon.pixmap(60).toImage()
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return next(pixel for pixel in pixels if pixel.alpha() == 255)


def test_what_was_not_completed_is_grey_and_no_refusal(page):
    show(page, outcome=Outcome.NOT_COMPLETED, reason=Reason.FACE_LEFT)
    assert cell(page, 0, Column.OUTCOME) == "Not completed"
    assert outcome_colour(page) == QColor(current_theme().muted)
    show(page, outcome=Outcome.DENIED)
    assert outcome_colour(page) == QColor(current_theme().bad)


def test_the_longest_outcome_is_not_cut(page):
    width = page.table.horizontalHeader().sectionSize(Column.OUTCOME)
    longest = max(page.fontMetrics().horizontalAdvance(outcome_words(outcome)) for outcome in Outcome)
    assert width >= longest + page.table.iconSize().width()


def test_what_there_is_no_column_for_is_told_beside_the_reason(page):
    show(page, claim="<card>", liveness=LivenessLevel.CHALLENGE, kind=LogKind.DOOR)
    tip = cell(page, 0, Column.REASON, Qt.ItemDataRole.ToolTipRole)
    assert "Shown: &lt;card&gt;" in tip and "asked to move" in tip and "The door itself" in tip
    assert "By:" not in tip


def test_an_act_tells_what_was_done_by_whom_and_what_it_changed(page):
    changes = (Change("name", "<Ada>", "Ada L."), Change("door.unlock_s", "5.0", "3.0"))
    show(page, kind=LogKind.ACT, outcome=Outcome.DONE, reason=Act.RENAME, actor="desk", changes=changes)
    texts = [cell(page, 0, column) for column in (Column.OUTCOME, Column.REASON, Column.NOTE)]
    assert texts == ["Done", "Renamed", "Name: <Ada> → Ada L.; door.unlock_s: 5.0 → 3.0"]
    tip = cell(page, 0, Column.REASON, Qt.ItemDataRole.ToolTipRole)
    assert "By: the desk" in tip and "&lt;Ada&gt; → Ada L." in tip and "What operators did" in tip
    assert outcome_colour(page) == QColor(current_theme().accent)


def test_an_actor_that_has_a_name_is_called_so(page):
    show(page, kind=LogKind.ACT, outcome=Outcome.DONE, reason=Act.BLOCK, actor="Ines")
    assert "By: Ines" in cell(page, 0, Column.REASON, Qt.ItemDataRole.ToolTipRole)


def test_acts_alone_are_asked_for(qtbot, kiosk, page):
    choose(page.filter_bar.kind_box, LogKind.ACT)
    qtbot.waitUntil(lambda: kiosk.desk.pages[-1][0] == LogFilter(kind=LogKind.ACT))


@pytest.mark.parametrize("notice", sorted(set(Notice) - {Notice.HELD_SOON}))
def test_what_the_door_notices_has_words_and_an_icon_of_its_own(page, notice):
    row = replace(
        page.model._rows[0].event,
        outcome=Outcome.NOTICED, reason=notice, kind=LogKind.DOOR, person_id=None, note="The door says so.",
    )  # fmt: skip
    page.model._rows[0] = replace(page.model._rows[0], event=row, person="")
    assert cell(page, 0, Column.OUTCOME) == "Noticed"
    assert cell(page, 0, Column.REASON) == words.reason_words(notice)
    assert cell(page, 0, Column.NOTE) == "The door says so."
    is_worry = notice not in (
        *(Notice.CLOSED_AGAIN, Notice.NOT_TAKEN, Notice.TAMPER_OVER, Notice.LOCK_OBEYS, Notice.MODE_OVER),
        *(Notice.SCHEDULE_OPENS, Notice.SCHEDULE_CLOSES, Notice.CLOCK_BELIEVED),
    )
    icon = cell(page, 0, Column.OUTCOME, Qt.ItemDataRole.DecorationRole)
    worrying = button_icon(Icon.WARNING, QColor(current_theme().warn))
    assert (icon.pixmap(20).toImage() == worrying.pixmap(20).toImage()) is is_worry


def test_what_the_door_noticed_is_asked_for_alone(qtbot, kiosk, page):
    choose(page.filter_bar.kind_box, LogKind.DOOR)
    choose(page.filter_bar.outcome_box, Outcome.NOTICED)
    qtbot.waitUntil(lambda: kiosk.desk.pages[-1][0] == LogFilter(kind=LogKind.DOOR, outcome=Outcome.NOTICED))


def test_what_another_process_did_to_people_appears_without_asking(qtbot, kiosk, page):
    kiosk.desk.log.rows += 1
    kiosk.hub.publish(GalleryChanged(3, 7))
    qtbot.waitUntil(lambda: cell(page, 0, Column.TIME) == newest_time(kiosk))


def test_a_row_that_was_forgotten_tells_that_somebody_was_removed(page):
    show(page, is_sealed=True, person_id=None)
    page.model._rows = [replace(page.model._rows[0], person="")]
    assert cell(page, 0, Column.PERSON) == "(removed)"


def broken_events(*_args, **_values):
    raise StorageFault("The database is gone.")


def test_a_fault_while_a_page_is_fetched_is_told_and_the_log_goes_on_afterwards(
    qtbot, monkeypatch, kiosk, bridge, page
):
    with monkeypatch.context() as patch:
        patch.setattr(kiosk.desk, "events", broken_events)
        with qtbot.waitSignal(bridge.refused):
            kiosk.grow_log()
    kiosk.grow_log()
    qtbot.waitUntil(lambda: cell(page, 0, Column.TIME) == newest_time(kiosk))


def test_a_fault_below_the_oldest_row_lets_one_scroll_on_afterwards(qtbot, monkeypatch, kiosk, bridge, page):
    with monkeypatch.context() as patch:
        patch.setattr(kiosk.desk, "events", broken_events)
        with qtbot.waitSignal(bridge.refused):
            page.model.fetchMore(page.model.index(-1, -1))
    page.model.fetchMore(page.model.index(-1, -1))
    qtbot.waitUntil(lambda: page.model.rowCount() == 2 * PAGE_ROWS)


def test_scrolling_to_the_end_fetches_the_next_page_by_key(qtbot, kiosk, page):
    bar = page.table.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: page.model.rowCount() == 2 * PAGE_ROWS)
    assert kiosk.desk.pages[-1] == (LogFilter(), ROWS - PAGE_ROWS + 1, PAGE_ROWS)
    times = {cell(page, row, Column.TIME) for row in range(2 * PAGE_ROWS)}
    assert len(times) == 2 * PAGE_ROWS


def test_new_rows_appear_on_top(qtbot, kiosk, page):
    kiosk.grow_log(3)
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE_ROWS + 3)
    assert cell(page, 0, Column.TIME) == newest_time(kiosk)
    qtbot.waitUntil(lambda: page.count.text() == f"{ROWS + 3:,} entries")


def test_new_rows_do_not_move_what_is_being_read(qtbot, kiosk, page):
    page.table.verticalScrollBar().setValue(100)
    read = page.table.indexAt(page.table.viewport().rect().topLeft()).data()
    kiosk.grow_log(7)
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE_ROWS + 7)
    assert page.table.indexAt(page.table.viewport().rect().topLeft()).data() == read


def test_a_reader_at_the_top_stays_at_the_top(qtbot, kiosk, page):
    kiosk.grow_log(2)
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE_ROWS + 2)
    assert page.table.verticalScrollBar().value() == 0


def test_a_thousand_new_rows_cost_a_few_queries_and_none_is_missing(qtbot, kiosk, page):
    asked = len(kiosk.desk.pages)
    kiosk.grow_log(1000)
    qtbot.waitUntil(lambda: cell(page, 0, Column.TIME) == newest_time(kiosk))
    assert len(kiosk.desk.pages) - asked < 20
    times = [cell(page, row, Column.TIME) for row in range(page.model.rowCount())]
    assert times == sorted(set(times), reverse=True)


def test_a_log_out_of_sight_fetches_nothing(qtbot, window, kiosk, page):
    window.desk_view.show_page(1)
    asked = len(kiosk.desk.pages)
    with qtbot.waitSignal(page.bridge.log_grew):
        kiosk.grow_log()
    assert len(kiosk.desk.pages) == asked


def test_filters_are_passed_to_the_desk(qtbot, kiosk, page):
    choose(page.filter_bar.person_box, ADA)
    choose(page.filter_bar.outcome_box, Outcome.GRANTED)
    wanted = LogFilter(person_id=ADA, outcome=Outcome.GRANTED)
    qtbot.waitUntil(lambda: kiosk.desk.pages[-1][0] == wanted and page.model.rowCount() == PAGE_ROWS)
    assert {cell(page, row, Column.PERSON) for row in range(PAGE_ROWS)} == {"Ada Lovelace"}


@pytest.mark.parametrize("is_open", [False, True])
def test_typing_goes_to_a_name_without_its_accents(qtbot, kiosk, page, is_open):
    box = page.filter_bar.person_box
    person = kiosk.desk.people()[0]
    page.filter_bar.offer_names(listed(replace(person, id=name, name=name) for name in ("Zora", "Zoë")))
    if is_open:
        box.showPopup()
    qtbot.keyClicks(box.view() if is_open else box, "zoe")
    assert box.view().currentIndex().data() == "Zoë"


def test_a_box_of_five_thousand_names_asks_for_no_more_than_it_shows(qtbot, monkeypatch, kiosk, page):
    bar, person = page.filter_bar, kiosk.desk.people()[0]
    names = listed(replace(person, id=str(n), name=f"Person {n * 7919 % 5000}") for n in range(5000))
    asked, folded, data, fold = [], [], name_box._Names.data, name_box.searched
    monkeypatch.setattr(name_box._Names, "data", lambda *args: asked.append(1) or data(*args))
    monkeypatch.setattr(name_box, "searched", lambda name: folded.append(name) or fold(name))

    bar.offer_names(names)
    bar.person_box.showPopup()
    qtbot.keyClicks(bar.person_box.view(), "person 4321")
    QApplication.processEvents()

    assert bar.person_box.view().currentIndex().data() == "Person 4321"
    assert len(asked) < 5000 and len(folded) < 100


def test_whoever_is_chosen_stays_chosen_in_a_new_list_and_everybody_is_once_they_are_gone(kiosk, page):
    bar, people = page.filter_bar, kiosk.desk.people()
    choose(bar.person_box, ADA)
    told = []
    bar.filter_changed.connect(told.append)

    bar.offer_names(listed((*people, replace(people[0], id="new", name="Aaron"))))
    assert (bar.person_box.currentText(), bar.person_box.currentData(), told) == ("Ada Lovelace", ADA, [])

    bar.offer_names(listed(person for person in people if person.id != ADA))
    assert (bar.person_box.currentText(), told) == ("Everybody", [LogFilter()])


def test_chosen_days_are_whole_local_days(page):
    bar = page.filter_bar
    choose(bar.days_box, Days.CHOSEN)
    assert bar.from_edit.isVisible()
    bar.from_edit.setDate(QDate(2026, 3, 2))
    bar.until_edit.setDate(QDate(2026, 3, 3))
    wanted = bar.wanted()
    assert wanted.since_utc == datetime(2026, 3, 2).astimezone(UTC)
    assert wanted.until_utc == datetime(2026, 3, 4).astimezone(UTC)


def test_an_answer_to_an_earlier_filter_is_dropped(qtbot, kiosk, page):
    choose(page.filter_bar.outcome_box, Outcome.DENIED)
    choose(page.filter_bar.outcome_box, Outcome.GRANTED)
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE_ROWS)
    assert {cell(page, row, Column.OUTCOME) for row in range(PAGE_ROWS)} == {"Granted"}


def test_growth_respects_the_filter(qtbot, kiosk, page):
    choose(page.filter_bar.outcome_box, Outcome.GRANTED)
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE_ROWS)
    kiosk.grow_log(6)
    qtbot.waitUntil(lambda: page.model.rowCount() == PAGE_ROWS + 2)
    assert cell(page, 0, Column.OUTCOME) == "Granted"


def test_the_export_writes_what_the_filter_shows(qtbot, kiosk, page, tmp_path):
    choose(page.filter_bar.outcome_box, Outcome.GRANTED)
    qtbot.mouseClick(page.export_button, LEFT)
    dialog = page.findChild(QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("out.csv")
    dialog.accept()
    qtbot.waitUntil(lambda: "written to" in page.answer.text())
    assert kiosk.desk.exports == [(LogFilter(outcome=Outcome.GRANTED), tmp_path / "out.csv")]


@pytest.mark.parametrize(("rows", "told"), [(1, "1 entry written to"), (2000, "2,000 entries written to")])
def test_one_entry_is_exported_in_the_singular(qtbot, kiosk, page, tmp_path, rows, told):
    kiosk.desk.export = lambda _wanted, _path: rows
    page._export(tmp_path / "out.csv")
    qtbot.waitUntil(lambda: page.answer.text().startswith(told))


def test_a_day_begins_and_ends_at_local_midnight():
    day = NOON_UTC.astimezone().date()
    assert start_of_day_utc(day) <= NOON_UTC < end_of_day_utc(day)


def test_an_export_is_offered_at_home_and_not_where_the_program_lies(page):
    page.export_button.click()
    assert page.findChild(QFileDialog).directory().absolutePath() == QDir.homePath()


REASONS = [words.reason_words(reason) for reason in (*Reason, *Act, *Notice)]
NARROW, WIDE = (800, 480), (1920, 1080)


def is_read_in_full(page, column: Column, text: str) -> bool:
    """Say whether the column is in sight and as wide as the text with the room around it."""
    header = page.table.horizontalHeader()
    end = header.sectionViewportPosition(column) + header.sectionSize(column)
    option = QStyleOptionViewItem()
    option.initFrom(page.table)
    option.font, option.text = page.table.font(), text
    option.features = QStyleOptionViewItem.ViewItemFeature.HasDisplay
    needed = page.table.style().sizeFromContents(
        page.table.style().ContentsType.CT_ItemViewItem, option, QSize(), page.table
    )
    return header.sectionSize(column) >= needed.width() and end <= page.table.viewport().width()


@pytest.mark.parametrize("size", [NARROW, (960, 600), (1100, 700), (1280, 800), WIDE, (768, 1366)])
@pytest.mark.parametrize("text", sorted(REASONS, key=len)[-3:])
def test_the_longest_reasons_are_read_in_full_at_every_size(qtbot, window, page, size, text):
    window.resize(*size)
    qtbot.waitUntil(lambda: is_read_in_full(page, Column.REASON, text))
    qtbot.waitUntil(lambda: is_read_in_full(page, Column.TIME, "2026-12-28 22:28:58"))
    qtbot.waitUntil(lambda: page.table.horizontalScrollBar().maximum() == 0)


def test_a_narrow_log_leaves_out_what_matters_less_and_a_wide_one_shows_it_all(qtbot, window, page):
    for size, hidden in (
        (NARROW, {Column.DOOR, Column.NOTE}),
        (WIDE, set()),
    ):
        window.resize(*size)
        qtbot.waitUntil(lambda h=hidden: {c for c in Column if page.table.isColumnHidden(c)} == h)


NOTE = "Parcel for the workshop, two boxes, signed for by the caretaker because Ms Hopper was in a meeting"


def told(page) -> dict[str, str]:
    return dict(page.panel.lines)


def test_a_chosen_row_is_told_in_full_in_the_panel(qtbot, window, page):
    window.resize(*NARROW)
    show(page, reason=Reason.OPERATOR_RELEASE, note=NOTE, distance=0.25, threshold=0.34, person_id=None)
    assert not page.panel.isVisible()
    place = page.table.visualRect(page.model.index(0, Column.REASON)).center()
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=place)
    assert page.panel.isVisible() and page.panel.heading.text() == "Opened from the desk"
    lines = told(page)
    assert (lines["Note"], lines["Door"]) == (NOTE, "main entrance")
    assert lines["Distance, and up to where it is a match"] == "0.250 / 0.340"


def test_the_arrow_keys_tell_of_the_next_row(qtbot, page):
    page.table.selectRow(0)
    page.table.setFocus()
    before = told(page)
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert told(page)["When"] not in ("", before["When"])


def test_the_log_says_that_it_is_loading_and_then_that_nothing_fits(qtbot, monkeypatch, kiosk, page):
    asked = threading.Event()
    monkeypatch.setattr(kiosk.desk, "events", lambda *_args, **_values: asked.wait(10) and ())
    monkeypatch.setattr(kiosk.desk, "count", lambda _wanted: 0)
    choose(page.filter_bar.outcome_box, Outcome.DONE)
    assert page.table.sentence == "Loading…"
    asked.set()
    qtbot.waitUntil(lambda: page.table.sentence == "No entry fits these choices.")
    assert page.count.text() == "0 entries"


def test_a_log_that_cannot_be_read_says_why_in_place_of_its_rows(qtbot, monkeypatch, kiosk, page):
    monkeypatch.setattr(kiosk.desk, "events", broken_events)
    monkeypatch.setattr(kiosk.desk, "count", broken_events)
    choose(page.filter_bar.outcome_box, Outcome.DONE)
    qtbot.waitUntil(lambda: page.table.sentence == "The database is gone.")


def test_whoever_may_see_it_reads_who_was_threatened_and_who_was_given_a_pin_for_it(page):
    before = cell(page, 0, Column.NOTE)
    page.table.selectRow(0)
    assert "Beware" not in told(page)
    show(page, is_duress=True)
    page.table.selectRow(0)
    assert cell(page, 0, Column.NOTE).startswith("UNDER THREAT") and told(page)["Beware"] == "UNDER THREAT"
    assert "UNDER THREAT" in cell(page, 0, Column.REASON, Qt.ItemDataRole.ToolTipRole)
    show(page, is_duress=True, kind=LogKind.ACT, reason=Act.SET_PIN, outcome=Outcome.DONE)
    assert cell(page, 0, Column.NOTE).startswith("With a PIN under threat")
    show(page, is_duress=False, kind=LogKind.ACCESS, reason=Reason.MATCH)
    assert cell(page, 0, Column.NOTE) == before
