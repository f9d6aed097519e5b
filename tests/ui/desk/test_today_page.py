"""Today in figures: what is told, that it goes on by itself, and the report of a month."""

from datetime import UTC, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from door_access.desk.visitor_desk import NewVisitor
from door_access.domain.door.alarms import Notice
from door_access.domain.door.states import DoorState
from door_access.domain.entry.passes import PassTerms
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.roles import Role
from door_access.domain.permissions.validity import Validity
from door_access.errors import StorageFault
from door_access.runtime.events import FaultsChanged, LogGrew
from tests.ui.busy_days import NOW_UTC, BusyLog, entry_at
from tests.ui.fakes import ADA, NOON_UTC
from tests.ui.scenes import a_door, alarms
from tests.ui.signing_in import come_to_desk
from ui.desk.today.report_dialog import ReportDialog
from ui.widgets.bars import Bar, CountBars, HourBars

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def log(kiosk) -> BusyLog:
    kiosk.desk.log = BusyLog(days=2)
    kiosk.desk.today_utc = NOW_UTC
    return kiosk.desk.log


@pytest.fixture
def page(qtbot, window, log):
    window._open_desk()
    page = window.desk_view.today_page
    qtbot.waitUntil(lambda: page.isVisible() and page.counted is not None and page.counted.is_whole)
    return page


def grow(kiosk, log, *entries) -> None:
    for entry in entries:
        log.add(entry)
    kiosk.hub.publish(LogGrew(log.rows))


def came(minutes: int = 0):
    return entry_at(NOW_UTC + timedelta(minutes=minutes), Outcome.GRANTED, Reason.MATCH, ADA)


def test_the_desk_begins_with_today_and_tells_what_it_amounts_to(page):
    assert page.day.text().startswith("Tuesday 17 March")
    assert (page.came_in.text(), page.entries.text()) == ("3 people came in today", "97 entries")
    assert page.opened.text() == "Opened from the desk: 1"
    assert page.hours.counts[8] == 29 and sum(page.hours.counts.values()) == 97
    assert (page.denials.text(), page.reasons.bars[0]) == ("15 denials", Bar("Not recognised", 13))
    assert (
        page.repeats.text()
        == "Entries by face that needed another try: 7 of 97, 7.2 % (95 % sure: 3.5 % to 14.2 %)."
    )
    assert "Door held open: 1" in page.doors.text()


def test_what_happens_now_is_counted_on_and_nothing_is_read_twice(qtbot, monkeypatch, kiosk, log, page):
    read = []
    monkeypatch.setattr(
        log, "headers", lambda seqs, found=log.headers: read.append(seqs.start) or found(seqs)
    )
    before = log.rows
    grow(kiosk, log, came(), entry_at(NOW_UTC, Outcome.DENIED, Reason.BLOCKED))
    qtbot.waitUntil(lambda: (page.entries.text(), page.denials.text()) == ("98 entries", "16 denials"))
    assert min(read) == before + 1


def test_many_new_rows_cost_a_few_questions(qtbot, monkeypatch, kiosk, log, page):
    asked, ask = [], page.bridge.ask
    monkeypatch.setattr(page.bridge, "ask", lambda *args, **more: asked.append(1) or ask(*args, **more))
    for _ in range(50):
        grow(kiosk, log, came())
    qtbot.waitUntil(lambda: page.entries.text() == "147 entries")
    assert len(asked) < 20


def test_a_new_day_begins_with_nobody(qtbot, kiosk, log, page):
    kiosk.desk.today_utc = NOW_UTC + timedelta(days=1)
    page._timer.timeout.emit()
    qtbot.waitUntil(lambda: page.came_in.text() == "Nobody has come in yet today")
    assert page.day.text().startswith("Wednesday 18 March")
    assert not page.reasons.isVisibleTo(page)


def test_faults_and_alarms_of_the_door_stand_beside_its_figures(qtbot, kiosk, page):
    fault = FaultsChanged(("The lock does not answer.",))
    for event in (a_door(DoorState.FAULT), fault, alarms(Notice.FORCED)):
        kiosk.hub.publish(event)
    qtbot.waitUntil(lambda: "forced" in page.doors.text())
    told = page.doors.text()
    assert "Door out of order" in told and "Out of order: The lock does not answer." in told
    assert "Door forced open, since" in told


