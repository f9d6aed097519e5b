"""``groups``, ``schedules``, ``rights``, ``plans``, ``door-groups`` and ``holidays``: every command once."""

from door_access.bootstrap.site import opened_site
from door_access.desk.rules_desk import RulesDesk
from tests.cli.terminal import assert_one_sentence
from tests.database.building import newcomer, templates


def test_groups_are_added_changed_shown_and_removed(terminal):
    added = terminal("groups", "add", "Küche & Bar", "--newcomers").document["groups"]
    assert added == [
        {"id": "kuche-bar", "name": "Küche & Bar", "takes_newcomers": True, "members": 0, "rights": []}
    ]
    [changed] = terminal("groups", "change", "küche & bar", "--name", "Bar", "--no-newcomers").document[
        "groups"
    ]
    assert (changed["id"], changed["name"], changed["takes_newcomers"]) == ("kuche-bar", "Bar", False)
    assert terminal.plainly("groups", "list").out.splitlines() == [
        "everybody (everybody): 0 members, 1 right, takes newcomers",
        "Bar (kuche-bar): 0 members, 0 rights",
    ]
    assert terminal("groups", "remove", "kuche-bar").status == 0
    assert [one["id"] for one in terminal("groups", "list").document["groups"]] == ["everybody"]


def test_members_join_with_dates_get_others_and_leave(ruled):
    joined = ruled(
        "groups", "join", "Staff", "Ben", "--from", "2026-12-01T08:00", "--until", "2026-12-31"
    ).document["groups"][0]["people"]
    assert [(one["person"], one["valid_from"], one["valid_until"]) for one in joined] == [
        ("Ada", None, None),
        ("Ben", "2026-12-01T08:00:00+01:00", "2027-01-01T00:00:00+01:00"),
    ]
    ruled("groups", "join", "Staff", "Ben", "--until", "2026-06-30")
    lines = ruled.plainly("groups", "show", "Staff").out.splitlines()
    assert lines[1] == "  Members of Staff may open the doors of Front during Office hours."
    assert lines[3].startswith("  Ben (") and lines[3].endswith("), until Wed 2026-07-01 00:00")
    left = ruled("groups", "leave", "Staff", "Ben").document["groups"][0]["people"]
    assert [one["person"] for one in left] == ["Ada"]


def test_a_schedule_is_shown_as_it_can_be_typed_again(ruled):
    [shown] = ruled("schedules", "show", "office hours").document["schedules"]
    assert shown == {
        "id": "office-hours",
        "name": "Office hours",
        "windows": ["Mon-Fri 08:00-17:00"],
        "holidays": ["company 09:00-12:00"],
        "calendars": ["ours"],
    }
    words = [word for one in shown["windows"] for word in ("--window", one)]
    words += [word for one in shown["holidays"] for word in ("--holiday", one)]
    words += [word for one in shown["calendars"] for word in ("--calendar", one)]
    [again] = ruled("schedules", "add", "Again", *words).document["schedules"]
    assert again | {"id": "office-hours", "name": "Office hours"} == shown


def test_windows_take_the_place_of_all_others_and_what_is_not_named_stays(ruled):
    changed = ruled(
        *("schedules", "change", "Office hours", "--name", "Shifts"),
        *("--window", "Fri,Sat 22:00-06:00+", "--window", "Mon-Thu 06:00-14:00"),
    ).document["schedules"]
    assert changed[0]["windows"] == ["Fri,Sat 22:00-06:00+", "Mon-Thu 06:00-14:00"]
    assert changed[0]["holidays"] == ["company 09:00-12:00"]
    [changed] = ruled("schedules", "change", "Shifts", "--no-holidays").document["schedules"]
    assert (changed["holidays"], changed["calendars"]) == ([], [])
    assert ruled.plainly("schedules", "list").out.splitlines() == [
        "Shifts (office-hours)",
        "  Fri,Sat 22:00-06:00+",
        "  Mon-Thu 06:00-14:00",
    ]


def test_a_schedule_goes_when_nothing_goes_by_it(ruled):
    for words in (("rights", "remove", "staff-office-hours"), ("plans", "remove", "office-hours-card-face")):
        assert ruled(*words).status == 0
    assert ruled("schedules", "remove", "Office hours").status == 0
    assert ruled("schedules", "list").document["schedules"] == []


