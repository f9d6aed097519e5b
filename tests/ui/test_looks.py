"""The looks: contrast, words for everything, nothing cut or overlapping, names for screen readers."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import combinations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QImage, QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStyle,
    QStyleOptionComboBox,
    QTableView,
    QWidget,
)

from door_access.complaints import ENGLISH, Complaint
from door_access.domain.door.alarms import Notice
from door_access.domain.door.lock import LockState
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.enrolment.coverage import Pose
from door_access.domain.faces.faces import SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.quality_parts import QualityPart
from door_access.domain.liveness.liveness import LivenessLevel
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act, Actor
from door_access.ports import LogKind
from door_access.runtime.events import FaultsChanged
from door_access.runtime.messages import CameraState
from tests.ui.fakes import ADA, some_people
from tests.ui.scenes import a_camera, a_denial, a_door, a_mode, a_notice, a_scene, a_welcome, alarms
from ui import words
from ui.desk.desk_view import DeskView
from ui.desk.door.note_dialogs import AcknowledgeDialog, ReleaseDialog
from ui.desk.enrolling.guidance import part_words, pose_words, request_words
from ui.desk.people.credentials_dialog import CredentialsDialog
from ui.gate.pin_dialogs import NewPinDialog, PinDialog
from ui.theme import DARK, LIGHT, Tone, current_theme, palette, style_sheet
from ui.widgets.fields import ChoiceBox
from ui.widgets.icons import Icon, button_icon

LEAST_CONTRAST = 4.5
"""WCAG 2.1, level AA, for text of normal size."""
FIVE_METRES = 0.06
"""Height of the sign's letters over the window's that reads from five metres."""
LONG_NAME = "Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena Featherstonehaugh"
SIZES = [
    *((800, 480), (960, 540), (1000, 700), (1100, 700), (1280, 800)),
    *((1920, 1080), (600, 1024), (768, 1366)),
]
"""960×540 is also what 1920×1080 is at a scale of two."""
PLACE_NUMBERS = range(8)
PIN_SENTENCES = [
    "That PIN is not right. Please try again.",
    "Too many wrong PINs. Please wait 900 s.",
    "The two PINs are not the same.",
    *(
        sentence
        for complaint, sentence in ENGLISH.items()
        if complaint in (Complaint.OPERATOR_PIN_DIGITS, Complaint.PIN_EASY)
    ),
]
CONTROLS = (
    QAbstractButton,
    QLineEdit,
    QPlainTextEdit,
    QComboBox,
    QAbstractSpinBox,
    QAbstractItemView,
    QProgressBar,
)


def luminance(colour: str) -> float:
    def linear(level: float) -> float:
        return level / 12.92 if level <= 0.03928 else ((level + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(level) for level in QColor(colour).getRgbF()[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_standard_says():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_text_stands_out_from_every_ground_it_is_written_on(theme):
    for text in (theme.text, theme.muted, theme.accent, theme.good, theme.warn, theme.bad):
        for ground in (theme.window, theme.card):
            assert contrast(text, ground) >= LEAST_CONTRAST, (text, ground)
    assert contrast(theme.on_accent, theme.accent) >= LEAST_CONTRAST
    for text in (theme.text, theme.accent, theme.bad):
        assert contrast(text, theme.hover) >= LEAST_CONTRAST, text


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("tone", Tone)
def test_the_sign_reads_on_each_of_its_grounds(theme, tone):
    assert contrast(theme.on_ground, theme.grounds[tone]) >= LEAST_CONTRAST


def test_the_theme_follows_the_palette(qapp):
    qapp.setPalette(palette(DARK))
    qapp.setStyleSheet(style_sheet(DARK))
    assert current_theme() is DARK


WORDS = {
    words.outcome_words: Outcome,
    words.kind_words: LogKind,
    words.liveness_words: LivenessLevel,
    words.reason_words: [*Reason, *Act, *Notice],
    words.lock_words: LockState,
    words.mode_words: OperatingMode,
    words.actor_words: Actor,
    words.next_step_words: Reason,
    words.guidance_words: Guidance,
    words.badge_words: SourceKind,
    words.camera_words: CameraState,
    words.door_words: DoorState,
    pose_words: Pose,
    request_words: Pose,
    part_words: QualityPart,
}


@pytest.mark.parametrize("words_of", WORDS)
def test_every_member_has_words(words_of):
    assert all(isinstance(words_of(member), str) for member in WORDS[words_of])


def test_every_denial_says_what_happened_in_words_of_its_own():
    told = [words.reason_words(reason) for reason in (*Reason, *Act, *Notice)]
    assert all(told) and len(set(told)) == len(told)


@pytest.mark.parametrize("icon", Icon)
def test_every_icon_leaves_ink(qapp, icon):
    image = button_icon(icon, QColor("black")).pixmap(32, 32).toImage()
    inked = sum(image.pixelColor(x, y).alpha() > 0 for x in range(32) for y in range(32))
    assert inked > 30


SIGNS = {
    "locked": [a_camera(), a_scene(Guidance.LOOK_AT_CAMERA)],
    "welcome": [a_camera(), a_welcome()],
    "long name": [
        a_camera(),
        a_welcome(LONG_NAME),
    ],
    "one endless word": [a_camera(), a_welcome("W" * 100)],
    "denied": [a_camera(), a_scene(Guidance.TOO_DARK), a_denial(Reason.TOO_DARK)],
    "suspended": [a_camera(), a_door(DoorState.SUSPENDED, cause=Reason.ENROLMENT_IN_PROGRESS)],
    "fault": [a_camera(), FaultsChanged(("The database cannot be written: the disk is full.",))],
    "pre-alarm": [a_camera(), a_notice(Notice.HELD_SOON)],
    "held": [a_camera(), alarms(Notice.HELD)],
    "forced": [a_camera(), alarms(Notice.FORCED)],
    "lockdown": [a_camera(), a_mode(OperatingMode.LOCKDOWN)],
    "held unlocked": [
        a_camera(),
        a_mode(OperatingMode.UNLOCKED, datetime.now(UTC) + timedelta(days=1)),
        a_door(DoorState.UNLOCKED, cause=Reason.HELD_UNLOCKED),
    ],
    "lost": [a_camera(CameraState.LOST, detail="There is no camera 0; plug one in, or choose another.")],
}


@pytest.fixture
def shown(qtbot, kiosk, bridge, window):
    """Show a state, in a window of every size in turn."""

    def show(state: str) -> Iterator[tuple[int, int]]:
        for event in SIGNS[state]:
            kiosk.hub.publish(event)
        with qtbot.waitSignal(bridge.log_grew):
            kiosk.grow_log()
        yield from in_every_size(qtbot, window)

    return show


def in_every_size(
    qtbot, window: QWidget, sizes: Sequence[tuple[int, int]] = SIZES
) -> Iterator[tuple[int, int]]:
    """Give a window each size, and have it drawn so."""
    for size in sizes:
        window.resize(*size)
        qtbot.waitUntil(lambda size=size: (window.width(), window.height()) == size)
        QApplication.sendPostedEvents()
        yield size


def place_of(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())


def is_cut(label: QLabel) -> bool:
    """Say whether a wrapped text needs more height than it has."""
    wrapped = label.alignment().value | 0x1000
    needed = QFontMetrics(label.font()).boundingRect(QRect(0, 0, label.width(), 0), wrapped, label.text())
    words_in_it = re.split(r"[\s\u200b]+", label.text())
    widest = max(
        needed.width(), *(QFontMetrics(label.font()).horizontalAdvance(word) for word in words_in_it)
    )
    return bool(label.text()) and (needed.height() > label.height() + 1 or widest > label.width() + 1)


@pytest.mark.parametrize("state", SIGNS)
def test_nothing_at_the_door_is_cut_or_overlaps_and_the_sign_reads_from_five_metres(shown, window, state):
    view = window.door_view
    for size in shown(state):
        parts = [view.stage, view.guidance, view.panel, view.notice, view.desk_button]
        for one, other in combinations(parts, 2):
            assert not place_of(one, window).intersects(place_of(other, window)), (size, one, other)
        for label in view.findChildren(QLabel):
            assert not label.isVisible() or not is_cut(label), (size, label.text())
        assert view.panel.headline.font().pixelSize() >= FIVE_METRES * min(size), size


def pages_in(qtbot, window, number: int, sizes: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Show a page of the desk in a window of every size, drawn."""
    window._open_desk()
    window.desk_view.show_page(number)
    qtbot.waitUntil(window.desk_view.pages.currentWidget().isVisible)
    yield from in_every_size(qtbot, window, sizes)


