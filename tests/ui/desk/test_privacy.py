"""Consent in the window: the site's words, pictures apart, older words, the report, certificates."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox

from door_access.domain.enrolment.consent import FIRST_WORDS, Consent, ConsentKind
from door_access.domain.enrolment.people import Erasure
from door_access.errors import StorageFault
from tests.fakes import NOON
from tests.ui.desk.test_enrol_page import LEFT, PIN, fill, wishes
from tests.ui.fakes import ADA
from ui.desk.privacy.paper_dialog import PaperDialog, certificate_dialog
from ui.desk.privacy.texts_dialog import TextsDialog

FACE, PICTURE = ConsentKind


@pytest.fixture
def desk(qtbot, window):
    window._open_desk()
    window.desk_view.show_page(0)
    qtbot.waitUntil(window.desk_view.enrol_page.isVisible)
    return window.desk_view


@pytest.fixture
def form(desk):
    return desk.enrol_page.form


@pytest.fixture
def settings(qtbot, desk):
    desk.show_page(3)
    qtbot.waitUntil(desk.settings_page.isVisible)
    return desk.settings_page


def opened(qtbot, owner, kind):
    qtbot.waitUntil(lambda: owner.findChild(kind) is not None and owner.findChild(kind).isVisible())
    return owner.findChild(kind)


def test_the_form_asks_in_the_words_that_the_site_uses_now(qtbot, kiosk, desk, form):
    kiosk.desk.privacy.set_text(FACE, "We measure your face. Is that all right?")

    desk.enrol_page.open()

    qtbot.waitUntil(lambda: form.consent_field.toPlainText() == "We measure your face. Is that all right?")


def test_words_of_the_persons_own_are_not_replaced(qtbot, kiosk, desk, form):
    qtbot.waitUntil(lambda: form.consent_field.toPlainText() == FIRST_WORDS[FACE])
    form.consent_field.setPlainText("Yes, but not on Sundays.")
    kiosk.desk.privacy.set_text(FACE, "Other words.")

    desk.enrol_page.open()
    desk.enrol_page.bridge.ask(lambda desk: None, owner=form, then=lambda _: form.setProperty("asked", True))
    qtbot.waitUntil(lambda: form.property("asked"))

    assert form.consent_field.toPlainText() == "Yes, but not on Sundays."


@pytest.mark.parametrize("agrees", [False, True])
def test_pictures_are_asked_for_apart_and_not_kept_unless_somebody_ticks_it(qtbot, kiosk, desk, form, agrees):
    kiosk.desk.pin = PIN
    fill(qtbot, desk.enrol_page)
    assert not form.picture_box.isChecked()
    if agrees:
        qtbot.mouseClick(form.picture_box, LEFT)

    qtbot.mouseClick(form.start_button, LEFT)

    qtbot.waitUntil(lambda: bool(wishes(kiosk, "begin_enrolment")))
    assert wishes(kiosk, "begin_enrolment")[0].keeps_picture is agrees


def test_a_tick_for_pictures_is_not_the_next_persons(desk, form):
    form.picture_box.setChecked(True)

    form.clear()

    assert not form.picture_box.isChecked()


def test_what_is_agreed_to_about_pictures_can_be_read_first(qtbot, form):
    qtbot.mouseClick(form.picture_words, LEFT)

    assert opened(qtbot, form, QMessageBox).text() == FIRST_WORDS[PICTURE]


def test_without_a_face_nothing_is_asked_about_pictures(form):
    form.no_face_box.setChecked(True)

    assert not form.picture_box.isVisible() and not form.picture_words.isVisible()


def test_other_words_are_stored_and_who_agreed_to_the_old_ones_is_named(qtbot, kiosk, settings):
    known = kiosk.desk.privacy._people.known(ADA)
    known.consents[FACE] = Consent(FACE, 1, NOON)
    qtbot.mouseClick(settings.privacy.texts_button, LEFT)
    dialog = opened(qtbot, settings, TextsDialog)
    qtbot.waitUntil(lambda: dialog.field.toPlainText() == FIRST_WORDS[FACE])
    assert not dialog.save_button.isEnabled() and not dialog.behind.isVisible()

    qtbot.keyClicks(dialog.field, "Dear guest. ")
    qtbot.mouseClick(dialog.save_button, LEFT)

    qtbot.waitUntil(lambda: dialog.version.text().startswith("Version 2"))
    assert dialog.behind.text().startswith("1 person agreed to older words: Ada Lovelace.")
    assert kiosk.desk.privacy.texts()[1].words.startswith("Dear guest. I agree")


def test_each_kind_has_words_of_its_own(qtbot, settings):
    qtbot.mouseClick(settings.privacy.texts_button, LEFT)
    dialog = opened(qtbot, settings, TextsDialog)
    qtbot.waitUntil(lambda: dialog.field.toPlainText() == FIRST_WORDS[FACE])

    qtbot.keyClick(dialog.kind_box, Qt.Key.Key_Down)

    assert dialog.field.toPlainText() == FIRST_WORDS[PICTURE]


def test_words_that_cannot_be_are_refused_where_they_are_typed(qtbot, settings):
    qtbot.mouseClick(settings.privacy.texts_button, LEFT)
    dialog = opened(qtbot, settings, TextsDialog)
    qtbot.waitUntil(lambda: dialog.field.toPlainText() == FIRST_WORDS[FACE])

    dialog.field.setPlainText("x" * 4_001)
    qtbot.mouseClick(dialog.save_button, LEFT)

    qtbot.waitUntil(lambda: "4000" in dialog.answer.text().replace(",", ""))
    dialog.field.setPlainText(" ")
    assert not dialog.save_button.isEnabled()


def test_the_report_is_shown_and_saved(qtbot, settings, tmp_path):
    qtbot.mouseClick(settings.privacy.report_button, LEFT)
    dialog = opened(qtbot, settings, PaperDialog)
    assert "strangers let in" in dialog.text.toPlainText()
    assert "Ada" not in dialog.text.toPlainText()

    qtbot.mouseClick(dialog.save_button, LEFT)
    opened(qtbot, dialog, QFileDialog).fileSelected.emit(str(tmp_path / "report.html"))

    qtbot.waitUntil(lambda: dialog.answer.text().startswith("Saved as"))
    assert "not measured on this site" in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_is_told_in_the_dialog(qtbot, settings, tmp_path):
    qtbot.mouseClick(settings.privacy.report_button, LEFT)
    dialog = opened(qtbot, settings, PaperDialog)

    qtbot.mouseClick(dialog.save_button, LEFT)
    opened(qtbot, dialog, QFileDialog).fileSelected.emit(str(tmp_path / "no" / "report.html"))

    qtbot.waitUntil(lambda: "cannot be written" in dialog.answer.text().replace("\u200b", ""))


def test_a_certificate_is_saved_as_it_is_shown(qtbot, kiosk, desk, tmp_path):
    told = kiosk.desk.privacy.certificate(Erasure(ADA, NOON, 20, pictures=6, log_rows=3), "Ada <b>Lovelace")
    dialog = certificate_dialog(desk.enrol_page.bridge, told, desk)
    dialog.open()
    assert "Ada <b>Lovelace" in dialog.text.toPlainText()

    qtbot.mouseClick(dialog.save_button, LEFT)
    opened(qtbot, dialog, QFileDialog).fileSelected.emit(str(tmp_path / "c.html"))

    qtbot.waitUntil(lambda: dialog.answer.text().startswith("Saved as"))
    assert "Ada &lt;b&gt;Lovelace" in (tmp_path / "c.html").read_text(encoding="utf-8")


def test_figures_that_cannot_be_read_are_told_on_the_page(qtbot, kiosk, settings):
    kiosk.desk.privacy._people.fault = StorageFault("The database cannot be read.")

    qtbot.mouseClick(settings.privacy.report_button, LEFT)

    qtbot.waitUntil(lambda: settings.answer.text() == "The database cannot be read.")
    kiosk.desk.privacy._people.fault = None
