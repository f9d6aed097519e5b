"""Whatever is wrong with the world is one sentence and the right exit status, and nothing is half-written."""

import os
import sqlite3
from pathlib import Path

import pytest
from PIL import Image

from door_access.cli import run
from tests.cli.people.test_enrol_and_recognise import CONSENT
from tests.cli.terminal import assert_one_sentence


@pytest.fixture
def bad_picture(tmp_path, request):
    path = tmp_path / "bad.jpg"
    match request.param:
        case "missing":
            pass
        case "directory":
            path.mkdir()
        case "empty":
            path.write_bytes(b"")
        case "text":
            path.write_text("this is not a picture")
        case "truncated":
            Image.new("RGB", (300, 300), "gray").save(path)
            path.write_bytes(path.read_bytes()[:300])
        case "huge":
            Image.new("1", (20_001, 20)).save(path, format="PNG")
    return path


KINDS = ["missing", "directory", "empty", "text", "truncated", "huge"]


@pytest.mark.parametrize("bad_picture", KINDS, indirect=True)
def test_a_bad_picture_is_named_in_a_sentence(terminal, bad_picture):
    answer = terminal("identify", bad_picture)
    assert_one_sentence(answer, status=2)
    assert "bad.jpg" in answer.err


@pytest.mark.parametrize("bad_picture", KINDS, indirect=True)
def test_a_bad_picture_enrols_nobody(terminal, bad_picture):
    answer = terminal("enroll", "Bad", "--images", bad_picture, *CONSENT)
    assert_one_sentence(answer, status=2)
    assert answer.document["refused"] == [{"file": str(bad_picture), "reason": "not_a_picture"}]
    assert terminal("people", "list").document["people"] == []


def test_a_wrong_key_in_the_settings_is_named(terminal):
    terminal.data_dir.mkdir(mode=0o700)
    (terminal.data_dir / "config.toml").write_text("[door]\nunlock_seconds = 3\n")
    answer = terminal("people", "list")
    assert_one_sentence(answer, status=2)
    assert "door.unlock_seconds" in answer.err


@pytest.mark.parametrize(
    "text",
    ["[door]\nunlock_s = -1\n", "[zone]\nleft = 0.9\nright = 0.1\n", "not toml", "[door\n", "door = 3\n"],
)
def test_a_wrong_value_in_the_settings_is_one_sentence(terminal, text):
    terminal.data_dir.mkdir(mode=0o700)
    (terminal.data_dir / "config.toml").write_text(text)
    assert_one_sentence(terminal("watch", "--source", "demo"), status=2)


def test_a_data_directory_in_the_home_of_somebody_unknown_is_one_sentence(terminal):
    terminal.data_dir = Path("~nobody-of-this-name/data")
    answer = terminal("people", "list")
    assert_one_sentence(answer, status=2)
    assert "~nobody-of-this-name/data" in answer.err


def test_a_data_directory_that_is_a_file_is_one_sentence(terminal):
    terminal.data_dir.write_text("in the way")
    assert_one_sentence(terminal("people", "list"), status=3)


def test_a_damaged_database_is_one_sentence(terminal):
    terminal.data_dir.mkdir(mode=0o700)
    (terminal.data_dir / "door_access.sqlite3").write_bytes(b"not a database" * 1000)
    assert_one_sentence(terminal("people", "list"), status=3)


def test_a_database_of_a_newer_version_is_refused(terminal):
    terminal("people", "list")
    with sqlite3.connect(terminal.data_dir / "door_access.sqlite3") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_from_the_future'")
    connection.close()
    answer = terminal("people", "list")
    assert_one_sentence(answer, status=3)
    assert "newer" in answer.err


@pytest.mark.parametrize(
    "words",
    [
        ["fly"],
        ["identify"],
        ["enroll", "X", "--imagez", "a.jpg"],
        ["log", "list", "--outcome", "maybe"],
        ["enroll", "X", "--images", "a.jpg", "--source", "demo", "--consent", "yes"],
        ["door", "release", "--note", " "],
    ],
)
def test_bad_usage_is_one_sentence(terminal, words):
    assert_one_sentence(terminal.plainly(*words), status=2)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        (["watch"], "--source"),
        (["log", "list", "--limit", "0"], "--limit"),
        (["people", "fly"], "people --help"),
    ],
)
def test_bad_usage_names_the_option_and_the_commands_own_help(terminal, words, named):
    assert named in terminal.plainly(*words).err


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_is_no_error(capsys, option):
    assert run([option], open_kiosk=lambda _: 3) == 0
    assert "enroll" in capsys.readouterr().out


def test_a_broken_model_cache_is_rebuilt_without_a_word_to_the_script(terminal, grace, monkeypatch, tmp_path):
    terminal("identify", grace[0])
    broken = tmp_path / "cache"
    broken.mkdir(mode=0o700)
    for model in Path(os.environ["DOOR_ACCESS_CACHE"]).glob("*.tflite"):
        (broken / model.name).write_bytes(model.read_bytes()[:1000])
    monkeypatch.setenv("DOOR_ACCESS_CACHE", str(broken))
    assert terminal("identify", grace[0]).document["faces"]


def test_a_model_cache_that_cannot_be_written_is_one_sentence(terminal, grace, monkeypatch, tmp_path):
    (tmp_path / "cache").write_text("in the way")
    monkeypatch.setenv("DOOR_ACCESS_CACHE", str(tmp_path / "cache"))
    assert_one_sentence(terminal("identify", grace[0]), status=3)
