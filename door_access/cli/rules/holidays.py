"""``holidays``: calendars of days on which something else may hold than the week says."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer

from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.chosen import chosen_part, taken_ids
from door_access.cli.rules.options import NewName
from door_access.cli.rules.times import day_of
from door_access.cli.site import site_of
from door_access.counts import counted
from door_access.desk.part_ids import new_id
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)

PUBLIC, COMPANY = "public", "company"
YEARS_AHEAD = 5
"""How many years are imported, this one included. A guess: after that somebody will have looked again."""
_YEARS = re.compile(r"(\d{4})(?:[-–](\d{4}))?", re.ASCII)
_DAY_OF_YEAR = re.compile(r"(\d\d)-(\d\d)", re.ASCII)

ChosenCalendar = Annotated[str, typer.Argument(metavar="CALENDAR", help="Name or id of a calendar.")]
Day = Annotated[
    str | None,
    typer.Argument(
        metavar="[DAY]", help="2026-12-24; or 12-24 with --years, for one every year.", show_default=False
    ),
]
OneDay = Annotated[str | None, typer.Argument(metavar="[DAY]", help="As 2026-12-24.", show_default=False)]
Years = Annotated[
    str | None, typer.Option("--years", help="One year, or from-to: 2026-2030.", show_default=False)
]


@app.command("list")
def list_calendars(
    calendar: Annotated[
        str | None, typer.Argument(metavar="[CALENDAR]", help="Only this one.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """List the calendars with their days."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        found = rules.calendars if calendar is None else [chosen_part(rules, HolidayCalendar, calendar)]
        _say(found, as_json=as_json)
    return 0


