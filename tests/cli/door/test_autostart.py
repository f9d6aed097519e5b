"""``kiosk install-autostart``: what it shows, writes and refuses."""

import os
import shutil
import sys
from pathlib import Path

import pytest

from door_access.cli.door import autostart
from tests.cli.terminal import assert_one_sentence

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has systemd")
COMMAND = ("kiosk", "install-autostart")
UNIT = "etc/systemd/system/door-access.service"
FILES = {UNIT, "etc/udev/rules.d/90-door-access.rules", "etc/systemd/logind.conf.d/door-access.conf"}


@pytest.fixture(autouse=True)
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the path, in which everything lies that the window needs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("cage", "Xwayland", "seatd"):
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(autostart, "OF_DAEMONS", str(folder))
    return folder


def test_it_shows_every_file_and_writes_none(terminal):
    shown = terminal(*COMMAND, "--user", "door", "--print")

    assert shown.status == 0, shown.err
    assert shown.document["files"].keys() == {f"/{name}" for name in FILES}
    assert f"--data-dir {terminal.data_dir}" in shown.document["files"][f"/{UNIT}"]
    assert not terminal.data_dir.exists()


def test_it_is_shown_to_people_under_the_names_of_the_files(terminal):
    shown = terminal.plainly(*COMMAND, "--user", "door", "--print")

    assert [line[5:] for line in shown.out.splitlines() if line.startswith("### /")] == sorted(
        FILES, key=shown.out.index
    )


def test_it_writes_the_same_below_a_folder_without_being_root(terminal, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    shown = terminal(*COMMAND, "--user", "door", "--print").document["files"]
    written = terminal(*COMMAND, "--user", "door", "--out", tmp_path / "out")

    assert written.status == 0, written.err
    assert {Path(name).read_text() for name in written.document["files"]} == set(shown.values())
    assert {str(Path(name).relative_to(tmp_path / "out")) for name in written.document["files"]} == FILES


def test_without_a_window_it_watches_with_the_real_lock(terminal, programs):
    shutil.rmtree(programs)
    shown = terminal(*COMMAND, "--user", "door", "--headless", "--source", "rtsp://cam/1", "--print")

    assert shown.err == ""
    assert " watch --lock --source rtsp://cam/1 " in shown.document["files"][f"/{UNIT}"]


def test_folders_of_data_and_keys_can_be_written(terminal, tmp_path):
    words = "--key-dir", tmp_path / "keys", *COMMAND, "--user", "door", "--print"
    unit = terminal(*words).document["files"][f"/{UNIT}"]

    assert f"ReadWritePaths={terminal.data_dir} {tmp_path / 'keys'}" in unit
    assert f"Environment=DOOR_ACCESS_KEY_DIR={tmp_path / 'keys'}" in unit


@pytest.mark.parametrize("missing", ["cage", "Xwayland", "seatd"])
def test_what_the_window_needs_is_named_before_anything_starts(terminal, programs, missing):
    (programs / missing).unlink()
    shown = terminal(*COMMAND, "--user", "door", "--print")

    assert shown.status == 0
    assert missing in shown.err and "apt-get install cage xwayland seatd" in shown.err


@pytest.mark.parametrize("user", ["root", "0", "00", "", "door\nExecStartPre=/bin/true"])
def test_root_does_not_run_a_door(terminal, user):
    assert_one_sentence(terminal(*COMMAND, "--user", user, "--print"), status=2)


def test_no_window_needs_a_source(terminal):
    assert_one_sentence(terminal(*COMMAND, "--user", "door", "--headless", "--print"), status=2)


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A root of the file system that a test may write to."""
    monkeypatch.setattr(autostart, "SYSTEM", tmp_path / "root")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path / "root"


def test_only_root_installs(terminal, root, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    assert_one_sentence(terminal(*COMMAND, "--user", "nobody"), status=3)
    assert not root.exists()


def test_a_user_who_is_not_there_is_refused(terminal, root):
    assert_one_sentence(terminal(*COMMAND, "--user", "no-such-user"), status=2)
    assert not root.exists()


def test_root_by_another_name_is_refused(terminal, root, monkeypatch):
    pwd = pytest.importorskip("pwd")
    like_root = pwd.getpwuid(0)
    monkeypatch.setattr(pwd, "getpwnam", lambda _: like_root)

    assert_one_sentence(terminal(*COMMAND, "--user", "toor"), status=2)
    assert not root.exists()


def test_nothing_is_installed_that_cannot_start(terminal, root, programs):
    (programs / "cage").unlink()

    assert_one_sentence(terminal(*COMMAND, "--user", "nobody"), status=3)
    assert not root.exists()


def test_it_installs_and_says_what_starts_it(terminal, root):
    terminal.data_dir.mkdir()
    installed = terminal.plainly(*COMMAND, "--user", "nobody")

    assert installed.status == 0, installed.err
    assert {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()} == FILES
    assert "systemctl enable --now door-access" in installed.out


def test_folders_that_systemd_would_look_for_in_vain_are_named(terminal, root):
    refused = terminal(*COMMAND, "--user", "nobody")

    assert_one_sentence(refused, status=2)
    assert str(terminal.data_dir) in refused.err


def test_the_kiosk_is_still_called_alone(terminal):
    called = terminal.plainly("kiosk", "--source", "nowhere.mp4", "--exit-after", "0")

    assert called.status == 2 and "--exit-after" in called.err
