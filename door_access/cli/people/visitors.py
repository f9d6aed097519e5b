"""``visitors``: who is expected, and who has come."""

from datetime import datetime, tzinfo
from typing import Annotated, Any

import typer

from door_access.cli.options import DataDir, Json
from door_access.cli.people.passes import (
    Begins,
    Door,
    Ends,
    Many,
    Png,
    say_made,
    terms_of,
)
from door_access.cli.printing import say
from door_access.cli.rules.times import day_of
from door_access.cli.site import site_of
from door_access.desk.choice import chosen_person
from door_access.desk.visitor_desk import ExpectedVisitor, NewVisitor
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="The visitor's name.")],
    host: Annotated[
        str | None, typer.Option("--host", help="Name or id of whom they visit.", show_default=False)
    ] = None,
    company: Annotated[str, typer.Option("--company", help="Where they are from.")] = "",
    begins: Begins = None,
    ends: Ends = None,
    door: Door = None,
    many: Many = False,
    pin: Annotated[bool, typer.Option("--pin", help="They type a PIN besides, which is made now.")] = False,
    png: Png = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Expect a visitor: no face, a pass for a while."""
    with site_of(data_dir) as site:
        host_id = None if host is None else chosen_person(site.people, host, site.model.key).id
        terms = terms_of(site, begins, ends, door=door, is_once=not many, asks_pin=pin)
        made = site.visitor_desk.expect(NewVisitor(name, terms, company=company, host=host_id))
        say_made(site, made, png, as_json=as_json)
    return 0


@app.command("list")
def list_visitors(
    today: Annotated[bool, typer.Option("--today", help="Of today, as without any option.")] = False,
    on: Annotated[str | None, typer.Option("--on", help="Of this day.", show_default=False)] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """List who is expected on a day, and who has come; who has left, no door knows."""
    if today and on is not None:
        raise BadInput("Give --today or --on DAY, not both.")
    with site_of(data_dir) as site:
        desk = site.visitor_desk
        found = desk.expected(None if on is None else day_of(on))
        records = [_record(one) for one in found]
        lines = [_line(one, desk.zone()) for one in found] or ["Nobody is expected."]
        say({"visitors": records}, lines, as_json=as_json)
    return 0


def _record(one: ExpectedVisitor) -> dict[str, Any]:
    return {
        "person_id": one.person_id,
        "name": one.name,
        "company": one.company,
        "host": one.host,
        "from_utc": one.entry_pass.terms.begins_utc.isoformat(),
        "until_utc": one.entry_pass.terms.ends_utc.isoformat(),
        "arrived_at_utc": one.arrived_utc.isoformat() if one.arrived_utc else None,
    }


def _line(one: ExpectedVisitor, zone: tzinfo) -> str:
    terms = one.entry_pass.terms
    arrived = f"arrived {_clock(one.arrived_utc, zone)}" if one.arrived_utc else "expected"
    company = f" ({one.company})" if one.company else ""
    host = f"  for {one.host}" if one.host else ""
    hours = f"{_clock(terms.begins_utc, zone)} to {_clock(terms.ends_utc, zone)}"
    return f"{hours}  {one.name}{company}{host}  {arrived}"


def _clock(moment: datetime, zone: tzinfo) -> str:
    return f"{moment.astimezone(zone):%H:%M}"
