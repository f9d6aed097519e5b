"""200 groups and 500 rights, names without end and names like markup: by counts, not by clocks."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox

from door_access.desk.rules_desk import RulesDesk
from door_access.domain.enrolment.people import LONGEST_NAME
from door_access.domain.permissions.rights import Group, MembersOf, Right
from tests.ui.desk.rules.conftest import names
from tests.ui.fakes import ADA
from tests.ui.looks_of_rules import GROUPS, RIGHTS, WEEK
from tests.ui.rule_sites import large_company
from ui.desk.rules.groups_pane import GroupDialog
from ui.desk.rules.members_dialog import MembersDialog
from ui.desk.rules.person_picker import MOST_SHOWN
from ui.desk.rules.rights_pane import RightDialog
from ui.desk.rules.weeks_pane import Of
from ui.widgets import two_lines
from ui.widgets.two_lines import RowsModel

MARKUP = "<b>Ada<img src=x>"


@pytest.fixture
def site():
    return large_company


def calls_of(monkeypatch, place: object, name: str) -> list:
    calls, real = [], getattr(place, name)
    monkeypatch.setattr(place, name, lambda *args: calls.append(args) or real(*args))
    return calls


def test_rows_that_are_not_seen_are_not_asked_for(monkeypatch, hands):
    asked = calls_of(monkeypatch, RowsModel, "data")
    pane = hands.topic(RIGHTS)
    hands.page.open()
    hands.heard()
    QApplication.processEvents()
    assert pane.list.rows.rowCount() == 503 and len(asked) < 503


def test_a_search_folds_only_what_is_typed(qtbot, monkeypatch, hands):
    pane = hands.topic(GROUPS)
    folded = calls_of(monkeypatch, two_lines, "searched")
    qtbot.keyClicks(pane.search_field, "ment 19")
    assert names(pane.list) == ["Department 19", *(f"Department {n}" for n in range(190, 200))]
    assert len(folded) == len("ment 19")


def test_what_is_chosen_stays_chosen_through_a_search_and_a_change(qtbot, hands):
    pane = hands.topic(GROUPS)
    hands.choose(pane.list, "g150")
    qtbot.keyClicks(pane.search_field, "150")
    assert pane.list.chosen().id == "g150"
    hands.page.open()
    hands.heard()
    assert pane.list.chosen().id == "g150"
    pane.search_field.clear()
    assert pane.list.chosen().id == "g150" and len(names(pane.list)) == 203


def test_a_search_that_finds_nothing_says_so(qtbot, hands):
    pane = hands.topic(GROUPS)
    qtbot.keyClicks(pane.search_field, "zzz")
    assert pane.list.sentence == "Nothing fits this search."
    assert not pane.change_button.isEnabled()


def test_the_rules_are_fetched_once_for_all_topics(monkeypatch, hands):
    asked = calls_of(monkeypatch, RulesDesk, "overview")
    hands.page.open()
    hands.heard()
    for topic in range(6):
        hands.topic(topic)
    hands.heard()
    assert len(asked) == 1


def test_a_door_with_five_hundred_rights_shows_each_of_their_weeks(hands):
    pane = hands.topic(WEEK)
    pane.of_box.set_value(Of.DOOR)
    hands.heard()
    assert pane.rights.rows.rowCount() == 503
    hands.choose(pane.rights, "r499")
    assert len(pane.picture.bars) == 14  # the night, in two parts a day


def test_of_thousands_of_people_only_some_are_listed_and_the_others_counted(hands):
    people = hands.kiosk.desk.people_by_id
    ada = people[ADA]
    for number in range(3_000):
        people[f"p{number}"] = replace(ada, id=f"p{number}", name=f"Person {number}")
    pane = hands.topic(RIGHTS)
    hands.click(pane.add_button)
    dialog = hands.opened(RightDialog)
    hands.heard()
    hands.click(dialog.person_button)
    assert dialog.picker.list.rows.rowCount() == MOST_SHOWN
    assert dialog.picker.more.text() == "2,953 more: type more of the name."
    hands.type_into(dialog.picker.field, "person 2999")
    assert names(dialog.picker.list) == ["Person 2999"] and not dialog.picker.more.isVisible()


def as_shown(text: str) -> str:
    """Return what a tooltip shows: Qt takes everything for markup that looks like it."""
    document = QTextDocument()
    document.setHtml(text)
    return document.toPlainText()


class TestHostileNames:
    @pytest.fixture
    def site(self) -> Callable:
        def with_markup(kiosk) -> None:
            large_company(kiosk, groups=1, rights=1)
            rules = kiosk.desk.rules
            rules.put(None, Group("hostile", MARKUP))
            rules.put(None, Group("amp", "Tom & Jerry"))
            rules.put(None, Group("long", "W" * LONGEST_NAME))
            rules.put(None, Right("hostile", MembersOf("hostile")))
            kiosk.desk.rename(ADA, MARKUP)

        return with_markup

    def no_label_reads_markup(self, owner) -> None:
        labels = [one for one in owner.findChildren(QLabel) if not one.objectName().startswith("qt_")]
        assert len(labels) > 1
        assert [one.text() for one in labels if one.textFormat() is not Qt.TextFormat.PlainText] == []

    def test_lists_show_names_as_they_are(self, hands):
        pane = hands.topic(GROUPS)
        assert {MARKUP, "Tom & Jerry"} <= set(names(pane.list))
        tip = pane.list.rows.index(pane.list.rows.number_of("hostile")).data(Qt.ItemDataRole.ToolTipRole)
        assert as_shown(tip).startswith(MARKUP)

    def test_dialogs_show_names_as_they_are(self, hands):
        pane = hands.topic(GROUPS)
        hands.choose(pane.list, "hostile")
        hands.click(pane.members_button)
        members = hands.opened(MembersDialog)
        assert MARKUP in members.heading.text()
        self.no_label_reads_markup(members)
        members.close()
        hands.click(pane.change_button)
        self.no_label_reads_markup(hands.opened(GroupDialog))

    def test_the_sentence_of_a_right_shows_names_as_they_are(self, hands):
        pane = hands.topic(RIGHTS)
        hands.choose(pane.list, "hostile")
        hands.click(pane.change_button)
        dialog = hands.opened(RightDialog)
        assert dialog.sentence.text() == f"Members of {MARKUP} may open all doors at any time."
        self.no_label_reads_markup(dialog)

    def test_removing_asks_with_the_name_as_it_is(self, hands):
        pane = hands.topic(GROUPS)
        hands.choose(pane.list, "hostile")
        hands.click(pane.remove_button)
        (question,) = pane.findChildren(QMessageBox)
        assert MARKUP in question.text() and question.textFormat() is Qt.TextFormat.PlainText

    def test_the_answer_shows_the_name_as_it_is(self, hands):
        hands.window.desk_view.show_page(1)
        people = hands.window.desk_view.people_page
        hands.heard()
        people.select(ADA)
        hands.click(people.acts.open_button)
        hands.heard()
        page = hands.window.desk_view.person_page
        assert page.sheet.explain.answer.text().startswith(MARKUP)
        self.no_label_reads_markup(page)

    def test_a_name_of_a_hundred_letters_makes_nothing_wider_than_the_window(self, hands):
        pane = hands.topic(GROUPS)
        hands.window.resize(800, 480)
        hands.choose(pane.list, "long")
        QApplication.sendPostedEvents()
        assert pane.mapTo(hands.window, pane.rect().bottomRight()).x() <= 800
        assert pane.chosen_words.text().replace("\u200b", "").startswith("W" * LONGEST_NAME)
        hands.click(pane.members_button)
        assert hands.opened(MembersDialog).width() <= 800
