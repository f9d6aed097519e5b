"""``door-groups``: doors that are opened alike."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.chosen import chosen_part, taken_ids
from door_access.cli.rules.options import NewName
from door_access.cli.site import site_of
from door_access.desk.part_ids import new_id
from door_access.domain.permissions.rights import DoorGroup
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)

ChosenDoors = Annotated[str, typer.Argument(metavar="DOORS", help="Name or id of a group of doors.")]
DoorsInIt = Annotated[
    list[str] | None,
    typer.Option("--door", help="Name or id of a door in it. Repeat it.", show_default=False),
]


@app.command("list")
def list_door_groups(data_dir: DataDir = None, as_json: Json = False) -> int:
    """List the groups of doors."""
    with site_of(data_dir) as site:
        _say(site, site.rules_desk.rules().door_groups, as_json=as_json)
    return 0


@app.command("add")
def add(
    name: Annotated[str, typer.Argument(help="How the group of doors is to be called.")],
    doors: DoorsInIt = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Add a group of doors."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        id_ = new_id(name, taken_ids(rules, DoorGroup), otherwise="doors")
        group = DoorGroup(id_, name.strip(), _ids(site, doors))
        site.rules_desk.put(None, group)
        _say(site, [group], as_json=as_json)
    return 0


@app.command("change")
def change(
    group: ChosenDoors,
    name: NewName = None,
    doors: DoorsInIt = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Give a group of doors another name; or other doors, in the place of all that it had."""
    if not (name or doors):
        raise BadInput("Say what to change: --name or --door.")
    with site_of(data_dir) as site:
        before = chosen_part(site.rules_desk.rules(), DoorGroup, group)
        after = replace(
            before,
            name=before.name if name is None else name.strip(),
            doors=_ids(site, doors) or before.doors,
        )
        site.rules_desk.put(before, after)
        _say(site, [after], as_json=as_json)
    return 0


@app.command("remove")
def remove(group: ChosenDoors, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Remove a group of doors that no right and no plan names."""
    with site_of(data_dir) as site:
        gone = chosen_part(site.rules_desk.rules(), DoorGroup, group)
        site.rules_desk.put(gone, None)
    say({"door_groups": [_record(gone)]}, [f"The group of doors {gone.name} is gone."], as_json=as_json)
    return 0


def _ids(site: Site, doors: Sequence[str] | None) -> frozenset[str]:
    return frozenset(site.rules_desk.door(one).id for one in doors or ())


def _record(group: DoorGroup) -> dict[str, Any]:
    return {"id": group.id, "name": group.name, "doors": sorted(group.doors)}


def _say(site: Site, groups: Sequence[DoorGroup], *, as_json: bool) -> None:
    names = {door.id: door.name for door in site.rules_desk.doors()}
    lines = []
    for one in groups:
        doors = ", ".join(sorted(names.get(door, door) for door in one.doors))
        lines.append(f"{one.name} ({one.id}): {doors or 'no doors'}")
    records = list(map(_record, groups))
    say({"door_groups": records}, lines or ["There are no groups of doors."], as_json=as_json)
