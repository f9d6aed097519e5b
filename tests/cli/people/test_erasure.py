"""What the command line says of an erasure, and what it leaves behind."""

from datetime import timedelta

import numpy as np
import pytest

from database import connections, erasing
from database.people.people import SqlPeopleStore
from door_access.bootstrap.site import opened_site
from door_access.domain.enrolment.people import UNDO_S
from door_access.ports import CacheKind, NewPerson
from tests.cli.terminal import Terminal
from tests.database.building import template
from tests.database.test_erasing import another_process_reading, files_with, sealed_texts

NAME = "Wilhelmina Quartz"


@pytest.fixture
def person_id(terminal: Terminal) -> str:
    """Somebody with two templates and a card, and two cached photos."""
    with opened_site(terminal.data_dir) as site:
        kinds = {"model_key": site.model.key, "dimension": site.model.dimension}
        both = (template(1, **kinds), template(2, **kinds))
        person_id = site.people.enrol(NewPerson(NAME, "I agree.", both))
        site.credentials.add_card(person_id, "04A1B2C3")
        site.face_cache.put(CacheKind.ENCODINGS, "model", {"vectors": np.ones(3)}, photos=2)
    return person_id


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections.Database.emptied_log, "__kwdefaults__", {"patience_s": 0.2})
    monkeypatch.setattr(erasing.kept, "__kwdefaults__", {"patience_s": 0.2})


def checks(terminal: Terminal) -> dict[str, dict]:
    return {check["name"]: check for check in terminal("doctor").document["checks"]}


def test_a_removal_prints_its_certificate(terminal, person_id):
    answer = terminal("people", "remove", NAME)

    assert answer.status == 0
    assert answer.document["people"][0]["id"] == person_id
    said = {key: answer.document[key] for key in ("erased", "erased_templates", "erased_cards")}
    assert said == {"erased": "done", "erased_templates": 2, "erased_cards": 1}
    assert answer.document["forgotten_log_rows"] == 2
    assert answer.document["erased_at_utc"].endswith("+00:00")


def test_people_read_when_what_and_how_much_was_erased(terminal, person_id):
    out = terminal.plainly("people", "remove", NAME).out

    assert out.startswith(f"{NAME} ({person_id}) was erased at 2")
    assert out.endswith("UTC. Templates: 2, pictures: 0, cards: 1, log rows that no longer name them: 2.\n")


def test_a_removal_beside_another_reader_says_that_it_is_pending_and_doctor_does_too(
    terminal, person_id, hurried
):
    with opened_site(terminal.data_dir) as site:
        traces = sealed_texts(site.database)
        with another_process_reading(site.database):
            answer = terminal("people", "remove", NAME)
            told = checks(terminal)["erasure"]
            assert files_with(traces, terminal.data_dir) != set()

    assert (answer.status, answer.document["erased"]) == (0, "pending")
    assert not told["ok"] and "another process reads it" in told["detail"]

    assert checks(terminal)["erasure"]["ok"]
    assert files_with(traces, terminal.data_dir) == set()


def test_people_read_that_a_pending_removal_counts_already(terminal, person_id, hurried):
    with opened_site(terminal.data_dir) as site, another_process_reading(site.database):
        out = terminal.plainly("people", "remove", NAME).out

    assert "opens no door any more and is shown nowhere" in out
    assert "as soon as no other process reads it" in out


def test_the_log_alone_finishes_a_pending_erasure(terminal, person_id, hurried):
    with opened_site(terminal.data_dir) as site, another_process_reading(site.database):
        terminal("people", "remove", NAME)

    assert terminal("log", "verify").status == 0

    assert files_with([NAME.encode()], terminal.data_dir) == set()


def test_the_face_of_somebody_with_card_and_pin_is_certified(terminal, person_id):
    answer = terminal("people", "entry", NAME, "card+pin", "--erase-face")

    assert (answer.document["erased"], answer.document["erased_templates"]) == ("done", 2)


def stop_clock(monkeypatch, at_utc) -> None:
    """Let the people's store take it for this time from now on, however long a command takes."""
    monkeypatch.setattr(SqlPeopleStore.__init__, "__kwdefaults__", {"utc_clock": lambda: at_utc})


