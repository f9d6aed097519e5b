"""Card and PIN of one person, as the receptionist gives and takes them."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QWidget

from door_access.complaints import ENGLISH, Complaint
from door_access.config import MqttSettings, Settings, WebhookSettings, checked
from door_access.domain.entry.credentials import DoorMode, EntryRule
from door_access.runtime.events import GalleryChanged
from tests.ui.fakes import ADA, ALAN, GRACE, some_people
from tests.ui.test_looks import is_cut, letters_of, place_of, unnamed
from ui.desk.people.credential_words import choice_words, lacking_words, told_words
from ui.desk.people.credentials_dialog import CredentialsDialog
from ui.desk.people.people_model import Column
from ui.desk.people.pin_box import PersonPinBox

LEFT = Qt.MouseButton.LeftButton
NUMBER, PIN = "04:A1:B2:C3:D4:E5", "4816"
A_HANG_S = 60
"""No test waits longer for a desk that it keeps waiting itself."""
LONG_NAME = "Maria-Magdalena Featherstonehaugh-Wolfeschlegelsteinhausen"


@pytest.fixture
def credentials(kiosk):
    return kiosk.desk.credentials


@pytest.fixture
def page(qtbot, window):
    window._open_desk()
    window.desk_view.show_page(1)
    page = window.desk_view.people_page
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    return page


@pytest.fixture
def opened(qtbot, page):
    """Open the dialog of a person by a click and wait until it knows what they hold."""

    def open_it(person_id: str) -> CredentialsDialog:
        dialog = CredentialsDialog(page.bridge, page.model.person(page.model.row_of(person_id)), page)
        dialog.changed.connect(page.open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        settle(qtbot, page)
        return dialog

    return open_it


def settle(qtbot, page) -> None:
    """Wait until the desk has answered everything that was asked so far, and once more for the answers."""
    for _ in range(3):
        done = []
        page.bridge.ask(lambda desk: None, owner=page, then=done.append)
        qtbot.waitUntil(lambda done=done: bool(done))


def rows(dialog) -> list[str]:
    return [dialog.box.cards.list.item(row).text() for row in range(dialog.box.cards.list.count())]


def add(qtbot, page, dialog, number: str) -> None:
    qtbot.keyClicks(dialog.box.cards.field, number)
    qtbot.keyClick(dialog.box.cards.field, Qt.Key.Key_Return)
    settle(qtbot, page)


def type_pin(qtbot, dialog, first: str, second: str) -> None:
    qtbot.keyClicks(dialog.box.pin.fields.first, first)
    qtbot.keyClicks(dialog.box.pin.fields.second, second)


def fields(dialog) -> list[QLineEdit]:
    return dialog.findChildren(QLineEdit)


def texts(dialog) -> str:
    """Return everything that the dialog holds in words, shown or not."""
    told = [part.text() for part in dialog.findChildren(QWidget) if hasattr(part, "text")]
    return " ".join((*told, *rows(dialog)))


def confirm_it(qtbot, dialog) -> None:
    box = next(box for box in dialog.findChildren(QMessageBox) if box.isVisible())
    yes = next(b for b in box.buttons() if box.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole)
    qtbot.mouseClick(yes, LEFT)


def test_a_reader_that_types_fills_the_field_and_its_enter_adds_the_card(qtbot, page, credentials, opened):
    dialog = opened(ADA)
    reader = QApplication.focusWidget()
    assert reader is dialog.box.cards.field
    qtbot.keyClicks(reader, NUMBER)
    qtbot.keyClick(reader, Qt.Key.Key_Return)
    settle(qtbot, page)

    assert list(credentials.numbers) == ["04A1B2C3D4E5"] and dialog.isVisible()
    assert rows(dialog) == ["Card …E5, since 2026-03-05"]
    assert dialog.box.cards.field.hasFocus()


def test_a_number_is_shown_nowhere_once_it_was_added(qtbot, page, opened):
    dialog = opened(ADA)
    add(qtbot, page, dialog, NUMBER)
    for _ in range(3):
        qtbot.keyClick(dialog.box.cards.field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert dialog.box.cards.field.text() == ""
    assert NUMBER not in texts(dialog) and "04A1B2C3D4E5" not in texts(dialog)


def test_a_click_adds_what_was_typed_and_nothing_is_added_by_nothing(qtbot, page, credentials, opened):
    dialog = opened(ADA)
    assert not dialog.box.cards.add_button.isEnabled()
    qtbot.keyClicks(dialog.box.cards.field, NUMBER)
    qtbot.mouseClick(dialog.box.cards.add_button, LEFT)
    settle(qtbot, page)
    qtbot.keyClick(dialog.box.cards.field, Qt.Key.Key_Return)
    settle(qtbot, page)

    assert len(credentials.cards) == 1 and not dialog.box.cards.message.text()


def test_a_card_that_is_somebody_elses_names_the_holder(qtbot, page, credentials, opened):
    credentials.add_card(GRACE, NUMBER)
    dialog = opened(ADA)
    add(qtbot, page, dialog, NUMBER)

    assert "already Grace Hopper's" in dialog.box.cards.message.text()
    assert rows(dialog) == [] and dialog.box.cards.field.text() == ""
    qtbot.keyClicks(dialog.box.cards.field, "5")
    assert dialog.box.cards.message.text() == ""


def test_a_card_that_the_person_has_already_is_not_called_somebody_elses(qtbot, page, credentials, opened):
    credentials.add_card(ADA, NUMBER)
    dialog = opened(ADA)
    add(qtbot, page, dialog, NUMBER)
    assert dialog.box.cards.message.text() == "Ada Lovelace has this card already."


@pytest.mark.parametrize("what", ["card", "pin"])
def test_while_something_is_stored_the_dialog_says_so(qtbot, page, credentials, opened, what):
    dialog = opened(ADA)
    may_store = threading.Event()
    credentials.wait = lambda: may_store.wait(A_HANG_S)
    if what == "card":
        qtbot.keyClicks(dialog.box.cards.field, NUMBER)
        qtbot.mouseClick(dialog.box.cards.add_button, LEFT)
    else:
        type_pin(qtbot, dialog, PIN, PIN)
        qtbot.mouseClick(dialog.box.pin.set_button, LEFT)
    message = dialog.box.cards.message if what == "card" else dialog.box.pin.message
    assert message.text() == "Saving…" and message.property("role") == "muted"
    may_store.set()
    settle(qtbot, page)
    assert message.text() == ""


def esc(qtbot, dialog) -> None:
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)


def click_close(qtbot, dialog) -> None:
    qtbot.mouseClick(dialog.close_button, LEFT)


def click_away(_qtbot, dialog) -> None:
    dialog.close()


@pytest.mark.parametrize("close", [esc, click_close, click_away])
@pytest.mark.parametrize("what", ["card", "pin"])
def test_nothing_that_was_typed_is_dropped_without_asking(qtbot, page, credentials, opened, close, what):
    dialog = opened(ADA)
    fields = dialog.box.cards.field if what == "card" else dialog.box.pin.fields.second
    qtbot.keyClicks(fields, "4816")
    close(qtbot, dialog)
    question = next(box for box in dialog.findChildren(QMessageBox) if box.isVisible())
    assert dialog.isVisible() and what.lower() in question.text().lower()
    question.reject()
    assert dialog.isVisible() and fields.text() == "4816"
    close(qtbot, dialog)
    confirm_it(qtbot, dialog)
    assert not dialog.isVisible() and fields.text() == ""


def test_a_desk_that_closes_by_itself_closes_the_dialog_with_it(qtbot, window, opened):
    dialog = opened(ADA)
    type_pin(qtbot, dialog, PIN, PIN)
    window.leave_desk()
    assert not dialog.isVisible() and dialog.box.pin.fields.is_empty


def test_what_cannot_be_a_number_is_refused_in_one_sentence(qtbot, page, opened):
    dialog = opened(ADA)
    add(qtbot, page, dialog, "12")
    assert dialog.box.cards.message.text().startswith("A card number has 4 to 64")


def test_a_card_is_disabled_and_taken_again_by_the_same_button(qtbot, page, credentials, opened):
    credentials.add_card(ADA, NUMBER)
    dialog = opened(ADA)
    qtbot.mouseClick(dialog.box.cards.disable_button, LEFT)
    settle(qtbot, page)
    assert rows(dialog) == ["Card …E5, since 2026-03-05 – disabled"]
    assert dialog.box.cards.disable_button.accessibleName() == "Enable"
    qtbot.mouseClick(dialog.box.cards.disable_button, LEFT)
    settle(qtbot, page)

    assert not credentials.cards["card-0"].is_disabled
    assert rows(dialog) == ["Card …E5, since 2026-03-05"]


def test_the_chosen_card_is_taken_away_after_a_yes(qtbot, page, credentials, opened):
    credentials.add_card(ADA, NUMBER)
    credentials.add_card(ADA, "99887766")
    dialog = opened(ADA)
    row = dialog.box.cards.list.visualItemRect(dialog.box.cards.list.item(0)).center()
    qtbot.mouseClick(dialog.box.cards.list.viewport(), LEFT, pos=row)
    qtbot.mouseClick(dialog.box.cards.remove_button, LEFT)
    assert len(credentials.cards) == 2
    confirm_it(qtbot, dialog)
    settle(qtbot, page)

    assert list(credentials.numbers) == ["99887766"] and len(rows(dialog)) == 1


def test_nothing_can_be_done_to_no_card(opened):
    dialog = opened(ADA)
    assert not dialog.box.cards.disable_button.isEnabled() and not dialog.box.cards.remove_button.isEnabled()


def test_a_pin_typed_twice_is_set_and_kept_in_no_field(qtbot, page, credentials, opened):
    dialog = opened(ADA)
    assert dialog.box.pin.state.text() == "No PIN is set." and not dialog.box.pin.forget_button.isEnabled()
    qtbot.keyClicks(dialog.box.pin.fields.first, PIN)
    qtbot.keyClick(dialog.box.pin.fields.first, Qt.Key.Key_Return)
    assert dialog.box.pin.fields.second.hasFocus()
    qtbot.keyClicks(dialog.box.pin.fields.second, PIN)
    qtbot.mouseClick(dialog.box.pin.set_button, LEFT)
    assert PIN not in texts(dialog)
    settle(qtbot, page)

    assert credentials.pins == {ADA: PIN} and "PIN is set" in dialog.box.pin.state.text()
    assert all(field.echoMode() is QLineEdit.EchoMode.Password for field in fields(dialog)[1:])


def test_a_new_pin_in_place_of_the_old_one_is_told(qtbot, page, credentials, opened):
    credentials.set_pin(ADA, "3582")
    dialog = opened(ADA)
    assert dialog.box.pin.state.text() == "A PIN is set."
    type_pin(qtbot, dialog, PIN, PIN)
    qtbot.keyClick(dialog.box.pin.fields.second, Qt.Key.Key_Return)
    settle(qtbot, page)

    assert dialog.box.pin.state.text() == "The new PIN is set." and credentials.pins == {ADA: PIN}


@pytest.mark.parametrize(
    ("typed", "sentence"), [((PIN, "4817"), "not the same"), (("123", "123"), "4 to 8 digits")]
)
def test_a_pin_that_will_not_do_is_refused_beside_the_fields(
    qtbot, page, credentials, opened, typed, sentence
):
    dialog = opened(ADA)
    type_pin(qtbot, dialog, *typed)
    qtbot.mouseClick(dialog.box.pin.set_button, LEFT)
    settle(qtbot, page)

    assert sentence in dialog.box.pin.message.text() and credentials.pins == {}
    assert dialog.box.pin.fields.is_empty and dialog.box.pin.fields.first.hasFocus()


def test_letters_and_a_ninth_digit_are_not_taken(qtbot, opened):
    fields = opened(ADA).box.pin.fields
    qtbot.keyClicks(fields.first, "12a3456789")
    assert fields.first.text() == "12345678"


def test_a_pin_is_forgotten(qtbot, page, credentials, opened):
    credentials.set_pin(ADA, PIN)
    dialog = opened(ADA)
    qtbot.mouseClick(dialog.box.pin.forget_button, LEFT)
    settle(qtbot, page)

    assert credentials.pins == {} and dialog.box.pin.state.text() == "No PIN is set."


def choose(qtbot, page, dialog, rule: EntryRule) -> None:
    button = dialog.box.entry.buttons[rule]
    qtbot.mouseClick(button, LEFT, pos=button.rect().center() - button.rect().center() / 1.1)
    settle(qtbot, page)


def test_what_must_be_shown_is_chosen_in_words_and_what_is_missing_is_told(
    qtbot, page, kiosk, credentials, opened
):
    dialog = opened(ADA)
    assert dialog.box.entry.buttons[EntryRule.AS_DOOR].isChecked() and not dialog.box.lacking.isVisible()
    choose(qtbot, page, dialog, EntryRule.CARD_FACE)
    assert kiosk.desk.people_by_id[ADA].entry is EntryRule.CARD_FACE
    assert dialog.box.lacking.text().startswith("No card yet: the door stays shut")
    add(qtbot, page, dialog, NUMBER)

    assert not dialog.box.lacking.isVisible()


def test_cards_that_are_all_disabled_are_told_of_where_one_is_asked_for(qtbot, page, credentials, opened):
    credentials.add_card(ADA, NUMBER)
    credentials.set_card_disabled("card-0", True)
    dialog = opened(ADA)
    assert not dialog.box.lacking.isVisible()
    choose(qtbot, page, dialog, EntryRule.CARD_FACE)
    assert dialog.box.lacking.text().startswith("Every card is disabled")
    qtbot.mouseClick(dialog.box.cards.disable_button, LEFT)
    settle(qtbot, page)
    assert not dialog.box.lacking.isVisible()


def test_a_rule_that_takes_a_face_is_refused_without_one_and_the_old_one_stays(
    qtbot, page, kiosk, credentials, opened
):
    credentials.set_entry_rule(ALAN, EntryRule.CARD_PIN)
    credentials.erase_face(ALAN)
    dialog = opened(ALAN)
    choose(qtbot, page, dialog, EntryRule.CARD_FACE)

    assert dialog.box.entry.message.text().endswith("enrol the face first.")
    assert dialog.box.entry.buttons[EntryRule.CARD_PIN].isChecked()
    assert kiosk.desk.people_by_id[ALAN].entry is EntryRule.CARD_PIN


def test_a_face_that_is_not_taken_any_more_is_erased_after_a_yes(qtbot, page, kiosk, opened):
    dialog = opened(ADA)
    assert not dialog.box.entry.erase_button.isVisible()
    choose(qtbot, page, dialog, EntryRule.CARD_PIN)
    qtbot.mouseClick(dialog.box.entry.erase_button, LEFT)
    assert kiosk.desk.people_by_id[ADA].templates == 20
    confirm_it(qtbot, dialog)
    settle(qtbot, page)

    assert kiosk.desk.people_by_id[ADA].templates == 0 and not dialog.box.entry.erase_button.isVisible()


def test_a_change_made_elsewhere_appears_by_itself(qtbot, page, kiosk, credentials, opened):
    credentials.add_card(ADA, NUMBER)
    dialog = opened(ADA)
    credentials.set_card_disabled("card-0", True)
    kiosk.hub.publish(GalleryChanged(3, 9))
    qtbot.waitUntil(lambda: rows(dialog) == ["Card …E5, since 2026-03-05 – disabled"])


def test_somebody_removed_meanwhile_is_told_in_one_sentence(qtbot, page, kiosk, opened):
    dialog = opened(ADA)
    del kiosk.desk.people_by_id[ADA]
    add(qtbot, page, dialog, NUMBER)
    assert "Nobody enrolled has the id" in dialog.box.cards.message.text()


def test_what_was_typed_and_not_used_is_gone_when_the_dialog_closes(qtbot, window, opened):
    dialog = opened(ADA)
    qtbot.keyClicks(dialog.box.cards.field, NUMBER)
    type_pin(qtbot, dialog, PIN, PIN)
    window.leave_desk()

    assert not dialog.isVisible() and {field.text() for field in fields(dialog)} == {""}


def test_enter_in_a_field_never_closes_the_dialog(qtbot, page, opened):
    dialog = opened(ADA)
    for field in fields(dialog):
        field.setFocus()
        qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, page)
    assert dialog.isVisible()


def marks(page) -> list[str]:
    shown = page.model
    return [shown.index(row, Column.CREDENTIALS).data() for row in range(shown.rowCount())]


def test_the_list_marks_cards_pins_and_rules_and_tells_them_to_everybody(qtbot, page, credentials):
    credentials.add_card(ADA, NUMBER)
    credentials.set_pin(ADA, PIN)
    credentials.set_entry_rule(ALAN, EntryRule.CARD_PIN)
    credentials.set_entry_rule(GRACE, EntryRule.CARD_FACE)
    page.open()
    qtbot.waitUntil(lambda: marks(page) == ["Card, PIN", "No card, no PIN", "No card"])
    cells = [page.model.index(row, Column.CREDENTIALS) for row in range(3)]
    told = [cell.data(Qt.ItemDataRole.AccessibleDescriptionRole) for cell in cells]

    assert told[0] == "Shows what the door asks of everybody. Has a card and a PIN."
    assert "no face is taken. No card and no PIN yet" in told[1]
    assert told[2].startswith("Must always show a card, then the face. No card yet")
    warned = [cell.data(Qt.ItemDataRole.DecorationRole) is not None for cell in cells]
    assert warned == [False, True, True]


def test_a_door_that_asks_for_pins_marks_whoever_has_none(qtbot, page, kiosk, credentials):
    credentials.set_pin(ADA, PIN)
    door = Settings().door.model_copy(update={"mode": DoorMode.PIN_FACE})
    kiosk.settings = kiosk.settings.model_copy(update={"door": door})
    page.open()
    qtbot.waitUntil(lambda: marks(page) == ["PIN", "No PIN", "No PIN"])
    page.select(GRACE)
    assert page.advice.text().startswith("No PIN yet")
    page.select(ADA)
    assert not page.advice.isVisible()


@pytest.mark.parametrize("mode", DoorMode)
@pytest.mark.parametrize("rule", EntryRule)
def test_no_warning_sign_stands_in_the_list_without_words(qtbot, page, kiosk, credentials, mode, rule):
    credentials.set_entry_rule(GRACE, rule)
    kiosk.settings = checked({"door": {"mode": mode}})
    page.open()
    qtbot.waitUntil(lambda: page.model.rowCount() == 3 and page.model.person(2).entry is rule)
    for row in range(page.model.rowCount()):
        for column in Column:
            cell = page.model.index(row, column)
            assert cell.data(Qt.ItemDataRole.DecorationRole) is None or cell.data()


@pytest.mark.parametrize("mode", DoorMode)
@pytest.mark.parametrize("rule", EntryRule)
def test_every_rule_and_mode_has_words(rule, mode):
    person = replace(some_people()[ADA], entry=rule)
    assert choice_words(rule, mode) and "now" not in choice_words(EntryRule.CARD_PIN, mode)
    assert told_words(person, mode).endswith(lacking_words(person, mode))


@pytest.mark.parametrize("size", [(800, 480), (1280, 800), (600, 1024)])
def test_nothing_of_the_dialog_is_cut_and_it_fits_the_window(qtbot, page, window, credentials, opened, size):
    window.resize(*size)
    credentials.set_entry_rule(ALAN, EntryRule.CARD_PIN)
    dialog = opened(ALAN)
    dialog.box.cards.refuse(f"This card is already {LONG_NAME}'s; a card belongs to one person.")
    dialog.box.pin.refuse("A PIN has 4 to 8 digits and nothing else.")
    dialog.box.entry.refuse("This takes a face and this person has none enrolled; enrol the face first.")
    QApplication.processEvents()

    assert dialog.width() <= size[0] and dialog.height() <= size[1]
    shown = [part for part in dialog.findChildren(QLabel) if part.isVisible() and part.text()]
    assert [part.text() for part in shown if is_cut(part)] == []
    boxes = [
        dialog.heading,
        dialog.box.lacking,
        dialog.box.cards,
        dialog.box.pin,
        dialog.box.entry,
        dialog.close_button,
    ]
    for number, box in enumerate(boxes):
        for other in boxes[number + 1 :]:
            assert not place_of(box, dialog).intersects(place_of(other, dialog)), (box, other)


def test_everything_has_a_name_and_a_letter_of_its_own(credentials, opened):
    credentials.set_entry_rule(ALAN, EntryRule.CARD_PIN)
    dialog = opened(ALAN)
    letters = letters_of(dialog)
    assert unnamed(dialog) == []
    assert len(letters) > 9 and sorted(set(letters)) == sorted(letters)


def test_the_tabulator_goes_from_cards_to_pin_to_rule_to_the_end(qtbot, credentials, opened):
    credentials.add_card(ADA, NUMBER)
    credentials.set_pin(ADA, PIN)
    dialog = opened(ADA)
    qtbot.keyClicks(dialog.box.cards.field, "1")
    qtbot.keyClicks(dialog.box.pin.fields.first, "1")
    dialog.box.cards.field.setFocus()
    passed = [dialog.box.cards.field]
    for _ in range(12):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        passed.append(QApplication.focusWidget())

    cards, pin = dialog.box.cards, dialog.box.pin
    assert passed == [
        cards.field,
        cards.add_button,
        cards.list,
        cards.disable_button,
        cards.remove_button,
        pin.fields.first,
        pin.fields.second,
        pin.set_button,
        pin.forget_button,
        pin.threat_button,
        dialog.box.entry.buttons[EntryRule.AS_DOOR],
        dialog.history_button,
        dialog.close_button,
    ]


def type_both(qtbot, dialog, *typed: str) -> None:
    """Open the dialog of both PINs by a click and type into its four fields."""
    qtbot.mouseClick(dialog.box.pin.threat_button, LEFT)
    qtbot.waitUntil(dialog.box.threat.isVisible)
    threat = dialog.box.threat
    fields = (threat.pin.first, threat.pin.second, threat.threat.first, threat.threat.second)
    for field, digits in zip(fields, typed, strict=True):
        qtbot.keyClicks(field, digits)


def test_a_pin_under_threat_is_set_together_with_the_pin_and_told_by_nothing(
    qtbot, page, credentials, opened
):
    dialog = opened(ADA)
    type_both(qtbot, dialog, PIN, PIN, "9153", "9153")
    qtbot.mouseClick(dialog.box.threat.set_button, LEFT)
    settle(qtbot, page)

    assert (credentials.pins, credentials.duress_pins) == ({ADA: PIN}, {ADA: "9153"})
    assert (
        not dialog.box.threat.isVisible()
        and dialog.box.threat.pin.is_empty
        and dialog.box.threat.threat.is_empty
    )
    assert "PIN is set" in dialog.box.pin.state.text()
    shown = texts(dialog)
    credentials.set_pin(ADA, PIN)
    dialog.box.fetch()
    settle(qtbot, page)
    assert texts(dialog) == shown and credentials.duress_pins == {}


def test_enter_goes_from_field_to_field_and_sets_both(qtbot, page, credentials, opened):
    dialog = opened(ADA)
    qtbot.mouseClick(dialog.box.pin.threat_button, LEFT)
    qtbot.waitUntil(dialog.box.threat.isVisible)
    dialog.box.threat.pin.first.setFocus()
    for digits in (PIN, PIN, "9153", "9153"):
        field = dialog.box.threat.focusWidget()
        qtbot.keyClicks(field, digits)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    settle(qtbot, page)

    assert credentials.duress_pins == {ADA: "9153"}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ((PIN, "4817", "9153", "9153"), "The two PINs are not the same"),
        ((PIN, PIN, "9153", "9154"), "The two PINs under threat are not the same"),
        ((PIN, PIN, "4817", "4817"), "at least two digits must differ"),
        ((PIN, PIN, PIN, PIN), "at least two digits must differ"),
        ((PIN, PIN, "1234", "1234"), "The PIN under threat is guessed first"),
        ((PIN, PIN, "915", "915"), "4 to 8 digits"),
    ],
)
def test_two_pins_that_will_not_do_are_refused_in_the_dialog_which_stays(
    qtbot, page, credentials, opened, typed, sentence
):
    dialog = opened(ADA)
    type_both(qtbot, dialog, *typed)
    qtbot.mouseClick(dialog.box.threat.set_button, LEFT)
    settle(qtbot, page)

    assert sentence in dialog.box.threat.message.text() and dialog.box.threat.isVisible()
    assert (credentials.pins, credentials.duress_pins) == ({}, {})
    assert dialog.box.threat.pin.is_empty and dialog.box.threat.pin.first.hasFocus()


def test_both_pins_are_needed_and_cancelling_forgets_what_was_typed(qtbot, credentials, opened):
    dialog = opened(ADA)
    type_both(qtbot, dialog, PIN, PIN, "", "")
    assert not dialog.box.threat.set_button.isEnabled()
    qtbot.keyClicks(dialog.box.threat.threat.first, "9153")
    assert dialog.box.threat.set_button.isEnabled()
    qtbot.mouseClick(dialog.box.threat.cancel_button, LEFT)

    assert not dialog.box.threat.isVisible() and dialog.box.threat.pin.is_empty and credentials.pins == {}


@pytest.mark.parametrize(
    ("settings", "is_heard"),
    [
        (Settings(), False),
        (Settings(mqtt=MqttSettings(address="mqtt://192.0.2.1")), True),
        (Settings(webhook=WebhookSettings(url="https://192.0.2.1/", secret_file="/s")), True),
        (
            Settings(webhook=WebhookSettings(url="https://192.0.2.1/", secret_file="/s", duress_told=False)),
            False,
        ),
    ],
)
def test_where_nobody_would_hear_of_it_that_is_said(qtbot, kiosk, opened, settings, is_heard):
    kiosk.settings = settings
    dialog = opened(ADA)
    qtbot.mouseClick(dialog.box.pin.threat_button, LEFT)

    assert dialog.box.threat.unheard.isVisible() is not is_heard


@pytest.mark.parametrize("size", [(800, 480), (1280, 800), (600, 1024)])
def test_nothing_of_the_dialog_of_both_pins_is_cut_and_all_has_a_letter(qtbot, window, opened, size):
    window.resize(*size)
    dialog = opened(ADA)
    dialog.box.threat.heading.setText(LONG_NAME)
    qtbot.mouseClick(dialog.box.pin.threat_button, LEFT)
    dialog.box.threat.refuse(ENGLISH[Complaint.DURESS_PIN_NEAR])
    QApplication.processEvents()

    threat = dialog.box.threat
    assert threat.width() <= size[0] and threat.height() <= size[1]
    shown = [part for part in threat.findChildren(QLabel) if part.isVisible() and part.text()]
    assert [part.text() for part in shown if is_cut(part)] == []
    letters = letters_of(threat)
    assert unnamed(threat) == [] and sorted(set(letters)) == sorted(letters)
    assert all(field.echoMode() is QLineEdit.EchoMode.Password for field in fields(threat))


def test_after_a_pin_was_set_the_keyboard_is_on_its_field_and_not_on_forgetting_it(qtbot):
    box = PersonPinBox()
    qtbot.addWidget(box)
    box.show_state(has_pin=False)
    box.show()
    for field in (box.fields.first, box.fields.second):
        qtbot.keyClicks(field, "4816")
    box.set_button.setFocus()
    qtbot.waitUntil(box.set_button.hasFocus)

    qtbot.mouseClick(box.set_button, Qt.MouseButton.LeftButton)
    box.show_set()

    assert box.fields.first.hasFocus() and not box.forget_button.hasFocus()
