"""Rules in sentences: what a receptionist reads of rights, plans, and of why a door did not open."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from door_access.desk.rule_words import DEMANDS, DENIED, MAY_NEVER, PROHIBITIONS, STANDINGS, WHY, RuleWords
from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode, EntryRule, required
from door_access.domain.permissions.explanation import Standing, explain
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.hours import WHOLE_DAY
from door_access.domain.permissions.rights import (
    DoorGroup,
    DoorPlan,
    DoorsOf,
    Membership,
    MembersOf,
    OneDoor,
    OnePerson,
    Right,
)
from door_access.domain.permissions.schedule import HolidayRow
from door_access.domain.permissions.timetable import LOOK_AHEAD
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Denial
from tests.domain.permissions.site import ANNA, BERLIN, DOOR, OFFICE, at, member, site, staff_right, wall

NOON = at("2026-12-01 12:00")


def clock(at_utc: datetime) -> str:
    return f"{at_utc.astimezone(BERLIN):%Y-%m-%d %H:%M}"


def words_of(rules=None, **parts) -> RuleWords:
    names = {"people": {"anna": "Anna Smith"}, "doors": {"front": "main entrance"}}
    return RuleWords(rules or site(), clock=clock, **(names | parts))


def told(rules, entrant=ANNA, moment=NOON) -> tuple[str, list[str]]:
    """Return the verdict in words, and what is said of each right."""
    explained, words = explain(rules, entrant, DOOR, moment), words_of(rules)
    verdict = words.verdict(explained.verdict, person="anna", door="front", at_utc=moment.at_utc)
    return verdict, [words.standing(seen, moment.at_utc) for seen in explained.rights]


def test_a_grant_says_what_must_be_shown_and_until_when():
    assert told(site(staff_right(schedule="office", shows=DoorMode.CARD_FACE))) == (
        "Anna Smith may open main entrance on 2026-12-01 12:00, by showing card and face."
        " This stays so until 2026-12-01 17:00.",
        ["This right counts. It holds until 2026-12-01 17:00."],
    )


def test_a_grant_that_nothing_ends_says_so():
    verdict, (right,) = told(site(staff_right()))
    assert verdict.endswith("by showing their face. Nothing is known that would change this.")
    assert right == "This right counts."


def test_two_ways_in_are_both_named():
    rules = site(staff_right("a", shows=DoorMode.CARD_FACE), staff_right("b", shows=DoorMode.PIN_FACE))
    verdict, rights = told(rules)
    assert "by showing card and face, or PIN and face." in verdict
    assert rights[1] == "This right holds as well: it is another way in, by showing PIN and face."


def test_a_denial_says_why_and_from_when_on_they_may():
    assert told(site(staff_right(schedule="nights"))) == (
        "Anna Smith may not open main entrance on 2026-12-01 12:00: none of their rights to this door holds"
        " at this time. They may from 2026-12-01 22:00 on.",
        ["This right does not hold at this time. It does from 2026-12-01 22:00 on."],
    )


def test_a_holiday_is_named_by_its_name_and_kind():
    calendar = HolidayCalendar("c", "Ours", (Holiday(date(2026, 12, 25), "public", "Christmas Day"),))
    schedule = replace(OFFICE, holidays=(HolidayRow("public"),), calendars=("c",))
    rules = site(staff_right(schedule="office"), calendars=(calendar,), schedules=(schedule,))
    _, (right,) = told(rules, moment=at("2026-12-25 12:00"))
    assert right == (
        "This right does not hold at this time. It is Christmas Day (public), for which the schedule has"
        " hours of its own. It does from 2026-12-28 08:00 on."
    )


def test_memberships_are_told_with_their_dates():
    begun, over = Validity(NOON.at_utc + timedelta(days=1)), Validity(ends_utc=NOON.at_utc)
    rules = site(staff_right(), Right("guard", MembersOf("guards")))
    _, rights = told(rules, member(Membership("staff", begun), Membership("guards", over)))
    assert rights == [
        "They will be in this group only from 2026-12-02 12:00 on.",
        "They were in this group until 2026-12-01 12:00.",
    ]


def test_no_date_is_told_that_is_only_how_far_was_looked():
    party = replace(OFFICE, week=(), holidays=(HolidayRow("party", (WHOLE_DAY,)),), calendars=("c",))
    rules = site(
        staff_right(schedule="office"), schedules=(party,), calendars=(HolidayCalendar("c", "Ours"),)
    )
    assert explain(rules, ANNA, DOOR, NOON).rights[0].until_utc == NOON.at_utc + LOOK_AHEAD
    assert told(rules)[1] == ["This right does not hold at this time."]


def test_what_prohibits_and_what_does_not_is_told_until_when_it_is_so():
    leaver = replace(ANNA, validity=Validity(ends_utc=wall("2026-12-03 00:00")), is_blocked=True)
    explained = explain(site(staff_right()), leaver, DOOR, NOON)
    assert [words_of().prohibition(one) for one in explained.prohibitions] == [
        "They are blocked.",
        "The door is not in lockdown.",
        "Their time here is not over. This is so until 2026-12-03 00:00.",
        "Their time here has begun.",
    ]


@pytest.mark.parametrize(
    ("right", "sentence"),
    [
        (Right("r", MembersOf("staff")), "Members of Staff may open all doors at any time."),
        (
            Right("r", OnePerson("anna"), OneDoor("front"), "office", DoorMode.PIN_FACE),
            "Anna Smith may open main entrance during Office hours, showing PIN and face.",
        ),
        (
            Right("r", MembersOf("guards"), DoorsOf("labs"), "nights"),
            "Members of Guards may open the doors of Laboratories during Nights.",
        ),
        (Right("r", OnePerson("gone"), OneDoor("old")), "gone may open old at any time."),
    ],
)
def test_a_right_is_a_sentence(right, sentence):
    assert words_of(site(door_groups=(DoorGroup("labs", "Laboratories"),))).right(right) == sentence


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (
            DoorPlan("p", "nights", DoorMode.CARD_FACE),
            "During Nights, everybody shows card and face at all doors.",
        ),
        (
            DoorPlan("p", "office", OperatingMode.UNLOCKED, OneDoor("front")),
            "During Office hours, main entrance will be unlocked.",
        ),
        (
            DoorPlan("p", "office", OperatingMode.UNLOCKED, OneDoor("front"), "staff"),
            "During Office hours, main entrance will be unlocked as soon as a member of Staff has come.",
        ),
    ],
)
def test_a_plan_is_a_sentence(plan, sentence):
    assert words_of().plan(plan) == sentence


@pytest.mark.parametrize(
    ("validity", "text"),
    [
        (Validity(), ""),
        (Validity(wall("2026-12-01 00:00")), "from 2026-12-01 00:00"),
        (Validity(ends_utc=wall("2026-12-01 00:00")), "until 2026-12-01 00:00"),
        (
            Validity(wall("2026-12-01 00:00"), wall("2026-12-03 00:00")),
            "from 2026-12-01 00:00 until 2026-12-03 00:00",
        ),
    ],
)
def test_dates_are_told_as_far_as_there_are_any(validity, text):
    assert words_of().validity(validity) == text


def test_there_are_words_for_everything_that_may_be_said():
    assert set(WHY) == set(Denial)
    assert set(STANDINGS) == set(Standing)
    assert set(PROHIBITIONS) == {one.denial for one in explain(site(), ANNA, DOOR, NOON).prohibitions}
    for modes, entry in product([[one, other] for one in DoorMode for other in DoorMode], EntryRule):
        asked = required(modes, entry)
        assert DEMANDS[asked.card, asked.face, asked.pin]


def test_every_sentence_is_asked_for_in_the_language_that_is_spoken():
    german = {
        DENIED: "{person} darf {door} am {at} nicht öffnen: {why}.",
        WHY[Denial.WITHOUT_RIGHTS]: "ohne Rechte",
        MAY_NEVER: "Kein Ende.",
    }
    words = words_of(translated=german.__getitem__)
    verdict = explain(site(), ANNA, DOOR, NOON).verdict
    assert words.verdict(verdict, person="anna", door="front", at_utc=NOON.at_utc) == (
        "Anna Smith darf main entrance am 2026-12-01 12:00 nicht öffnen: ohne Rechte. Kein Ende."
    )
