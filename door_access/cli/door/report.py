"""``report``: what the access log amounts to, for a manager."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.times import FIRST_YEAR, LAST_YEAR
from door_access.cli.site import site_of
from door_access.desk.figures_desk import Counted, FiguresDesk, month_before
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)
HTML = (".html", ".htm")


@app.callback()
def _of_its_own() -> None:
    """Keep ``month`` a word of its own."""


@app.command("month")
def month(
    out: Annotated[Path, typer.Option("--out", help="The HTML file to write.")],
    wanted: Annotated[
        str | None, typer.Option("--month", help="YYYY-MM; else the last month that is over.")
    ] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Write the report of a month: entries, denials, doors, tries, and what operators did, naming nobody.

    PDF files are written by the window (Today, Save report of a month).
    """
    first_day = _first_day(wanted)
    if out.suffix.lower() not in HTML:
        raise BadInput(
            f"{out} cannot be written here: give a name that ends in .html. The window writes PDF."
        )
    with site_of(data_dir) as site:
        desk = _figures_of(site)
        this, before = (_counted(desk, day) for day in (first_day, month_before(first_day)))
        desk.save(desk.report(this, before).encode(), out)
    figures = this.figures
    document = {
        "month": f"{first_day:%Y-%m}",
        "file": str(out),
        "entries": figures.entered,
        "people": len(figures.people),
        "denials": figures.denied,
        "repeated": figures.repeats.repeated,
        "by_face": figures.repeats.entries,
    }
    say(document, [f"The report of {first_day:%B %Y} was written to {out}."], as_json=as_json)
    return 0


def _figures_of(site: Site) -> FiguresDesk:
    doors = tuple((door.id, door.name) for door in site.doors())
    return FiguresDesk(site.log, site.session, doors=lambda: doors)


def _counted(desk: FiguresDesk, first_day: date) -> Counted:
    counted = desk.month(first_day)
    while not counted.is_whole:
        counted = desk.month(first_day, counted)
    return counted


def _first_day(text: str | None) -> date:
    """Return the first day of the month; raises BadInput."""
    if text is None:
        return month_before(datetime.now(UTC).astimezone().date().replace(day=1))
    try:
        first_day = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise BadInput(f"A month is written YYYY-MM, got {text!r}.") from error
    if not FIRST_YEAR <= first_day.year <= LAST_YEAR:
        raise BadInput(f"{text} is too far away; give a month of {FIRST_YEAR} to {LAST_YEAR}.")
    return first_day
