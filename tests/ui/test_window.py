"""The window: the gate before the desk, full screen and quitting; sources when there is no camera."""

import re

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog, QFileDialog, QLineEdit

from door_access.config import checked
from door_access.domain.door.alarms import Notice
from door_access.domain.door.states import DoorState
from door_access.domain.entry.card_readings import CardReading, ReadingOutcome
from door_access.domain.entry.keyboards import ReaderKeyboard
from door_access.runtime.events import Noticed, WishRefused
from door_access.runtime.messages import CameraState
from tests.ui.fakes import WRONG_PINS
from tests.ui.scenes import a_camera, a_door
from ui.desk.door.note_dialogs import ReleaseDialog
from ui.gate import idle as idle_module
from ui.gate.idle import IDLE_MS, IdleWatch
from ui.gate.pin_dialogs import PinDialog

PIN = "123456"
LEFT = Qt.MouseButton.LeftButton


def ask_for_desk(qtbot, window) -> None:
    qtbot.mouseClick(window.door_view.desk_button, LEFT)


def is_at_desk(window) -> bool:
    return window.views.currentWidget() is window.desk_view


@pytest.fixture
def with_pin(kiosk):
    kiosk.desk.pin = PIN


@pytest.fixture
def question(qtbot, window):
    """Wait for the PIN dialog and return it."""

    def wait() -> PinDialog:
        qtbot.waitUntil(lambda: isinstance(window.gate.dialog, PinDialog) and window.gate.dialog.isVisible())
        return window.gate.dialog

    return wait


def enter(qtbot, dialog: PinDialog, pin: str) -> None:
    qtbot.keyClicks(dialog.field, pin)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)


def test_the_desk_stands_open_until_a_pin_has_been_chosen(qtbot, window):
    ask_for_desk(qtbot, window)
    qtbot.waitUntil(lambda: is_at_desk(window))


def test_the_right_pin_opens_the_desk_which_learns_what_for(qtbot, window, kiosk, with_pin, question):
    ask_for_desk(qtbot, window)
    enter(qtbot, question(), PIN)
    qtbot.waitUntil(lambda: is_at_desk(window))
    assert kiosk.desk.purposes == ["Open the desk"]


def test_a_wrong_pin_keeps_the_desk_shut(qtbot, window, with_pin, question):
    ask_for_desk(qtbot, window)
    dialog = question()
    enter(qtbot, dialog, "999999")
    qtbot.waitUntil(lambda: "not right" in dialog.message.text())
    assert not is_at_desk(window) and dialog.field.text() == "" and not dialog.field.isReadOnly()


def test_five_wrong_pins_count_the_waiting_time_down(qtbot, window, kiosk, with_pin, question):
    ask_for_desk(qtbot, window)
    dialog = question()
    for tried in range(WRONG_PINS):
        enter(qtbot, dialog, "999999")
        qtbot.waitUntil(lambda n=tried: kiosk.desk.wrong_pins > n and bool(dialog.message.text()))
        qtbot.waitUntil(lambda n=tried: not dialog.field.isReadOnly() or n == WRONG_PINS - 1)
    qtbot.waitUntil(lambda: re.search(r"Please wait \d+ s", dialog.message.text()) is not None)
    assert dialog.field.isReadOnly() and not dialog.ok_button.isEnabled()


def test_while_a_pin_is_checked_the_keyboard_stays_in_its_field_and_cancels_nothing(qtbot):
    dialog = PinDialog("Open the desk")
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(dialog.field.hasFocus)
    enter(qtbot, dialog, "999999")
    assert dialog.field.isReadOnly() and dialog.field.hasFocus()

    qtbot.keyClicks(dialog.field, "1")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.isVisible() and dialog.field.text() == "999999"


def test_after_the_waiting_time_one_may_try_again(qtbot):
    dialog = PinDialog("Open the desk")
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.refuse(0.05)
    assert dialog.field.isReadOnly()
    qtbot.waitUntil(lambda: not dialog.field.isReadOnly())
    assert dialog.message.text() == ""


def test_a_pin_can_be_entered_without_a_keyboard(qtbot, window, with_pin, question):
    ask_for_desk(qtbot, window)
    dialog = question()
    for digit in "1237":
        qtbot.mouseClick(dialog.keypad.keys[digit], LEFT)
    qtbot.mouseClick(dialog.keypad.keys["⌫"], LEFT)
    for digit in "456":
        qtbot.mouseClick(dialog.keypad.keys[digit], LEFT)
    qtbot.mouseClick(dialog.ok_button, LEFT)
    qtbot.waitUntil(lambda: is_at_desk(window))


