"""A backup of a large site while its door goes on: a million rows, fifty thousand people.

Beside it a thread recognises and writes rows as at a busy door; every one of them must be safe in time, and
none may fail. ``python -m benchmarks.speed --only backup``
"""

import os
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Row, at_most
from benchmarks.speed.access_log import ENTRY
from benchmarks.speed.identification import probe_near
from benchmarks.speed.large_site import fill
from benchmarks.speed.log_growth import filled
from database.backup.envelope import new_key
from database.backup.making import BackupMaker, Made, Order
from database.backup.restoring import Target, Wish, restore
from database.connections import Database
from database.engine import open_database
from database.keys.keyring import Keyring
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.people.people import open_people
from door_access.bootstrap.backups import step_back
from door_access.bootstrap.decision import make_point
from door_access.config import Settings
from door_access.domain.backups.keeping import Keeping
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.identification import Probe
from door_access.domain.operators.acts import NOBODY
from door_access.errors import StorageFault
from door_access.facenet.installation.shipped import shipped_models

PEOPLE = 50_000
ROWS = 1_000_000
ENTRY_EVERY_S = 0.5
"""Two people a second: far more than one door lets through."""
ALONE = 40
"""Entries that are measured before the backup begins."""
FRAMES = 3
NOISE = 0.01
WANTED_S = 60.0
WANTED_MS = 500.0
"""As long as a row waits to be safe before the door opens for nobody."""
MS = 1e3


@dataclass
class Entries:
    """What the door did: how long recognising and writing took, and how many rows were not safe."""

    recognised_ms: list[float] = field(default_factory=list)
    written_ms: list[float] = field(default_factory=list)
    failed: int = 0


def measure() -> list[Row]:
    """Return the rows; filling the site takes some minutes."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder:
        place = Path(folder)
        with open_database(place / "data") as database:
            keyring = open_keyring(database)
            model = shipped_models()["resnet29"]
            ids = fill(database, keyring, PEOPLE, model=model.key)
            log = SqlAccessLog(database, keyring)
            log.settle()
            filled(database, log, ROWS, people=ids)
            log.settle()
            let_in = _door(database, keyring, ids)
            alone = _measured(let_in, times=ALONE)
            (place / "stick").mkdir()
            secret, public = new_key()
            beside, (made, took_s, cpu_s) = _beside(let_in, lambda: _backup(database, keyring, place, public))
        begun_s = time.perf_counter()
        target = Target(place / "new", place / "new" / "keys", lambda _config: place / "new" / "keys")
        restore(target, Wish(place / "stick" / made.backup.name, secret, "front", NOBODY))
        restored_s = time.perf_counter() - begun_s
    return _rows(made, took_s, cpu_s, restored_s, alone, beside)


def _rows(
    made: Made, took_s: float, cpu_s: float, restored_s: float, alone: Entries, beside: Entries
) -> list[Row]:
    size = (
        f"{made.backup.rows:,} rows, {made.manifest.people:,} people, {made.backup.size_bytes / 1e6:,.0f} MB"
    )
    loaded = f"{len(beside.written_ms)} entries meanwhile; load {os.getloadavg()[0]:.1f}"
    longest, usual = max(beside.written_ms), statistics.median(beside.written_ms)
    return [
        Row(
            "backup, made and read back", took_s, "s", f"{cpu_s:.0f} s of processor", size, at_most(WANTED_S)
        ),
        Row("one transaction for one state", made.held_s * MS, "ms", "", loaded, at_most(WANTED_MS)),
        Row(
            "longest writing of a row",
            longest,
            "ms",
            f"without a backup {max(alone.written_ms):.0f}",
            f"median {usual:.0f}, without {statistics.median(alone.written_ms):.0f}",
            at_most(WANTED_MS),
        ),
        Row(
            "longest recognising (1:N)",
            max(beside.recognised_ms),
            "ms",
            f"without a backup {max(alone.recognised_ms):.0f}",
            f"median {statistics.median(beside.recognised_ms):.0f},"
            f" without {statistics.median(alone.recognised_ms):.0f}",
        ),
        Row("rows that were not safe", beside.failed, "", "", loaded, at_most(0)),
        Row("backup, put back and followed row by row", restored_s, "s", "", size),
    ]


def _door(database: Database, keyring: Keyring, ids: list[str]) -> Callable[[Entries], None]:
    """Return what lets one person in: 1:N among all of them, and a row that is safe."""
    model = shipped_models()["resnet29"]
    gallery = open_people(database, lambda _model: 1.0).gallery(model.key)
    policy = AccessPolicy(make_point(Settings(), model, looks=1))
    log, probe = (
        SqlAccessLog(database, keyring),
        Probe(probe_near(gallery, 7, noise=NOISE), FRAMES, spread=0.0),
    )

    def let_in(entries: Entries) -> None:
        begun_s = time.perf_counter()
        policy.decide(gallery, probe)
        decided_s = time.perf_counter()
        try:
            log.append(replace(ENTRY, model=model.key, person_id=ids[7]))
        except StorageFault:
            entries.failed += 1
        entries.recognised_ms.append((decided_s - begun_s) * MS)
        entries.written_ms.append((time.perf_counter() - decided_s) * MS)

    return let_in


def _measured(let_in: Callable[[Entries], None], *, times: int) -> Entries:
    entries = Entries()
    for _ in range(times):
        let_in(entries)
        time.sleep(ENTRY_EVERY_S / 10)
    return entries


def _backup(database: Database, keyring: Keyring, place: Path, public: object) -> tuple[Made, float, float]:
    step_back()
    order = Order(place / "stick", public, Keeping(1), "front", "1")  # type: ignore[arg-type]
    begun_s, begun_cpu_s = time.perf_counter(), time.thread_time()
    made = BackupMaker(database, keyring).make(order)
    return made, time.perf_counter() - begun_s, time.thread_time() - begun_cpu_s


def _beside(
    let_in: Callable[[Entries], None], backup: Callable[[], tuple[Made, float, float]]
) -> tuple[Entries, tuple[Made, float, float]]:
    """Let people in until the backup is made."""
    found: list[tuple[Made, float, float]] = []
    thread = threading.Thread(target=lambda: found.append(backup()))
    entries = Entries()
    thread.start()
    while thread.is_alive():
        begun_s = time.perf_counter()
        let_in(entries)
        time.sleep(max(0.0, ENTRY_EVERY_S - (time.perf_counter() - begun_s)))
    thread.join()
    return entries, found[0]