def cut_buttons(window: QWidget) -> list[str]:
    """Return the words of the buttons that are narrower than they want to be."""
    shown = [button for button in window.findChildren(QPushButton) if button.isVisible()]
    return [button.text() for button in shown if button.width() < button.sizeHint().width()]


@pytest.mark.parametrize("number", PLACE_NUMBERS)
def test_every_page_of_the_desk_fits_and_nothing_to_choose_is_cut(qtbot, window, number):
    for size in pages_in(qtbot, window, number, SIZES):
        page = window.desk_view.pages.currentWidget()
        assert place_of(page, window).right() <= window.width(), size
        for area in filter(QScrollArea.isVisible, page.findChildren(QScrollArea)):
            assert area.widget().width() <= area.viewport().width() + 1, size
        assert not cut_buttons(window), size
        for box in window.findChildren(ChoiceBox):
            width = box.fontMetrics().horizontalAdvance(box.currentText())
            assert not box.isVisible() or width <= text_place(box).width(), (size, box.currentText())


LARGE_LETTERS_PT = 12
"""What people set who read badly; a desktop's own letters have 9 to 11."""


@pytest.fixture
def large_letters(qapp):
    before = qapp.font()
    qapp.setFont(QFont(before.family(), LARGE_LETTERS_PT))
    yield
    qapp.setFont(before)