def test_whoever_is_being_removed_in_the_window_is_shown_as_such(terminal, person_id, monkeypatch):
    with opened_site(terminal.data_dir) as site:
        due_at_utc = site.people.begin_removal(person_id)
    stop_clock(monkeypatch, due_at_utc - timedelta(seconds=UNDO_S / 2))

    assert "being removed" in terminal.plainly("people", "list").out
    assert terminal("people", "list").document["people"][0]["erased_from_utc"] is not None


def test_the_next_command_erases_whom_a_crash_of_the_window_has_left(terminal, person_id, monkeypatch):
    with opened_site(terminal.data_dir) as site:
        site.people.begin_removal(person_id)
        later = site.stored_people._utc_clock() + timedelta(seconds=UNDO_S + 1)
    stop_clock(monkeypatch, later)

    assert terminal("people", "list").document["people"] == []
    assert files_with([NAME.encode()], terminal.data_dir) == set()


class TestCaches:
    def test_a_removal_empties_the_cache(self, terminal, person_id):
        assert [one["photos"] for one in terminal("cache", "show").document["cached"]] == [2, 0]

        terminal("people", "remove", NAME)

        assert [one["files"] for one in terminal("cache", "show").document["cached"]] == [0, 0]

    def test_an_export_says_how_many_photos_are_cached_and_of_what_kind(self, terminal, person_id):
        cached = terminal("people", "export", NAME).document["cached"]

        assert [(one["kind"], one["photos"]) for one in cached["kinds"]] == [("encodings", 2), ("chips", 0)]
        assert "deleted as soon as anybody is removed" in cached["what"]

    def test_a_cleared_cache_says_what_was_deleted(self, terminal, person_id):
        answer = terminal.plainly("cache", "clear")

        assert answer.status == 0
        assert "Deleted: face vectors of 2 photos, 1 file," in answer.out
        assert terminal("cache", "clear").document == {
            "ok": True,
            "deleted": [
                {"kind": kind, "files": 0, "photos": 0, "size_bytes": 0} for kind in ("encodings", "chips")
            ],
        }

    def test_the_plain_caches_of_earlier_versions_are_deleted_and_that_is_said(
        self, terminal, person_id, tmp_path, monkeypatch
    ):
        monkeypatch.setenv("DOOR_ACCESS_CACHE", str(tmp_path / "old"))
        for kind in ("encodings", "chips"):
            (tmp_path / "old" / kind).mkdir(parents=True)
            (tmp_path / "old" / kind / "faces.npz").write_bytes(b"plain")
        (tmp_path / "old" / "model.tflite").write_bytes(b"no face")

        answer = terminal("people", "list")

        assert answer.err == (
            f"Unsealed faces of photos, kept by an earlier version, were deleted from {tmp_path / 'old'}.\n"
        )
        assert [path.name for path in (tmp_path / "old").iterdir()] == ["model.tflite"]
        assert terminal("people", "list").err == ""


class TestPrivacy:
    def test_a_directory_that_was_open_to_others_is_closed_in_one_line(self, terminal, person_id):
        terminal.data_dir.chmod(0o755)

        answer = terminal("people", "list")

        assert answer.status == 0
        assert answer.err.count("\n") == 1
        assert f"{terminal.data_dir} could be used by other users" in answer.err
        assert terminal("people", "list").err == ""

    def test_doctor_says_what_it_closed(self, terminal, person_id):
        terminal.data_dir.chmod(0o777)

        first, second = checks(terminal)["privacy"], checks(terminal)["privacy"]

        assert first["ok"] and "could be used by other users" in first["detail"]
        assert second["ok"] and "Only its owner can use" in second["detail"]

    def test_doctor_says_what_it_cannot_close(self, terminal, tmp_path):
        folder = tmp_path / "shared"
        folder.mkdir()
        folder.chmod(0o755)
        (folder / "other.txt").write_text("")
        elsewhere = Terminal(folder, terminal._capsys)

        told = checks(elsewhere)["privacy"]

        assert not told["ok"] and "choose a folder of its own" in told["detail"]


def test_an_export_tells_of_every_template_when_and_how_it_was_taken(terminal, person_id):
    document = terminal("people", "export", NAME).document

    assert len(document["template_list"]) == 2
    first = document["template_list"][0]
    assert set(first) == {"model", "created_at_utc", "quality", "pose", "glasses"}
    assert first["quality"]["sharpness"] > 0
