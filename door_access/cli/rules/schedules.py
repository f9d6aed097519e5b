"""``schedules``: hours of the week, and what holds on holidays instead."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.chosen import chosen_part, known_part, taken_ids
from door_access.cli.rules.options import NewName
from door_access.cli.site import site_of
from door_access.desk.part_ids import new_id
from door_access.desk.rule_records import schedule_record
from door_access.desk.typed_hours import row_of, row_text, window_of, window_text
from door_access.domain.permissions.holidays import HolidayCalendar
from door_access.domain.permissions.hours import Window
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)

ChosenSchedule = Annotated[str, typer.Argument(metavar="SCHEDULE", help="Name or id of a schedule.")]
Windows = Annotated[
    list[str] | None,
    typer.Option(
        "--window",
        help="Days and hours: 'Mon-Fri 08:00-17:00'; 'Sat 22:00-06:00+' goes on into Sunday. Repeat it.",
        show_default=False,
    ),
]
Rows = Annotated[
    list[str] | None,
    typer.Option(
        "--holiday",
        help="What holds on holidays of a kind instead: 'public closed', 'company 09:00-12:00'. Repeat it.",
        show_default=False,
    ),
]
Calendars = Annotated[
    list[str] | None,
    typer.Option("--calendar", help="Whose holidays are meant. Repeat it.", show_default=False),
]


@app.command("list")
def list_schedules(data_dir: DataDir = None, as_json: Json = False) -> int:
    """List the schedules."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        _say(rules, rules.schedules, as_json=as_json)
    return 0


@app.command("show")
def show(schedule: ChosenSchedule, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Show one schedule as it can be typed."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        _say(rules, (chosen_part(rules, Schedule, schedule),), as_json=as_json)
    return 0


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="How the schedule is to be called.")],
    windows: Windows = None,
    holidays: Rows = None,
    calendars: Calendars = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Add a schedule of windows of the week; times are those of the clock on the wall of the door."""
    week, rows = _week(windows), _rows(holidays)
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        id_ = new_id(name, taken_ids(rules, Schedule), otherwise="schedule")
        schedule = Schedule(id_, name.strip(), week, rows, _calendars(rules, calendars))
        _say(site.rules_desk.put(None, schedule), (schedule,), as_json=as_json)
    return 0


@app.command("change")
def change(
    schedule: ChosenSchedule,
    name: NewName = None,
    windows: Windows = None,
    holidays: Rows = None,
    calendars: Calendars = None,
    no_holidays: Annotated[
        bool, typer.Option("--no-holidays", help="Every day is an ordinary one from now on.")
    ] = False,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Change a schedule; windows take the place of all that it had, and so do holidays and calendars."""
    if no_holidays and (holidays or calendars):
        raise BadInput("--no-holidays stands alone: it takes all rows for holidays and all calendars away.")
    if not (name or windows or holidays or calendars or no_holidays):
        raise BadInput("Say what to change: --name, --window, --holiday, --calendar or --no-holidays.")
    week, rows = _week(windows), _rows(holidays)
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        before = chosen_part(rules, Schedule, schedule)
        others = _calendars(rules, calendars)
        after = replace(
            before,
            name=before.name if name is None else name.strip(),
            week=week or before.week,
            holidays=() if no_holidays else rows or before.holidays,
            calendars=() if no_holidays else others or before.calendars,
        )
        _say(site.rules_desk.put(before, after), (after,), as_json=as_json)
    return 0


@app.command("remove")
def remove(schedule: ChosenSchedule, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Remove a schedule that no right and no plan goes by."""
    with site_of(data_dir) as site:
        gone = chosen_part(site.rules_desk.rules(), Schedule, schedule)
        site.rules_desk.put(gone, None)
    say({"schedules": [schedule_record(gone)]}, [f"The schedule {gone.name} is gone."], as_json=as_json)
    return 0


def _week(typed: Sequence[str] | None) -> tuple[Window, ...]:
    return tuple(map(window_of, typed or ()))


def _rows(typed: Sequence[str] | None) -> tuple[HolidayRow, ...]:
    return tuple(map(row_of, typed or ()))


def _calendars(rules: Rules, typed: Sequence[str] | None) -> tuple[str, ...]:
    return tuple(chosen_part(rules, HolidayCalendar, one).id for one in typed or ())


def _say(rules: Rules, schedules: Sequence[Schedule], *, as_json: bool) -> None:
    lines = [line for one in schedules for line in _lines(rules, one)] or ["There are no schedules."]
    say({"schedules": list(map(schedule_record, schedules))}, lines, as_json=as_json)


def _lines(rules: Rules, schedule: Schedule) -> list[str]:
    names = [known_part(rules, HolidayCalendar, one).name for one in schedule.calendars]
    return [
        f"{schedule.name} ({schedule.id})",
        *(f"  {window_text(window)}" for window in schedule.week),
        *(f"  on holidays: {row_text(row)}" for row in schedule.holidays),
        *([f"  holidays of: {', '.join(names)}"] if names else []),
    ]
