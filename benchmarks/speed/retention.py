"""What it costs that the log forgets: a day's rows of a million, all that is too old, and the door's wait.

``python -m benchmarks.speed --only retention``
"""

import statistics
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.report import Row, at_most
from benchmarks.speed.access_log import ENTRY
from benchmarks.speed.log_growth import filled
from database.connections import Database
from database.engine import open_database
from database.erasing import kept
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.log.retention import PAUSE_S, SqlLogRetention
from door_access.ports import LogKind

ROWS = 1_000_000
DAYS = 730
KEPT_DAYS = 90
DAYS_ONE_BY_ONE = 5
MS = 1e3


class _Batches:
    """Is asked before each transaction, and so knows how long each one took."""

    def __init__(self) -> None:
        self.durations_s: list[float] = []
        self._last_s: float | None = None

    def __call__(self) -> bool:
        now_s = time.perf_counter()
        if self._last_s is not None:
            self.durations_s.append(now_s - self._last_s - PAUSE_S)
        self._last_s = now_s
        return True


def measure(rows: int = ROWS) -> list[Row]:
    """Return the rows; takes some five minutes for a million."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder, open_database(Path(folder)) as database:
        log = SqlAccessLog(database)
        log.settle()
        filled(database, log, rows, every_s=DAYS * 86_400 / rows)
        log.settle()
        return _measured(database, log, rows)


def _measured(database: Database, log: SqlAccessLog, rows: int) -> list[Row]:
    store = SqlLogRetention(database, open_keyring(database))
    now_utc = ENTRY.at_utc + timedelta(days=DAYS)
    first_limit = now_utc - timedelta(days=KEPT_DAYS + DAYS_ONE_BY_ONE)
    batches = _Batches()
    backlog, backlog_s = _timed(store, first_limit, now_utc, batches)
    kept(database)
    days = [
        _timed(store, first_limit + timedelta(days=day), now_utc, batches)
        for day in range(1, DAYS_ONE_BY_ONE + 1)
    ]
    _, nothing_s = _timed(store, first_limit + timedelta(days=DAYS_ONE_BY_ONE), now_utc, batches)
    appended_s = _appended_beside(store, log, now_utc)
    slowest = sorted(batches.durations_s)
    day_s = statistics.median(seconds for _, seconds in days)
    check = log.verify()
    note = f"{check.forgotten:,} of {rows:,} rows forgotten, the chain {'whole' if check.is_ok else 'BROKEN'}"
    return [
        Row(
            "a day's rows forgotten",
            day_s * MS,
            "ms",
            f"{days[0][0]:,} rows, in pauses of a door",
            note,
            at_most(2_000),
        ),
        Row(
            "one transaction, mean",
            statistics.mean(slowest) * MS,
            "ms",
            f"p95 {slowest[int(0.95 * len(slowest))] * MS:.1f} ms, longest {slowest[-1] * MS:.1f} ms",
            f"{len(slowest):,} of them, each with what SQLite tidies after it",
            at_most(20),
        ),
        Row("nothing to forget", nothing_s * MS, "ms", "", "every hour"),
        Row(
            "all that is too old, at the first start",
            backlog_s,
            "s",
            f"{backlog:,} rows",
            f"{backlog / backlog_s:,.0f} rows a second",
        ),
        Row(
            "a row appended meanwhile, longest",
            max(appended_s) * MS,
            "ms",
            f"median {statistics.median(appended_s) * MS:.1f} ms",
            f"{len(appended_s)} rows, one after each transaction",
        ),
    ]


def _timed(
    store: SqlLogRetention, before_utc: datetime, now_utc: datetime, batches: _Batches
) -> tuple[int, float]:
    begun_s = time.perf_counter()
    done = store.forget(LogKind.ACCESS, before_utc=before_utc, now_utc=now_utc, goes_on=batches)
    return done, time.perf_counter() - begun_s


def _appended_beside(store: SqlLogRetention, log: SqlAccessLog, now_utc: datetime) -> list[float]:
    """Return how long rows took that were appended between the transactions of a day's forgetting."""
    durations_s: list[float] = []

    def append() -> bool:
        begun_s = time.perf_counter()
        log.append(replace(ENTRY, at_utc=now_utc))
        durations_s.append(time.perf_counter() - begun_s)
        return True

    before_utc = now_utc - timedelta(days=KEPT_DAYS - 1)
    store.forget(LogKind.ACCESS, before_utc=before_utc, now_utc=now_utc, goes_on=append)
    return durations_s
