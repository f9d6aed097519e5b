"""Commands where the system knows ASCII alone, gives no room, or the program itself is at fault."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from door_access.cli.people import people
from tests.cli.terminal import assert_one_sentence
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[2]
ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
NO_LOCALE = {"LC_ALL": "", "LANG": "", "LC_CTYPE": ""}
UTF8 = {"LC_ALL": "C.UTF-8"}


def answer_in(surroundings: dict[str, str], *words: object) -> tuple[int, str, str]:
    ended = subprocess.run(
        [sys.executable, ROOT / "main.py", *map(str, words)],
        env=os.environ | surroundings,
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE_S,
        check=False,
    )
    return ended.returncode, ended.stdout.decode(), ended.stderr.decode()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no LC_ALL")
@pytest.mark.parametrize("surroundings", [ASCII, NO_LOCALE], ids=["ASCII alone", "no locale"])
def test_names_with_accents_go_in_and_come_out_where_the_system_knows_ascii_alone(tmp_path, surroundings):
    data_dir = tmp_path / "Türdaten"
    enrolled = answer_in(
        surroundings, "enroll", "Zoë", "--no-face", "--consent", "agréé", "--data-dir", data_dir
    )
    assert (enrolled[0], enrolled[2]) == (0, "")

    status, out, err = answer_in(surroundings, "people", "list", "--data-dir", data_dir)
    assert (status, err) == (0, "") and "Zoë" in out
    assert data_dir.is_dir()
    status, out, _ = answer_in(UTF8, "people", "show", "Zoë", "--data-dir", data_dir)
    assert status == 0 and "Zoë" in out


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no LC_ALL")
def test_help_is_whole_where_the_system_knows_ascii_alone():
    status, out, err = answer_in(ASCII, "watch", "--help")

    assert (status, err) == (0, "") and "--source" in out


def test_a_fault_of_the_program_is_never_the_answer_no(terminal, monkeypatch, caplog):
    def fail(*_args, **_kwargs):
        raise ZeroDivisionError("a slip")

    monkeypatch.setattr(people, "site_of", fail)

    answer = terminal("people", "list")

    assert answer.status == 3
    assert answer.err.splitlines()[-1] == "This is a fault of the program; the lines above say where it lies."
    assert "a slip" in caplog.text


def test_a_library_that_is_not_installed_is_never_the_answer_no():
    ended = subprocess.run(
        [sys.executable, "-S", ROOT / "main.py", "people", "list"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert ended.returncode == 3
    assert ended.stderr.startswith("A library that this program needs") and ended.stderr.count("\n") == 1


def test_no_folder_for_temporary_files_is_a_sentence_that_names_the_variable(terminal, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/proc/no/room"])

    answer = terminal("watch", "--source", "demo")

    assert_one_sentence(answer, status=3)
    assert "TMPDIR" in answer.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no /proc")
def test_a_data_directory_that_cannot_be_written_names_the_option(terminal):
    terminal.data_dir = Path("/proc/no/room")

    answer = terminal("people", "list")

    assert_one_sentence(answer, status=3)
    assert "--data-dir" in answer.err


def test_keys_are_not_moved_into_a_home_that_nobody_has(terminal, monkeypatch):
    monkeypatch.setenv("HOME", "relative")

    assert_one_sentence(terminal("key", "move", "~/keys"), status=3)
