"""Texts that others typed: names and notes are shown as they are, never read as markup."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QMessageBox

from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentStage
from door_access.ports import LogRow
from tests.ui.fakes import ADA, NOON_UTC
from ui.desk.log.log_model import Column

MARKUP = "<b>Ada<img src=x>"


@pytest.fixture
def desk(window):
    window._open_desk()
    return window.desk_view


def as_shown(text: str) -> str:
    """Return what a tooltip shows: Qt takes everything for markup that looks like it."""
    if "<" not in text:
        return text
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


def test_no_label_of_the_window_reads_markup(window):
    labels = window.findChildren(QLabel)
    assert len(labels) > 30
    own = [label for label in labels if not label.objectName().startswith("qt_")]
    assert [label.text() for label in own if label.textFormat() is not Qt.TextFormat.PlainText] == []


def test_the_end_of_an_enrolment_shows_the_name_as_it_was_typed(desk):
    result = desk.enrol_page.result
    result.show_end(EnrolmentProgress(EnrolmentStage.DONE, MARKUP, taken=20, wanted=20))
    assert MARKUP in result.heading.text() and result.heading.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("column", [Column.PERSON, Column.NOTE, Column.DOOR])
def test_a_tooltip_of_the_log_shows_what_was_written(kiosk, desk, column):
    model = desk.log_page.model
    event = kiosk.desk.log.event(3, kiosk.desk.people_by_id)
    hostile = replace(event.event, note=MARKUP, door=MARKUP, at_utc=NOON_UTC)
    model._replace((LogRow(3, hostile, MARKUP, event.hash),))
    tip = model.index(0, column).data(Qt.ItemDataRole.ToolTipRole)
    assert as_shown(tip) == MARKUP


def test_a_button_that_is_off_says_why_with_the_name_as_it_is(qtbot, kiosk, desk):
    kiosk.desk.rename(ADA, MARKUP)
    kiosk.desk.begin_removal(ADA)
    desk.show_page(1)
    page = desk.people_page
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.select(ADA)
    assert page.acts.block_button.accessibleDescription() == f"{MARKUP} is being removed."
    assert as_shown(page.acts.block_button.toolTip()) == f"{MARKUP} is being removed."


def test_removing_somebody_asks_with_the_name_as_it_is(qtbot, kiosk, desk):
    kiosk.desk.rename(ADA, MARKUP)
    desk.show_page(1)
    page = desk.people_page
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    page.select(ADA)
    page.acts.remove_button.click()
    question = page.findChild(QMessageBox)
    assert MARKUP in question.text() and question.textFormat() is Qt.TextFormat.PlainText
