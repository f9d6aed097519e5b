"""The backup commands, as an installer uses them: on the same machine, and on a new one."""

import io
import json
import os
from pathlib import Path

import pytest

from door_access.bootstrap.site import opened_site, owned_door
from door_access.homes import KEY_DIR_VARIABLE
from tests.cli.door.test_films_as_they_come import film, sized
from tests.cli.people.test_enrol_and_recognise import CONSENT
from tests.cli.terminal import Terminal, assert_one_sentence


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


@pytest.fixture
def keys(terminal: Terminal, tmp_path: Path) -> tuple[str, Path]:
    file = tmp_path / "secret.txt"
    return terminal_without_data(terminal, "backup", "key", "--out", file)["recipient"], file


def terminal_without_data(terminal: Terminal, *words: object) -> dict[str, object]:
    from door_access.cli import run  # noqa: PLC0415

    assert run([str(word) for word in (*words, "--json")], open_kiosk=lambda _: 0) == 0
    return json.loads(terminal._capsys.readouterr().out)


@pytest.fixture
def enrolled(terminal: Terminal) -> Terminal:
    terminal("enroll", "Ada Lovelace", "--no-face", "--consent", "card and PIN agreed")
    return terminal


def made(terminal: Terminal, stick: Path, recipient: str) -> Path:
    answer = terminal("backup", "make", "--to", stick, "--recipient", recipient)
    assert answer.status == 0, answer.err
    return stick / answer.document["name"]


def on_new_machine(terminal: Terminal, tmp_path: Path, name: str = "new") -> Terminal:
    return Terminal(tmp_path / name, terminal._capsys)


def names(terminal: Terminal) -> list[str]:
    return [person["name"] for person in terminal("people", "list").document["people"]]


def test_a_new_machine_decides_on_a_film_as_the_old_one_did(terminal, tmp_path, stick, keys, grace):
    recipient, secret = keys
    assert terminal("enroll", "Grace", "--images", grace[0], *CONSENT).status == 0
    hall = film(tmp_path / "hall.mp4", sized(512, 600))
    before = terminal("watch", "--source", hall, "--liveness", "off").events
    backup = made(terminal, stick, recipient)
    new = on_new_machine(terminal, tmp_path)

    restored = new("backup", "restore", backup, "--identity", secret)
    after = new("watch", "--source", hall, "--liveness", "off").events

    assert restored.document.keys() >= {"ok", "rows", "missing_rows", "epoch"}
    assert any(event["outcome"] == "granted" for event in before)
    assert after == before


def test_made_listed_verified_and_put_back(enrolled, tmp_path, stick, keys):
    recipient, secret = keys
    backup = made(enrolled, stick, recipient)
    enrolled("people", "block", "Ada Lovelace")

    listed = enrolled("backup", "list").document
    verified = enrolled("backup", "verify", backup, "--identity", secret).document
    assert (listed["ok"], listed["rows"], listed["missing_rows"]) == (True, 1, 2)
    assert [one["name"] for one in listed["backups"]] == [backup.name]
    assert (verified["ok"], verified["rows"], verified["missing_rows"]) == (True, 1, 2)
    assert verified["sha256"] == listed["backups"][0]["sha256"]

    refused = enrolled("backup", "restore", backup, "--identity", secret)
    assert refused.status == 1 and "rows 2 to 3" in refused.err.splitlines()[-1]
    accepted = enrolled("backup", "restore", backup, "--identity", secret, "--accept-missing-rows")
    assert (accepted.document["missing_rows"], accepted.document["epoch"]) == (2, 2)
    check = enrolled("log", "verify").document
    assert (check["ok"], check["epochs"]) == (True, [2])
    assert "new epoch" in enrolled.plainly("log", "verify").out
    (row,) = enrolled("log", "list", "--limit", "1").document["events"]
    assert row["reason"] == "restore_backup"


def test_a_passphrase_comes_from_standard_input(enrolled, tmp_path, stick, monkeypatch):
    def typed(text: str) -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    typed("correct horse battery\n")
    name = enrolled("backup", "make", "--to", stick, "--stdin").document["name"]
    new = on_new_machine(enrolled, tmp_path)
    typed("correct horse battery\n")
    assert new("backup", "restore", stick / name, "--stdin").status == 0
    assert names(new) == ["Ada Lovelace"]
    assert_one_sentence(new("backup", "make", "--to", stick, "--passphrase"), status=2)