def test_rights_are_listed_by_group_person_and_door(ruled):
    ruled("rights", "add", "--person", "Ada", "--all-doors", "--always", "--shows", "pin+face")

    def ids(*words):
        return [one["id"] for one in ruled("rights", "list", *words).document["rights"]]

    assert ids() == ["everybody", "staff-office-hours", "own"]
    assert (ids("--group", "staff"), ids("--person", "Ada")) == (["staff-office-hours"], ["own"])
    assert ids("--door", "main entrance") == ids()
    assert ruled.plainly("rights", "list").out.splitlines()[2] == (
        "own                 Ada may open all doors at any time, showing PIN and face."
    )


def test_a_right_is_changed_in_what_is_named_and_no_name_of_a_person_is_in_its_id(ruled):
    [own] = ruled(
        "rights", "add", "--person", "Ada", "--door", "main entrance", "--schedule", "office hours"
    ).document["rights"]
    assert own["id"] == "own-office-hours"
    [changed] = ruled("rights", "change", own["id"], "--shows", "card+face").document["rights"]
    assert changed == own | {"shows": "card+face"}
    [changed] = ruled("rights", "change", own["id"], "--always", "--all-doors").document["rights"]
    assert changed == own | {"shows": "card+face", "schedule": None, "door": None}
    [changed] = ruled("rights", "change", own["id"], "--shows", "as_door", "--doors", "Front").document[
        "rights"
    ]
    assert changed == own | {"shows": None, "schedule": None, "door": None, "doors": "front"}


def test_plans_unlock_doors_or_ask_for_more(ruled):
    [plan] = ruled(
        *("plans", "add", "--schedule", "Office hours", "--all-doors"),
        *("--unlocked", "--first-of", "Staff"),
    ).document["plans"]
    assert plan == {
        "id": "office-hours-unlocked",
        "schedule": "office-hours",
        "does": "unlocked",
        "door": None,
        "doors": None,
        "first_of": "staff",
    }
    [changed] = ruled("plans", "change", plan["id"], "--asks", "pin+face", "--doors", "Front").document[
        "plans"
    ]
    assert changed == plan | {"does": "pin+face", "doors": "front", "first_of": None}
    assert ruled.plainly("plans", "list").out.splitlines() == [
        "office-hours-card-face  During Office hours, everybody shows card and face at main entrance.",
        "office-hours-unlocked   During Office hours, everybody shows PIN and face at the doors of Front.",
    ]
    assert ruled("plans", "remove", plan["id"]).status == 0


def test_a_plan_asks_more_of_faces_and_leaves_whoever_declines_their_doors_and_hours(ruled):
    with opened_site(ruled.data_dir) as site:
        site.people.enrol(newcomer("Cleo", templates=templates(0, 5, model_key=site.model.key)))

    cleo, ben = (
        ruled("access", "week", name, "--from", "2026-12-21").document["stretches"]
        for name in ("Cleo", "Ben")
    )

    assert [one["demands"] for one in cleo[:3]] == [[["face"]], [["card", "face"]], [["face"]]]
    assert [one["demands"] for one in ben] == [[["card", "pin"]]]
    assert all(one["granted"] for one in (*cleo, *ben))


def test_groups_of_doors_are_added_changed_and_removed(terminal):
    [added] = terminal("door-groups", "add", "Labs").document["door_groups"]
    assert added == {"id": "labs", "name": "Labs", "doors": []}
    terminal("door-groups", "change", "labs", "--name", "Laboratories", "--door", "main entrance")
    assert terminal.plainly("door-groups", "list").out == "Laboratories (labs): main entrance\n"
    assert terminal("door-groups", "remove", "Laboratories").status == 0
    assert terminal.plainly("door-groups", "list").out == "There are no groups of doors.\n"


def test_days_are_added_every_year_moved_renamed_and_removed(ruled):
    [ours] = ruled("holidays", "add", "Ours", "12-31", "--years", "2026-2027", "--kind", "half day").document[
        "calendars"
    ]
    assert [(one["day"], one["kind"], one["name"]) for one in ours["days"]] == [
        ("2026-12-24", "company", "Christmas party"),
        ("2026-12-31", "half day", "half day"),
        ("2027-12-31", "half day", "half day"),
    ]
    ruled("holidays", "change", "Ours", "2026-12-24", "--to", "2026-12-23", "--name", "Party")
    ruled("holidays", "change", "Ours", "--name", "The company's")
    ruled("holidays", "remove", "the company's", "2027-12-31")
    assert ruled.plainly("holidays", "list").out.splitlines() == [
        "The company's (ours): 2 days",
        "  Wed 2026-12-23  company   Party",
        "  Thu 2026-12-31  half day  half day",
    ]


