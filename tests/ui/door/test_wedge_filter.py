"""Keys of a reader that types: taken at the door, left alone everywhere else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from door_access.domain.entry.card_readings import ReadingOutcome
from door_access.domain.entry.keyboards import ReaderKeyboard
from tests.ui.keyboard import FAST_MS, SLOW_MS, Keyboard
from ui.door.wedge_filter import WedgeFilter

NUMBER = "04A1B2C3"


class Heard:
    def __init__(self, wedge: WedgeFilter) -> None:
        self.cards, self.misread, self.typed = [], [], []
        wedge.card_read.connect(self.cards.append)
        wedge.misread.connect(self.misread.append)
        wedge.typed.connect(self.typed.append)

    @property
    def everything(self):
        return [*self.cards, *self.misread, *self.typed]


@pytest.fixture
def window(qtbot):
    """Two views: at the door a field and a button, at the desk another field."""
    window = QStackedWidget()
    for name in ("door", "desk"):
        view = QWidget(window)
        column = QVBoxLayout(view)
        view.field = QLineEdit(view)
        view.button = QPushButton("Press me", view)
        column.addWidget(view.field)
        column.addWidget(view.button)
        window.addWidget(view)
        setattr(window, name, view)
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def wedge(window):
    wedge = WedgeFilter(window.door)
    wedge.begin()
    yield wedge
    wedge.end()


@pytest.fixture
def heard(wedge):
    return Heard(wedge)


@pytest.fixture
def keyboard(window, wedge):
    return Keyboard(window.door.field)


def test_card_is_read_and_no_key_of_it_reaches_the_focused_field(window, heard, keyboard):
    keyboard.type(NUMBER + "\r")

    assert heard.everything == [NUMBER]
    assert window.door.field.text() == ""


@pytest.mark.parametrize("number", [NUMBER, "04 A1 B2 C3"])
def test_enter_and_spaces_of_a_reader_press_no_focused_button(qtbot, window, heard, number):
    pressed = []
    window.door.button.clicked.connect(lambda: pressed.append(True))
    window.door.button.setDefault(True)

    Keyboard(window.door.button).type(number + "\r")

    assert (heard.cards, pressed) == ([NUMBER], [])


def test_keys_are_taken_without_any_focus(window, heard):
    Keyboard(window).type(NUMBER + "\r")

    assert heard.cards == [NUMBER]


def test_at_the_desk_every_key_goes_where_it_belongs(window, heard):
    window.setCurrentWidget(window.desk)

    Keyboard(window.desk.field).type(NUMBER + "\r")

    assert window.desk.field.text() == NUMBER
    assert heard.everything == []


def test_a_dialog_over_the_door_view_has_its_keys_until_it_is_closed(qtbot, window, heard):
    dialog = QDialog(window)
    field = QLineEdit(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)

    Keyboard(field).type(NUMBER)

    assert field.text() == NUMBER and heard.everything == []
    dialog.reject()
    Keyboard(window.door.field).type(NUMBER + "\r")
    assert heard.cards == [NUMBER]


def test_keys_of_a_hand_are_given_out_one_by_one_and_reach_no_field(qtbot, window, wedge, heard, keyboard):
    keyboard.type("2468", after_ms=SLOW_MS)

    qtbot.waitUntil(lambda: heard.typed == ["2", "4", "6", "8"])
    assert (heard.cards, heard.misread, window.door.field.text()) == ([], [], "")


def test_enter_of_a_hand_goes_where_it_belongs(qtbot, window, heard):
    field = window.door.field
    keyboard = Keyboard(field)
    keyboard.press("7", after_ms=SLOW_MS)

    with qtbot.waitSignal(field.returnPressed):
        keyboard.press("\r", after_ms=SLOW_MS)

    assert heard.typed == ["7"]


def test_space_of_a_hand_presses_the_focused_button(qtbot, window, wedge):
    with qtbot.waitSignal(window.door.button.clicked):
        Keyboard(window.door.button).press(" ", after_ms=SLOW_MS)


def test_shortcuts_are_left_alone(window, heard):
    field = window.door.field
    field.setText("all of it")

    Keyboard(field).press("a", after_ms=FAST_MS, modifier=Qt.KeyboardModifier.ControlModifier)

    assert field.selectedText() == "all of it"
    assert heard.everything == []


def test_burst_that_breaks_off_is_told_after_the_silence(qtbot, wedge, keyboard):
    with qtbot.waitSignal(wedge.misread) as told:
        keyboard.type("04A1B2")

    assert told.args == [ReadingOutcome.HALF_READ]


def test_reader_on_another_keyboard_is_told_of_until_its_keyboard_is_set(qtbot, wedge, heard, keyboard):
    typed = "&é\"'(-è_\r"
    with qtbot.waitSignal(wedge.other_keyboard) as told:
        keyboard.type(typed)
    assert told.args == [ReaderKeyboard.US_ON_FR]
    assert heard.everything == [ReadingOutcome.OTHER_KEYBOARD]

    wedge.use_keyboard(ReaderKeyboard.US_ON_FR)
    keyboard.type(typed)

    assert heard.cards == ["12345678"]


def test_card_left_on_the_reader_is_told_once(heard, keyboard):
    for _ in range(5):
        keyboard.type(NUMBER + "\r")

    assert heard.everything == [NUMBER]


def test_a_key_that_is_held_down_is_no_burst(qtbot, wedge, heard, keyboard):
    with qtbot.waitSignal(wedge.typed):
        keyboard.press("5", after_ms=SLOW_MS)
        for _ in range(50):
            keyboard.press("5", after_ms=FAST_MS, is_repeated=True)

    assert heard.everything == ["5"]


def test_the_keys_own_times_count_and_not_when_a_busy_window_got_round_to_them(qtbot, heard, keyboard):
    keyboard.type("1234\r", after_ms=SLOW_MS)

    assert heard.cards == []
    assert heard.typed == ["1", "2", "3", "4"]


def test_keys_without_a_time_take_the_clocks(qtbot, window):
    now_s = iter(100 + step / 1000 for step in range(1000))
    wedge = WedgeFilter(window.door, clock=lambda: next(now_s))
    heard = Heard(wedge)
    wedge.begin()

    qtbot.keyClicks(window.door.field, NUMBER)
    qtbot.keyClick(window.door.field, Qt.Key.Key_Enter)
    wedge.end()

    assert heard.cards == [NUMBER]


def test_after_its_end_the_filter_takes_nothing(window, wedge, heard, keyboard):
    wedge.end()

    keyboard.type("1234")

    assert window.door.field.text() == "1234" and heard.everything == []