def test_visitors_of_today_are_told_where_some_are_expected(qtbot, kiosk, page):
    assert not page.visitors.isVisible()
    hour = PassTerms(Validity(NOON_UTC, NOON_UTC + timedelta(hours=2)))
    for name in ("Vera Rubin", "<b>Otto"):
        kiosk.desk.visitors.expect(NewVisitor(name, hour))
    page._timer.timeout.emit()
    qtbot.waitUntil(page.visitors.isVisible)
    assert page.visitors.count.text() == "2 visitors, 0 have come"
    assert set(page.visitors.lines.text().splitlines()) == {"Vera Rubin · Expected", "<b>Otto · Expected"}


def test_a_page_out_of_sight_asks_for_nothing(qtbot, monkeypatch, window, kiosk, log, page):
    window.desk_view.show_page(1)
    monkeypatch.setattr(log, "headers", lambda _: pytest.fail("nobody looks"))
    with qtbot.waitSignal(page.bridge.log_grew):
        grow(kiosk, log, came())


def test_a_fault_is_told_and_the_page_goes_on_afterwards(qtbot, monkeypatch, kiosk, log, page):
    def broken(_):
        raise StorageFault("The database is gone.")

    with monkeypatch.context() as patch:
        patch.setattr(log, "headers", broken)
        grow(kiosk, log, came())
        qtbot.waitUntil(lambda: page.answer.text() == "The database is gone.")
    grow(kiosk, log, came())
    qtbot.waitUntil(lambda: page.entries.text() == "99 entries")


@pytest.mark.parametrize("suffix", ["pdf", "html"])
def test_the_report_of_a_month_is_saved_where_it_was_asked_for(qtbot, window, log, page, tmp_path, suffix):
    qtbot.mouseClick(page.report_button, LEFT)
    dialog = page.findChild(ReportDialog)
    dialog.months[1] = NOW_UTC.astimezone(UTC).date().replace(day=1)
    qtbot.mouseClick(dialog.pdf_button if suffix == "pdf" else dialog.html_button, LEFT)
    files = dialog.findChild(QFileDialog)
    files.setDirectory(str(tmp_path))
    files.selectFile(f"march.{suffix}")
    files.accept()
    qtbot.waitUntil(lambda: "was written to" in page.answer.text())
    content = (tmp_path / f"march.{suffix}").read_bytes()
    assert content.startswith(b"%PDF-" if suffix == "pdf" else b"<!DOCTYPE html>")
    assert suffix == "pdf" or b"Access in March 2026" in content
    assert suffix == "pdf" or b"Ada" not in content


def test_a_report_that_cannot_be_written_says_why(qtbot, page, tmp_path):
    page.maker.make(NOW_UTC.date().replace(day=1), tmp_path / "nowhere" / "march.html")
    qtbot.waitUntil(lambda: "cannot be written" in page.answer.text())


@pytest.mark.parametrize(("role", "is_offered"), [(Role.MANAGER, True), (Role.RECEPTION, False)])
def test_the_report_is_offered_to_whoever_may_export_the_log(qtbot, window, log, role, is_offered):
    come_to_desk(qtbot, window, role)
    assert window.desk_view.today_page.report_button.isVisible() == is_offered


def test_bars_tell_screen_readers_what_they_show(qtbot):
    hours, counts = HourBars("Entries by hour"), CountBars("Denials by reason")
    for widget in (hours, counts):
        qtbot.addWidget(widget)
    hours.show_counts({8: 1200, 9: 3})
    counts.show_bars([Bar("Not recognised", 13)])
    assert hours.accessibleDescription() == "8:00: 1,200, 9:00: 3"
    assert counts.accessibleDescription() == "Not recognised: 13"


@pytest.mark.parametrize(
    ("counts", "hours"), [({}, range(7, 19)), ({5: 1, 9: 2}, range(5, 19)), ({23: 1}, range(7, 24))]
)
def test_hours_of_a_working_day_are_always_there_and_others_when_somebody_came(qtbot, counts, hours):
    bars = HourBars("Entries by hour")
    qtbot.addWidget(bars)
    bars.show_counts(counts)
    assert bars.hours() == hours
