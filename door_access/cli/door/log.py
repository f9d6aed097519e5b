"""``log``: what the door did, and whether the record is whole."""

import csv
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from door_access import config
from door_access.atomic_file import read_whole, written_whole
from door_access.bootstrap.site import data_directory, opened_log
from door_access.cli.door.log_filters import (
    ActOption,
    By,
    KindOption,
    Object,
    OutcomeOption,
    Person,
    Since,
    Text,
    Until,
    filter_at,
    plain_filter,
    searched_note,
)
from door_access.cli.door.log_forget import forget
from door_access.cli.options import DataDir, Json
from door_access.cli.patience import bar_if_long, told
from door_access.cli.printing import as_line, figure, rounded, say, words
from door_access.cli.printing import note as tell_person
from door_access.cli.site import prepared, site_of, warn_of_space
from door_access.counts import counted
from door_access.desk.anchor import LONGEST_ANCHOR_BYTES, LogAnchor
from door_access.desk.export import CHANGES, ENCODING, FORMATS, first_difference, row_of, write_csv
from door_access.desk.session import system_user
from door_access.desk.who import who_text
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Actor
from door_access.errors import BadInput
from door_access.ports import AccessLog, LogCheck, LogEntry, LogFilter, LogKind, LogRow

app = typer.Typer(pretty_exceptions_enable=False)
app.command("forget")(forget)

SHOWN = 50
MOST_SHOWN = 1_000_000
NOTHING = "No row of the log fits."
SEALED = "(removed)"
FORGOTTEN = "(forgotten)"
"""Too old to be kept; whose row it was nobody can tell any more."""
DAMAGED = "(changed by somebody)"
UNDER_DURESS = "under duress"

Duress = Annotated[
    bool, typer.Option("--duress", help="Also tell who was threatened. Nobody near the door should see that.")
]


@contextmanager
def _log_of(data_dir: Path | None) -> Iterator[AccessLog]:
    """Open the log without the rest of the site, so that a lost key hides no more than it must."""
    directory = prepared(data_dir)
    with opened_log(directory) as log:
        warn_of_space(directory)
        yield log


def _tell_searched(log: AccessLog, wanted: LogFilter) -> None:
    """Say what a text was not looked for in."""
    told = searched_note(log, wanted)
    if told:
        tell_person(told)


def _record(event: LogRow, *, tells_duress: bool) -> dict[str, Any]:
    row = row_of(event, tells_duress=tells_duress)
    for key in ("distance", "threshold", "second_distance"):
        row[key] = rounded(row[key])  # type: ignore[arg-type]
    row[CHANGES] = [asdict(change) for change in event.event.changes]
    return row


def _line(event: LogRow, *, tells_duress: bool) -> str:
    row = event.event
    local = row.at_utc.astimezone().isoformat(" ", "seconds")
    person = SEALED if event.is_sealed else event.person or "–"
    person = FORGOTTEN if event.is_forgotten else person
    person = DAMAGED if event.is_damaged else person
    who = f"{words(row.outcome):<13} {words(row.reason):<22} {person}"
    duress = f"  ({UNDER_DURESS})" if tells_duress and row.is_duress else ""
    return f"{event.seq:>7}  {local}  {who}  {_details(event)}{duress}".rstrip()


def _details(row: LogRow) -> str:
    """Return how near a face was; of an act, who did it and what it changed."""
    event, doer = row.event, who_text(row)
    if event.kind not in (LogKind.ACT, LogKind.SYSTEM):
        return figure(event.distance)
    told = [f"by {doer}"] if doer else []
    return "; ".join([*told, *map(str, event.changes), *([event.note] if event.note else [])])


