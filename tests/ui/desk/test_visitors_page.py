"""Visitors at the desk, with real clicks and keys: a new one, the pass shown, saved, revoked; the list."""

from datetime import timedelta

import cv2
import numpy as np
import pytest
from PySide6.QtCore import QBuffer, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QFileDialog, QMessageBox

from door_access.desk.visitor_desk import NewVisitor
from door_access.domain.entry.credentials import EntryRule
from door_access.vision.codes import ZxingCodeReader, code_of
from tests.ui.fakes import ADA, NOON_UTC
from tests.ui.looks_of_visitors import expected, terms
from ui.desk.person.person_page import PersonPage
from ui.desk.visitors.handing_dialog import HandingDialog
from ui.desk.visitors.pass_dialog import PassDialog
from ui.desk.visitors.pass_sheet import PICTURE_PX, pdf_of, png_of
from ui.desk.visitors.visitor_dialog import VisitorDialog
from ui.desk.visitors.visitors_page import VisitorsPage


@pytest.fixture
def page(qtbot, bridge):
    page = VisitorsPage(bridge)
    qtbot.addWidget(page)
    page.resize(1000, 600)
    page.show()
    page.open()
    qtbot.waitUntil(lambda: page.zone.utcoffset(NOON_UTC) == timedelta(hours=1))
    return page


