"""``passes``: QR codes that let somebody in for a while. A photo of one is one."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from PIL import Image

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.chosen import zone_of_site
from door_access.cli.rules.times import with_bounds
from door_access.cli.site import site_of
from door_access.desk.choice import chosen_person
from door_access.desk.chosen_files import write_bytes
from door_access.desk.visitor_desk import MadePass
from door_access.domain.entry.passes import EntryPass, PassTerms
from door_access.domain.permissions.validity import Validity, midnight
from door_access.errors import StorageFault
from door_access.ports import CodeModules

app = typer.Typer(pretty_exceptions_enable=False)

Person = Annotated[str, typer.Argument(help="Name or id of somebody enrolled.")]
PassId = Annotated[str, typer.Argument(metavar="PASS", help="The pass's id.")]
Begins = Annotated[
    str | None,
    typer.Option("--from", help="From this day or moment on; now if left out.", show_default=False),
]
Ends = Annotated[
    str | None,
    typer.Option("--until", help="To this day or moment; the end of today if left out.", show_default=False),
]
Door = Annotated[str | None, typer.Option("--door", help="For this door only.", show_default=False)]
Many = Annotated[bool, typer.Option("--many", help="Opens as often as it is shown; else once.")]
AsksPin = Annotated[bool, typer.Option("--pin", help="The holder types their PIN besides.")]
Png = Annotated[
    Path | None, typer.Option("--png", help="Write the QR code to this picture.", show_default=False)
]

PNG_MODULE_PX = 12
"""A code of 25 modules and its margin, 396 pixels wide: sharp on any phone."""
QUIET_MODULES = 4
"""The white margin that a QR code needs (ISO/IEC 18004)."""


@app.command("add")
def add(
    person: Person,
    begins: Begins = None,
    ends: Ends = None,
    door: Door = None,
    many: Many = False,
    pin: AsksPin = False,
    png: Png = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Give somebody a pass, who has forgotten their card, say, and show its QR code once."""
    with site_of(data_dir) as site:
        holder = chosen_person(site.people, person, site.model.key)
        terms = terms_of(site, begins, ends, door=door, is_once=not many, asks_pin=pin)
        say_made(site, site.visitor_desk.make_pass(holder.id, terms), png, as_json=as_json)
    return 0


@app.command("list")
def list_passes(
    person: Annotated[str | None, typer.Argument(help="Only this person's.", show_default=False)] = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """List the passes, the oldest first; never their QR codes."""
    with site_of(data_dir) as site:
        store = site.passes
        found = (
            store.passes()
            if person is None
            else store.passes_of(chosen_person(site.people, person, site.model.key).id)
        )
        records = [pass_record(site, one) for one in found]
        lines = [pass_line(record) for record in records] or ["There are no passes."]
        say({"passes": records}, lines, as_json=as_json)
    return 0


@app.command("remove")
def remove(entry_pass: PassId, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Let a pass open nothing any more; it stays in the list."""
    with site_of(data_dir) as site:
        site.visitor_desk.revoke(entry_pass)
        found = site.passes.entry_pass(entry_pass)
        records = [pass_record(site, found)] if found else []
        say({"passes": records}, [pass_line(record) for record in records], as_json=as_json)
    return 0


def terms_of(
    site: Site, begins: str | None, ends: str | None, *, door: str | None, is_once: bool, asks_pin: bool
) -> PassTerms:
    """Return the terms as they were typed; from now until the end of today where nothing was."""
    zone, now_utc = zone_of_site(site), datetime.now(UTC)
    today = now_utc.astimezone(zone).date()
    begins_utc = with_bounds(Validity(), begins, None, zone).begins_utc or now_utc
    ends_utc = with_bounds(Validity(), None, ends, zone).ends_utc or midnight(today + timedelta(days=1), zone)
    return PassTerms(Validity(begins_utc, ends_utc), door=door, is_once=is_once, asks_pin=asks_pin)


def say_made(site: Site, made: MadePass, png: Path | None, *, as_json: bool) -> None:
    """Show the pass: as text for a terminal, or as a picture if one is wanted.

    Where that cannot be written the pass, which is made by then, is shown all the same; then StorageFault.
    """
    trouble = None if png is None else _trouble_of_png(made.code, png)
    record = pass_record(site, made.entry_pass) | {"token": made.token}
    pins = [f"PIN: {made.pin} (tell it in person; it is not shown again)"] if made.pin else []
    drawn = [*_drawn(made.code), ""] if png is None or trouble else []
    note = "Whoever has a photo of this code can use it as well."
    document = {"passes": [record | ({"new_pin": made.pin} if made.pin else {})]}
    say(document, [*drawn, pass_line(record), *pins, note], as_json=as_json)
    if trouble is not None:
        raise trouble


def _trouble_of_png(code: CodeModules, png: Path) -> StorageFault | None:
    """Write the picture; return why it could not be written."""
    try:
        write_png(code, png)
    except StorageFault as error:
        return error
    return None


def write_png(code: CodeModules, path: Path) -> None:
    """Write the QR code with its margin; raises StorageFault, and then leaves no half file."""
    png = io.BytesIO()
    Image.fromarray(_with_margin(code, PNG_MODULE_PX)).save(png, "PNG")
    write_bytes(png.getvalue(), path)


def _with_margin(code: CodeModules, module_px: int) -> Any:
    light = ~np.pad(code, QUIET_MODULES)
    return np.kron(light, np.ones((module_px, module_px), np.bool_)).astype(np.uint8) * 255


def _drawn(code: CodeModules) -> list[str]:
    """Return the code in half blocks, two rows of modules a line, dark on light."""
    light = ~np.pad(code, ((2, 2 + code.shape[0] % 2), (2, 2)))
    rows = zip(light[::2], light[1::2], strict=False)
    blocks = {(True, True): "█", (True, False): "▀", (False, True): "▄", (False, False): " "}
    return ["".join(blocks[bool(a), bool(b)] for a, b in zip(*pair, strict=True)) for pair in rows]


def pass_record(site: Site, one: EntryPass) -> dict[str, Any]:
    """Return the pass for JSON, with its holder, never its token."""
    return {
        "id": one.id,
        "person": site.people.name_of(one.person_id),
        "person_id": one.person_id,
        "from_utc": one.terms.begins_utc.isoformat(),
        "until_utc": one.terms.ends_utc.isoformat(),
        "door": one.terms.door,
        "once": one.terms.is_once,
        "pin": one.terms.asks_pin,
        "used_at_utc": one.used_at_utc.isoformat() if one.used_at_utc else None,
        "revoked_at_utc": one.revoked_at_utc.isoformat() if one.revoked_at_utc else None,
    }


def pass_line(record: dict[str, Any]) -> str:
    """Return the pass as one line."""
    begins, ends = (_minute(record[key]) for key in ("from_utc", "until_utc"))
    marks = ["once" if record["once"] else "many times"]
    marks += [f"door {record['door']}"] if record["door"] else []
    marks += ["with PIN"] if record["pin"] else []
    marks += [f"used {_minute(record['used_at_utc'])}"] if record["used_at_utc"] else []
    marks += ["revoked"] if record["revoked_at_utc"] else []
    return f"{record['id']}  {record['person']}  {begins} to {ends} UTC  {', '.join(marks)}"


def _minute(moment: str) -> str:
    return moment.replace("T", " ")[:16]
