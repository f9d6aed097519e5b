"""The key commands: where keys lie, changing them, and moving them away from the data."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from door_access.bootstrap.site import opened_site, owned_door
from door_access.homes import KEY_DIR_VARIABLE
from tests.cli.terminal import Terminal, assert_one_sentence


@pytest.fixture
def enrolled(terminal: Terminal) -> Terminal:
    """A terminal where Ada enters by card and PIN."""
    terminal("enroll", "Ada Lovelace", "--no-face", "--consent", "card and PIN agreed")
    terminal("cards", "add", "Ada Lovelace", "04A1B2C3")
    return terminal


def names(terminal, *options) -> list[str]:
    return [person["name"] for person in terminal("people", "list", *options).document["people"]]


def traces(folder) -> list[str]:
    """Return what of Ada can be read in the files of a folder."""
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    return [trace for trace in ("Ada", "Lovelace", "agreed", "04A1B2C3") if trace.encode() in files]


def test_keys_are_changed_and_everybody_is_still_there(enrolled):
    assert enrolled("key", "show").document["generation"] == 0
    changed = enrolled("key", "rotate").document

    assert (changed["generation"], changed["unfinished"], changed["finished_earlier"]) == (1, False, False)
    assert names(enrolled) == ["Ada Lovelace"]
    assert enrolled("log", "verify").status == 0
    newest, begun, *_ = enrolled("log", "list", "--kind", "act").document["events"]
    assert [(row["reason"], row["note"]) for row in (begun, newest)] == [
        ("change_keys", "from generation 0"),
        ("change_keys", "to generation 1"),
    ]


def test_moved_keys_are_found_by_every_command_and_gone_from_the_data(enrolled, tmp_path):
    keys = tmp_path / "elsewhere" / "keys"
    assert enrolled("key", "move", keys).document == {"key_dir": str(keys)}

    assert names(enrolled) == ["Ada Lovelace"]
    assert enrolled("log", "list", "--kind", "act").document["events"][0]["reason"] == "move_keys"
    assert enrolled("key", "rotate").document["file"] == str(keys / "templates.key")
    assert not list(enrolled.data_dir.rglob("*.key"))
    assert keys.stat().st_mode & 0o777 == 0o700


def test_copied_data_directory_without_its_keys_yields_nothing(enrolled, tmp_path):
    enrolled("key", "move", tmp_path / "keys")
    shutil.copytree(enrolled.data_dir, tmp_path / "copy")
    shutil.rmtree(tmp_path / "keys")

    assert traces(tmp_path / "copy") == []
    assert_one_sentence(enrolled("people", "list"), status=3)


def test_key_dir_may_stand_anywhere_and_goes_before_the_settings(enrolled, tmp_path):
    shutil.move(enrolled.data_dir / "keys", tmp_path / "keys")

    assert_one_sentence(enrolled("people", "list"), status=3)
    assert names(enrolled, "--key-dir", tmp_path / "keys") == ["Ada Lovelace"]
    assert names(enrolled, f"--key-dir={tmp_path / 'keys'}") == ["Ada Lovelace"]
    assert_one_sentence(enrolled("people", "list"), status=3)


def test_environment_may_name_the_folder_of_the_keys(enrolled, tmp_path, monkeypatch):
    shutil.move(enrolled.data_dir / "keys", tmp_path / "keys")
    monkeypatch.setenv(KEY_DIR_VARIABLE, str(tmp_path / "keys"))

    assert names(enrolled) == ["Ada Lovelace"]


def test_key_that_a_service_manager_hands_over_is_used_and_neither_moved_nor_changed(
    enrolled, tmp_path, monkeypatch
):
    handed = tmp_path / "credentials"
    handed.mkdir()
    shutil.move(enrolled.data_dir / "keys" / "templates.key", handed / "door-access.key")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(handed))

    assert names(enrolled) == ["Ada Lovelace"]
    assert_one_sentence(enrolled("key", "move", tmp_path / "keys"), status=2)
    assert_one_sentence(enrolled("key", "rotate"), status=3)
    assert names(enrolled) == ["Ada Lovelace"]


def test_keys_are_not_moved_into_a_folder_with_others_nor_under_a_running_door(enrolled, tmp_path):
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "templates.key").write_bytes(bytes(32))
    assert_one_sentence(enrolled("key", "move", tmp_path / "keys"), status=2)
    assert_one_sentence(enrolled("key", "move", enrolled.data_dir / "keys"), status=2)
    with opened_site(enrolled.data_dir) as site, owned_door(site):
        assert_one_sentence(enrolled("key", "move", tmp_path / "others"), status=3)

    assert names(enrolled) == ["Ada Lovelace"]


def test_doctor_tells_where_keys_lie_and_what_is_unfinished(enrolled, tmp_path):
    def keys() -> dict[str, object]:
        checks = enrolled("doctor").document["checks"]
        return next(check for check in checks if check["name"] == "keys")

    assert "Whoever copies the data copies them as well" in str(keys()["detail"])
    enrolled("key", "move", tmp_path / "keys")
    assert keys() == {"name": "keys", "ok": True, "detail": f"They lie in {tmp_path / 'keys'}."}

    with opened_site(enrolled.data_dir) as site:
        stored = site.keyring.file.read()
        site.keyring.file.write(stored | {max(stored) + 1: bytes(32)})
    assert (keys()["ok"], "'key rotate' finishes it" in str(keys()["detail"])) == (False, True)
    assert enrolled("key", "rotate").document["finished_earlier"] is True
    assert keys()["ok"] is True


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder that others can reach, as they cannot those of the tests."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_keys_are_not_moved_where_others_could_put_other_ones(enrolled, passable):
    (passable / "open").mkdir()
    (passable / "open").chmod(0o777)
    assert_one_sentence(enrolled("key", "move", passable / "open" / "keys"), status=3)

    assert names(enrolled) == ["Ada Lovelace"]
    rows = enrolled("log", "list", "--kind", "act").document["events"]
    assert [row["outcome"] for row in rows if row["reason"] == "move_keys"] == ["not_completed"]


@pytest.mark.parametrize("step", ["the files are copied", "the old ones are deleted"])
def test_interrupted_move_of_keys_leaves_one_copy_once_anything_is_opened(
    enrolled, tmp_path, monkeypatch, step
):
    class Killed(BaseException):
        """Nothing catches it."""

    def killed(*_: object) -> None:
        raise Killed

    target = {
        "the files are copied": "door_access.config.write",
        "the old ones are deleted": "database.keys.moving._wipe_folder",
    }
    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(target[step], killed)
        enrolled("key", "move", tmp_path / "keys")
    both = [path / "templates.key" for path in (enrolled.data_dir / "keys", tmp_path / "keys")]
    assert all(path.exists() for path in both)

    assert names(enrolled) == ["Ada Lovelace"]
    is_moved = step == "the old ones are deleted"
    assert [path.exists() for path in both] == [not is_moved, is_moved]


def test_pipe_in_place_of_a_key_or_record_is_refused_and_not_waited_for(enrolled):
    for name in ("log.head", "templates.key"):
        path = enrolled.data_dir / "keys" / name
        path.unlink()
        os.mkfifo(path, 0o600)
        assert enrolled("log", "verify").status == 3
        path.unlink()
