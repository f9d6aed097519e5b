"""The people page: find, rename, block, remove."""

import threading
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox

from door_access.domain.matching.drift import Drift
from door_access.errors import StorageFault
from door_access.runtime.events import GalleryChanged
from tests.ui.fakes import ADA, ALAN, GRACE
from ui.desk.people import people_model
from ui.desk.people.people_model import Column, PeopleModel

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot, window):
    window._open_desk()
    window.desk_view.show_page(1)
    page = window.desk_view.people_page
    qtbot.waitUntil(lambda: page.model.rowCount() == 3)
    return page


def shown(page, column: Column = Column.NAME) -> list[str]:
    return [page.model.index(row, column).data() for row in range(page.model.rowCount())]


def test_everybody_is_listed_with_strength_and_access_in_words(page):
    assert shown(page) == ["Ada Lovelace", "Alan Turing", "Grace Hopper"]
    assert shown(page, Column.TEMPLATES) == ["20", "12", "3"]
    assert shown(page, Column.STRENGTH) == ["Good", "Good", "Weak"]
    assert shown(page, Column.ACCESS) == ["Allowed", "Blocked", "Allowed"]


def test_a_weak_person_is_marked_by_an_icon_and_explained(page):
    index = page.model.index(2, Column.STRENGTH)
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
    assert "strictly" in index.data(Qt.ItemDataRole.ToolTipRole)


@pytest.mark.parametrize(("drift", "words"), [(Drift.NEAR_LIMIT, "only just"), (Drift.FARTHER, "moved away")])
def test_whoever_drifts_is_marked_and_the_reason_is_told_in_words(qtbot, kiosk, page, drift, words):
    assert not page.advice.isVisible()
    kiosk.desk.drifting = {ADA: drift}
    page.open()
    qtbot.waitUntil(lambda: shown(page, Column.STRENGTH) == ["Enrol anew", "Good", "Weak"])
    qtbot.mouseClick(page.table.viewport(), LEFT, pos=page.table.visualRect(page.model.index(0, 0)).center())
    assert words in page.advice.text() and page.advice.isVisible()
    with qtbot.waitSignal(page.samples_requested) as asked:
        qtbot.mouseClick(page.acts.samples_button, LEFT)
    assert asked.args[0].id == ADA


def test_advice_is_for_whoever_is_chosen(page):
    page.select(GRACE)
    assert "strictly" in page.advice.text()
    page.select(ALAN)
    assert not page.advice.isVisible()


def test_templates_are_sorted_as_numbers(page):
    page.table.sortByColumn(Column.TEMPLATES, Qt.SortOrder.AscendingOrder)
    assert shown(page, Column.TEMPLATES) == ["3", "12", "20"]


def test_who_is_chosen_stays_chosen_in_another_order(page):
    page.select(GRACE)
    page.table.sortByColumn(Column.NAME, Qt.SortOrder.DescendingOrder)
    assert shown(page) == ["Grace Hopper", "Alan Turing", "Ada Lovelace"]
    assert page.selected().id == GRACE
    page.select(ALAN)
    assert page.selected().id == ALAN


def test_five_thousand_people_are_listed_without_asking_for_more_than_is_seen(qtbot, monkeypatch, page):
    asked = []
    data = PeopleModel.data
    monkeypatch.setattr(PeopleModel, "data", lambda *args: asked.append(1) or data(*args))
    person = page.model.person(0)
    people = tuple(replace(person, id=str(n), name=f"Person {n * 7919 % 5000}") for n in range(5000))
    page._show(people)
    QApplication.processEvents()
    assert page.model.rowCount() == 5000 and len(asked) < 5000


def test_the_search_narrows_the_list_in_any_case(qtbot, page):
    qtbot.keyClicks(page.search_field, "LOVE")
    assert shown(page) == ["Ada Lovelace"]
    assert page.count.text() == "1 of 3 people"


def test_every_word_must_stand_in_name_department_or_card(qtbot, kiosk, page):
    kiosk.desk.credentials.add_card(GRACE, "04A1B2C3")
    kiosk.desk.people_by_id[ADA] = replace(kiosk.desk.people_by_id[ADA], department="Señal y Vías")
    page.open()
    qtbot.waitUntil(lambda: page.model._hints.get(GRACE) == "c3")
    for text, found in (("vias ada", ["Ada Lovelace"]), ("C3", ["Grace Hopper"]), ("ada grace", [])):
        page.search_field.clear()
        qtbot.keyClicks(page.search_field, text)
        assert shown(page) == found, text