def click(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def opened(qtbot, parent, kind):
    """Return the dialog of this kind once it is there."""
    qtbot.waitUntil(lambda: any(one.isVisible() for one in parent.findChildren(kind)))
    return next(one for one in parent.findChildren(kind) if one.isVisible())


def read_from(picture: QImage) -> tuple[str, ...]:
    """Return what a camera reads in a picture."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    rgb = cv2.imdecode(np.frombuffer(bytes(buffer.data()), np.uint8), cv2.IMREAD_COLOR_RGB)
    return ZxingCodeReader().read(rgb)


def new_visitor(qtbot, page, name: str = "Vera Rubin") -> HandingDialog:
    click(qtbot, page.new_button)
    dialog = opened(qtbot, page, VisitorDialog)
    qtbot.keyClicks(dialog.name, name)
    qtbot.keyClicks(dialog.company, "Carnegie")
    qtbot.waitUntil(lambda: dialog.host.completer().model().rowCount() > 0)
    qtbot.keyClicks(dialog.host, "ada lovelace")
    click(qtbot, dialog.make_button)
    return opened(qtbot, page, HandingDialog)


def test_a_new_visitor_is_made_in_one_form_and_the_code_on_the_screen_is_their_pass(qtbot, kiosk, page):
    handing = new_visitor(qtbot, page)

    (made,) = kiosk.desk.visitors.passes.passes()
    assert read_from(handing.code.grab().toImage()) == (kiosk.desk.visitors.passes.token_of(made.id),)
    person = kiosk.desk.people_by_id[made.person_id]
    assert (person.name, person.entry) == ("Vera Rubin", EntryRule.PASS)
    assert "Visits Ada Lovelace" in handing.told.text() and not handing.pin.isVisible()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)


def test_a_pin_is_shown_once_and_stands_on_no_picture(qtbot, kiosk, page):
    click(qtbot, page.new_button)
    dialog = opened(qtbot, page, VisitorDialog)
    qtbot.keyClicks(dialog.name, "Vera")
    qtbot.keyClick(dialog.terms.pin_tick, Qt.Key.Key_Space)
    click(qtbot, dialog.make_button)
    handing = opened(qtbot, page, HandingDialog)
    assert handing.pin.isVisible() and "290613" in handing.pin.text()
    assert not any("290613" in line for line in handing._lines)


@pytest.mark.parametrize("name", ["", "a/b"])
def test_what_is_refused_stays_in_the_form_with_the_reason(qtbot, kiosk, page, name):
    click(qtbot, page.new_button)
    dialog = opened(qtbot, page, VisitorDialog)
    qtbot.keyClicks(dialog.name, name)
    click(qtbot, dialog.make_button)
    qtbot.waitUntil(lambda: "name cannot" in dialog.message.text())
    assert dialog.isVisible() and dialog.make_button.isEnabled()
    assert kiosk.desk.visitors.passes.passes() == ()


def test_a_host_who_is_nobody_is_asked_for_again(qtbot, kiosk, page):
    click(qtbot, page.new_button)
    dialog = opened(qtbot, page, VisitorDialog)
    qtbot.keyClicks(dialog.host, "Ad")
    click(qtbot, dialog.make_button)
    assert "from the list" in dialog.message.text() and kiosk.desk.visitors.passes.passes() == ()


@pytest.mark.parametrize("button", ["picture_button", "pdf_button"])
def test_a_pass_is_saved_where_the_operator_says(qtbot, kiosk, page, tmp_path, button):
    handing = new_visitor(qtbot, page)
    click(qtbot, getattr(handing, button))
    chooser = opened(qtbot, handing, QFileDialog)
    path = tmp_path / f"pass.{chooser.defaultSuffix()}"
    chooser.fileSelected.emit(str(path))
    chooser.reject()
    qtbot.waitUntil(lambda: str(tmp_path) in handing.message.text().replace("\u200b", ""))
    content = path.read_bytes()
    if button == "pdf_button":
        assert content.startswith(b"%PDF")
    else:
        (made,) = kiosk.desk.visitors.passes.passes()
        assert read_from(QImage(str(path))) == (kiosk.desk.visitors.passes.token_of(made.id),)


def test_the_mail_program_is_given_words_and_never_the_token(qtbot, kiosk, page, tmp_path, monkeypatch):
    urls: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: urls.append(url) or True)
    handing = new_visitor(qtbot, page)
    click(qtbot, handing.mail_button)
    chooser = opened(qtbot, handing, QFileDialog)
    chooser.fileSelected.emit(str(tmp_path / "pass.png"))
    chooser.reject()
    qtbot.waitUntil(lambda: len(urls) == 2)
    (made,) = kiosk.desk.visitors.passes.passes()
    assert urls[0].scheme() == "mailto" and "Vera" in urls[0].toString()
    assert kiosk.desk.visitors.passes.token_of(made.id) not in urls[0].toString()
    assert urls[1].toLocalFile() == str(tmp_path) and "cannot be attached" in handing.message.text()


def test_a_pass_is_shown_again_and_revoked_after_a_question(qtbot, kiosk, page):
    (made, *_) = expected(kiosk)
    page.open()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    page.table.selectRow(page.model.row_of(made.entry_pass.id))
    click(qtbot, page.show_button)
    handing = opened(qtbot, page, HandingDialog)
    assert handing.heading.text() == "Vera Rubin"
    click(qtbot, handing.close_button)

    click(qtbot, page.revoke_button)
    question = opened(qtbot, page, QMessageBox)
    click(qtbot, next(one for one in question.buttons() if "Revoke" in one.text()))
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    assert kiosk.desk.visitors.passes.entry_pass(made.entry_pass.id).revoked_at_utc is not None


def test_the_list_says_who_has_come_and_another_day_has_others(qtbot, kiosk, page):
    expected(kiosk)
    page.open()
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)
    assert "1 came" in page.count.text()
    page.day_box.show_day(page.day_box.day() + timedelta(days=30))
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    click(qtbot, page.today_button)
    qtbot.waitUntil(lambda: page.model.rowCount() == 4)


def test_no_name_is_markup_on_the_printed_list(qtbot, kiosk, page):
    kiosk.desk.visitors.expect(NewVisitor("<b>Vera", terms(), company="<script>"))
    page.open()
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    sheet = page.html()
    assert "&lt;b&gt;" in sheet and "&lt;script&gt;" in sheet and "<script" not in sheet


def test_whoever_has_forgotten_a_card_gets_a_pass_on_their_page(qtbot, kiosk, bridge):
    page = PersonPage(bridge)
    qtbot.addWidget(page)
    page.show_person(kiosk.desk.people_by_id[ADA], (ADA,))
    page.show()
    page.open()
    click(qtbot, page.pass_button)
    dialog = opened(qtbot, page, PassDialog)
    qtbot.waitUntil(lambda: dialog.terms.often.value() is False)
    click(qtbot, dialog.make_button)
    handing = opened(qtbot, dialog, HandingDialog)
    (made,) = kiosk.desk.visitors.passes.passes_of(ADA)
    assert not made.terms.is_once and handing.heading.text() == "Ada Lovelace"
    qtbot.waitUntil(lambda: dialog.list.rows.rowCount() == 1)


def test_a_picture_and_a_page_of_a_pass_say_that_a_photo_of_it_is_one(qapp):
    lines = ("Vera", "whoever has a photo of it can use it as well")
    assert png_of(code_of("DOOR:A"), lines).startswith(b"\x89PNG")
    assert pdf_of(code_of("DOOR:A"), lines).startswith(b"%PDF")


@pytest.mark.parametrize("name", ["Vera", "Wolfeschlegelsteinhausenbergerdorff Maria-Magdalena " * 2])
def test_however_long_a_name_is_the_picture_has_its_last_line_whole(qapp, name):
    def inked_rows(last: str) -> set[int]:
        picture = QImage.fromData(png_of(code_of("DOOR:A"), (name, *["Visits " + name] * 3, last)))
        pixels = np.frombuffer(bytes(picture.convertToFormat(QImage.Format.Format_Grayscale8).bits()), "u1")
        return set(np.flatnonzero((pixels.reshape(picture.height(), -1) < 128).any(axis=1)))

    last_line = inked_rows("photo") - inked_rows("")
    assert last_line and max(last_line) < PICTURE_PX.height() - 4
