"""Whatever is wrong with a wish about rules and people is one sentence, and nothing is half done."""

import sqlite3
from contextlib import closing

import pytest

from database.engine import FILE_NAME
from tests.cli.terminal import assert_one_sentence

SCHEDULE, OURS = ("schedules", "add", "New"), ("holidays", "add", "Ours")
RIGHT, PLAN = ("rights", "add", "--group", "Staff"), ("plans", "add", "--schedule", "Office hours")
WRONG = {
    "overlapping windows": (
        (*SCHEDULE, "--window", "Mon-Fri 08:00-12:00", "--window", "Wed 11:00-14:00"),
        "Wednesday 08:00–12:00 and Wednesday 11:00–14:00 overlap",
    ),
    "a night that overlaps the next day": (
        (*SCHEDULE, "--window", "Sun 22:00-06:00+", "--window", "Mon 05:00-14:00"),
        "overlap",
    ),
    "an overlap by a change": (
        (
            "schedules",
            "change",
            "Office hours",
            "--window",
            "daily 08:00-12:00",
            "--window",
            "Mon 10:00-11:00",
        ),
        "overlap",
    ),
    "an empty schedule": (SCHEDULE, "holds at no time"),
    "an end before its begin": ((*SCHEDULE, "--window", "Mon 17:00-08:00"), "before it begins"),
    "no time at all": ((*SCHEDULE, "--window", "Mon 08:00-08:00"), "no time at all"),
    "no window": ((*SCHEDULE, "--window", "in the morning"), "'in' is no day of the week"),
    "no hours": ((*SCHEDULE, "--window", "Mon 8-17"), "are no hours"),
    "a kind twice": (
        (*SCHEDULE, "--holiday", "a closed", "--holiday", "a 09:00-10:00", "--calendar", "Ours"),
        "twice",
    ),
    "a kind without a calendar": ((*SCHEDULE, "--holiday", "company 09:00-10:00"), "names no calendar"),
    "a calendar that is not there": (
        (*SCHEDULE, "--window", "Mon 08:00-09:00", "--calendar", "Theirs"),
        "no calendar 'Theirs'; there is Ours",
    ),
    "a schedule's name that is taken": (
        ("schedules", "add", "OFFICE HOURS", "--window", "Mon 08:00-09:00"),
        "There is one called OFFICE HOURS already",
    ),
    "a schedule in use": (
        ("schedules", "remove", "Office hours"),
        "is in use (rights: 1, plans of doors: 1)",
    ),
    "holidays and none": (
        ("schedules", "change", "Office hours", "--no-holidays", "--calendar", "Ours"),
        "stands alone",
    ),
    "no change of a schedule": (("schedules", "change", "Office hours"), "Say what to change"),
    "a group in use": (("groups", "remove", "Staff"), "Staff is in use (rights: 1, members: 1"),
    "a group's name that is taken": (("groups", "add", "staff"), "called staff already"),
    "a group without a name": (("groups", "add", " "), "cannot be empty"),
    "a group's name that cannot be stored": (("groups", "add", "\udcff"), "cannot"),
    "no change of a group": (("groups", "change", "Staff"), "Say what to change"),
    "an unknown group": (("groups", "join", "Guards", "Ada"), "no group 'Guards'; there is everybody, Staff"),
    "an unknown member": (("groups", "join", "Staff", "Nobody"), "called 'Nobody'"),
    "a member who is none": (("groups", "leave", "Staff", "Ben"), "Ben is not in the group Staff"),
    "membership backwards": (
        ("groups", "join", "Staff", "Ben", "--from", "2026-12-02", "--until", "2026-12-01"),
        "cannot end",
    ),
    "membership from no day": (("groups", "join", "Staff", "Ben", "--from", "2026-13-01"), "is no date"),
    "a right for nobody": (("rights", "add", "--all-doors", "--always"), "for whom"),
    "a right for two": ((*RIGHT, "--person", "Ada", "--all-doors", "--always"), "--group or --person"),
    "a right to nothing": ((*RIGHT, "--always"), "to which doors"),
    "a right to two": ((*RIGHT, "--door", "main entrance", "--all-doors", "--always"), "Give one of --door"),
    "a right at no time": ((*RIGHT, "--all-doors"), "Say when the right holds"),
    "a right at two": ((*RIGHT, "--all-doors", "--always", "--schedule", "Office hours"), "Give either"),
    "a right to an unknown door": ((*RIGHT, "--door", "cellar", "--always"), "No door is called 'cellar'"),
    "a right to unknown doors": ((*RIGHT, "--doors", "Labs", "--always"), "no group of doors 'Labs'"),
    "a right by an unknown schedule": (
        (*RIGHT, "--all-doors", "--schedule", "Nights"),
        "no schedule 'Nights'",
    ),
    "a right that shows nonsense": (
        (*RIGHT, "--all-doors", "--always", "--shows", "hat"),
        "nothing that can",
    ),
    "an unknown right": (("rights", "remove", "nonsense"), "no right 'nonsense'; there is everybody, staff-"),
    "no change of a right": (("rights", "change", "everybody"), "Say what to change"),
    "doors in use": (("door-groups", "remove", "Front"), "group of doors Front is in use (rights: 1"),
    "an unknown door in a group": (("door-groups", "change", "Front", "--door", "cellar"), "No door"),
    "a plan that does nothing": ((*PLAN, "--all-doors"), "--unlocked or --asks"),
    "a plan that does both": ((*PLAN, "--all-doors", "--unlocked", "--asks", "face"), "--unlocked or --asks"),
    "a plan for no doors": ((*PLAN, "--unlocked"), "for which doors"),
    "a plan at no time": (("plans", "add", "--all-doors", "--unlocked"), "--schedule"),
    "a plan that asks and waits": (
        (*PLAN, "--all-doors", "--asks", "card+face", "--first-of", "Staff"),
        "wait for the first person",
    ),
    "a calendar in use": (("holidays", "remove", "Ours"), "calendar Ours is in use (schedules: 1)"),
    "a day twice": ((*OURS, "2026-12-24", "--name", "Again"), "has 2026-12-24 twice"),
    "one of many days twice": ((*OURS, "12-24", "--years", "2025-2027"), "has 2026-12-24 twice"),
    "a day that is none": ((*OURS, "2026-02-29"), "is no day"),
    "a day of every year in no year": ((*OURS, "12-31"), "--years 2026-2030"),
    "years that are none": ((*OURS, "12-31", "--years", "2027-2026"), "are no years"),
    "a day that is not there": (("holidays", "remove", "Ours", "2026-12-25"), "has no 2026-12-25"),
    "a day of an unknown calendar": (("holidays", "add", "Theirs", "2026-12-24"), "no calendar 'Theirs'"),
    "an unknown country": (("holidays", "import", "XX"), "a country 'XX'"),
    "an unknown state": (("holidays", "import", "DE", "--state", "ZZ"), "has no part 'ZZ'; it has BB, BE"),
    "an unknown language": (("holidays", "import", "DE", "--language", "fr"), "no names in 'fr'"),
    "years out of reach": (("holidays", "import", "DE", "--years", "3000"), "1970 to 2100"),
    "no change of a person": (("people", "change", "Ada"), "Say what to change"),
    "a person backwards": (
        ("people", "change", "Ada", "--valid-from", "2026-12-02", "--valid-until", "2026-12-01"),
        "cannot end",
    ),
    "an unknown host": (("people", "change", "Ada", "--host", "Nobody"), "called 'Nobody'"),
    "a host of themself": (("people", "change", "Ada", "--host", "Ada"), "their own host"),
    "long notes": (("people", "change", "Ada", "--notes", "x" * 3000), "at most 2000 characters"),
    "a newcomer in an unknown group": (
        ("enroll", "Cleo", "--no-face", "--consent", "yes", "--group", "Guards"),
        "no group 'Guards'",
    ),
    "a newcomer whose time is over before it begins": (
        *[
            (
                "enroll",
                "Cleo",
                "--no-face",
                "--consent",
                "yes",
                "--valid-from",
                "2027-01-01",
                "--valid-until",
                "2026-01-01",
            )
        ],
        "cannot end",
    ),
    "more templates and a group": (
        ("enroll", "Ada", "--add", "--images", "a.jpg", "--consent", "yes", "--group", "Staff"),
        "templates only",
    ),
    "an unknown person": (("access", "explain", "Nobody"), "called 'Nobody'"),
    "an unknown door": (("access", "explain", "Ada", "--door", "cellar"), "there is main-entrance"),
    "no time": (("access", "explain", "Ada", "--at", "noon"), "'noon' is no time"),
    "a time too far away": (("access", "explain", "Ada", "--at", "0001-01-01T00:00"), "too far away"),
    "a week of two": (("access", "week", "Ada", "--group", "Staff"), "a name or --group"),
    "a week of an unknown group": (("access", "week", "--group", "Guards"), "no group 'Guards'"),
    "a week from no day": (("access", "week", "Ada", "--from", "Monday"), "'Monday' is no day"),
    "a person too long": (("people", "change", "Ada", "--valid-until", "9999-12-31"), "too far away"),
    "a day too far away": ((*OURS, "9999-12-31"), "too far away"),
    "a week too far away": (("access", "week", "Ada", "--from", "9999-12-31"), "too far away"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_be_is_one_sentence_and_changes_nothing(ruled, wrong):
    words, sentence = WRONG[wrong]
    before = rows(ruled.data_dir)

    answer = ruled(*words)

    assert_one_sentence(answer, status=2)
    assert sentence in answer.err
    assert answer.out == ""
    assert rows(ruled.data_dir) == before


def rows(data_dir) -> list[str]:
    """Return everything that the database holds, the access log with it."""
    with closing(sqlite3.connect(data_dir / FILE_NAME)) as connection:
        return list(connection.iterdump())


def test_a_person_in_no_group_is_told_so(ruled):
    ruled("groups", "leave", "Staff", "Ada")
    answer = ruled.plainly("access", "explain", "Ada")
    assert answer.status == 1
    assert "they are in no group that may open a door, and have no right of their own" in answer.out
