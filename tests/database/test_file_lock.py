"""One holder at a time, in this process and others, and the file is its owner's only."""

import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from database.file_lock import FileLock
from door_access.errors import StorageFault

HOLDER = """
import sys
from pathlib import Path
from database.file_lock import FileLock
lock = FileLock(Path(sys.argv[1]))
lock.acquire()
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "database.lock"


def test_the_impatient_are_told_that_another_holds_it(path):
    with FileLock(path):
        assert not FileLock(path).acquire(is_patient=False)

    assert FileLock(path).acquire(is_patient=False)


def test_one_release_lets_go_however_often_it_was_acquired(path):
    lock = FileLock(path)
    lock.acquire()
    lock.acquire()
    lock.release()
    lock.release()

    assert FileLock(path).acquire(is_patient=False)


def test_the_patient_of_other_threads_come_one_after_the_other(path):
    inside, most = [], []

    def enter(number):
        with FileLock(path):
            inside.append(number)
            most.append(len(inside))
            inside.remove(number)

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(enter, range(20)))

    assert (len(most), max(most)) == (20, 1)


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL")
def test_a_killed_process_holds_nothing(path):
    command = [sys.executable, "-c", HOLDER, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        assert not FileLock(path).acquire(is_patient=False)
        holder.send_signal(signal.SIGKILL)
        holder.wait()

    with FileLock(path):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_stood_in_the_file_stays(path):
    path.write_text("left by an older version")
    with FileLock(path):
        pass

    assert path.read_text() == "left by an older version"


def test_a_missing_folder_is_a_fault_and_is_not_made(path):
    with pytest.raises(StorageFault, match="cannot be locked"):
        FileLock(path.parent / "missing" / "database.lock").acquire()

    assert list(path.parent.iterdir()) == []


def test_a_folder_in_the_place_of_the_file_is_a_fault(path):
    path.mkdir()

    with pytest.raises(StorageFault, match="cannot be locked"):
        FileLock(path).acquire(is_patient=False)
