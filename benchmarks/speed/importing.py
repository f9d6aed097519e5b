"""What it takes to import a long list, and how long the door waits for a row of its own meanwhile.

``python -m benchmarks.speed --only import``
"""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.report import Row, at_most
from benchmarks.speed.people import fill
from database.log.access_log import SqlAccessLog
from door_access.bootstrap.site import Site, opened_site
from door_access.desk.importing.import_desk import Import
from door_access.desk.importing.preview import Choices
from door_access.domain.matching.access import Outcome, Reason
from door_access.ports import LogEntry

ROWS = 10_000
ENROLLED = 50_000
WANTED_S = 60.0
WANTED_WAIT_S = 5.0
"""What a door waits for a row before it says that it cannot be written."""
EVERY_S = 0.02
"""A door that writes far more than any real one."""


@dataclass
class Door:
    """Writes rows and notes how long the longest took."""

    log: SqlAccessLog
    longest_s: float = 0.0
    is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        while not self.is_over.wait(EVERY_S):
            begun = time.perf_counter()
            self.log.append(LogEntry(datetime.now(UTC), "main entrance", Outcome.DENIED, Reason.NO_FACE))
            self.longest_s = max(self.longest_s, time.perf_counter() - begun)

    def lap_s(self) -> float:
        """Return the longest wait so far, and begin anew."""
        longest_s, self.longest_s = self.longest_s, 0.0
        return longest_s


def measure() -> list[Row]:
    """Return the rows; takes about 20 seconds."""
    with tempfile.TemporaryDirectory() as folder, opened_site(Path(folder) / "data") as site:
        fill(site.database, site.keyring, ENROLLED)
        path = _list(Path(folder))
        with _writing_door(site) as door:
            time.sleep(1.0)
            alone_s = door.lap_s()
            work, looked_s, ready_s, piece_s = _looked_and_ready(site, path)
            meanwhile_s = door.lap_s()
            begun = time.perf_counter()
            site.import_desk.finish(work)
            stored_s = time.perf_counter() - begun
            time.sleep(0.2)
            waited_s = door.lap_s()
    beside = f"of this, the preview {looked_s:.1f} s, sealing {ready_s:.1f} s, storing {stored_s:.1f} s"
    waits = f"alone {alone_s * 1000:.0f} ms, while the preview is made and sealed {meanwhile_s * 1000:.0f} ms"
    total_s = looked_s + ready_s + stored_s
    return [
        Row(
            f"{ROWS:,} people with a card each from a file, beside {ENROLLED:,}",
            total_s, "s", beside, "one run", at_most(WANTED_S),
        ),
        Row(
            "the longest that the door waits for a row, while all of them are stored",
            waited_s, "s", waits, "one run", at_most(WANTED_WAIT_S),
        ),
        Row("the longest piece of the desk thread meanwhile", piece_s * 1000, "ms", "", "one run"),
    ]  # fmt: skip


def _looked_and_ready(site: Site, path: Path) -> tuple[Import, float, float, float]:
    """Return what is ready, how long preview and sealing took, and the longest piece of the latter."""
    desk = site.import_desk
    begun = time.perf_counter()
    preview = desk.preview(path, Choices(consent="agreed"))
    looked = time.perf_counter()
    work, longest_s = desk.begin(preview), 0.0
    while not work.is_ready:
        before = time.perf_counter()
        work = desk.go_on(work)
        longest_s = max(longest_s, time.perf_counter() - before)
    return work, looked - begun, time.perf_counter() - looked, longest_s


def _list(folder: Path) -> Path:
    path = folder / "people.csv"
    rows = (f"Newcomer {n},N{n:06},Sales,2030-12-31,04A1{n:08}\n" for n in range(ROWS))
    path.write_text("name,external id,department,valid until,card\n" + "".join(rows), encoding="utf-8")
    return path


@contextmanager
def _writing_door(site: Site) -> Iterator[Door]:
    door = Door(SqlAccessLog(site.database, site.keyring))
    thread = threading.Thread(target=door.run)
    thread.start()
    try:
        yield door
    finally:
        door.is_over.set()
        thread.join()
