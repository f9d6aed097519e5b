"""Window and door are one process (ADR 0030): killed while the door is open, it is locked and back.

A small supervisor stands for systemd: it hears the kiosk at a notify socket, and starts it anew when it ends.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.cli.door.test_kiosk_process import ROOT, asked, rows, until
from tests.cli.terminal import answer_of
from tests.facenet.resnet29 import converted_resnet29
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="systemd's sockets are Linux's")
LONGEST_UNLOCK_S = 60


class Supervisor:
    """Starts the kiosk, hears what it tells a service manager, and starts it again when it has ended."""

    def __init__(self, folder: Path, *words: object) -> None:
        self._words = [str(word) for word in words]
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(folder / "notify"))
        self._socket.settimeout(PATIENCE_S)
        self._environment = os.environ | {
            "QT_QPA_PLATFORM": "offscreen",
            "NOTIFY_SOCKET": str(folder / "notify"),
            "WATCHDOG_USEC": "3000000",
        }
        self.kiosk = self._started()

    def wait_for(self, word: str) -> None:
        """Wait until the kiosk has said this; whatever else it says before does not matter."""
        while self._socket.recv(64).decode() != word:
            pass

    def start_again_at_once(self) -> None:
        self.kiosk.communicate(timeout=PATIENCE_S)
        self.kiosk = self._started()

    def close(self) -> None:
        self.kiosk.kill()
        self.kiosk.communicate()
        self._socket.close()

    def _started(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "main.py", *self._words],
            cwd=ROOT,
            env=self._environment,
            text=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )


@pytest.fixture
def data_dir(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    converted_resnet29(tmp_path_factory)
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    (folder / "config.toml").write_text(f"[door]\nunlock_s = {LONGEST_UNLOCK_S}\n")
    return folder


@pytest.fixture
def supervisor(tmp_path: Path, data_dir: Path) -> Iterator[Supervisor]:
    film = tmp_path / "nobody.mp4"
    writer = cv2.VideoWriter(str(film), cv2.VideoWriter.fourcc(*"mp4v"), 30, (320, 240))
    for grey in range(60, 180):
        writer.write(np.full((240, 320, 3), grey, np.uint8))
    writer.release()
    supervisor = Supervisor(tmp_path, "kiosk", "--source", film, "--data-dir", data_dir)
    yield supervisor
    supervisor.close()


def open_once(data_dir: Path) -> None:
    """Ask until the door opens: a request is void after five seconds, however busy the machine is."""
    until(lambda: answer_of("door", "release", "--data-dir", data_dir).status == 0, "it never opened")


def door(data_dir: Path) -> dict:
    return asked("door", "status", "--data-dir", data_dir)


def test_a_kiosk_that_is_killed_while_the_door_is_open_is_locked_and_back(
    supervisor: Supervisor, data_dir: Path
) -> None:
    supervisor.wait_for("READY=1")
    open_once(data_dir)
    assert door(data_dir)["state"] == "unlocked"
    supervisor.kiosk.send_signal(signal.SIGKILL)
    supervisor.start_again_at_once()
    supervisor.wait_for("READY=1")

    now = door(data_dir)
    assert (now["state"], now["running"]) == ("locked", True)
    assert asked("log", "verify", "--data-dir", data_dir)["ok"]
    assert "operator_release" in {row["reason"] for row in rows(data_dir)}
    open_once(data_dir)


def test_a_kiosk_that_lives_says_so_and_one_that_is_asked_to_end_says_that_and_ends_well(
    supervisor: Supervisor,
) -> None:
    supervisor.wait_for("READY=1")
    supervisor.wait_for("WATCHDOG=1")
    supervisor.kiosk.terminate()
    _, err = supervisor.kiosk.communicate(timeout=PATIENCE_S)

    assert supervisor.kiosk.returncode == 0, err
    supervisor.wait_for("STOPPING=1")
