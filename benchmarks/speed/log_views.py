"""What the views of a large log cost: pages by every filter, counts, today's figures, a month, the search.

In processor time: a busy machine takes nothing away.

``python -m benchmarks.speed --only log-views``
"""

import time
import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import insert

from benchmarks.report import Row, at_most
from benchmarks.speed import large_site
from database.connections import Database
from database.engine import open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.log.audit_chain import BEFORE_THE_FIRST
from database.log.log_keys import LogKeys
from database.log.log_rows import new_cells
from database.schema import access_events, chain_head
from door_access.desk.figures_desk import ROWS_AT_ONCE, FiguresDesk
from door_access.desk.session import Session
from door_access.domain.door.alarms import Notice
from door_access.domain.figures.reason_groups import MEMBERS, ReasonGroup
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.ports import LogEntry, LogFilter, LogKind, Sought

ROWS = 1_000_000
PEOPLE = 50_000
ROWS_A_DAY = 11_000
"""Of three months: a large site's working day."""
AT_ONCE = 10_000
PAGE_ROWS = 500
LOOKS = 5
MOST_NAMED = 10
WANTED_MS, MS = 100.0, 1e3
A_MONTH = date(2026, 2, 1)
NOW_UTC = datetime(2026, 3, 31, 16, 0, tzinfo=UTC)
MODEL = "door-128@0123abcd"
DOOR = "main-entrance"
WORKING_DAY_S = 36_000
KNOWN = LogEntry(
    NOW_UTC, DOOR, Outcome.GRANTED, Reason.MATCH,
    distance=0.21, threshold=0.34, second_distance=0.98, model=MODEL, frames=3,
)  # fmt: skip
_DENIALS = (Reason.BLOCKED, Reason.CARD_UNKNOWN, Reason.NOT_NOW, Reason.WRONG_PIN, Reason.SPOOF_SUSPECTED)
_LEFT = (Reason.TOO_DARK, Reason.FACE_LEFT, Reason.TURNED_AWAY)


def entry(number: int, rows: int) -> LogEntry:
    """Return a row as a large site has them; the last of so many was written just now."""
    back_s = (rows - number) * WORKING_DAY_S // ROWS_A_DAY
    days, of_day_s = divmod(back_s, WORKING_DAY_S)
    told = _beside(number) or _at_the_door(number)
    at_utc = NOW_UTC - timedelta(days=days, seconds=of_day_s)
    return replace(told, at_utc=at_utc, source="camera", transaction=f"{number:032x}")


def _beside(number: int) -> LogEntry | None:
    """Return one of the few rows about something else than somebody who comes."""
    act = LogEntry(NOW_UTC, DOOR, Outcome.DONE, Act.RENAME, kind=LogKind.ACT, actor="desk")
    if number % 1_000 == 500:
        note = f"Parcel for the workshop, number {number}"
        return replace(act, outcome=Outcome.GRANTED, reason=Reason.OPERATOR_RELEASE, note=note)
    if number % 500 == 250:
        return act
    if number % 400 == 100:
        return LogEntry(NOW_UTC, DOOR, Outcome.NOTICED, Notice.HELD, kind=LogKind.DOOR)
    return None


