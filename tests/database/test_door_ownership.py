"""One process owns a door."""

import errno
import os
import stat
import subprocess
import sys
import threading

import pytest

from database.door_ownership import OWNER_NAME, DoorOwnership
from door_access import atomic_file
from door_access.errors import DoorInUse, StorageFault

OWNER = """
import sys, time
from pathlib import Path
from database.door_ownership import DoorOwnership
ownership = DoorOwnership(Path(sys.argv[1]), "back door")
ownership.take()
print("taken", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def owner(tmp_path):
    """Run a process that owns the door until it is killed."""
    command = [sys.executable, "-c", OWNER, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "taken\n"
        yield process
        process.kill()


def test_second_owner_is_refused_with_the_door_and_the_pid_of_the_first(tmp_path, owner):
    with pytest.raises(DoorInUse, match=rf"'back door' is already run by process {owner.pid};"):
        DoorOwnership(tmp_path, "main entrance").take()


def test_door_of_a_killed_owner_is_free_at_once(tmp_path, owner):
    owner.kill()
    owner.wait()

    with DoorOwnership(tmp_path, "main entrance"):
        assert f'"pid": {os.getpid()}' in (tmp_path / OWNER_NAME).read_text()


def test_second_owner_in_the_same_process_is_refused(tmp_path):
    with DoorOwnership(tmp_path, "main entrance"), pytest.raises(DoorInUse, match=f"process {os.getpid()};"):
        DoorOwnership(tmp_path, "main entrance").take()


def test_refused_owner_does_not_take_the_door_from_the_first(tmp_path):
    with DoorOwnership(tmp_path, "main entrance"):
        refused = DoorOwnership(tmp_path, "main entrance")
        with pytest.raises(DoorInUse):
            refused.take()
        refused.release()

        with pytest.raises(DoorInUse):
            DoorOwnership(tmp_path, "main entrance").take()


def test_released_door_can_be_taken_again(tmp_path):
    ownership = DoorOwnership(tmp_path, "main entrance")
    ownership.take()
    ownership.release()
    ownership.release()

    with DoorOwnership(tmp_path, "main entrance"):
        pass


def test_released_door_names_no_owner(tmp_path):
    with DoorOwnership(tmp_path, "main entrance"):
        assert stat.S_IMODE((tmp_path / OWNER_NAME).stat().st_mode) == 0o600

    assert not (tmp_path / OWNER_NAME).exists()


def test_owner_who_cannot_sign_on_a_full_disk_owns_the_door_all_the_same(tmp_path, monkeypatch, caplog):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic_file.os, "fsync", full)
    with DoorOwnership(tmp_path, "main entrance"), pytest.raises(DoorInUse, match="by another process"):
        DoorOwnership(tmp_path, "main entrance").take()

    assert "door.owner cannot be written: No space left on device" in caplog.text


def test_owner_who_has_not_signed_yet_is_called_another_process(tmp_path):
    with DoorOwnership(tmp_path, "main entrance"):
        (tmp_path / OWNER_NAME).unlink()

        with pytest.raises(DoorInUse, match="'main entrance' is already run by another process"):
            DoorOwnership(tmp_path, "main entrance").take()


def test_missing_directory_is_a_storage_fault(tmp_path):
    with pytest.raises(StorageFault, match="no-such"):
        DoorOwnership(tmp_path / "no-such", "main entrance").take()

    assert not (tmp_path / "no-such").exists()


def test_whoever_only_asks_keeps_nobody_from_the_door(tmp_path):
    asking, kiosk = DoorOwnership(tmp_path, "front"), DoorOwnership(tmp_path, "front")
    asking.take(within_s=0)
    threading.Timer(0.1, asking.release).start()

    kiosk.take()
    kiosk.release()