def test_a_card_that_is_held_to_the_reader_finds_its_holder_and_stays_written_nowhere(qtbot, kiosk, page):
    kiosk.desk.credentials.add_card(GRACE, "04A1B2C3")
    page.table.setFocus()
    for key in "04A1B2C3":  # each to whatever has the keyboard, as a reader types
        qtbot.keyClicks(page.window().focusWidget(), key)
    qtbot.keyClick(page.search_field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.selected() is not None and page.selected().id == GRACE)
    assert page.search_field.text() == "" and page.model.rowCount() == 3


def test_a_card_that_is_nobodys_is_said(qtbot, page):
    with qtbot.waitSignal(page.bridge.refused) as refused:
        qtbot.keyClicks(page.search_field, "99887766")
        qtbot.keyClick(page.search_field, Qt.Key.Key_Return)
    assert refused.args == ["Nobody has a card with this number."]


def test_enter_in_the_search_opens_the_only_one_who_is_found(qtbot, page):
    qtbot.keyClicks(page.search_field, "love")
    with qtbot.waitSignal(page.person_requested) as asked:
        qtbot.keyClick(page.search_field, Qt.Key.Key_Return)
    assert asked.args[0].id == ADA


def test_one_person_is_counted_in_the_singular(page):
    page._show((page.model.person(0),))
    assert page.count.text() == "1 person"
    page.search_field.setText("nobody")
    assert page.count.text() == "0 of 1 person"


def named(page, *names):
    person = page.model.person(0)
    page._show(tuple(replace(person, id=name, name=name) for name in names))


def test_the_search_finds_accents_that_were_not_typed(qtbot, page):
    named(page, "Zoë Müller", "Zora", "Łukasz")
    qtbot.keyClicks(page.search_field, "zoe mu")
    assert shown(page) == ["Zoë Müller"]
    page.search_field.clear()
    qtbot.keyClicks(page.search_field, "lukasz")
    assert shown(page) == ["Łukasz"]
    page.search_field.clear()
    assert page.model.rowCount() == 3


def counted(monkeypatch, place, name):
    """Count the calls of a function or method, which goes on doing what it does."""
    calls, real = [], getattr(place, name)
    monkeypatch.setattr(place, name, lambda *args: calls.append(args) or real(*args))
    return calls


def crowd(page, number=5000):
    person = page.model.person(0)
    page._show(tuple(replace(person, id=str(n), name=f"Person {n * 7919 % number}") for n in range(number)))
    QApplication.processEvents()


def test_no_name_is_folded_again_for_a_key_that_is_typed(qtbot, monkeypatch, page):
    crowd(page)
    folded = counted(monkeypatch, people_model, "searched")

    qtbot.keyClicks(page.search_field, "49 son")

    found = sum("49" in str(number) for number in range(5000))
    assert page.count.text() == f"{found} of 5,000 people"
    assert len(folded) == len("49 son")


def test_whoever_is_chosen_at_the_end_stays_chosen_while_searching_and_no_row_is_asked_for_unseen(
    qtbot, monkeypatch, page
):
    crowd(page)
    page.select(page.model.person(4900).id)
    QApplication.processEvents()
    asked = counted(monkeypatch, PeopleModel, "data")

    qtbot.keyClicks(page.search_field, "4")
    QApplication.processEvents()

    assert page.selected().name == "Person 4900"
    assert page.model.rowCount() > 1500 and len(asked) < 5000


def test_whoever_is_searched_away_is_chosen_no_more(qtbot, page):
    page.select(GRACE)
    qtbot.keyClicks(page.search_field, "ada")
    assert page.selected() is None and not page.acts.remove_button.isEnabled()
    page.search_field.clear()
    assert shown(page) == ["Ada Lovelace", "Alan Turing", "Grace Hopper"]


def test_a_name_that_looks_like_another_is_told_to_whoever_chooses_it(page):
    named(page, "Ian", "lan", "Zoë")
    page.select("lan")
    assert page.advice.text().startswith("lan looks like Ian, who is enrolled.")
    page.select("Zoë")
    assert "looks like" not in page.advice.text()


def test_nothing_can_be_done_while_nobody_is_chosen(page):
    buttons = (
        page.acts.open_button,
        page.acts.groups_button,
        page.acts.block_button,
        page.acts.remove_button,
        page.acts.samples_button,
    )
    assert not any(button.isEnabled() for button in buttons)
    page.select(ADA)
    assert all(button.isEnabled() for button in buttons)


