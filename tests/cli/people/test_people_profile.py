"""``people change``, ``people show`` and what an enrolment brings: dates, groups, department, notes, host."""

import json

from door_access.desk.rules_desk import RulesDesk
from tests.cli.people.test_enrol_and_recognise import CONSENT, enrol
from tests.cli.terminal import assert_one_sentence

WITHOUT_FACE = ("--no-face", "--consent", "yes")
KEYS = ("valid_from", "valid_until", "opens_longer", "department", "notes", "host")


def shown(terminal, name):
    return terminal("people", "show", name).document["people"][0]


def test_what_is_known_of_a_person_is_changed_shown_and_taken_back(terminal):
    (terminal.data_dir).mkdir(mode=0o700)
    (terminal.data_dir / "config.toml").write_text('[door]\nzone = "Europe/Berlin"\n')
    for name in ("Ada", "Ben"):
        terminal("enroll", name, *WITHOUT_FACE)
    changed = terminal(
        *("people", "change", "Ada", "--department", " Kitchen ", "--notes", "Tall.", "--host", "Ben"),
        *("--valid-from", "2026-12-01T08:00", "--valid-until", "2026-12-24", "--opens-longer"),
    ).document
    assert [changed[key] for key in KEYS] == [
        "2026-12-01T08:00:00+01:00",
        "2026-12-25T00:00:00+01:00",
        True,
        "Kitchen",
        "Tall.",
        "Ben",
    ]
    record = shown(terminal, "Ada")
    assert {key: record[key] for key in KEYS} == {key: changed[key] for key in KEYS}
    assert [one["id"] for one in record["groups"]] == ["everybody"]
    assert terminal.plainly("people", "show", "Ada").out.splitlines()[1:] == [
        "  group: everybody",
        "  valid: from Tue 2026-12-01 08:00 until Fri 2026-12-25 00:00",
        "  department: Kitchen",
        "  host: Ben",
        "  the door stays open longer: yes",
        "  notes: Tall.",
    ]
    terminal(
        *("people", "change", "Ada", "--department", "", "--notes", "", "--host", "none"),
        *("--valid-from", "none", "--valid-until", "none", "--opens-as-usual"),
    )
    assert [shown(terminal, "Ada")[key] for key in KEYS] == [None, None, False, "", "", None]
    assert len(terminal.plainly("people", "show", "Ada").out.splitlines()) == 2


def test_an_export_tells_all_that_is_known_of_a_person(terminal):
    for name in ("Ada", "Ben"):
        terminal("enroll", name, *WITHOUT_FACE)
    terminal("people", "change", "Ada", "--notes", "Tall.", "--host", "Ben", "--department", "Kitchen")
    terminal("rights", "add", "--person", "Ada", "--all-doors", "--always")

    told = json.loads(terminal.plainly("people", "export", "Ada").out)

    assert (told["notes"], told["has_host"], told["department"]) == ("Tall.", True, "Kitchen")
    assert "Ben" not in json.dumps(told)
    assert [one["id"] for one in told["groups"]] == ["everybody"]
    assert [one["id"] for one in told["own_rights"]] == ["own"]
    acts = [row["reason"] for row in told["events"]]
    assert acts == ["enrol", "change_person", "add_right"]


def test_somebody_is_enrolled_by_photos_with_groups_and_dates_or_not_at_all(terminal, grace):
    terminal("groups", "add", "Visitors")
    terminal("enroll", "Ben", *WITHOUT_FACE)
    wrong = terminal("enroll", "Grace", "--images", *grace[:2], *CONSENT, "--group", "Visitor")
    assert_one_sentence(wrong, status=2)
    enrol(
        *(terminal, "Grace", grace[:2], "--group", "Visitors", "--host", "Ben"),
        *("--valid-until", "2030-12-31", "--department", "Navy"),
    )
    record = shown(terminal, "Grace")
    assert [one["id"] for one in record["groups"]] == ["visitors"]
    assert (record["host"], record["department"], record["valid_until"][:4]) == ("Ben", "Navy", "2031")


def test_two_administrators_who_edit_one_person_are_told_of_each_other(terminal, monkeypatch):
    """The other one comes between reading and writing."""
    terminal("enroll", "Ada", *WITHOUT_FACE)
    read, others = RulesDesk.profile, iter(["Kitchen"])

    def read_and_be_overtaken(desk, person_id):
        profile = read(desk, person_id)
        for department in others:
            assert terminal("people", "change", "Ada", "--department", department).status == 0
        return profile

    monkeypatch.setattr(RulesDesk, "profile", read_and_be_overtaken)
    answer = terminal("people", "change", "Ada", "--notes", "Tall.")

    assert_one_sentence(answer, status=1)
    assert answer.err == "Somebody else changed Ada meanwhile; look at it again.\n"
    record = shown(terminal, "Ada")
    assert (record["department"], record["notes"]) == ("Kitchen", "")
