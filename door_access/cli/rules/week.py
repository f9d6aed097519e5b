"""``access week``: who may enter when during seven days."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.chosen import chosen_part, person_of, words_of
from door_access.cli.rules.options import Door
from door_access.cli.rules.times import day_of
from door_access.cli.site import site_of
from door_access.desk.rule_records import demand_record, moment_record, right_record
from door_access.desk.rule_words import RuleWords
from door_access.desk.rules_desk import KnownDoor
from door_access.domain.permissions.rights import Group
from door_access.domain.permissions.validity import midnight
from door_access.domain.permissions.verdict import Granted
from door_access.domain.permissions.week import Stretch
from door_access.errors import BadInput

DAYS = 7
NEVER = "–"


def week(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Name or id of a person.", show_default=False)
    ] = None,
    group: Annotated[str | None, typer.Option("--group", help="Of a group.", show_default=False)] = None,
    door: Door = None,
    begins: Annotated[
        str | None,
        typer.Option("--from", help="First day, as 2026-12-21; left out: today.", show_default=False),
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Show when a person or a group may enter during seven days; without either, when every right lets in."""
    if name is not None and group is not None:
        raise BadInput("A week is of a person or of a group: give a name or --group.")
    with site_of(data_dir) as site:
        known = site.rules_desk.door(door)
        first = day_of(begins) if begins else datetime.now(UTC).astimezone(known.zone).date()
        document, lines = _told(site, known, first, name, group)
    head = {"door": known.id, "from": first.isoformat()}
    say(head | document, lines, as_json=as_json)
    return 0


def _told(
    site: Site, door: KnownDoor, first: date, name: str | None, group: str | None
) -> tuple[dict[str, Any], list[str]]:
    """Return the week for JSON, and for people."""
    desk = site.rules_desk
    words = words_of(site, desk.rules(), door.zone)
    if name is not None:
        person = person_of(site, name)
        stretches = desk.week_of_person(person.id, first, door_id=door.id)
        whose = {"person": person.name, "person_id": person.id, **_record(stretches, door.zone)}
        return whose, [f"{person.name}, {door.name}", *_lines(stretches, first, door.zone, words)]
    if group is not None:
        chosen = chosen_part(desk.rules(), Group, group)
        stretches = desk.week_of_group(chosen.id, first, door_id=door.id)
        whose = {"group": chosen.id, **_record(stretches, door.zone)}
        return whose, [f"{chosen.name}, {door.name}", *_lines(stretches, first, door.zone, words)]
    lines, records = [], []
    for one in desk.week_of_door(first, door_id=door.id):
        records.append({**right_record(one.right), **_record(one.stretches, door.zone)})
        lines += [f"{words.right(one.right)} ({one.right.id})"]
        lines += _lines(one.stretches, first, door.zone, words)
    return {"rights": records}, lines or [f"Nobody has a right to {door.name}."]


def _record(stretches: Sequence[Stretch], zone: tzinfo) -> dict[str, Any]:
    return {"stretches": [_stretch_record(one, zone) for one in stretches]}


def _stretch_record(stretch: Stretch, zone: tzinfo) -> dict[str, Any]:
    verdict = stretch.verdict
    granted = verdict if isinstance(verdict, Granted) else None
    return {
        "from": moment_record(stretch.begins_utc, zone),
        "until": moment_record(stretch.ends_utc, zone),
        "granted": granted is not None,
        "right": granted.right.id if granted else None,
        "reason": None if isinstance(verdict, Granted) else verdict.why,
        "demands": [demand_record(one) for one in granted.demands] if granted else [],
    }


def _lines(stretches: Sequence[Stretch], first: date, zone: tzinfo, words: RuleWords) -> Iterator[str]:
    """Yield a line for every day on the door's wall."""
    for day in (first + timedelta(days=n) for n in range(DAYS)):
        begins_utc, ends_utc = midnight(day, zone), midnight(day + timedelta(days=1), zone)
        spans = [
            (max(one.begins_utc, begins_utc), min(one.ends_utc, ends_utc), one.verdict)
            for one in stretches
            if one.begins_utc < ends_utc and one.ends_utc > begins_utc
        ]
        told = [
            f"{begin.astimezone(zone):%H:%M}–{_end_text(end, ends_utc, zone)} by {words.demands(one.demands)}"
            for begin, end, one in spans
            if isinstance(one, Granted)
        ]
        yield f"  {day:%a %Y-%m-%d}  {'; '.join(told) or NEVER}"


def _end_text(end_utc: datetime, midnight_utc: datetime, zone: tzinfo) -> str:
    return "24:00" if end_utc == midnight_utc else f"{end_utc.astimezone(zone):%H:%M}"
