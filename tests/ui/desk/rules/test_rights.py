"""Rights and plans at the desk: sentences that are built from choices."""

import pytest

from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.rights import AllDoors, DoorPlan, MembersOf, OneDoor, OnePerson, Right
from tests.ui.desk.rules.conftest import details, names
from tests.ui.fakes import GRACE
from tests.ui.looks_of_rules import PLANS, RIGHTS
from tests.ui.rule_sites import small_company
from ui.desk.rules.plans_pane import PlanDialog
from ui.desk.rules.rights_pane import RightDialog


@pytest.fixture
def pane(hands):
    return hands.topic(RIGHTS)


@pytest.fixture
def new(hands, pane):
    hands.click(pane.add_button)
    dialog = hands.opened(RightDialog)
    hands.heard()
    return dialog


@pytest.fixture
def new_plan(hands):
    hands.click(hands.topic(PLANS).add_button)
    return hands.opened(PlanDialog)


def test_rights_are_listed_as_sentences(hands, pane):
    assert names(pane.list) == ["Members of Staff", "Members of Cleaners", "Ada Lovelace"]
    assert details(pane.list)[1:] == [
        "main entrance · Cleaning (Tue, Thu 22:00–02:00 of the next day) · card and face",
        "all doors · at any time",
    ]
    hands.choose(pane.list, "cleaners")
    assert pane.chosen_words.text() == (
        "Members of Cleaners may open main entrance during Cleaning, showing card and face."
    )
    assert not pane.headline.isVisible()


def test_a_right_is_built_as_a_sentence(hands, pane, new):
    new.group_box.set_value("visitors")
    new.when_box.set_value("office")
    new.shows_box.set_value(DoorMode.PIN_FACE)
    sentence = "Members of Visitors may open all doors during Office hours, showing PIN and face."
    assert new.sentence.text() == sentence
    hands.click(new.save_button)
    hands.heard()
    added = hands.rules.rights[-1]
    assert (added.whom, added.where) == (MembersOf("visitors"), AllDoors())
    assert (added.schedule, added.shows) == ("office", DoorMode.PIN_FACE)
    assert names(pane.list)[-1] == "Members of Visitors"


def test_a_right_of_one_person_is_found_by_name(qtbot, hands, new):
    hands.click(new.person_button)
    assert new.sentence.text() == "Choose for whom the right is."
    hands.click(new.save_button)
    assert new.message.text() == "Choose for whom the right is."
    qtbot.keyClicks(new.picker.field, "hopper")
    hands.choose(new.picker.list, GRACE)
    assert new.sentence.text() == "Grace Hopper may open all doors at any time."
    hands.click(new.save_button)
    hands.heard()
    assert hands.rules.rights[-1].whom == OnePerson(GRACE)


def test_a_right_of_a_person_keeps_its_holder_when_something_else_is_changed(hands, pane):
    hands.choose(pane.list, "ada")
    hands.click(pane.change_button)
    dialog = hands.opened(RightDialog)
    hands.heard()
    dialog.when_box.set_value("night")
    assert dialog.sentence.text() == "Ada Lovelace may open all doors during Night."
    hands.click(dialog.save_button)
    hands.heard()
    assert hands.rules.part(Right, "ada") == Right("ada", OnePerson("id-ada"), schedule="night")


def test_a_right_is_removed_after_a_question(hands, pane):
    hands.choose(pane.list, "staff")
    hands.click(pane.remove_button)
    hands.agree(pane)
    hands.heard()
    assert hands.rules.part(Right, "staff") is None and len(names(pane.list)) == 2


def test_who_is_removed_while_their_right_is_built_is_said(hands, new):
    hands.click(new.person_button)
    hands.choose(new.picker.list, GRACE)
    del hands.kiosk.desk.people_by_id[GRACE]
    hands.click(new.save_button)
    hands.heard()
    assert GRACE in new.message.text() and new.isVisible()
    assert len(hands.rules.rights) == 3


def test_plans_are_listed_as_sentences(hands):
    pane = hands.topic(PLANS)
    assert names(pane.list) == ["All doors: unlocked", "All doors: everybody shows card and face"]
    hands.choose(pane.list, "day")
    assert pane.chosen_words.text() == (
        "During Office hours, all doors will be unlocked as soon as a member of Staff has come."
    )


def test_a_door_is_unlocked_by_the_clock_after_the_first_of_a_group(hands, new_plan):
    new_plan.doors_box.set_value(OneDoor("main-entrance"))
    new_plan.when_box.set_value("cleaning")
    new_plan.first_tick.click()
    new_plan.first_box.set_value("cleaners")
    assert new_plan.sentence.text() == (
        "During Cleaning, main entrance will be unlocked as soon as a member of Cleaners has come."
    )
    hands.click(new_plan.save_button)
    hands.heard()
    added = hands.rules.plans[-1]
    assert (added.does, added.where) == (OperatingMode.UNLOCKED, OneDoor("main-entrance"))
    assert (added.schedule, added.first_of) == ("cleaning", "cleaners")


def test_a_door_asks_for_more_at_night_and_waits_for_nobody_then(hands, new_plan):
    new_plan.first_tick.click()
    new_plan.does_box.set_value(DoorMode.PIN_FACE)
    new_plan.when_box.set_value("night")
    assert not new_plan.first_tick.isVisible()
    assert new_plan.sentence.text() == "During Night, everybody shows PIN and face at all doors."
    hands.click(new_plan.save_button)
    hands.heard()
    assert hands.rules.plans[-1].does is DoorMode.PIN_FACE and hands.rules.plans[-1].first_of is None


def test_a_plan_is_changed_and_removed(hands):
    pane = hands.topic(PLANS)
    hands.choose(pane.list, "night")
    hands.click(pane.change_button)
    dialog = hands.opened(PlanDialog)
    assert dialog.made() == DoorPlan("night", "night", DoorMode.CARD_FACE)
    dialog.does_box.set_value(OperatingMode.UNLOCKED)
    hands.click(dialog.save_button)
    hands.heard()
    assert hands.rules.part(DoorPlan, "night").does is OperatingMode.UNLOCKED
    hands.click(pane.remove_button)
    hands.agree(pane)
    hands.heard()
    assert hands.rules.part(DoorPlan, "night") is None


class TestFreshSite:
    @pytest.fixture
    def site(self):
        return lambda _kiosk: None

    def test_it_says_that_everybody_may_enter_and_how_to_change_that(self, hands, pane):
        assert pane.headline.isVisible() and "at all hours" in pane.headline.text()
        assert "Groups" in pane.about.text() and names(pane.list) == ["Everybody"]
        hands.choose(pane.list, "everybody")
        assert pane.chosen_words.text() == "Everybody may open all doors at any time."

    def test_a_plan_without_a_schedule_says_what_to_do_first(self, hands, new_plan):
        assert new_plan.sentence.text() == "A plan goes by a schedule: add one under “Schedules” first."
        hands.click(new_plan.save_button)
        assert new_plan.message.text() == new_plan.sentence.text() and hands.rules.plans == ()

    def test_it_says_so_no_longer_once_there_are_rules(self, hands, pane, kiosk):
        small_company(kiosk)
        hands.page.open()
        hands.heard()
        assert not pane.headline.isVisible() and "Rights only add" in pane.about.text()