def _at_the_door(number: int) -> LogEntry:
    """Return a row about somebody who comes: nine in ten are let in."""
    if number % 50 == 7:
        return LogEntry(NOW_UTC, DOOR, Outcome.NOT_COMPLETED, _LEFT[number // 50 % 3])
    if number % 40 == 3:
        return LogEntry(NOW_UTC, DOOR, Outcome.DENIED, _DENIALS[number // 40 % 5])
    if number % 16 == 1:
        return replace(KNOWN, outcome=Outcome.DENIED, reason=Reason.NO_MATCH)
    return replace(KNOWN, person_id=person(number * 7919 % PEOPLE), right="everybody", rules_version=1)


def person(number: int) -> str:
    """Return the id of one of the people."""
    return str(uuid.UUID(int=number << 64))


def fill(database: Database, rows: int = ROWS, people: int = PEOPLE) -> None:
    """Write people and rows as the product would, many in a transaction."""
    keyring = open_keyring(database)
    large_site.fill(database, keyring, people, model=MODEL)
    seq, hash_ = 0, BEFORE_THE_FIRST
    while seq < rows:
        with database.writing() as connection:
            keys = LogKeys(keyring.at(connection)).load(connection)
            made = []
            for number in range(seq, min(rows, seq + AT_ONCE)):
                made.append(
                    new_cells(entry(number, rows), connection, keys, seq=number + 1, previous_hash=hash_)
                )
                hash_ = str(made[-1]["hash"])
            connection.execute(insert(access_events), made)
            seq += len(made)
            connection.execute(chain_head.delete())
            connection.execute(insert(chain_head), {"id": 1, "seq": seq, "hash": hash_})


def measure() -> list[Row]:
    """Return the rows; takes some ten minutes, nearly all of them to write the log."""
    with TemporaryDirectory(prefix="door-access-bench-") as folder, open_database(Path(folder)) as database:
        fill(database)
        return measured(database)


def measured(database: Database) -> list[Row]:
    """Return what the views of a log that was filled here cost."""
    log = SqlAccessLog(database)
    filters = _filters()
    pages = {what: partial(_page, log, wanted) for what, wanted in filters.items()}
    counts = {what: partial(log.count, wanted) for what, wanted in filters.items() if not wanted.sought}
    desk = FiguresDesk(log, Session(tuple), utc_now=lambda: NOW_UTC, zone=UTC)
    today = desk.today()
    pieces: list[float] = []
    entries = _month(desk, pieces)
    note = f"median of {LOOKS}"
    return [
        *(_row(f"page of {PAGE_ROWS}: {what}", page, note) for what, page in pages.items()),
        *(_row(f"how many: {what}", count, note) for what, count in counts.items()),
        _row(f"today's figures, the first {ROWS_AT_ONCE:,} rows", desk.today, note),
        _row("today's figures, counted on", partial(desk.today, today), note),
        Row("a month, longest piece", max(pieces), "ms", "", f"{len(pieces)} pieces", at_most(WANTED_MS)),
        Row("a month, altogether", sum(pieces) / MS, "s", "", f"{entries:,} entries"),
    ]


def _row(what: str, look: Callable[[], object], note: str) -> Row:
    durations = sorted(_cost_ms(look) for _ in range(LOOKS))
    return Row(
        what, durations[LOOKS // 2], "ms", "", f"{note}, at most {durations[-1]:.0f}", at_most(WANTED_MS)
    )


def _cost_ms(look: Callable[[], object]) -> float:
    begun_s = time.process_time()
    look()
    return (time.process_time() - begun_s) * MS


def _page(log: SqlAccessLog, wanted: LogFilter) -> object:
    return log.page(wanted, before_seq=None, limit=PAGE_ROWS)


def _month(desk: FiguresDesk, pieces: list[float]) -> int:
    """Count a month in pieces and return its entries; what each piece cost is added."""
    counted = None
    while counted is None or not counted.is_whole:
        begun_s = time.process_time()
        counted = desk.month(A_MONTH, counted)
        pieces.append((time.process_time() - begun_s) * MS)
    return counted.figures.entered


def _filters() -> dict[str, LogFilter]:
    day = NOW_UTC.replace(hour=0, minute=0)
    month = day - timedelta(days=29)
    rare = tuple(MEMBERS[ReasonGroup.NOT_ALLOWED])
    named = Sought("person", tuple(map(person, range(MOST_NAMED))))
    return {
        "everything": LogFilter(),
        "one person": LogFilter(person_id=person(2 * 7919)),
        "denied": LogFilter(outcome=Outcome.DENIED),
        "somebody at the door": LogFilter(kind=LogKind.ACCESS),
        "denied at the door": LogFilter(kind=LogKind.ACCESS, outcome=Outcome.DENIED),
        "what operators did": LogFilter(kind=LogKind.ACT),
        "without acts": LogFilter(hides_acts=True),
        "today": LogFilter(since_utc=day),
        "30 days": LogFilter(since_utc=month),
        "30 days, denied": LogFilter(since_utc=month, outcome=Outcome.DENIED),
        "a commoner group of reasons": LogFilter(reasons=tuple(MEMBERS[ReasonGroup.NOT_RECOGNISED])),
        "a rare group of reasons": LogFilter(reasons=rare),
        "a rare group, 30 days": LogFilter(reasons=rare, since_utc=month),
        "let in": LogFilter(reasons=tuple(MEMBERS[ReasonGroup.LET_IN])),
        "a text that is nowhere": LogFilter(sought=Sought("zzzz")),
        "a text in notes": LogFilter(sought=Sought("parcel")),
        f"a text in {MOST_NAMED} names": LogFilter(sought=named),
    }
