"""``access explain`` and ``access week``: may somebody enter, why, and when."""

from datetime import UTC, datetime, timedelta

import pytest

from door_access.bootstrap.site import door_mail, opened_site
from door_access.domain.door.modes import OperatingMode
from door_access.domain.matching.access import Outcome, Reason
from door_access.ports import LogEntry
from door_access.runtime.events import ModeChanged
from tests.cli.door.asked_door import running_door

NOON = ("--at", "2026-12-01T12:00")


def test_a_grant_names_the_right_and_its_end_and_exits_with_0(ruled):
    answer = ruled("access", "explain", "Ada", "--door", "main entrance", *NOON)

    told = answer.document
    assert answer.status == 0
    assert (told["granted"], told["reason"], told["right"]) == (True, None, "staff-office-hours")
    assert (told["at"], told["until"]) == ("2026-12-01T12:00:00+01:00", "2026-12-01T17:00:00+01:00")
    assert (told["person"], told["door"], told["demands"]) == ("Ada", "main-entrance", [["card", "pin"]])
    assert [(one["id"], one["standing"]) for one in told["rights"]] == [("staff-office-hours", "counts")]
    assert [one["reason"] for one in told["prohibitions"] if one["holds"]] == []


def test_a_denial_says_why_and_from_when_on_and_exits_with_1(ruled):
    answer = ruled("access", "explain", "Ada", "--at", "2026-12-24 15:00")

    told = answer.document
    assert answer.status == 1
    assert (told["granted"], told["reason"], told["right"]) == (False, "not_at_this_time", None)
    assert (told["until"], told["rights"][0]["holiday"]) == ("2026-12-25T08:00:00+01:00", "Christmas party")


def test_it_is_told_in_sentences_with_everything_that_was_looked_at(ruled):
    ruled("people", "change", "Ada", "--valid-until", "2026-12-31")
    answer = ruled.plainly("access", "explain", "Ada", "--at", "2026-12-24T15:00")

    assert answer.out.splitlines() == [
        "Denied: Ada may not open main entrance on Thu 2026-12-24 15:00: none of their rights to this door"
        " holds at this time. They may from Fri 2026-12-25 08:00 on.",
        "  Their time here is not over. This is so until Fri 2027-01-01 00:00.",
        "  Members of Staff may open the doors of Front during Office hours. (staff-office-hours)",
        "    This right does not hold at this time. It is Christmas party (company), for which the schedule"
        " has hours of its own. It does from Fri 2026-12-25 08:00 on.",
    ]


def test_a_right_that_a_command_changes_is_seen_at_once(ruled):
    def explained():
        told = ruled("access", "explain", "Ada", "--at", "2026-12-01T20:00").document
        return told["granted"], told["version"]

    granted, version = explained()
    assert not granted
    ruled("rights", "add", "--person", "Ada", "--all-doors", "--always")
    assert explained() == (True, version + 1)
    ruled("rights", "remove", "own")
    assert explained() == (False, version + 2)
    ruled("schedules", "change", "Office hours", "--window", "daily 06:00-22:00")
    assert explained() == (True, version + 3)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("people", "block", "Ben"), "blocked"),
        (("people", "change", "Ben", "--valid-until", "2026-11-30"), "expired"),
        (("people", "change", "Ben", "--valid-from", "2026-12-02"), "not_yet_valid"),
        (("groups", "leave", "everybody", "Ben"), "without_rights"),
    ],
)
def test_whatever_denies_is_named(ruled, words, reason):
    assert ruled("access", "explain", "Ben", *NOON).document["granted"]
    assert ruled(*words).status == 0

    answer = ruled("access", "explain", "Ben", *NOON)

    assert (answer.status, answer.document["reason"]) == (1, reason)


