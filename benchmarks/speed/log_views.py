"""What the views of a large log cost: pages by every filter, counts, today's figures, a month, the search.

``python -m benchmarks.speed --only log-views``
"""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from benchmarks.speed import large_site
from database.connections import Database
from database.keys.opening import open_keyring
from database.log.audit_chain import BEFORE_THE_FIRST
from database.log.log_keys import LogKeys
from database.log.log_rows import new_cells
from database.schema import access_events, chain_head
from door_access.domain.door.alarms import Notice
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act
from door_access.ports import LogEntry, LogKind

ROWS = 1_000_000
PEOPLE = 50_000
ROWS_A_DAY = 11_000
"""Of three months: a large site's working day."""
AT_ONCE = 10_000
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
