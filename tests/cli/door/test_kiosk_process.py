"""The kiosk as a process of its own, on a machine without a display."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.terminal import answer_of
from tests.facenet.resnet29 import converted_resnet29
from tests.patience import PATIENCE_S

ROOT = Path(__file__).parents[3]
LONG_S = 4 * PATIENCE_S
"""How long a kiosk runs at most: its own story takes a minute."""
LOOK_EVERY_S = 0.2


def command(*words: object, **more: object) -> subprocess.Popen[str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    environment = {key: text for key, text in os.environ.items() if key not in hidden}
    return subprocess.Popen(
        [sys.executable, "main.py", *map(str, words)],
        cwd=ROOT,
        env=environment,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finished(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=PATIENCE_S)
    return process.returncode, out, err


needs_linux = pytest.mark.skipif(sys.platform != "linux", reason="displays are looked up as on Linux")


@needs_linux
def test_without_a_display_the_kiosk_says_so_in_one_sentence(tmp_path):
    status, out, err = finished(command("kiosk", "--data-dir", tmp_path / "data"))
    assert (status, out, len(err.splitlines())) == (3, "", 1)


@needs_linux
def test_without_a_display_the_demo_runs_off_screen_and_answers_other_processes(tmp_path, tmp_path_factory):
    converted_resnet29(tmp_path_factory)
    data_dir, screenshot = tmp_path / "data", tmp_path / "kiosk.png"
    kiosk = command(
        "kiosk", "--demo-without-display", "--data-dir", data_dir, "--screenshot", screenshot,
        "--exit-after", LONG_S,
    )  # fmt: skip
    try:
        wait_until_running(data_dir)
        state = told("door", "status", "--data-dir", data_dir)
        assert state["running"] and state["state"] in ("locked", "suspended", "unlocked")
        second = finished(command("watch", "--source", "demo", "--data-dir", data_dir))
        assert second[0] == 3 and str(kiosk.pid) in second[2]
        wait_for_reason(data_dir, "match")
        release(data_dir)
    finally:
        kiosk.terminate()
        status, out, err = finished(kiosk)
    assert status == 0, err
    assert "denied" in out and "granted: Grace Hopper" in out
    assert out.splitlines()[-1] == str(screenshot)
    assert screenshot.stat().st_size > 10_000
    assert "operator_release" in {row["reason"] for row in rows(data_dir)}


def wait_until_running(data_dir: Path) -> None:
    until(lambda: asked("door", "status", "--data-dir", data_dir)["running"], "the kiosk never ran")


def wait_for_reason(data_dir: Path, reason: str) -> None:
    """Wait until the demo has come to this row of its story, however slow the machine is."""
    until(lambda: reason in {row["reason"] for row in rows(data_dir)}, f"the demo never came to {reason}")


def release(data_dir: Path) -> None:
    """Ask until the door opens: a request is void after five seconds, however busy the machine is."""
    until(lambda: finished(command("door", "release", "--data-dir", data_dir))[0] == 0, "it never opened")


def rows(data_dir: Path) -> list[dict]:
    """Return the log's rows as another process sees them: this one."""
    return asked("log", "list", "--data-dir", data_dir)["events"]


def asked(*words: object) -> dict:
    """Ask in this process: one of its own takes seconds to start, which the kiosk lacks on two cores."""
    answer = answer_of(*words, "--json")
    assert answer.status == 0, answer.err
    return answer.document


def until(is_so: Callable[[], bool], otherwise: str) -> None:
    deadline_s = time.monotonic() + LONG_S
    while not is_so():
        assert time.monotonic() < deadline_s, otherwise
        time.sleep(LOOK_EVERY_S)


def told(*words: object) -> dict:
    status, out, err = finished(command(*words, "--json"))
    assert status == 0, err
    return json.loads(out)


def test_without_a_running_kiosk_the_door_is_locked_and_cannot_be_released(tmp_path):
    status = told("door", "status", "--data-dir", tmp_path / "data")
    assert (status["state"], status["mode"], status["running"]) == ("locked", "normal", False)
    assert {"lock", "contact", "faults", "alarms"} <= status.keys()
    status, _, err = finished(command("door", "release", "--data-dir", tmp_path / "data"))
    assert (status, len(err.splitlines())) == (3, 1)
