"""How long a row of the access log takes until it can be lost no more, its size, and what reading costs.

``python -m benchmarks.speed --only log``
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import numpy as np

from benchmarks.report import Row, at_most
from benchmarks.timing import Timing, alternating
from database.connections import Database
from database.engine import open_database
from database.log.access_log import SqlAccessLog
from database.site_store import SqlSiteStore
from door_access.domain.matching.access import Outcome, Reason
from door_access.ports import LogEntry, LogFilter

ROWS = 3_000
PAGE_ROWS = 500
WANTED_MS = 30.0
SLOW_PERCENT = 95
ROUNDS = 5
APPENDS = 60
"""Per round; as many plain commits are made in turns."""
READINGS = (6, 2)
"""Pages and checks of the whole log per round."""
PEOPLE = 50
ENTRY = LogEntry(
    datetime(2026, 3, 2, 12, 0, tzinfo=UTC),
    "main-entrance",
    Outcome.GRANTED,
    Reason.MATCH,
    distance=0.2134,
    threshold=0.3375,
    second_distance=0.9871,
    model="door-128@0123abcd",
    frames=3,
    source="camera",
    transaction="0123456789abcdef0123456789abcdef",
)


def measure() -> list[Row]:
    """Return the rows of the log; takes about half a minute."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder, open_database(Path(folder)) as database:
        log, store = SqlAccessLog(database), SqlSiteStore(database)
        bytes_a_row = _fill(database, log)
        alone = _append_rows(log, store)
        with _reader(log):
            beside_reader = _append_rows(
                log, store, beside=", while a thread exports all rows again and again"
            )
        page, check = alternating(
            [lambda: log.page(LogFilter(), before_seq=None, limit=PAGE_ROWS), log.verify],
            rounds=ROUNDS,
            times=READINGS,
        )
        rows = log.count(LogFilter())
    return [
        *alone,
        *beside_reader,
        Row("size of a row", bytes_a_row, "bytes", "", f"{ROWS} rows, indices included"),
        Row(f"page of {PAGE_ROWS} rows", page.median_ms, "ms", "", str(page)),
        Row(f"verify {rows:,} rows", check.median_ms, "ms", "", str(check)),
    ]


def _append_rows(log: SqlAccessLog, store: SqlSiteStore, *, beside: str = "") -> list[Row]:
    """Time appends in turns with plain commits; rows that could not be settled in time end in a fault."""
    append, commit = alternating(
        [lambda: log.append(ENTRY), lambda: store.set("benchmark", os.urandom(16).hex())],
        rounds=ROUNDS,
        times=(APPENDS, APPENDS),
    )
    times = f"{append.median_ms / commit.median_ms:.1f}× a durable commit alone, {commit.median_ms:.1f} ms"
    slow = f"n={len(append.durations_ms)}, slowest {max(append.durations_ms):.1f} ms"
    plain = f"a commit alone: {_slow_ms(commit):.1f} ms"
    return [
        Row(f"append a row for good{beside}, median", append.median_ms, "ms", times, str(append)),
        Row("… 95th percentile", _slow_ms(append), "ms", plain, slow, None if beside else at_most(WANTED_MS)),
    ]


def _slow_ms(timing: Timing) -> float:
    return float(np.percentile(timing.durations_ms, SLOW_PERCENT))


def _fill(database: Database, log: SqlAccessLog) -> float:
    """Append the rows, of as many people as a door may see, and return how many bytes each of them took."""
    log.settle()
    before = database.path.stat().st_size
    people = [os.urandom(16).hex() for _ in range(PEOPLE)]
    for number in range(ROWS):
        log.append(replace(ENTRY, person_id=people[number % PEOPLE]))
    return (database.path.stat().st_size - before) / ROWS


@contextmanager
def _reader(log: SqlAccessLog) -> Iterator[None]:
    stopped = Event()

    def read() -> None:
        while not stopped.is_set():
            for _ in log.oldest_first(LogFilter()):
                if stopped.is_set():
                    return

    with ThreadPoolExecutor(1) as threads:
        reading = threads.submit(read)
        try:
            yield
        finally:
            stopped.set()
            reading.result()
