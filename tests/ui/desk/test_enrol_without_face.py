"""Enrolling somebody who declines face recognition or cannot use it: with card and PIN, or not at all."""

import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from door_access.domain.entry.credentials import EntryRule
from tests.ui.fakes import ADA, GRACE
from tests.ui.test_looks import is_cut, letters_of, place_of, unnamed
from ui.gate.pin_dialogs import NewPinDialog

LEFT = Qt.MouseButton.LeftButton
NAME, NUMBER, PIN = "Bea Miller", "04A1B2C3D4", "4816"
OPERATOR_PIN = "271828"
A_HANG_S = 60
"""No test waits longer for a desk that it keeps waiting itself."""


@pytest.fixture
def page(qtbot, window, kiosk):
    kiosk.desk.pin = OPERATOR_PIN
    window._open_desk()
    window.desk_view.show_page(0)
    qtbot.waitUntil(window.desk_view.enrol_page.isVisible)
    return window.desk_view.enrol_page


def tick(qtbot, box) -> None:
    qtbot.mouseClick(box, LEFT, pos=QPoint(8, box.height() // 2))


@pytest.fixture
def form(qtbot, page):
    """Name a newcomer, and choose to do without their face."""
    form = page.form
    qtbot.keyClicks(form.name_field, NAME)
    tick(qtbot, form.no_face_box)
    tick(qtbot, form.agreed_box)
    return form


def fill(qtbot, form, *, number: str = NUMBER, pin: str = PIN, repeated: str = PIN) -> None:
    qtbot.keyClicks(form.no_face.card, number)
    qtbot.keyClicks(form.no_face.pin.first, pin)
    qtbot.keyClicks(form.no_face.pin.second, repeated)


def is_forgotten(form) -> bool:
    return not (form.no_face.card.text() or form.no_face.pin.first.text() or form.no_face.pin.second.text())


def test_the_way_without_a_face_has_a_consent_of_its_own_and_no_samples(qtbot, page):
    form = page.form
    assert not form.no_face.isVisible() and "my face is measured" in form.consent_field.toPlainText()
    tick(qtbot, form.agreed_box)
    tick(qtbot, form.no_face_box)

    assert "Nothing of my face is stored" in form.consent_field.toPlainText()
    assert not form.agreed_box.isChecked()
    assert form.no_face.isVisible() and not form.samples_box.isVisible() and not form.glasses_box.isVisible()
    assert form.start_button.accessibleName() == "Enrol by card and PIN"
    tick(qtbot, form.no_face_box)
    assert form.samples_box.isVisible() and "my face is measured" in form.consent_field.toPlainText()


def test_nobody_is_enrolled_before_everything_is_there(qtbot, form):
    assert not form.start_button.isEnabled()
    fill(qtbot, form)
    assert form.start_button.isEnabled()
    form.no_face.pin.second.clear()
    qtbot.keyClick(form.no_face.pin.second, Qt.Key.Key_Backspace)
    tick(qtbot, form.agreed_box)
    assert not form.start_button.isEnabled()


def test_card_and_pin_are_stored_with_the_person_and_kept_in_no_field(qtbot, kiosk, page, form):
    fill(qtbot, form)
    qtbot.mouseClick(form.start_button, LEFT)
    qtbot.waitUntil(page.result.isVisible)
    person = next(p for p in kiosk.desk.people() if p.name == NAME)

    assert (person.entry, person.cards, person.has_pin) == (EntryRule.CARD_PIN, 1, True)
    assert (
        page.result.heading.text() == f"{NAME} is enrolled" and "type the PIN" in page.result.message.text()
    )
    assert not page.result.test_button.isVisible() and not page.result.more_button.isVisible()
    assert is_forgotten(form) and kiosk.calls == []


def test_a_reader_and_enter_lead_from_the_card_through_the_pin_to_the_end(qtbot, page, form):
    form.no_face.card.setFocus()
    for text in (NUMBER, PIN, PIN):
        field = QApplication.focusWidget()
        qtbot.keyClicks(field, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)

    qtbot.waitUntil(page.result.isVisible)


def test_a_card_that_is_somebody_elses_leaves_nobody_half_enrolled_and_says_so(qtbot, kiosk, page, form):
    kiosk.desk.credentials.add_card(GRACE, NUMBER)
    fill(qtbot, form)
    qtbot.mouseClick(form.start_button, LEFT)
    qtbot.waitUntil(lambda: NAME in form.answer.text())

    assert "already Grace Hopper's" in form.answer.text()
    assert form.answer.text().endswith(f"{NAME} was not enrolled.")
    assert len(kiosk.desk.people()) == 3 and form.isVisible() and not is_forgotten(form)
    assert form.name_field.text() == NAME and form.agreed_box.isChecked() and form.no_face.card.hasFocus()
    form.no_face.card.clear()
    qtbot.keyClicks(form.no_face.card, "99887766")
    assert form.answer.text() == ""
    qtbot.mouseClick(form.start_button, LEFT)
    qtbot.waitUntil(page.result.isVisible)


def test_while_it_is_stored_the_form_says_so_and_keeps_what_was_typed(qtbot, kiosk, page, form):
    fill(qtbot, form)
    may_store = threading.Event()
    kiosk.desk.credentials.wait = lambda: may_store.wait(A_HANG_S)
    qtbot.mouseClick(form.start_button, LEFT)
    qtbot.waitUntil(lambda: form.answer.text() == "Saving…")
    assert form.no_face.card.text() == NUMBER and not form.no_face.isEnabled()
    assert not form.start_button.isEnabled() and "Saving…" in form.start_button.toolTip()
    may_store.set()
    qtbot.waitUntil(page.result.isVisible)
    assert is_forgotten(form) and form.no_face.isEnabled()


def test_leaving_with_a_card_and_a_pin_that_are_not_stored_is_asked_first(qtbot, window, page, form):
    fill(qtbot, form)
    desk = window.desk_view
    qtbot.mouseClick(desk.navigation.button(1), LEFT)
    question = page.findChild(QMessageBox)
    assert page.isVisible() and NAME in question.text() and "Card and PIN" in question.informativeText()
    qtbot.mouseClick(next(b for b in question.buttons() if "Leave" in b.text()), LEFT)
    assert desk.people_page.isVisible() and is_forgotten(form) and form.name_field.text() == NAME


def test_two_pins_that_differ_are_told_apart_before_anything_is_stored(qtbot, kiosk, form):
    fill(qtbot, form, repeated="4817")
    qtbot.mouseClick(form.start_button, LEFT)

    assert "not the same" in form.answer.text() and len(kiosk.desk.people()) == 3
    assert form.no_face.card.text() == NUMBER and form.no_face.pin.is_empty
    assert form.no_face.pin.first.hasFocus()


def test_a_pin_that_is_too_short_is_refused_in_one_sentence(qtbot, kiosk, form):
    fill(qtbot, form, pin="123", repeated="123")
    qtbot.mouseClick(form.start_button, LEFT)
    qtbot.waitUntil(lambda: "4 to 8 digits" in form.answer.text())
    assert len(kiosk.desk.people()) == 3


def test_a_name_that_cannot_be_one_is_refused_beside_the_name(qtbot, kiosk, form):
    qtbot.keyClicks(form.name_field, "/")
    fill(qtbot, form)
    qtbot.mouseClick(form.start_button, LEFT)
    assert "slash" in form.name_error.text() and len(kiosk.desk.people()) == 3


def test_the_first_person_of_all_needs_an_operator_pin_first(qtbot, window, kiosk, page, form):
    kiosk.desk.pin = None
    fill(qtbot, form)
    qtbot.mouseClick(form.start_button, LEFT)
    qtbot.waitUntil(lambda: isinstance(window.gate.dialog, NewPinDialog))
    assert len(kiosk.desk.people()) == 3
    for field in (window.gate.dialog.first, window.gate.dialog.second):
        qtbot.keyClicks(field, OPERATOR_PIN)
    qtbot.mouseClick(window.gate.dialog.ok_button, LEFT)
    qtbot.waitUntil(page.result.isVisible)
    assert len(kiosk.desk.people()) == 4


def test_leaving_the_desk_forgets_what_was_typed(qtbot, window, form):
    fill(qtbot, form)
    window.leave_desk()
    assert is_forgotten(form) and form.name_field.text() == "" and not form.is_without_face


def test_more_samples_are_never_without_a_face(qtbot, window, kiosk, page):
    people = window.desk_view.people_page
    window.desk_view.show_page(1)
    qtbot.waitUntil(lambda: people.model.rowCount() == 3)
    people.select(ADA)
    qtbot.mouseClick(people.acts.samples_button, LEFT)
    assert page.form.isVisible() and not page.form.no_face_box.isVisible()


@pytest.mark.parametrize("size", [(800, 480), (1280, 800), (600, 1024)])
def test_the_form_fits_with_a_refusal_in_it(qtbot, window, form, size):
    window.resize(*size)
    form.refuse_without_face(
        "This card is already Featherstonehaugh's; a card belongs to one person. Bea Miller was not enrolled."
    )
    for _ in range(3):
        QApplication.processEvents()

    assert (window.width(), window.height()) == size
    assert place_of(form.start_button, window).bottom() < size[1]
    shown = [part for part in form.findChildren(QLabel) if part.isVisible() and part.text()]
    assert [part.text() for part in shown if is_cut(part)] == []
    parts = [form.consent_field, form.agreed_box, form.no_face, form.answer, form.start_button]
    for number, part in enumerate(parts):
        for other in parts[number + 1 :]:
            assert not place_of(part, window).intersects(place_of(other, window)), (part, other)


def test_every_field_has_a_name_and_a_letter_of_its_own(window, form):
    letters = letters_of(window)
    assert unnamed(form) == []
    assert len(letters) > 10 and sorted(set(letters)) == sorted(letters)


def test_the_tabulator_goes_down_the_form(qtbot, form):
    fill(qtbot, form)
    form.name_field.setFocus()
    passed = [form.name_field]
    for _ in range(7):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        passed.append(QApplication.focusWidget())

    pin = form.no_face.pin
    assert passed == [
        form.name_field,
        form.no_face_box,
        form.consent_field,
        form.agreed_box,
        form.no_face.card,
        pin.first,
        pin.second,
        form.start_button,
    ]
