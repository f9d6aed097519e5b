"""A terminal for tests: runs a command in this process and keeps what it printed."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from door_access.cli import run


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def events(self) -> list[dict[str, Any]]:
        """One JSON document per line of stdout."""
        return [json.loads(line) for line in self.out.splitlines()]


class Terminal:
    """Runs commands on one data directory."""

    def __init__(self, data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data_dir = data_dir
        self._capsys = capsys

    def __call__(self, *words: object) -> Answer:
        """Run the command with ``--json`` and the data directory."""
        return self.plainly(*words, "--json")

    def plainly(self, *words: object) -> Answer:
        """Run the command as a person would."""
        arguments = [str(word) for word in words]
        status = run([*arguments, "--data-dir", str(self.data_dir)], open_kiosk=_no_window)
        printed = self._capsys.readouterr()
        return Answer(status, printed.out, printed.err)


def answer_of(*words: object) -> Answer:
    """Run a command where no test's capture is at hand, as in fixtures of a whole session."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = run([str(word) for word in words], open_kiosk=_no_window)
    return Answer(status, out.getvalue(), err.getvalue())


def _no_window(_options: object) -> int:
    raise AssertionError("this command must not open a window")


def assert_one_sentence(answer: Answer, *, status: int) -> None:
    """An error is one line on stderr, with the right status and no stack trace."""
    assert answer.status == status, answer
    lines = [line for line in answer.err.splitlines() if not line.startswith("Preparing the face model")]
    assert len(lines) == 1 and lines[0].endswith((".", "?")), answer.err
    assert "Traceback" not in answer.err
