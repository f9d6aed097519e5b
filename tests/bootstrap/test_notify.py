"""The words for systemd, at a socket as systemd opens it."""

import socket
import sys
import uuid
from pathlib import Path

import pytest

from door_access.bootstrap.notify import WITHOUT_WATCHDOG_S, Systemd
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="systemd's sockets are Unix sockets")
KINDS = ["path", pytest.param("abstract", marks=pytest.mark.skipif(sys.platform != "linux", reason="Linux"))]


@pytest.fixture
def listening():
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.settimeout(PATIENCE_S)
        yield listening


@pytest.mark.parametrize("kind", KINDS)
def test_systemd_hears_every_word_by_itself(listening: socket.socket, tmp_path: Path, kind: str) -> None:
    name = str(tmp_path / "notify") if kind == "path" else f"@door-access-{uuid.uuid4()}"
    listening.bind(name.replace("@", "\0", 1))
    manager = Systemd({"NOTIFY_SOCKET": name})
    manager.ready()
    manager.feed_watchdog()
    manager.stopping()

    assert [listening.recv(64) for _ in range(3)] == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_a_manager_that_reads_nothing_holds_nobody_up(
    listening: socket.socket, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listening.bind(str(tmp_path / "notify"))
    manager = Systemd({"NOTIFY_SOCKET": str(tmp_path / "notify")})
    for _ in range(100_000):
        manager.feed_watchdog()
        if caplog.records:
            break

    assert "did not hear WATCHDOG=1" in caplog.text
    caplog.clear()


def test_a_socket_that_is_gone_is_no_failure(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Systemd({"NOTIFY_SOCKET": str(tmp_path / "gone")}).ready()

    assert "did not hear READY=1" in caplog.text
    caplog.clear()


@pytest.mark.parametrize("environment", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:1"}])
def test_without_a_socket_nothing_is_said(
    environment: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    Systemd(environment).ready()

    assert not caplog.records


@pytest.mark.parametrize(
    ("told", "every_s"),
    [
        ("30000000", 10.0),
        ("3000000", 1.0),
        ("", WITHOUT_WATCHDOG_S),
        ("0", WITHOUT_WATCHDOG_S),
        ("soon", WITHOUT_WATCHDOG_S),
    ],
)
def test_it_is_fed_three_times_as_often_as_systemd_asks(told: str, every_s: float) -> None:
    assert Systemd({"WATCHDOG_USEC": told}).feed_every_s == every_s