@pytest.mark.parametrize("number", PLACE_NUMBERS)
def test_large_letters_of_the_system_cut_no_button_of_a_small_screen(qtbot, large_letters, window, number):
    for size in pages_in(qtbot, window, number, [(800, 480), (768, 1366)]):
        assert not cut_buttons(window), size


def text_place(box: QComboBox) -> QRect:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    part = QStyle.SubControl.SC_ComboBoxEditField
    return box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, part, box)


@pytest.mark.parametrize("is_editable", [False, True])
@pytest.mark.parametrize("count", [1, 3, 5, 9, 10, 11, 15])
def test_an_open_list_shows_its_last_entry_and_every_entry_in_full(qtbot, count, is_editable):
    holder = QWidget()
    qtbot.addWidget(holder)
    box = ChoiceBox(holder)
    box.setEditable(is_editable)
    box.setFixedWidth(120)
    for number in range(count):
        box.addItem(f"what somebody at the door has done {number}")
    holder.resize(300, 200)
    holder.show()
    box.setCurrentIndex(count - 1)
    box.showPopup()
    view = box.view()
    last = view.visualRect(view.model().index(count - 1, 0))
    assert view.viewport().rect().contains(last)
    assert view.viewport().width() >= view.sizeHintForColumn(0)
    if count <= box.maxVisibleItems():
        assert view.viewport().rect().contains(view.visualRect(view.model().index(0, 0)))
    box.hidePopup()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_chosen_entry_of_an_open_list_stands_out(qtbot, theme):
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.setPalette(palette(theme))  # of the box alone: a program of many windows would be drawn anew
    box.setStyleSheet(style_sheet(theme))
    box.addItems(["one", "two", "three"])
    box.setCurrentIndex(1)
    box.show()
    box.showPopup()
    view = box.view()
    picture = view.viewport().grab(view.visualRect(view.model().index(1, 0))).toImage()
    seen = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert {theme.accent, theme.on_accent} <= seen
    box.hidePopup()


ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize(
    ("letter", "number"),
    [(Qt.Key.Key_E, 0), (Qt.Key.Key_P, 1), (Qt.Key.Key_A, 2), (Qt.Key.Key_S, 3), (Qt.Key.Key_D, 4)],
)
def test_the_underlined_letter_and_the_number_both_open_a_page(qtbot, window, letter, number):
    window._open_desk()
    pages = window.desk_view.pages
    window.desk_view.show_page((number + 1) % 5)
    qtbot.keyClick(window, letter, ALT)
    qtbot.waitUntil(lambda: pages.currentIndex() == number)
    window.desk_view.show_page((number + 1) % 5)
    qtbot.keyClick(window, Qt.Key(Qt.Key.Key_1 + number), CONTROL)
    assert pages.currentIndex() == number


