"""The door's page and the bar above every page: what stands at the door, and how it shall work."""

from datetime import UTC, datetime, time, timedelta

import pytest
from PySide6.QtCore import Qt, QTime

from door_access.domain.door.alarms import Notice
from door_access.domain.door.lock import LockCapabilities, LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.runtime.events import FaultsChanged, LockStateChanged, TroubleChanged
from tests.ui.door.test_door_view import texts_of
from tests.ui.scenes import a_camera, a_contact, a_door, a_mode, alarms
from ui import words
from ui.desk.door.mode_dialog import ModeDialog, next_utc, usual_end
from ui.desk.door.note_dialogs import AcknowledgeDialog

LEFT = Qt.MouseButton.LeftButton
PAGES = range(5)


@pytest.fixture
def desk(window):
    window._open_desk()
    window.desk_view.show_page(4)
    return window.desk_view


@pytest.fixture
def page(desk):
    return desk.door_page


@pytest.mark.parametrize("number", PAGES)
def test_alarms_faults_and_modes_stand_above_every_page(desk, tell, number):
    desk.show_page(number)
    assert not desk.alarms.isVisible()
    tell(alarms(Notice.HELD), FaultsChanged(("/dev/ttyUSB0 is gone.",)), a_mode(OperatingMode.LOCKDOWN))
    told = desk.alarms.others.text()
    assert desk.alarms.isVisible() and "Door held open, since" in desk.alarms.alarms.text()
    assert "/dev/ttyUSB0 is gone." in told and "Locked down" in told
    tell(alarms(), FaultsChanged(()), a_mode(OperatingMode.NORMAL))
    assert not desk.alarms.isVisible()


def test_an_alarm_whose_cause_is_gone_waits_to_be_acknowledged(desk, tell):
    tell(alarms(Notice.FORCED, is_over=True))
    assert desk.alarms.acknowledge_button.isVisible() and "it is over" in desk.alarms.alarms.text()


def test_a_fault_is_nothing_to_acknowledge(desk, tell):
    tell(FaultsChanged(("The disk is full.",)))
    assert desk.alarms.isVisible() and not desk.alarms.acknowledge_button.isVisible()


def test_what_ails_a_reader_or_a_broker_is_told_at_the_desk_alone_and_until_it_is_over(window, desk, tell):
    reader, broker = "The reader at /dev/ttyUSB0 does not answer.", "The broker 192.168.1.5 does not answer."
    window.leave_desk()
    tell(a_camera(), TroubleChanged("card reader", reader), TroubleChanged("broker", broker))
    assert not window.notice.isVisible()
    assert "ttyUSB0" not in texts_of(window.door_view)
    window._open_desk()
    assert desk.alarms.others.text() == f"{reader}\n{broker}"
    tell(TroubleChanged("card reader", ""))
    assert desk.alarms.others.text() == broker


def test_alarms_are_acknowledged_with_a_note_and_not_without(qtbot, kiosk, desk, tell):
    tell(alarms(Notice.HELD))
    qtbot.mouseClick(desk.alarms.acknowledge_button, LEFT)
    dialog = desk.alarms.findChild(AcknowledgeDialog)
    qtbot.keyClicks(dialog.field, "   ")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert kiosk.calls == [] and not dialog.do_button.isEnabled()
    qtbot.keyClicks(dialog.field, "a chair")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert kiosk.calls == [("acknowledge_alarms", "a chair")]
    assert desk.alarms.isVisible()


def test_the_state_of_lock_contact_and_mode_is_told_in_words(page, tell):
    tell(a_door(DoorState.LOCKED), LockStateChanged(LockState.LOCKED, 1.0), a_contact(is_open=True))
    shown = [page.door_state, page.lock_state, page.contact, page.mode]
    assert all(part.isVisible() for part in shown)
    assert [part.text() for part in shown[:3]] == [
        "Door locked",
        "The lock says that it is locked",
        "The door stands open",
    ]


