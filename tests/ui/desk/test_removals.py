"""Removing somebody in the window: denied at once, undone within ten seconds, certified afterwards."""

import re
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from door_access.errors import StorageFault
from door_access.runtime.events import GalleryChanged
from tests.ui.fakes import ADA, ALAN, GRACE, NOON_UTC, UNDO_S, some_people
from ui.desk.people.people_model import Column
from ui.desk.privacy.paper_dialog import PaperDialog

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot, window):
    window._open_desk()
    window.desk_view.show_page(1)
    page = window.desk_view.people_page
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    return page


def remove(qtbot, page, person_id: str) -> None:
    qtbot.waitUntil(lambda: page.model.row_of(person_id) is not None)
    page.select(person_id)
    qtbot.mouseClick(page.acts.remove_button, LEFT)
    box = next(box for box in page.findChildren(QMessageBox) if box.isVisible())
    yes = next(one for one in box.buttons() if box.buttonRole(one) is QMessageBox.ButtonRole.AcceptRole)
    qtbot.mouseClick(yes, LEFT)
    qtbot.waitUntil(lambda: person_id in page.removals.lines)


def access_of(page, person_id: str) -> str:
    return page.model.index(page.model.row_of(person_id), Column.ACCESS).data()


def test_the_question_says_that_a_removal_can_be_undone_for_ten_seconds(qtbot, page):
    page.select(ADA)
    qtbot.mouseClick(page.acts.remove_button, LEFT)
    box = next(box for box in page.findChildren(QMessageBox) if box.isVisible())

    assert "This can be undone for 10 seconds" in box.informativeText()
    box.reject()


def test_whoever_is_being_removed_stays_in_the_list_as_such_with_the_seconds_that_are_left(qtbot, page):
    remove(qtbot, page, ADA)

    line = page.removals.lines[ADA]
    assert access_of(page, ADA) == "Being removed"
    assert line.isVisible() and line.undo_button.isVisible() and not line.close_button.isVisible()
    assert re.match(r"Ada Lovelace can no longer enter\. In \d+ s everything", line.sentence.text())


def test_nothing_else_can_be_done_with_whoever_is_being_removed(qtbot, page):
    remove(qtbot, page, ADA)
    page.select(ADA)

    acts = page.acts
    buttons = (
        acts.groups_button,
        acts.end_button,
        acts.block_button,
        acts.remove_button,
        acts.samples_button,
    )
    assert not any(button.isEnabled() for button in buttons) and acts.open_button.isEnabled()
    assert not page.model.flags(page.model.index(page.model.row_of(ADA), 0)) & Qt.ItemFlag.ItemIsEditable
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert not any(box.isVisible() for box in page.findChildren(QMessageBox))


def test_undo_has_the_keyboard_and_brings_the_person_back(qtbot, kiosk, page):
    remove(qtbot, page, ADA)
    undo = page.removals.lines[ADA].undo_button
    qtbot.waitUntil(lambda: page.window().focusWidget() is undo)

    qtbot.keyClick(undo, Qt.Key.Key_Space)

    qtbot.waitUntil(lambda: access_of(page, ADA) == "Allowed")
    assert page.removals.lines == {} and not page.removals.isVisible()
    assert kiosk.desk.people_by_id[ADA].erased_from_utc is None


def test_when_the_time_is_over_the_person_goes_and_the_certificate_comes(qtbot, kiosk, page):
    kiosk.desk.undo_s = 0.3
    remove(qtbot, page, ADA)

    line = page.removals.lines[ADA]
    qtbot.waitUntil(lambda: line.is_certified)
    qtbot.waitUntil(lambda: page.model.row_of(ADA) is None)
    text = line.sentence.text()
    assert "Ada Lovelace was erased on 2026-03-02" in text
    assert "Templates: 20, cards: 0, log rows that no longer name them: 7." in text
    assert "traces" not in text
    qtbot.mouseClick(line.close_button, LEFT)
    assert not page.removals.isVisible()


def test_a_certificate_says_that_traces_wait_for_another_process(qtbot, kiosk, page):
    kiosk.desk.undo_s, kiosk.desk.is_erasure_whole = 0.0, False
    remove(qtbot, page, ADA)

    line = page.removals.lines[ADA]
    qtbot.waitUntil(lambda: line.is_certified)
    assert "overwritten as soon as no other process reads it" in line.sentence.text()