def test_the_pages_without_a_letter_have_a_number(qtbot, window):
    window._open_desk()
    qtbot.keyClick(window, Qt.Key.Key_6, CONTROL)
    assert window.desk_view.pages.currentWidget() is window.desk_view.access_page
    qtbot.keyClick(window, Qt.Key.Key_7, CONTROL)
    assert window.desk_view.pages.currentWidget() is window.desk_view.today_page


@pytest.mark.parametrize(("key", "modifier"), [(Qt.Key.Key_D, ALT), (Qt.Key.Key_D, CONTROL)])
def test_the_desk_is_asked_for_by_its_letter_and_by_ctrl_d(qtbot, window, key, modifier):
    with qtbot.waitSignal(window.door_view.desk_requested):
        qtbot.keyClick(window, key, modifier)


@pytest.mark.parametrize("place", PLACE_NUMBERS)
def test_no_button_that_underlines_a_letter_has_lost_it_to_another_shortcut(window, place):
    window._open_desk()
    window.desk_view.show_page(place)
    for button in window.findChildren(QAbstractButton):
        letter = QKeySequence.mnemonic(button.text())
        assert letter.isEmpty() or button.shortcut() == letter, button.text()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_table_that_takes_the_keyboard_keeps_its_size_and_frames_no_cell(qapp, qtbot, window, theme):
    qapp.setPalette(palette(theme))
    qapp.setStyleSheet(style_sheet(theme))
    window._open_desk()
    window.desk_view.show_page(1)
    table = window.desk_view.people_page.table
    qtbot.waitUntil(lambda: table.model().rowCount() == 3)
    window.desk_view.people_page.search_field.setFocus()
    table.selectRow(1)
    without, place = cell_of(table), table.viewport().geometry()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    QApplication.processEvents()
    assert cell_of(table) == without
    assert table.viewport().geometry() == place


def cell_of(table: QTableView) -> QImage:
    return table.viewport().grab(table.visualRect(table.model().index(1, 0))).toImage()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_tables_header_leaves_the_round_corners_to_its_frame(qapp, qtbot, window, theme):
    qapp.setPalette(palette(theme))
    qapp.setStyleSheet(style_sheet(theme))
    window._open_desk()
    window.desk_view.show_page(2)
    table = window.desk_view.log_page.table
    qtbot.waitUntil(lambda: table.model().rowCount() > 0)
    picture = table.grab().toImage()
    assert picture.pixelColor(2, 2) != QColor(theme.card)


@pytest.mark.parametrize("sentence", PIN_SENTENCES)
def test_what_the_operator_pin_dialogs_say_after_an_error_is_read_in_full(qtbot, sentence):
    for dialog in (PinDialog("Change the picture's source"), NewPinDialog()):
        qtbot.addWidget(dialog)
        dialog.show()
        dialog.message.setText(sentence)
        QApplication.processEvents()
        assert not is_cut(dialog.message), sentence


def test_the_words_in_place_of_a_picture_stand_out():
    for theme in (LIGHT, DARK):
        assert contrast(DARK.muted, theme.picture) >= LEAST_CONTRAST