def test_the_pin_field_takes_digits_only(qtbot):
    dialog = PinDialog("Open the desk")
    qtbot.addWidget(dialog)
    qtbot.keyClicks(dialog.field, "1a2-3")
    assert dialog.field.text() == "123"


def test_a_desk_that_cannot_answer_stays_shut(qtbot, window, kiosk, bridge):
    def broken():
        from door_access.errors import StorageFault  # noqa: PLC0415

        raise StorageFault("The database is gone.")

    kiosk.desk.has_pin = broken
    with qtbot.waitSignal(bridge.refused):
        ask_for_desk(qtbot, window)
    assert not is_at_desk(window) and window.notice.sentence.text() == "The database is gone."


def test_ctrl_d_opens_the_desk_and_escape_leaves_it(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: is_at_desk(window))
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not is_at_desk(window))


def let_time_run_out(watch: IdleWatch) -> None:
    assert watch._timer.isActive() and watch._timer.interval() == IDLE_MS
    watch._timer.setInterval(0)


def test_an_idle_desk_closes_with_everything_open_on_it(qtbot, window):
    ask_for_desk(qtbot, window)
    qtbot.waitUntil(lambda: is_at_desk(window))
    window.desk_view.release_button.click()
    let_time_run_out(window.idle)
    qtbot.waitUntil(lambda: not is_at_desk(window))
    assert not [d for d in window.findChildren(QDialog) if d.isVisible()]


def test_a_forgotten_pin_question_does_not_cover_the_door_for_ever(qtbot, window, with_pin, question):
    ask_for_desk(qtbot, window)
    question()
    let_time_run_out(window.idle)
    qtbot.waitUntil(lambda: window.gate.dialog is None)
    assert not [d for d in window.findChildren(QDialog) if d.isVisible()]


class CountedTimer(QTimer):
    """Counts how often its time began anew."""

    starts = 0

    def start(self) -> None:
        self.starts += 1
        super().start()


def test_at_a_desk_in_use_the_time_begins_anew_with_every_touch(qtbot, window, monkeypatch):
    monkeypatch.setattr(idle_module, "QTimer", CountedTimer)
    watch = IdleWatch(window)
    watch.begin()
    for touches in range(1, 4):
        begun = watch._timer.starts
        qtbot.keyClick(window, Qt.Key.Key_A)
        assert watch._timer.starts > begun, touches

    with qtbot.waitSignal(watch.went_idle):
        let_time_run_out(watch)
    watch.end()


def test_f11_fills_the_screen_and_gives_it_back(qtbot, window):
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(window.isFullScreen)
    qtbot.keyClick(window, Qt.Key.Key_F11)
    qtbot.waitUntil(lambda: not window.isFullScreen())


def test_leaving_full_screen_asks_for_the_pin(qtbot, window, with_pin, question):
    window.showFullScreen()
    qtbot.keyClick(window, Qt.Key.Key_F11)
    dialog = question()
    assert window.isFullScreen()
    enter(qtbot, dialog, PIN)
    qtbot.waitUntil(lambda: not window.isFullScreen())


def test_quitting_asks_for_the_pin(qtbot, window, with_pin, question):
    window.close()
    dialog = question()
    dialog.reject()
    qtbot.waitUntil(lambda: window.gate.dialog is None)
    assert window.isVisible()
    window.close()
    enter(qtbot, question(), PIN)
    qtbot.waitUntil(lambda: not window.isVisible())


def test_a_window_without_pin_closes_when_told(qtbot, window):
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())


@pytest.fixture
def without_camera(qtbot, window, kiosk):
    kiosk.hub.publish(a_camera(CameraState.LOST, detail="There is no camera 0; plug one in."))
    offer = window.door_view.offer
    qtbot.waitUntil(lambda: offer.isVisible() and offer.camera_box.count() > 0)
    return offer


def test_without_a_camera_the_window_says_so(without_camera):
    assert without_camera.sentence.text() == "There is no camera 0; plug one in."