def test_a_lockdown_of_the_running_door_denies_now_and_says_nothing_of_another_time(ruled):
    with running_door(ruled, None), opened_site(ruled.data_dir) as site:
        mail = door_mail(site)
        mail.listen(ModeChanged(OperatingMode.LOCKDOWN, None, 0.0))
        mail.note()
        now, later = (ruled("access", "explain", "Ben", *at) for at in ((), NOON))

    assert (now.status, now.document["reason"]) == (1, "lockdown")
    assert later.document["granted"]


def test_while_the_clock_is_in_doubt_what_goes_by_a_schedule_denies(ruled):
    ruled("groups", "join", "Staff", "Ben")
    with opened_site(ruled.data_dir) as site:
        ahead = datetime.now(UTC) + timedelta(days=400)
        site.log.append(LogEntry(ahead, "main-entrance", Outcome.DENIED, Reason.NO_MATCH))

    ada, ben = (ruled("access", "explain", name).document for name in ("Ada", "Ben"))

    assert (ada["granted"], ada["reason"], ada["clock_in_doubt"]) == (False, "clock_in_doubt", True)
    assert (ben["granted"], ben["right"], ben["until"]) == (True, "everybody", None)
    assert [one["standing"] for one in ben["rights"]] == ["counts", "clock_in_doubt"]


def test_a_persons_week_is_a_line_a_day_and_in_json_without_a_gap(ruled):
    week = ("access", "week", "Ada", "--from", "2026-12-21")

    assert ruled.plainly(*week).out.splitlines() == [
        "Ada, main entrance",
        *(f"  {day}  08:00–17:00 by card and PIN" for day in ("Mon 2026-12-21", "Tue 2026-12-22")),
        "  Wed 2026-12-23  08:00–17:00 by card and PIN",
        "  Thu 2026-12-24  09:00–12:00 by card and PIN",
        "  Fri 2026-12-25  08:00–17:00 by card and PIN",
        "  Sat 2026-12-26  –",
        "  Sun 2026-12-27  –",
    ]
    told = ruled(*week).document
    stretches = told["stretches"]
    assert (told["person"], told["door"], told["from"]) == ("Ada", "main-entrance", "2026-12-21")
    assert [one["until"] for one in stretches[:-1]] == [one["from"] for one in stretches[1:]]
    assert (stretches[0]["from"], stretches[-1]["until"]) == (
        "2026-12-21T00:00:00+01:00",
        "2026-12-28T00:00:00+01:00",
    )
    assert [one["right"] for one in stretches if one["granted"]] == ["staff-office-hours"] * 5


def test_a_groups_week_and_a_doors_week(ruled):
    group = ruled("access", "week", "--group", "staff", "--from", "2026-12-21").document
    door = ruled("access", "week", "--door", "main-entrance", "--from", "2026-12-21").document

    granted = [one for one in group["stretches"] if one["granted"]]
    assert (group["group"], len(granted), granted[0]["demands"]) == ("staff", 5, [["card", "face"]])
    assert {one["id"]: len(one["stretches"]) for one in door["rights"]} == {
        "everybody": 11,
        "staff-office-hours": 5,
    }
    lines = ruled.plainly("access", "week", "--from", "2026-12-21").out.splitlines()
    assert lines[1] == (
        "  Mon 2026-12-21  00:00–08:00 by their face; 08:00–17:00 by card and face; 17:00–24:00 by their face"
    )


def test_the_hour_that_clocks_show_twice_is_told_twice(ruled):
    ruled("schedules", "change", "Office hours", "--window", "Sun 01:00-02:30")
    lines = ruled.plainly("access", "week", "Ada", "--from", "2026-10-25").out.splitlines()
    assert lines[1] == "  Sun 2026-10-25  01:00–02:30 by card and PIN; 02:00–02:30 by card and PIN"


def test_a_time_of_day_is_todays_at_the_door(ruled):
    told = ruled("access", "explain", "Ben", "--at", "8:00").document
    assert told["at"].endswith(("T08:00:00+01:00", "T08:00:00+02:00"))