def rename(qtbot, page, name: str) -> None:
    page.select(ADA)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    editor = page.table.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, name)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_a_person_is_renamed_in_place(qtbot, kiosk, page):
    rename(qtbot, page, "Ada King")
    qtbot.waitUntil(lambda: "Ada King" in shown(page))
    assert kiosk.desk.people_by_id[ADA].name == "Ada King"


def test_a_name_that_is_refused_leaves_the_old_one(qtbot, window, kiosk, page):
    with qtbot.waitSignal(page.bridge.refused):
        rename(qtbot, page, "a/b")
    assert "Ada Lovelace" in shown(page)
    assert "slash" in window.notice.sentence.text()


def test_blocking_is_undone_by_the_same_button(qtbot, kiosk, page):
    page.select(GRACE)
    qtbot.mouseClick(page.acts.block_button, LEFT)
    qtbot.waitUntil(lambda: shown(page, Column.ACCESS) == ["Allowed", "Blocked", "Blocked"])
    assert page.selected().id == GRACE and "Unblock" in page.acts.block_button.text().replace("&", "")
    qtbot.mouseClick(page.acts.block_button, LEFT)
    qtbot.waitUntil(lambda: not kiosk.desk.people_by_id[GRACE].is_blocked)


def removal_question(page) -> QMessageBox:
    return next(box for box in page.findChildren(QMessageBox) if box.isVisible())


def test_removing_names_the_person_and_needs_a_yes(qtbot, kiosk, page):
    page.select(ALAN)
    qtbot.mouseClick(page.acts.remove_button, LEFT)
    question = removal_question(page)
    assert "Alan Turing" in question.text()
    qtbot.mouseClick(question.defaultButton(), LEFT)
    assert ALAN in kiosk.desk.people_by_id and not question.isVisible()


def test_a_yes_removes_the_person(qtbot, kiosk, page):
    kiosk.desk.undo_s = 0.0
    page.select(ALAN)
    qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    QApplication.processEvents()
    question = removal_question(page)
    yes = next(b for b in question.buttons() if question.buttonRole(b) is QMessageBox.ButtonRole.AcceptRole)
    qtbot.mouseClick(yes, LEFT)
    qtbot.waitUntil(lambda: shown(page) == ["Ada Lovelace", "Grace Hopper"])
    assert ALAN not in kiosk.desk.people_by_id


def test_a_change_made_elsewhere_appears_by_itself(qtbot, kiosk, page):
    del kiosk.desk.people_by_id[ADA]
    kiosk.hub.publish(GalleryChanged(2, 5))
    qtbot.waitUntil(lambda: "Ada Lovelace" not in shown(page))


def test_an_empty_list_says_so_and_what_to_do(qtbot, kiosk, page):
    kiosk.desk.people_by_id.clear()
    kiosk.hub.publish(GalleryChanged(0, 6))
    qtbot.waitUntil(lambda: page.table.sentence == "Nobody is enrolled yet: “Enrol a new person” begins.")


def test_a_search_that_finds_nobody_says_so(qtbot, page):
    qtbot.keyClicks(page.search_field, "xyz")
    assert page.table.sentence == "Nobody fits this search."
    qtbot.keyClick(page.search_field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(page.search_field, Qt.Key.Key_Delete)
    assert page.table.sentence == ""


def test_the_list_is_loading_until_the_desk_has_told_it(qtbot, monkeypatch, kiosk, window):
    asked, people = threading.Event(), kiosk.desk.people()
    monkeypatch.setattr(kiosk.desk, "people", lambda: asked.wait(10) and people)
    window._open_desk()
    window.desk_view.show_page(1)
    page = window.desk_view.people_page
    assert page.table.sentence == "Loading…"
    assert dark_pixels(page.table) > 0
    asked.set()
    qtbot.waitUntil(lambda: page.table.model().rowCount() == 3)
    assert page.table.sentence == ""


def dark_pixels(table) -> int:
    """Count the pixels of the middle of a table that are written on."""
    place = QRect(0, 0, 120, 24)
    place.moveCenter(table.viewport().rect().center())
    picture = table.viewport().grab(place).toImage()
    ground = picture.pixelColor(0, 0)
    return sum(
        picture.pixelColor(x, y) != ground for x in range(picture.width()) for y in range(picture.height())
    )


def test_a_list_that_cannot_be_read_says_why(qtbot, monkeypatch, kiosk, window):
    def broken():
        raise StorageFault("The database is gone.")

    monkeypatch.setattr(kiosk.desk, "people", broken)
    window._open_desk()
    window.desk_view.show_page(1)
    qtbot.waitUntil(lambda: window.desk_view.people_page.table.sentence == "The database is gone.")