def test_the_demo_feed_is_one_click_away(qtbot, kiosk, without_camera):
    qtbot.mouseClick(without_camera.demo_button, LEFT)
    qtbot.waitUntil(lambda: kiosk.calls == [("use_source", "demo")])


def test_another_camera_can_be_chosen(qtbot, kiosk, without_camera):
    without_camera.camera_box.setCurrentIndex(1)
    qtbot.mouseClick(without_camera.camera_button, LEFT)
    qtbot.waitUntil(lambda: kiosk.calls == [("use_source", "/dev/v4l/by-id/usb-back")])


def test_trying_the_lost_camera_again_keeps_the_choice_of_another(qtbot, kiosk, bridge, without_camera):
    without_camera.camera_box.setCurrentIndex(1)
    with qtbot.waitSignal(bridge.log_grew):
        kiosk.hub.publish(a_camera(CameraState.LOST))
        kiosk.at_desk(lambda _: kiosk.grow_log())
    assert without_camera.camera_box.currentIndex() == 1


def test_a_video_can_be_chosen_and_played(qtbot, kiosk, window, without_camera, tmp_path):
    video = tmp_path / "clip.mp4"
    video.write_bytes(b"not looked at here")
    qtbot.mouseClick(without_camera.video_button, LEFT)
    qtbot.waitUntil(lambda: bool(window.findChildren(QFileDialog)))
    dialog = window.findChildren(QFileDialog)[0]
    name_field = dialog.findChild(QLineEdit)
    name_field.setText(str(video))
    qtbot.keyClick(name_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: kiosk.calls == [("use_source", str(video))])


def test_passers_by_cannot_change_the_source(qtbot, kiosk, with_pin, without_camera, question):
    qtbot.mouseClick(without_camera.demo_button, LEFT)
    question().reject()
    assert kiosk.calls == []


def test_open_once_wants_a_reason(qtbot, window, kiosk):
    ask_for_desk(qtbot, window)
    qtbot.waitUntil(lambda: is_at_desk(window))
    qtbot.mouseClick(window.desk_view.release_button, LEFT)
    dialog = window.findChild(ReleaseDialog)
    qtbot.keyClicks(dialog.field, "   ")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert kiosk.calls == [] and not dialog.do_button.isEnabled()
    qtbot.keyClicks(dialog.field, "parcel")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert kiosk.calls == [("release", "parcel")]


def test_the_desk_tells_whether_the_door_is_open(qtbot, window, kiosk, bridge):
    window._open_desk()
    for state, told in ((DoorState.UNLOCKED, "Door unlocked"), (DoorState.LOCKED, "Door locked")):
        with qtbot.waitSignal(bridge.door_changed):
            kiosk.hub.publish(a_door(state))
        assert window.desk_view.door_state.text() == told


def test_an_error_of_the_window_itself_is_shown_until_dismissed(qtbot, window):
    window.show_trouble("Something broke.")
    assert "OUT OF ORDER" in window.notice.sentence.text() and window.notice.isVisible()
    qtbot.mouseClick(window.notice.dismiss_button, LEFT)
    assert not window.notice.isVisible()


def test_a_reader_on_another_keyboard_is_named_above_the_door_and_its_reading_is_told_to_it(window, kiosk):
    window.door_view.reader._tell(
        CardReading(ReadingOutcome.OTHER_KEYBOARD, keyboard=ReaderKeyboard.US_ON_FR)
    )

    assert "as on a US keyboard" in window.notice.sentence.text() and window.notice.isVisible()
    assert ("misread_card", None) in kiosk.calls


def test_the_door_takes_up_the_keyboard_of_its_reader_from_the_settings(window):
    window.door_view.use_settings(checked({"door": {"reader_keyboard": "us on fr"}}))

    assert window.door_view.reader._wedge._keyboard is ReaderKeyboard.US_ON_FR


def test_what_the_door_refuses_is_told_at_the_desk_and_to_no_passer_by(qtbot, window, kiosk):
    sentence = "The Shelly at 10.0.0.9 does not answer."
    kiosk.hub.publish(WishRefused(sentence))
    kiosk.hub.publish(Noticed(Notice.FAILED_OFTEN, 0.0))
    qtbot.waitUntil(window.notice.isVisible)
    assert sentence not in window.notice.sentence.text()

    window._open_desk()
    kiosk.hub.publish(WishRefused(sentence))
    qtbot.waitUntil(lambda: sentence in window.notice.sentence.text())