def test_public_holidays_are_imported_again_without_harm_and_own_days_stay(ruled):
    words = "holidays", "import", "de", "--state", "by", "--years", "2026-2027"
    [made] = ruled(*words).document["calendars"]
    assert (made["id"], made["name"], len(made["days"])) == ("de-by", "DE BY", 24)
    assert {"day": "2026-06-04", "kind": "public", "name": "Corpus Christi"} in made["days"]
    ruled("holidays", "add", "DE BY", "2026-12-24", "--name", "Party")
    rows = len(ruled("log", "list").document["events"])

    [again] = ruled(*words).document["calendars"]

    assert again["days"] == sorted(
        [*made["days"], {"day": "2026-12-24", "kind": "company", "name": "Party"}], key=lambda one: one["day"]
    )
    assert len(ruled("log", "list").document["events"]) == rows
    [german] = ruled(
        "holidays",
        "import",
        "DE",
        "--years",
        "2026",
        "--language",
        "de",
        "--calendar",
        "Ours",
        "--kind",
        "frei",
    ).document["calendars"]
    assert german["id"] == "ours"
    assert {"day": "2026-12-25", "kind": "frei", "name": "Erster Weihnachtstag"} in german["days"]


def test_years_that_are_not_named_are_this_one_and_the_next_four(terminal):
    [made] = terminal("holidays", "import", "US").document["calendars"]
    assert len({one["day"][:4] for one in made["days"]}) == 5


def test_an_imported_holiday_closes_what_a_schedule_closes_on_it(ruled):
    ruled("holidays", "import", "DE", "--years", "2026")
    ruled(
        *("schedules", "change", "Office hours", "--holiday", "public closed"),
        *("--holiday", "company 09:00-12:00", "--calendar", "DE", "--calendar", "Ours"),
    )
    told = ruled("access", "explain", "Ada", "--at", "2026-12-25T10:00")
    assert (told.status, told.document["rights"][0]["holiday"]) == (1, "Christmas Day")


def test_two_who_edit_one_schedule_are_told_of_each_other(ruled, monkeypatch):
    """The other one comes between reading and writing."""
    read, others = RulesDesk.rules, iter(["Mine"])

    def read_and_be_overtaken(desk):
        rules = read(desk)
        for name in others:
            assert ruled("schedules", "change", "Office hours", "--name", name).status == 0
        return rules

    monkeypatch.setattr(RulesDesk, "rules", read_and_be_overtaken)
    answer = ruled("schedules", "change", "Office hours", "--window", "daily 08:00-17:00")

    assert_one_sentence(answer, status=1)
    assert "Somebody else changed Office hours meanwhile" in answer.err
    [stored] = ruled("schedules", "list").document["schedules"]
    assert (stored["name"], stored["windows"]) == ("Mine", ["Mon-Fri 08:00-17:00"])


def test_an_id_that_is_the_name_of_another_group_is_not_guessed(ruled):
    ruled("groups", "change", "staff", "--name", "Night shift")
    ruled("groups", "add", "Staff")

    unclear = ruled("groups", "join", "staff", "Ben")
    assert_one_sentence(unclear, status=2)
    assert "say Night shift or staff-2" in unclear.err
    assert ruled("groups", "join", "staff-2", "Ben").document["groups"][0]["name"] == "Staff"
    assert ruled("groups", "join", "Night shift", "Ben").document["groups"][0]["id"] == "staff"
    told = ruled.plainly("people", "show", "Ben").out
    assert "group: Night shift" in told and "group: Staff" in told


def test_names_that_nobody_can_tell_apart_are_one(ruled):
    ruled("groups", "add", "Café Night")
    for name in ("Cafe\u0301 Night", "café  night", "Café\u00a0Night"):
        assert_one_sentence(ruled("groups", "add", name), status=2)
    assert ruled("groups", "show", "CAFE\u0301  NIGHT").document["groups"][0]["name"] == "Café Night"
