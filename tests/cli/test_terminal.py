"""What a terminal cannot show, and how the system ends a command."""

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from door_access.cli import run
from door_access.cli.terminal import orderly_end
from tests.cli.people.test_enrol_and_recognise import enrol
from tests.cli.terminal import assert_one_sentence

ROOT = Path(__file__).parents[2]


def printed_in_ascii(monkeypatch, *words):
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", stream)
    assert run([str(word) for word in words], open_kiosk=lambda _: 3) == 0
    stream.flush()
    return stream.buffer.getvalue().decode("ascii")


def test_a_name_that_the_terminal_cannot_show_is_escaped(terminal, grace, monkeypatch):
    enrol(terminal, "Zoë 🙂", grace[:1])
    printed = printed_in_ascii(monkeypatch, "people", "list", "--data-dir", terminal.data_dir)
    assert r"Zo\xeb \U0001f642" in printed


def test_json_holds_every_name_in_every_locale(terminal, grace, monkeypatch):
    enrol(terminal, "Zoë 🙂 ليلى", grace[:1])
    printed = printed_in_ascii(monkeypatch, "people", "list", "--json", "--data-dir", terminal.data_dir)
    assert json.loads(printed)["people"][0]["name"] == "Zoë 🙂 ليلى"


def test_an_unknown_log_level_is_one_sentence(terminal, monkeypatch):
    monkeypatch.setenv("DOOR_ACCESS_LOG", "loud")
    answer = terminal("people", "list")
    assert_one_sentence(answer, status=2)
    assert "LOUD" in answer.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no SIGTERM from outside")
def test_a_termination_unwinds_the_command_and_gives_the_handler_back():
    before, unwound = signal.getsignal(signal.SIGTERM), []
    with pytest.raises(SystemExit) as ended, orderly_end():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
        finally:
            unwound.append(True)
    assert (ended.value.code, unwound) == (128 + signal.SIGTERM, [True])
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_ctrl_c_while_the_program_loads_is_no_stack_trace():
    script = (
        "import sys, main\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name == 'door_access.cli': raise KeyboardInterrupt\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "sys.exit(main.main(['people', 'list']))\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout, ended.stderr) == (130, "", "")
