"""A full disk: on a small file system of its own, where the tests may mount one."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from database.engine import open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.people.passes import SqlPassStore
from database.people.people import open_people
from database.reserve import RESERVE_BYTES
from database.rules.rules_store import SqlRulesStore
from door_access.domain.door.states import DoorState
from door_access.domain.faces.faces import SourceKind
from door_access.domain.matching.access import Outcome, Reason
from door_access.errors import StorageFault
from door_access.ports import LogFilter
from door_access.runtime.door.lock_control import Locks
from door_access.runtime.door.rules import DoorRules
from door_access.runtime.door.service import DoorService
from door_access.runtime.events import EventHub
from door_access.runtime.messages import Release
from tests.database.building import MODEL, event, newcomer, usually
from tests.fakes import FakeLock, HandClock

DISK_BYTES = 30_000_000
ROWS = 500
"""At three transactions a second, half a day of an ordinary door's last rows."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir(mode=0o700)
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES},mode=0700", "tmpfs", str(place)]
    try:
        subprocess.run(mounting, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("a file system may be mounted by root alone")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(place: Path) -> Path:
    """Take all the room there is."""
    filler = place / "somebody else's"
    handle = os.open(filler, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (1_000_000, 4096):
            try:
                while True:
                    os.write(handle, bytes(size))
            except OSError:
                continue
    finally:
        os.close(handle)
    return filler


def test_a_running_door_has_kept_room_for_its_last_rows_and_for_blocking_somebody(small_disk):
    with open_database(small_disk / "data") as database:
        log, people = SqlAccessLog(database), open_people(database, usually)
        ada = people.enrol(newcomer("Ada"))
        database.reserve.keep()
        assert (database.data_dir / "reserve").stat().st_size == RESERVE_BYTES
        fill(small_disk)

        people.set_blocked(ada, True)
        for minute in range(ROWS):
            log.append(event(minute))

        assert not database.reserve.is_kept
        assert people.people(MODEL)[0].is_blocked
        assert log.verify().events == ROWS


def test_when_that_room_is_used_up_nothing_is_half_written_and_all_goes_on_with_new_room(small_disk):
    with open_database(small_disk / "data") as database:
        log, people = SqlAccessLog(database), open_people(database, usually)
        log.append(event())
        filler = fill(small_disk)
        written = 1
        with pytest.raises(StorageFault, match=r"disk is full|No space left"):
            for minute in range(100_000):
                written = log.append(event(minute))
        enrolled = 0
        with pytest.raises(StorageFault, match=r"disk is full|No space left"):
            for number in range(1_000):
                people.enrol(newcomer(f"Number {number}", seed=number))
                enrolled += 1
        assert len(people.people(MODEL)) == len(people.gallery(MODEL)) == enrolled
        assert log.count(LogFilter()) in (written, written + 1)
        check = log.verify()
        assert check.is_ok or not check.fault

        filler.unlink()
        log.append(event(minute=9))
        people.enrol(newcomer("Ada"))
        assert log.verify().is_ok


def test_a_door_on_a_full_disk_stays_locked_lets_out_and_catches_up_with_its_rows(small_disk):
    with open_database(small_disk / "data") as database:
        log, people = SqlAccessLog(database, open_keyring(database)), open_people(database, usually)
        log.append(event())
        filler = fill(small_disk)
        with pytest.raises(StorageFault):
            for minute in range(100_000):
                log.append(event(minute))
        lock, clock = FakeLock(), HandClock(100.0)
        door = DoorService(
            DoorRules("front", unlock_s=2.0),
            Locks(lock, FakeLock(is_simulated=True)),
            log=log,
            people=people,
            passes=SqlPassStore(database, open_keyring(database)),
            together=log.together,
            site_rules=SqlRulesStore(database),
            hub=EventHub("front"),
            clock=clock,
        )
        door.begin(SourceKind.LIVE)
        door.inbox.put(Release("somebody is shut in", 100.0))
        door.step()
        assert door.state is DoorState.UNLOCKED

        filler.unlink()
        for _ in range(40):
            clock.move(0.5)
            door.step()
        (newest, *_) = log.page(LogFilter(), before_seq=None, limit=1)
        assert (newest.event.outcome, newest.event.reason) == (Outcome.GRANTED, Reason.OPERATOR_RELEASE)
        assert log.verify().is_ok
