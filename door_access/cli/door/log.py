"""``log``: what the door did, and whether the record is whole."""

import csv
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from door_access.atomic_file import written_whole
from door_access.bootstrap import Site, opened_log
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import figure, rounded, say, words
from door_access.cli.site import prepared, site_of, warn_of_space
from door_access.desk.choice import chosen_person
from door_access.desk.export import FORMATS, first_difference, row_of, write_csv
from door_access.domain.matching.access import Outcome
from door_access.errors import BadInput
from door_access.ports import AccessLog, LogCheck, LogFilter, LogRow

app = typer.Typer(help="What the door did.", pretty_exceptions_enable=False)

SHOWN = 50
MOST_SHOWN = 1_000_000
SEALED = "(removed)"

Person = Annotated[str | None, typer.Option("--person", help="Only this person's rows.")]
OutcomeOption = Annotated[Outcome | None, typer.Option("--outcome", help="Only rows of this outcome.")]
Since = Annotated[str | None, typer.Option("--since", help="From this day on (YYYY-MM-DD, local time).")]
Until = Annotated[str | None, typer.Option("--until", help="Before this day (YYYY-MM-DD, local time).")]


def _filter(
    site: Site, person: str | None, outcome: Outcome | None, days: tuple[str | None, str | None]
) -> LogFilter:
    person_id = chosen_person(site.people, person, site.model.key).id if person else None
    return LogFilter(person_id, outcome, *(_local_day(day) for day in days))


@contextmanager
def _log_of(data_dir: Path | None) -> Iterator[AccessLog]:
    """Open the log without the rest of the site, so that a lost key hides no more than it must."""
    directory = prepared(data_dir)
    with opened_log(directory) as log:
        warn_of_space(directory)
        yield log


def _local_day(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").astimezone().astimezone(UTC)
    except ValueError as error:
        raise BadInput(f"A day is written YYYY-MM-DD, got {text!r}.") from error


def _record(event: LogRow) -> dict[str, Any]:
    row = row_of(event)
    for key in ("distance", "threshold", "second_distance"):
        row[key] = rounded(row[key])  # type: ignore[arg-type]
    return row


def _line(event: LogRow) -> str:
    row = event.event
    local = row.at_utc.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    person = SEALED if event.is_sealed else event.person or "–"
    who = f"{words(row.outcome):<13} {words(row.reason):<22} {person}"
    return f"{event.seq:>7}  {local}  {who}  {figure(row.distance)}"


@app.command("list")
def list_events(
    person: Person = None,
    outcome: OutcomeOption = None,
    since: Since = None,
    until: Until = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=MOST_SHOWN, help="How many rows.")] = SHOWN,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """List the newest rows first."""
    if person:
        with site_of(data_dir) as site:
            wanted = _filter(site, person, outcome, (since, until))
            events = site.log.page(wanted, before_seq=None, limit=limit)
    else:
        with _log_of(data_dir) as log:
            wanted = LogFilter(None, outcome, _local_day(since), _local_day(until))
            events = log.page(wanted, before_seq=None, limit=limit)
    lines = [_line(event) for event in events] or ["The log is empty."]
    say({"events": [_record(event) for event in events]}, lines, as_json=as_json)
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
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Write the rows as CSV, oldest first; cells that start a formula are defused."""
    with site_of(data_dir) as site:
        wanted = _filter(site, person, outcome, (since, until))
        if file is not None:
            with written_whole(file) as out:
                write_csv(site.log.oldest_first(wanted), out)
        elif not as_json:
            write_csv(site.log.oldest_first(wanted), sys.stdout)
        if as_json:
            rows = [_record(event) for event in site.log.oldest_first(wanted)]
            say({"events": rows, "file": str(file) if file else None}, [], as_json=True)
    return 0


@app.command("verify")
def verify(
    file: Annotated[Path | None, typer.Option("--file", help="An export to hold against the log.")] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Check the chain of the whole log, and that an export kept elsewhere still agrees with it."""
    with _log_of(data_dir) as log:
        check = log.verify()
        if check.is_ok and file is not None:
            check = _against_export(log, check, file)
    whole = f"The log is whole: {check.events} rows."
    broken = f"The log is broken at row {check.first_broken}; it has {check.events} rows."
    sealed = (
        f"{check.sealed} of them tell no more than their header: people were erased, or the key is missing."
    )
    document = {
        "ok": check.is_ok,
        "events": check.events,
        "first_broken": check.first_broken,
        "sealed": check.sealed,
    }
    lines = [whole if check.is_ok else broken] + ([sealed] if check.sealed else [])
    say(document, lines, as_json=as_json)
    return 0 if check.is_ok else 1


def _against_export(log: AccessLog, check: LogCheck, file: Path) -> LogCheck:
    try:
        with file.open(encoding="utf-8", newline="") as lines:
            rows = csv.DictReader(lines)
            if tuple(rows.fieldnames or ()) not in FORMATS:
                raise BadInput(f"{file} is not an export of the access log: its first line is another.")
            seq = first_difference(rows, log.oldest_first(LogFilter()))
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    except (ValueError, csv.Error) as error:
        raise BadInput(f"{file} is not an export of the access log: {error}.") from error
    return replace(check, is_ok=seq is None, first_broken=seq)