@app.command("add")
def add(
    calendar: ChosenCalendar,
    day: Day = None,
    name: Annotated[str, typer.Option("--name", help="What the day is called.")] = "",
    kind: Annotated[
        str, typer.Option("--kind", help="What sort of day it is; schedules say what holds on it.")
    ] = COMPANY,
    years: Years = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Add a calendar; or a day to one that is there, every year if you like."""
    with site_of(data_dir) as site:
        desk = site.rules_desk
        if day is None:
            taken = taken_ids(desk.rules(), HolidayCalendar)
            after = HolidayCalendar(new_id(calendar, taken, otherwise="calendar"), calendar.strip())
            desk.put(None, after)
        else:
            before = chosen_part(desk.rules(), HolidayCalendar, calendar)
            days = [Holiday(one, kind.strip(), name.strip() or kind.strip()) for one in _days(day, years)]
            after = replace(before, days=tuple(sorted([*before.days, *days])))
            desk.put(before, after)
        _say([after], as_json=as_json)
    return 0


@app.command("change")
def change(
    calendar: ChosenCalendar,
    day: OneDay = None,
    name: NewName = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Another sort.", show_default=False)] = None,
    to: Annotated[
        str | None, typer.Option("--to", help="The day it moves to, as 2026-12-23.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Give a calendar another name; or one of its days another name or sort, or move it."""
    if day is None and (kind or to or not name):
        raise BadInput("A calendar can get another --name; name one of its days to change --kind, or --to.")
    if not (name or kind or to):
        raise BadInput("Say what to change: --name, --kind or --to.")
    with site_of(data_dir) as site:
        before = chosen_part(site.rules_desk.rules(), HolidayCalendar, calendar)
        if day is None:
            after = replace(before, name=before.name if name is None else name.strip())
        else:
            old = _chosen_day(before, day)
            new = Holiday(
                old.day if to is None else day_of(to),
                old.kind if kind is None else kind.strip(),
                old.name if name is None else name.strip(),
            )
            after = replace(before, days=tuple(sorted([new if one == old else one for one in before.days])))
        site.rules_desk.put(before, after)
        _say([after], as_json=as_json)
    return 0


@app.command("remove")
def remove(
    calendar: ChosenCalendar, day: OneDay = None, data_dir: DataDir = None, as_json: Json = False
) -> int:
    """Remove a calendar that no schedule goes by; or one of its days."""
    with site_of(data_dir) as site:
        before = chosen_part(site.rules_desk.rules(), HolidayCalendar, calendar)
        if day is not None:
            gone = _chosen_day(before, day)
            after = replace(before, days=tuple(one for one in before.days if one != gone))
            site.rules_desk.put(before, after)
            _say([after], as_json=as_json)
            return 0
        site.rules_desk.put(before, None)
    say({"calendars": [_record(before)]}, [f"The calendar {before.name} is gone."], as_json=as_json)
    return 0


@app.command("import")
def import_holidays(
    country: Annotated[str, typer.Argument(help="Two letters, as DE or US.")],
    state: Annotated[
        str | None, typer.Option("--state", help="A part of the country, as BY.", show_default=False)
    ] = None,
    years: Years = None,
    kind: Annotated[str, typer.Option("--kind", help="What sort of days they are here.")] = PUBLIC,
    calendar: Annotated[
        str | None,
        typer.Option("--calendar", help="Into this calendar; made if there is none.", show_default=False),
    ] = None,
    language: Annotated[
        str | None, typer.Option("--language", help="Of the days' names, as de.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Import a country's public holidays; importing again replaces them, and the site's own days stay."""
    this_year = datetime.now(UTC).year
    wanted = _years(years) if years else range(this_year, this_year + YEARS_AHEAD)
    name = calendar or " ".join(filter(None, (country.strip().upper(), (state or "").strip().upper())))
    with site_of(data_dir) as site:
        desk, called = site.rules_desk, name.strip()
        known = (
            one.id for one in desk.rules().calendars if called.casefold() in (one.id, one.name.casefold())
        )
        after = desk.import_holidays(
            next(known, None), country, state, wanted, kind=kind.strip(), name=called, language=language
        )
        _say([after], as_json=as_json)
    return 0


def _days(day: str, years: str | None) -> list[date]:
    """Return the day, or that of each of the years; raises BadInput."""
    yearly = _DAY_OF_YEAR.fullmatch(day.strip())
    if yearly is None:
        if years is not None:
            raise BadInput(f"--years goes with a day of every year, as in 12-24, not with {day!r}.")
        return [day_of(day)]
    if years is None:
        raise BadInput(f"Say of which years the day {day!r} is: --years 2026-2030.")
    return [day_of(f"{year:04}-{yearly[1]}-{yearly[2]}") for year in _years(years)]


def _years(typed: str) -> range:
    read = _YEARS.fullmatch(typed.strip())
    years = range(int(read[1]), int(read[2] or read[1]) + 1) if read else range(0)
    if not years:
        raise BadInput(f"{typed!r} are no years; give 2026, or 2026-2030.")
    return years


def _chosen_day(calendar: HolidayCalendar, typed: str) -> Holiday:
    day = day_of(typed)
    found = [one for one in calendar.days if one.day == day]
    if not found:
        raise BadInput(f"The calendar {calendar.name} has no {day.isoformat()}.")
    return found[0]


def _record(calendar: HolidayCalendar) -> dict[str, Any]:
    days = [{"day": one.day.isoformat(), "kind": one.kind, "name": one.name} for one in calendar.days]
    return {"id": calendar.id, "name": calendar.name, "days": days}


def _say(calendars: Sequence[HolidayCalendar], *, as_json: bool) -> None:
    lines = [line for one in calendars for line in _lines(one)] or ["There are no calendars."]
    say({"calendars": list(map(_record, calendars))}, lines, as_json=as_json)


def _lines(calendar: HolidayCalendar) -> Iterable[str]:
    yield f"{calendar.name} ({calendar.id}): {counted(len(calendar.days), 'day')}"
    width = max((len(one.kind) for one in calendar.days), default=0)
    for one in calendar.days:
        yield f"  {one.day:%a %Y-%m-%d}  {one.kind:<{width}}  {one.name}"