@app.command("list")
def list_events(
    person: Person = None,
    outcome: OutcomeOption = None,
    since: Since = None,
    until: Until = None,
    kind: KindOption = None,
    act: ActOption = None,
    by: By = None,
    thing: Object = None,
    text: Text = None,
    duress: Duress = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST_SHOWN, help="How many rows.")] = SHOWN,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """List the newest rows first, in local time with its distance from UTC."""
    wanted = plain_filter(outcome, since, until, kind, act)
    if person or by or thing or text:
        with site_of(data_dir) as site:
            named = filter_at(site, wanted, person=person, by=by, thing=thing, text=text)
            events = site.log.page(named, before_seq=None, limit=limit)
            _tell_searched(site.log, named)
    else:
        with _log_of(data_dir) as log:
            events = log.page(wanted, before_seq=None, limit=limit)
    lines = [_line(event, tells_duress=duress) for event in events] or [NOTHING]
    records = [_record(event, tells_duress=duress) for event in events]
    say({"events": records}, lines, as_json=as_json)
    return 0


@app.command("export")
def export(
    file: Annotated[
        Path | None, typer.Option("--file", help="The CSV file to write; else the screen.")
    ] = None,
    person: Person = None,
    outcome: OutcomeOption = None,
    since: Since = None,
    until: Until = None,
    kind: KindOption = None,
    act: ActOption = None,
    by: By = None,
    thing: Object = None,
    text: Text = None,
    duress: Duress = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Write the rows as CSV, oldest first; cells that start a formula are defused.

    A file begins with a UTF-8 byte order mark, so that spreadsheets show every letter right. The screen, or
    the next program in a pipe, gets none.
    """
    asked = plain_filter(outcome, since, until, kind, act)
    with site_of(data_dir) as site, bar_if_long("Exporting") as tell:
        wanted = filter_at(site, asked, person=person, by=by, thing=thing, text=text)
        _tell_searched(site.log, wanted)
        total = site.log.count(wanted)
        if file is not None:
            with written_whole(file) as out:
                rows = told(site.log.oldest_first(wanted), total, tell)
                write_csv(rows, out, has_mark=True, tells_duress=duress)
        elif not as_json:
            rows = site.log.oldest_first(wanted)
            is_watched = sys.stdout.isatty()  # whoever sees the rows go by needs no bar among them
            shown = rows if is_watched else told(rows, total, tell)
            write_csv(shown, sys.stdout, has_mark=False, tells_duress=duress)
        if as_json:
            rows = told(site.log.oldest_first(wanted), total, tell)
            records = [_record(event, tells_duress=duress) for event in rows]
            say({"events": records, "file": str(file) if file else None}, [], as_json=True)
    return 0


@app.command("verify")
def verify(
    file: Annotated[Path | None, typer.Option("--file", help="An export to hold against the log.")] = None,
    anchor: Annotated[
        Path | None, typer.Option("--anchor", help="A file of `log anchor --out` to hold against the log.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Check the chain of the whole log, and that an export or anchor kept elsewhere still agrees with it."""
    with _log_of(data_dir) as log:
        with bar_if_long("Checking the log") as tell:
            check = log.verify(tell)
        if check.is_ok and file is not None:
            check = _against_export(log, check, file)
        covered = list[str]()
        if check.is_ok and anchor is not None:
            check, covered = _against_anchor(log, check, anchor)
    document = {
        "ok": check.is_ok,
        "events": check.events,
        "first_broken": check.first_broken,
        "sealed": check.sealed,
        "acknowledged": list(check.acknowledged),
        "epochs": list(check.epochs),
        "fault": check.fault or None,
        "forgotten": check.forgotten,
        "unexplained": check.unexplained,
        "cut": check.cut,
    }
    say(document, [*_check_lines(check), *covered], as_json=as_json)
    return 0 if check.is_ok else 1


def _check_lines(check: LogCheck) -> Iterator[str]:
    if check.is_ok:
        yield f"The log is whole: {counted(check.events, 'row')}."
    elif check.first_broken is not None:
        yield f"The log is broken at row {check.first_broken}; it has {counted(check.events, 'row')}."
    if check.fault:
        yield check.fault
    if check.acknowledged:
        rows = ", ".join(map(str, check.acknowledged))
        yield f"It had lost rows before; that was acknowledged in row {rows}."
    for seq in check.epochs:
        yield f"A backup was put back: row {seq} began a new epoch, and tells from which and what was lost."
    if check.cut:
        yield f"Rows up to {check.cut} were cut off for being old; the signed checkpoint stands for them."
    if check.forgotten:
        many = counted(check.forgotten, "row tells", "rows tell")
        yield f"{many} no more than the header: too old to be kept."
    others = check.sealed - check.forgotten - check.unexplained
    if others:
        why = "people were erased, or the key is missing"
        yield f"{others} of them tell no more than their header: {why}."
    if check.unexplained:
        many = counted(check.unexplained, "row has", "rows have")
        yield f"{many} lost what was sealed in them, and neither an erasure nor their age explains it."


@app.command("anchor")
def anchor(
    out: Annotated[Path | None, typer.Option("--out", help="The file to write, for another place.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Tell the newest row's number, hash and time: kept elsewhere, they prove all rows up to it."""
    with _log_of(data_dir) as log:
        log.settle()
        ends_at = _row_before(log, None)
    if out is not None:
        with written_whole(out) as file:
            file.write(as_line(asdict(ends_at)) + "\n")
    lines = [f"row {ends_at.seq}", f"hash {ends_at.hash}", f"time {ends_at.at_utc or '–'}"]
    say(asdict(ends_at), lines, as_json=as_json)
    return 0


@app.command("acknowledge")
def acknowledge(
    note: Annotated[str, typer.Option("--note", help="What is known of it; it stays in the log.")],
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Say that you know what the log has lost: a row tells of it, and people are let in again."""
    door = config.load(data_directory(data_dir) / config.FILE_NAME).door.id
    with _log_of(data_dir) as log:
        found = log.acknowledge(
            LogEntry(
                datetime.now(UTC),
                door,
                Outcome.NOT_COMPLETED,
                Reason.LOG_ACKNOWLEDGED,
                kind=LogKind.SYSTEM,
                actor=Actor.COMMAND_LINE,
                operator=system_user(),
                note=note,
            )
        )
    say({"acknowledged": found}, [f"Written into the log as acknowledged: {found}"], as_json=as_json)
    return 0


def _against_export(log: AccessLog, check: LogCheck, file: Path) -> LogCheck:
    try:
        with file.open(encoding=ENCODING, newline="") as lines:
            rows = csv.DictReader(lines)
            if tuple(rows.fieldnames or ()) not in FORMATS:
                raise BadInput(f"{file} is not an export of the access log: its first line is another.")
            kept = (row for row in rows if _number(row) > check.cut)
            seq = first_difference(kept, log.oldest_first(LogFilter()))
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, csv.Error) as error:
        raise BadInput(f"{file} is not an export of the access log: {error}.") from error
    return replace(check, is_ok=seq is None, first_broken=seq)


def _number(row: Mapping[str, str]) -> int:
    """Return an exported row's number; raises ValueError where it has none: this is no export."""
    return int(row.get("seq") or "none")


def _against_anchor(log: AccessLog, check: LogCheck, file: Path) -> tuple[LogCheck, list[str]]:
    """Return the check with what the anchor says of it, and what else there is to say of the anchor."""
    try:
        kept = LogAnchor.read(read_whole(file, at_most=LONGEST_ANCHOR_BYTES).decode())
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise BadInput(f"{file} is not an anchor of the access log: {error}.") from error
    if kept.seq < check.cut:
        return check, [f"Row {kept.seq} of {file} is covered by the checkpoint of row {check.cut}."]
    there = _row_before(log, kept.seq + 1)
    if (there.seq, there.hash) == (kept.seq, kept.hash):
        return check, []
    fault = f"Row {kept.seq} is not in the log as {file} tells of it."
    missing = there.seq + 1 if there.seq < kept.seq else None
    return replace(check, is_ok=False, first_broken=missing, fault=fault), []


def _row_before(log: AccessLog, seq: int | None) -> LogAnchor:
    """Return the newest row, or the newest before this seq, as an anchor."""
    rows = log.page(LogFilter(), before_seq=seq, limit=1)
    return LogAnchor.of(rows[0] if rows else None)