def test_a_contact_that_never_spoke_is_not_spoken_of(page, tell):
    tell(a_door(DoorState.LOCKED))
    assert not page.contact.isVisible()


def test_a_lock_that_cannot_be_held_is_not_offered_to_be(desk, kiosk, page):
    assert page.unlocked_button.isVisible()
    kiosk.lock_capabilities = LockCapabilities()
    page.open()
    assert not page.unlocked_button.isVisible() and "cannot be held" in page.unlocked_words.text()


def test_the_door_is_held_unlocked_until_the_chosen_time(qtbot, kiosk, page):
    qtbot.mouseClick(page.unlocked_button, LEFT)
    dialog = page.findChild(ModeDialog)
    in_two_hours = datetime.now().astimezone() + timedelta(hours=2)
    dialog.end_box.setTime(QTime(in_two_hours.hour, in_two_hours.minute))
    qtbot.mouseClick(dialog.do_button, LEFT)
    [(wish, (mode, until_utc, _))] = kiosk.calls
    assert (wish, mode) == ("set_mode", OperatingMode.UNLOCKED)
    assert until_utc == in_two_hours.replace(second=0, microsecond=0)


def test_a_lockdown_is_asked_for_once_and_needs_no_end(qtbot, kiosk, page):
    qtbot.mouseClick(page.lockdown_button, LEFT)
    dialog = page.findChild(ModeDialog)
    assert kiosk.calls == [] and not dialog.end_box.isEnabled()
    qtbot.mouseClick(dialog.do_button, LEFT)
    assert kiosk.calls == [("set_mode", (OperatingMode.LOCKDOWN, None, ""))]


def test_a_lockdown_may_have_an_end(qtbot, kiosk, page):
    qtbot.mouseClick(page.lockdown_button, LEFT)
    dialog = page.findChild(ModeDialog)
    qtbot.keyClick(dialog.end_tick, Qt.Key.Key_Space)
    assert words.clock_text(dialog.end_utc()) in dialog.told.text()
    qtbot.mouseClick(dialog.do_button, LEFT)
    [(_, (_, until_utc, _))] = kiosk.calls
    assert until_utc > datetime.now(UTC)


def test_a_question_that_is_cancelled_changes_nothing(qtbot, kiosk, page):
    qtbot.mouseClick(page.lockdown_button, LEFT)
    qtbot.keyClick(page.findChild(ModeDialog), Qt.Key.Key_Return)  # what is chosen first locks nobody out
    assert kiosk.calls == []


def test_back_to_normal_is_offered_while_it_is_not_normal(qtbot, kiosk, page, tell):
    assert not page.normal_button.isEnabled()
    tell(a_mode(OperatingMode.LOCKDOWN))
    qtbot.mouseClick(page.normal_button, LEFT)
    assert kiosk.calls == [("set_mode", (OperatingMode.NORMAL, None, ""))]
    tell(a_mode(OperatingMode.NORMAL))
    assert not page.normal_button.isEnabled()


@pytest.mark.parametrize(
    ("clock", "end"),
    [
        (time(16), datetime(2026, 10, 24, 14, tzinfo=UTC)),
        (time(14, 20), datetime(2026, 10, 25, 13, 20, tzinfo=UTC)),
        (time(1), datetime(2026, 10, 24, 23, tzinfo=UTC)),
        (time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_is_over_today_is_tomorrows_also_when_the_clocks_change(in_berlin, clock, end):
    assert next_utc(clock, datetime(2026, 10, 24, 12, 20, tzinfo=UTC)) == end


def test_an_hour_after_the_next_full_one_is_offered_first(in_berlin):
    assert usual_end(datetime(2026, 3, 2, 13, 20, tzinfo=UTC)) == time(16)
    assert usual_end(datetime(2026, 3, 2, 22, 20, tzinfo=UTC)) == time(1)
