"""The PIN pad: what it takes, what it gives out, and what it never shows."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.door.door_side import SMALLEST_KEY_PX, PinPad

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 60_000


@pytest.fixture
def pad(qtbot):
    pad = PinPad(timeout_ms=LONG_MS)
    qtbot.addWidget(pad)
    pad.resize(800, 480)
    pad.show()
    pad.ask()
    return pad


def press(qtbot, pad, digits):
    for digit in digits:
        qtbot.mouseClick(pad.keys[digit], LEFT)


def heard(pad):
    pins = []
    pad.pin_entered.connect(pins.append)
    return pins


def test_digits_pressed_on_the_screen_are_given_out_at_ok(qtbot, pad):
    pins = heard(pad)

    press(qtbot, pad, "13579")
    qtbot.mouseClick(pad.ok_button, LEFT)

    assert pins == ["13579"]


def test_digits_of_a_keyboard_are_taken_too(qtbot, pad):
    pins = heard(pad)

    qtbot.keyClicks(pad, "24x69")
    qtbot.keyClick(pad, Qt.Key.Key_Backspace)
    qtbot.keyClick(pad, Qt.Key.Key_8)
    qtbot.keyClick(pad, Qt.Key.Key_Return)

    assert pins == ["2468"]


def test_digits_that_the_filter_gives_out_are_taken_one_by_one_or_together(pad, qtbot):
    pins = heard(pad)

    for text in ("2", "46", "a", "8"):
        pad.type(text)
    qtbot.mouseClick(pad.ok_button, LEFT)

    assert pins == ["2468"]


def test_fewer_than_four_digits_are_no_pin(qtbot, pad):
    pins = heard(pad)
    press(qtbot, pad, "135")

    qtbot.mouseClick(pad.ok_button, LEFT)
    qtbot.keyClick(pad, Qt.Key.Key_Enter)

    assert pins == [] and not pad.ok_button.isEnabled()


def test_what_follows_the_eighth_digit_is_left_out(qtbot, pad):
    pins = heard(pad)
    press(qtbot, pad, "1234567890")

    qtbot.mouseClick(pad.ok_button, LEFT)

    assert pins == ["12345678"]


def test_clear_begins_anew(qtbot, pad):
    pins = heard(pad)
    press(qtbot, pad, "1111")
    qtbot.mouseClick(pad.clear_button, LEFT)

    press(qtbot, pad, "2222")
    qtbot.mouseClick(pad.ok_button, LEFT)

    assert pins == ["2222"]


def test_no_digit_is_ever_shown(qtbot, pad):
    before = pad.grab().toImage()
    press(qtbot, pad, "1357")
    after_one = pad.grab().toImage()
    qtbot.mouseClick(pad.clear_button, LEFT)
    press(qtbot, pad, "2468")

    assert pad.grab().toImage() == after_one != before
    texts = [label.text() + label.accessibleName() for label in pad.findChildren(QLabel)]
    assert not any(digit in text for text in texts for digit in "135792680")


def test_a_pin_is_given_out_once_and_then_forgotten(qtbot, pad):
    pins = heard(pad)
    press(qtbot, pad, "1357")

    for _ in range(3):
        qtbot.keyClick(pad, Qt.Key.Key_Return)
    pad.ask()
    qtbot.keyClick(pad, Qt.Key.Key_Return)

    assert pins == ["1357"]


def test_without_a_key_the_pad_gives_up(qtbot):
    pad = PinPad(timeout_ms=20)
    qtbot.addWidget(pad)
    pad.type("1357")

    with qtbot.waitSignal(pad.given_up):
        pad.ask()

    pad.ask()
    assert not pad.ok_button.isEnabled()


def test_escape_gives_up(qtbot, pad):
    press(qtbot, pad, "1357")

    with qtbot.waitSignal(pad.given_up):
        qtbot.keyClick(pad, Qt.Key.Key_Escape)


def test_every_key_gives_the_whole_time_again(qtbot, pad):
    begun = []
    pad._timeout.timeout.connect(lambda: begun.append("over"))
    pad.time_bar.run(0)

    press(qtbot, pad, "1")

    assert pad.time_bar.is_running and pad._timeout.isActive() and not begun


def test_a_pad_that_was_stopped_says_nothing_and_has_forgotten(qtbot, pad):
    pins = heard(pad)
    press(qtbot, pad, "1357")

    pad.stop()
    qtbot.keyClick(pad, Qt.Key.Key_Return)
    pad.type("2468")
    qtbot.keyClick(pad, Qt.Key.Key_Return)

    assert pins == [] and not pad.time_bar.is_running


@pytest.mark.parametrize("size", [(1280, 800), (800, 480), (600, 1024)])
@pytest.mark.parametrize("columns", [1, 2])
def test_keys_are_large_enough_for_a_finger_wholly_seen_and_apart(qtbot, size, columns):
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    pad = PinPad(timeout_ms=LONG_MS)
    row.addWidget(pad, 1)
    if columns == 2:
        row.addWidget(QWidget(), 1)
    window.show()
    window.resize(1920, 1080)
    qtbot.waitUntil(lambda: window.width() == 1920)
    window.resize(*size)
    qtbot.waitUntil(lambda: (window.width(), window.height()) == size)

    keys = [*pad.keys.values(), pad.clear_button, pad.ok_button]
    assert all(min(key.width(), key.height()) >= SMALLEST_KEY_PX for key in keys)
    assert all(pad.rect().contains(key.geometry()) for key in keys)
    assert all(
        not one.geometry().intersects(other.geometry()) for one in keys for other in keys if one is not other
    )
    assert all(key.fontMetrics().horizontalAdvance(key.text()) < key.width() for key in keys)
    assert pad.headline.geometry().bottom() < pad.dots.geometry().top() < keys[0].geometry().top()


def test_every_key_has_a_name_for_screen_readers(pad):
    assert all(key.accessibleName() for key in (*pad.keys.values(), pad.clear_button, pad.ok_button))


def test_a_screen_reader_hears_one_digit_in_the_singular(qtbot, pad):
    press(qtbot, pad, "1")
    assert pad.dots.accessibleName() == "1 digit entered"
    press(qtbot, pad, "3")
    assert pad.dots.accessibleName() == "2 digits entered"
