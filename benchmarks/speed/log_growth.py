"""What reading the access log costs as it grows, in processor time: a busy machine takes nothing away.

``python -m benchmarks.speed --only log-growth``
"""

import io
import statistics
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert, update

from benchmarks.report import Row
from benchmarks.speed.access_log import ENTRY, PAGE_ROWS, PEOPLE
from benchmarks.speed.growth import grown
from database.connections import Database
from database.engine import open_database
from database.log.access_log import SqlAccessLog
from database.log.audit_chain import BEFORE_THE_FIRST
from database.log.log_rows import new_cells
from database.schema import access_events, chain_head
from door_access.desk.export import write_csv
from door_access.domain.matching.access import Outcome
from door_access.ports import LogFilter

SIZES = (1_000, 10_000, 100_000, 1_000_000)
AT_ONCE = 10_000
LOOKS = 9
"""Readings of one page, or one count, at each size."""
WALKS = {1_000: 9, 10_000: 3}
"""Checks and exports of the whole log at a size; of larger ones, one."""
REFUSED_EVERY = 10
MS, US = 1e3, 1e6


def measure() -> list[Row]:
    """Return the rows of all sizes; takes some four minutes, most of them for a million rows."""
    found: dict[str, dict[int, float]] = {}
    for size in SIZES:
        for what, figure in measured(size).items():
            found.setdefault(what, {})[size] = figure
    return [row for what, figures in found.items() for row in _rows(what, figures)]


def _rows(what: str, figures: dict[int, float]) -> list[Row]:
    is_walk = what.endswith("a row")
    return grown(
        what,
        figures,
        of="rows",
        unit="µs" if is_walk else "ms",
        note="processor time; the whole log, over its rows"
        if is_walk
        else f"processor time, median of {LOOKS}",
    )


def measured(size: int) -> dict[str, float]:
    """Return what reading a log of so many rows costs: in milliseconds, or in microseconds a row."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder, open_database(Path(folder)) as database:
        log, person = SqlAccessLog(database), uuid.UUID(int=PEOPLE // 2).hex
        log.settle()
        filled(database, log, size)
        log.settle()
        looks: dict[str, Callable[[], object]] = {
            f"newest {PAGE_ROWS} rows": partial(_page, log, LogFilter()),
            f"newest {PAGE_ROWS} of one person": partial(_page, log, LogFilter(person_id=person)),
            "how many were denied": partial(log.count, LogFilter(outcome=Outcome.DENIED)),
        }
        walks: dict[str, Callable[[], object]] = {
            "verify, a row": log.verify,
            "export, a row": lambda: write_csv(log.oldest_first(LogFilter()), io.StringIO(), has_mark=False),
        }
        figures = {what: _median_s(look, LOOKS) * MS for what, look in looks.items()}
        times = WALKS.get(size, 1)
        return figures | {what: _median_s(walk, times) / size * US for what, walk in walks.items()}


def _page(log: SqlAccessLog, wanted: LogFilter) -> object:
    return log.page(wanted, before_seq=None, limit=PAGE_ROWS)


def _median_s(call: Callable[[], object], times: int) -> float:
    durations_s = []
    for _ in range(times):
        begun_s = time.process_time()
        call()
        durations_s.append(time.process_time() - begun_s)
    return statistics.median(durations_s)


def filled(
    database: Database,
    log: SqlAccessLog,
    size: int,
    *,
    every_s: float = 1.0,
    people: Sequence[str] = (),
) -> None:
    """Write the rows as the log would, many in a transaction: one by one they would take an hour."""
    whom = people or [uuid.UUID(int=number).hex for number in range(PEOPLE)]
    seq, hash_ = 0, BEFORE_THE_FIRST
    while seq < size:
        with database.writing() as connection:
            keys, rows = log.keys_at(connection), []
            for number in range(seq, min(size, seq + AT_ONCE)):
                outcome = Outcome.GRANTED if number % REFUSED_EVERY else Outcome.DENIED
                entry = replace(
                    ENTRY,
                    at_utc=ENTRY.at_utc + timedelta(seconds=number * every_s),
                    outcome=outcome,
                    person_id=whom[number % len(whom)],
                )
                rows.append(new_cells(entry, connection, keys, seq=number + 1, previous_hash=hash_))
                hash_ = str(rows[-1]["hash"])
            connection.execute(insert(access_events), rows)
            seq += len(rows)
            connection.execute(update(chain_head).values(seq=seq, hash=hash_))