def named_controls(root: QWidget) -> list[QWidget]:
    inner = ("qt_", "ScrollLeftButton", "ScrollRightButton")
    return [
        widget
        for widget in root.findChildren(QWidget)
        if (
            isinstance(widget, CONTROLS)
            and not widget.objectName().startswith(inner)
            and not isinstance(widget.parent(), CONTROLS)
            and type(widget).__module__ != "PySide6.QtWidgets"
        )
        or (
            isinstance(widget, QLineEdit | QPlainTextEdit | QProgressBar)
            and not isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
        )
    ]


def unnamed(root: QWidget) -> list[str]:
    return [
        f"{type(control).__name__} in {type(control.parent()).__name__}"
        for control in named_controls(root)
        if not (control.accessibleName() or getattr(control, "text", str)().strip())
    ]


def test_every_control_has_a_name_for_screen_readers(window):
    assert len(named_controls(window)) > 40
    assert unnamed(window) == []


def letters_of(window: QWidget) -> list[str]:
    """Return the Alt shortcuts of everything that is visible."""
    texts = [
        part.text()
        for part in window.findChildren(QWidget)
        if part.isVisible()
        and (isinstance(part, QAbstractButton) or (isinstance(part, QLabel) and part.buddy()))
    ]
    return [letter for text in texts if (letter := QKeySequence.mnemonic(text).toString())]


def show_topic(desk: DeskView, topic: int) -> None:
    desk.show_page(5)
    desk.access_page.topics.show_topic(topic)


def show_step(desk: DeskView, step: QWidget) -> None:
    desk.show_page(0)
    desk.enrol_page.steps.setCurrentWidget(step)


PLACES = {
    "enrol": lambda desk: desk.show_page(0),
    "capture": lambda desk: show_step(desk, desk.enrol_page.capture),
    "question": lambda desk: show_step(desk, desk.enrol_page.question),
    "glasses": lambda desk: show_step(desk, desk.enrol_page.glasses),
    "rehearsal": lambda desk: show_step(desk, desk.enrol_page.rehearsal),
    "result": lambda desk: show_step(desk, desk.enrol_page.result),
    "people": lambda desk: desk.show_page(1),
    "person": lambda desk: desk.show_person(some_people()[ADA]),
    "log": lambda desk: desk.show_page(2),
    "settings": lambda desk: desk.show_page(3),
    "door": lambda desk: desk.show_page(4),
    "today": lambda desk: desk.show_page(6),
    **{f"access {topic}": partial(show_topic, topic=topic) for topic in range(6)},
}


@pytest.mark.parametrize("place", PLACES)
def test_no_letter_of_the_keyboard_means_two_things(window, place):
    window._open_desk()
    window.notice.say("The database is gone.")
    window.desk_view.alarms._on_alarms_changed(alarms(Notice.HELD))
    PLACES[place](window.desk_view)
    letters = letters_of(window)
    assert len(letters) > 6 and sorted(set(letters)) == sorted(letters)


@pytest.mark.parametrize(
    "make", [lambda: PinDialog("Open the desk"), NewPinDialog, ReleaseDialog, AcknowledgeDialog]
)
def test_every_control_of_a_dialog_has_a_name(qtbot, make):
    dialog = make()
    qtbot.addWidget(dialog)
    assert unnamed(dialog) == []


def unexplained(view: QWidget) -> list[str]:
    """Return the buttons that are off and do not say why."""
    off = [b for b in view.findChildren(QPushButton) if not b.isEnabledTo(b.parentWidget())]
    return [b.text() for b in off if not (b.toolTip() and b.accessibleDescription())]


@pytest.mark.parametrize("number", PLACE_NUMBERS)
def test_every_button_that_is_off_says_why(qtbot, window, number):
    window._open_desk()
    window.desk_view.show_page(number)
    assert unexplained(window) == []


def test_every_button_that_is_off_in_a_dialog_says_why(qtbot, window, kiosk, bridge):
    person = kiosk.desk.people()[0]
    pin = PinDialog("Open the desk", window)
    pin.refuse(30.0)
    dialogs = ReleaseDialog(window), NewPinDialog(window), CredentialsDialog(bridge, person, window), pin
    for dialog in dialogs:
        assert unexplained(dialog) == []
