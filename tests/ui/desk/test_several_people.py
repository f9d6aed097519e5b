"""Several people of the list at once: chosen by Ctrl and Shift, asked about by their number, and undone."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import QApplication, QMessageBox

from door_access.desk.several_desk import MOST_AT_ONCE
from tests.ui.fakes import ADA, ALAN, GRACE
from ui.desk.people.people_model import PeopleModel
from ui.desk.people.several_dialogs import GroupDialog, LastDayDialog
from ui.desk.privacy.paper_dialog import PaperDialog

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(hands):
    return hands.window.desk_view.people_page


def click(hands, page, person_id: str, key=Qt.KeyboardModifier.NoModifier) -> None:
    place = page.table.visualRect(page.model.index(page.model.row_of(person_id), 0)).center()
    hands.qtbot.mouseClick(page.table.viewport(), hands.left, key, place)


def are_blocked(hands) -> set[str]:
    return {one.id for one in hands.kiosk.desk.people_by_id.values() if one.is_blocked}


def test_ctrl_and_shift_choose_several_and_what_is_for_one_is_off(hands, page):
    click(hands, page, ADA)
    click(hands, page, GRACE, CONTROL)
    assert [one.id for one in page.chosen()] == [ADA, GRACE] and page.selected() is None
    assert page.advice.text() == "2 people are chosen."
    for button in (page.acts.open_button, page.acts.samples_button):
        assert button.accessibleDescription() == "This is for one person at a time."
    click(hands, page, ADA)
    click(hands, page, GRACE, SHIFT)
    assert [one.id for one in page.chosen()] == [ADA, ALAN, GRACE]


def test_a_block_of_several_asks_with_their_number_and_is_undone_for_those_whom_it_blocked(hands, page):
    page.table.selectAll()
    hands.click(page.acts.block_button)
    hands.agree(page)  # two of the three: one is blocked already
    hands.heard()
    assert are_blocked(hands) == {ADA, ALAN, GRACE}
    assert hands.kiosk.desk.several.calls == [("set_blocked", (ADA, GRACE))]
    assert page.undo.sentence.text().startswith("2 people are blocked.")
    assert page.acts.block_button.text() == "Unbloc&k"
    hands.click(page.undo.undo_button)
    hands.heard()
    assert are_blocked(hands) == {ALAN} and not page.undo.isVisible()


def test_the_question_counts_and_a_no_blocks_nobody(hands, page):
    page.select(ADA, GRACE)
    hands.click(page.acts.block_button)
    (question,) = [one for one in page.findChildren(QMessageBox) if one.isVisible()]
    assert question.text() == "Block 2 people?"
    hands.click(question.defaultButton())
    hands.heard()
    assert are_blocked(hands) == {ALAN}


def test_several_are_unblocked_after_a_question_with_their_number(hands, page):
    for one in (ADA, GRACE):
        hands.kiosk.desk.set_blocked(one, True)
    page.open()
    hands.heard()
    page.table.selectAll()
    hands.click(page.acts.block_button)
    (question,) = [one for one in page.findChildren(QMessageBox) if one.isVisible()]
    assert question.text() == "Unblock 3 people?"
    hands.agree(page)
    hands.heard()
    assert are_blocked(hands) == set() and not page.undo.isVisible()


def test_several_are_removed_with_one_line_and_brought_back_by_one_click(hands, page):
    page.select(ADA, ALAN, GRACE)
    hands.click(page.acts.remove_button)
    hands.agree(page)
    hands.heard()
    (line,) = page.removals.lines.values()
    assert line.sentence.text().startswith("3 people can no longer enter.")
    hands.click(line.undo_button)
    hands.heard()
    assert all(one.erased_from_utc is None for one in hands.kiosk.desk.people_by_id.values())
    assert not page.removals.isVisible()


def test_the_certificate_of_several_adds_up_what_was_erased(hands, page):
    hands.kiosk.desk.undo_s = -1
    page.remove((ADA, ALAN))
    hands.heard()
    page._on_timeout()
    hands.heard()
    (line,) = page.removals.lines.values()
    assert line.sentence.text().startswith("Ada Lovelace and Alan Turing were erased on ")
    assert "Templates: 32, cards: 0, log rows that no longer name them: 14." in line.sentence.text()


def test_the_certificate_of_one_is_a_page_to_be_saved(hands, page):
    hands.kiosk.desk.undo_s = -1
    page.remove((ADA,))
    hands.heard()
    page._on_timeout()
    hands.heard()
    (line,) = page.removals.lines.values()
    hands.click(line.certificate_button)
    hands.heard()
    dialog = hands.opened(PaperDialog, page)
    assert "Ada Lovelace" in dialog.text.toPlainText()


def test_several_join_a_group_and_leave_it(hands, page):
    page.select(ADA, ALAN)
    for button, others in (
        ("add_button", {"cleaners", "staff", "visitors"}),
        ("take_button", {"cleaners", "staff"}),
    ):
        hands.click(page.acts.groups_button)
        hands.heard()
        dialog = hands.opened(GroupDialog, page)
        assert dialog.question.text() == "Which group for 2 people?"
        dialog.group_box.set_value("visitors")
        hands.click(getattr(dialog, button))
        hands.heard()
        theirs = {one.group for one in hands.kiosk.desk.rules.memberships(ALAN)}
        assert theirs <= others and ("visitors" in theirs) == (button == "add_button")


def test_several_are_given_one_last_day(hands, page):
    page.select(ADA, GRACE)
    hands.click(page.acts.end_button)
    hands.heard()
    dialog = hands.opened(LastDayDialog, page)
    dialog.day_box.setDate(QDate(2026, 3, 6))
    hands.click(dialog.set_button)
    hands.heard()
    rules = hands.kiosk.desk.rules
    ends = {rules.profile(one).validity.ends_utc.isoformat() for one in (ADA, GRACE)}
    assert ends == {"2026-03-06T23:00:00+00:00"} and rules.profile(ALAN).validity.ends_utc is None
    assert rules.today() == date(2026, 3, 2)


def test_a_no_to_one_of_several_is_said_in_a_sentence(hands, page):
    page.select(ADA, GRACE)
    del hands.kiosk.desk.people_by_id[GRACE]
    with hands.qtbot.waitSignal(page.bridge.refused) as refused:
        page.acts._do(lambda desk: desk.several.end_on((ADA, GRACE), date(2026, 3, 6)))
    assert "Nobody was changed." in refused.args[0]


def test_more_than_can_be_changed_at_once_say_so_before_anything_is_asked(hands, page):
    person = page.model.person(0)
    page.acts.choose((person,) * (MOST_AT_ONCE + 1))
    assert page.acts.block_button.accessibleDescription() == (
        f"At most {MOST_AT_ONCE} people can be changed at once."
    )


def test_with_everybody_chosen_no_cell_is_asked_for_that_is_not_seen(hands, page, monkeypatch):
    person = page.model.person(0)
    page._show(tuple(replace(person, id=str(n), name=f"Person {n}") for n in range(5000)))
    QApplication.processEvents()
    asked, flags = [], PeopleModel.flags
    monkeypatch.setattr(PeopleModel, "flags", lambda *args: asked.append(1) or flags(*args))
    page.table.selectAll()
    QApplication.processEvents()
    assert page.advice.text() == "5,000 people are chosen." and len(asked) < 5000


def test_whoever_is_chosen_stays_chosen_when_the_list_is_told_anew_or_searched(hands, page):
    page.select(ADA, GRACE)
    page.open()
    hands.heard()
    assert {one.id for one in page.chosen()} == {ADA, GRACE}
    hands.qtbot.keyClicks(page.search_field, "a")
    assert {one.id for one in page.chosen()} == {ADA, GRACE}