def test_two_people_are_removed_each_with_a_line_of_their_own(qtbot, kiosk, page):
    remove(qtbot, page, ADA)
    remove(qtbot, page, ALAN)

    qtbot.mouseClick(page.removals.lines[ADA].undo_button, LEFT)

    qtbot.waitUntil(lambda: list(page.removals.lines) == [ALAN])


def test_it_is_too_late_to_undo_what_another_process_has_erased(qtbot, window, kiosk, page):
    remove(qtbot, page, ADA)
    del kiosk.desk.people_by_id[ADA]

    with qtbot.waitSignal(page.bridge.refused):
        qtbot.mouseClick(page.removals.lines[ADA].undo_button, LEFT)
    assert "too late" in window.notice.sentence.text()
    kiosk.hub.publish(GalleryChanged(2, 5))
    qtbot.waitUntil(lambda: page.removals.lines == {})


def test_a_removal_goes_on_while_another_page_is_open(qtbot, window, kiosk, page):
    kiosk.desk.undo_s = 0.3
    remove(qtbot, page, ADA)
    window.desk_view.show_page(0)

    qtbot.waitUntil(lambda: ADA not in kiosk.desk.people_by_id)
    window.desk_view.show_page(1)
    qtbot.waitUntil(lambda: page.removals.isVisible() and page.removals.lines[ADA].is_certified)


def test_a_removal_that_the_last_run_has_begun_can_be_undone(qtbot, kiosk, page):
    kiosk.desk.begin_removal(ADA)
    page.open()

    qtbot.waitUntil(lambda: ADA in page.removals.lines)
    assert page.removals.lines[ADA].undo_button.isEnabled()


def test_the_desk_is_asked_now_and_then_to_finish_what_was_left(qtbot, kiosk, page):
    asked = kiosk.desk.finished
    page.timer.timeout.emit()

    qtbot.waitUntil(lambda: kiosk.desk.finished == asked + 1)


def test_a_closed_window_asks_the_desk_for_nothing_any_more(qtbot, window, kiosk, page):
    remove(qtbot, page, ADA)
    page.removals.lines[ADA]._due_at_utc = NOON_UTC
    window.close_at_once()
    asked = kiosk.desk.finished
    page.timer.timeout.emit()
    page.bridge.ask(lambda _: None, owner=page, then=lambda _: page.setObjectName("answered"))

    qtbot.waitUntil(lambda: page.objectName() == "answered")
    assert kiosk.desk.finished == asked


def test_a_removal_that_fails_is_told_once_and_tried_again_later(qtbot, kiosk, page, monkeypatch):
    def fail():
        kiosk.desk.finished += 1
        raise StorageFault("The disk is full.")

    kiosk.desk.undo_s = 0.0
    monkeypatch.setattr(kiosk.desk, "finish_removals", fail)
    with qtbot.waitSignal(page.bridge.refused) as refused:
        remove(qtbot, page, ADA)

    assert refused.args == ["The disk is full."]
    qtbot.waitUntil(lambda: page.timer.interval() > 10_000)
    assert ADA in page.removals.lines


def test_older_certificates_make_room_so_that_the_list_stays_in_sight(qtbot, kiosk, page):
    kiosk.desk.undo_s = 0.0
    for person_id in (ADA, ALAN, GRACE):
        remove(qtbot, page, person_id)
        qtbot.waitUntil(lambda wanted=person_id: page.removals.lines[wanted].is_certified)
    newcomer = replace(some_people()[ADA], id="id-new", name="Newcomer")
    kiosk.desk.people_by_id[newcomer.id] = newcomer
    page.open()
    kiosk.desk.undo_s = UNDO_S

    remove(qtbot, page, newcomer.id)

    assert list(page.removals.lines) == [ALAN, GRACE, newcomer.id]


def test_whoever_was_erased_has_a_certificate_with_the_name_that_nobody_else_knows_now(qtbot, kiosk, page):
    kiosk.desk.undo_s = 0.0
    remove(qtbot, page, ADA)
    line = page.removals.lines[ADA]
    qtbot.waitUntil(lambda: line.is_certified)

    qtbot.mouseClick(line.certificate_button, LEFT)

    qtbot.waitUntil(lambda: page.findChild(PaperDialog) is not None)
    text = page.findChild(PaperDialog).text.toPlainText()
    assert "Ada Lovelace" in text and "Certificate of erasure" in text