def test_a_backup_is_not_laid_among_the_data_that_it_is_of(enrolled, keys):
    for folder in (enrolled.data_dir, enrolled.data_dir / "keys"):
        refused = enrolled("backup", "make", "--to", folder, "--recipient", keys[0])
        assert_one_sentence(refused, status=2)
        assert "among the data themselves" in refused.err
    assert enrolled("backup", "list").document["backups"] == []


def test_what_may_never_end_is_not_read_for_a_backup(terminal):
    refused = terminal("backup", "restore", os.devnull)
    assert_one_sentence(refused, status=2)
    assert "no ordinary file" in refused.err


def test_a_person_erased_and_an_older_backup_put_back_is_still_erased(enrolled, stick, keys):
    recipient, secret = keys
    backup = made(enrolled, stick, recipient)
    assert enrolled("people", "remove", "Ada Lovelace").status == 0

    done = enrolled("backup", "restore", backup, "--identity", secret, "--accept-missing-rows")

    assert done.document["erased_again"] == 1
    assert names(enrolled) == []


def test_a_restore_that_brings_older_keys_back_says_so(enrolled, stick, keys):
    recipient, secret = keys
    backup = made(enrolled, stick, recipient)
    restored = ("backup", "restore", backup, "--identity", secret, "--accept-missing-rows")
    assert enrolled(*restored).document["older_keys"] is False
    assert enrolled("key", "rotate").status == 0
    assert "'key rotate'" in enrolled.plainly(*restored).out
    assert names(enrolled) == ["Ada Lovelace"]


def test_keys_go_where_this_machine_wants_them(enrolled, tmp_path, stick, keys, monkeypatch):
    recipient, secret = keys
    enrolled("key", "move", tmp_path / "old keys")
    backup = made(enrolled, stick, recipient)
    new, folder = on_new_machine(enrolled, tmp_path), tmp_path / "new keys"

    assert new("backup", "restore", backup, "--identity", secret, "--key-dir", folder).status == 0

    assert (folder / "templates.key").exists() and not (new.data_dir / "keys").exists()
    assert names(new) == ["Ada Lovelace"], "config.toml names the folder now"
    monkeypatch.delenv(KEY_DIR_VARIABLE, raising=False)
    again = ("backup", "restore", backup, "--identity", secret, "--accept-missing-rows")
    assert enrolled(*again).status == 0, "the row that tells of the backup is in no backup"
    assert (tmp_path / "old keys" / "templates.key").exists()


def test_what_cannot_be_is_one_sentence(enrolled, tmp_path, stick, keys):
    recipient, secret = keys
    backup = made(enrolled, stick, recipient)
    nothing = tmp_path / "nothing"
    for words, status in (
        (("make",), 2),
        (("make", "--to", stick), 2),
        (("make", "--to", nothing, "--recipient", recipient), 3),
        (("make", "--to", stick, "--recipient", "age1nobody"), 2),
        (("make", "--to", stick, "--recipient", recipient, "--passphrase"), 2),
        (("restore", nothing), 2),
        (("restore", backup), 2),
        (("restore", backup, "--identity", nothing), 2),
        (("restore", backup, "--identity", backup), 2),
        (("verify", secret, "--identity", secret), 2),
        (("restore", backup, "--identity", secret, "--anchor", secret), 2),
    ):
        assert_one_sentence(enrolled("backup", *words), status=status)
    assert_one_sentence(enrolled("backup", "key", "--out", secret), status=2)
    with opened_site(enrolled.data_dir) as site, owned_door(site):
        answer = enrolled("backup", "restore", backup, "--identity", secret)
        assert answer.status == 3 and "already run" in answer.err


def test_settings_say_where_and_for_whom_and_the_doctor_when(enrolled, stick, keys):
    recipient, _ = keys
    config = enrolled.data_dir / "config.toml"
    config.write_text(f'[backup]\nfolder = "{stick}"\nrecipient = "{recipient}"\n')

    def told() -> dict[str, object]:
        return next(one for one in enrolled("doctor").document["checks"] if one["name"] == "backup")

    assert not told()["ok"]
    assert enrolled("backup", "make").document["expires_at_utc"] is not None
    assert told()["ok"]
    config.write_text(f'[backup]\nfolder = "{stick}"\n')
    assert_one_sentence(enrolled("backup", "make"), status=2)
    config.write_text('[backup]\nrecipient = "me"\n')
    assert_one_sentence(enrolled("backup", "list"), status=2)
