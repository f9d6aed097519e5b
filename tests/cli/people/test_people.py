"""The people commands."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from door_access.bootstrap.site import opened_site
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.matching.drift import RECENT_GRANTS
from door_access.ports import LogEntry
from tests.cli.people.test_enrol_and_recognise import CONSENT, enrol
from tests.cli.terminal import assert_one_sentence


def people(terminal):
    return {person["name"]: person for person in terminal("people", "list").document["people"]}


def test_a_person_is_renamed_blocked_unblocked_and_removed(terminal, grace):
    enrol(terminal, "Grace", grace[:5])
    terminal("people", "rename", "Grace", "Rear Admiral Hopper")
    assert terminal("people", "block", "rear admiral hopper").document["people"][0]["blocked"] is True
    assert terminal("people", "unblock", "Rear Admiral Hopper").document["people"][0]["blocked"] is False
    assert terminal("people", "remove", "Rear Admiral Hopper").status == 0
    assert people(terminal) == {}


def test_two_people_of_one_name_are_told_apart_by_their_ids(terminal, grace, eileen):
    first = enrol(terminal, "Alex", grace[:5])
    enrol(terminal, "Alex", eileen[:5])
    assert_one_sentence(terminal("people", "block", "Alex"), status=2)
    assert terminal("people", "block", first).status == 0


def test_the_keys_of_a_listed_person_are_those_scripts_depend_on(terminal, grace):
    person_id = enrol(terminal, "Grace", grace[:2])
    grace_row = people(terminal)["Grace"]
    assert {key: grace_row[key] for key in ("id", "name", "templates", "weak", "blocked")} == {
        "id": person_id,
        "name": "Grace",
        "templates": 2,
        "weak": True,
        "blocked": False,
    }
    assert grace_row["reenrol"] is False
    let_in_only_just(terminal.data_dir, person_id)
    grace_row = people(terminal)["Grace"]
    assert (grace_row["reenrol"], grace_row["reenrol_reason"]) == (True, "near_limit")
    assert "enrol anew" in terminal.plainly("people", "list").out


def let_in_only_just(data_dir, person_id):
    with opened_site(data_dir) as site:
        entry = LogEntry(
            datetime.now(UTC),
            "main entrance",
            Outcome.GRANTED,
            Reason.MATCH,
            person_id=person_id,
            distance=0.27,
            threshold=0.28,
            model=site.model.key,
        )
        for _ in range(RECENT_GRANTS):
            site.log.append(entry)


def test_an_export_holds_the_consent_and_no_template(terminal, grace, tmp_path):
    enrol(terminal, "Grace", grace[:2])
    file = tmp_path / "grace.json"
    assert terminal("people", "export", "Grace", "--out", file).status == 0
    record = json.loads(file.read_text())
    assert record["consent"] == CONSENT[1]
    assert "vector" not in file.read_text()


def test_an_import_takes_folders_and_flat_files_and_says_how_each_went(terminal, grace, eileen, tmp_path):
    folder = tmp_path / "staff"
    (folder / "Eileen Collins").mkdir(parents=True)
    for photo in eileen[:5]:
        shutil.copy(photo, folder / "Eileen Collins")
    shutil.copy(grace[0], folder / "Grace Hopper.png")
    answer = terminal("people", "import", folder, *CONSENT)
    assert answer.status == 0
    assert {name: person["templates"] for name, person in people(terminal).items()} == {
        "Eileen Collins": 5,
        "Grace Hopper": 1,
    }


def test_importing_an_empty_or_missing_folder_is_bad_usage(terminal, tmp_path):
    assert_one_sentence(terminal("people", "import", tmp_path / "missing", *CONSENT), status=2)
    (tmp_path / "empty").mkdir()
    assert_one_sentence(terminal("people", "import", tmp_path / "empty", *CONSENT), status=2)


def test_the_lines_for_people_name_the_weak_and_stand_in_columns(terminal, grace, eileen):
    enrol(terminal, "Grace", grace[:2])
    enrol(terminal, "Eileen Collins", eileen[:5])
    lines = [line.split("  ", 1)[1] for line in terminal.plainly("people", "list").out.splitlines()]
    assert lines == ["Eileen Collins    5 templates  weak", "Grace             2 templates  weak"]


def test_an_import_leaves_hidden_files_alone(terminal, grace, tmp_path):
    folder = tmp_path / "staff"
    (folder / ".trash").mkdir(parents=True)
    shutil.copy(grace[0], folder / ".trash" / "old.png")
    shutil.copy(grace[0], folder / "._Grace.png")
    shutil.copy(grace[0], folder / "Grace.png")
    assert terminal("people", "import", folder, *CONSENT).status == 0
    assert people(terminal).keys() == {"Grace"}


def test_an_export_to_nowhere_names_the_file_that_was_wished_for(terminal, grace, tmp_path):
    enrol(terminal, "Grace", grace[:1])
    answer = terminal("people", "export", "Grace", "--out", tmp_path / "no" / "grace.json")
    assert_one_sentence(answer, status=3)
    assert str(tmp_path / "no" / "grace.json") in answer.err


def test_a_newcomer_who_looks_like_somebody_enrolled_is_named(terminal):
    consent = ("--no-face", "--consent", "card and PIN")
    assert terminal("enroll", "Ian", *consent).err == ""
    enrolled = terminal("enroll", "lan", *consent)
    assert (enrolled.status, enrolled.err) == (0, "lan looks like Ian, who is enrolled.\n")

    terminal("enroll", "Zoë", *consent)
    renamed = terminal("people", "rename", "zoe", "Ιan".replace("an", "αν"))
    assert (renamed.status, "looks like" in renamed.err) == (0, False)
    assert terminal("people", "rename", "lan", "1an").err == "1an looks like Ian, who is enrolled.\n"


@pytest.mark.parametrize("name", ["Ada\u200b", "\u0410da", "Z" + "\u0301" * 99])
def test_a_name_that_nobody_can_read_as_it_is_meant_is_refused_in_one_sentence(terminal, name):
    assert_one_sentence(terminal("enroll", name, "--no-face", "--consent", "yes"), status=2)
    assert terminal("people", "list").document["people"] == []


def test_people_are_found_on_the_command_line_without_their_accents(terminal):
    terminal("enroll", "Zoë Łukasz", "--no-face", "--consent", "yes")

    assert terminal("people", "show", "zoe lukasz").document["people"][0]["name"] == "Zoë Łukasz"
