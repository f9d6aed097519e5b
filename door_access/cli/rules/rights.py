"""``rights``: who may open which doors, when, and by showing what. Rights only add."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.chosen import chosen_part, doors_of, known_part, person_of, taken_ids, words_of
from door_access.cli.rules.options import AllDoorsWanted, Door, Doors
from door_access.cli.site import site_of
from door_access.desk.part_ids import new_id
from door_access.desk.rule_records import right_record
from door_access.domain.entry.credentials import DoorMode, EntryRule
from door_access.domain.permissions.rights import Group, MembersOf, OnePerson, Right, Whom
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.schedule import Schedule
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)

AS_DOOR = EntryRule.AS_DOOR.value
"""What ``--shows`` is where a right asks for nothing more."""
OWN = "own"
"""What ids of people's own rights begin with."""

ChosenRight = Annotated[str, typer.Argument(metavar="RIGHT", help="Id of a right; 'rights list' tells it.")]
ForGroup = Annotated[
    str | None, typer.Option("--group", help="For the members of this group.", show_default=False)
]
ForPerson = Annotated[str | None, typer.Option("--person", help="For this person.", show_default=False)]
ByHours = Annotated[
    str | None, typer.Option("--schedule", help="Name or id of the schedule it goes by.", show_default=False)
]
Always = Annotated[bool, typer.Option("--always", help="At any time.")]
Shows = Annotated[
    str | None,
    typer.Option(
        "--shows",
        help=f"What must be shown besides what the door asks: {', '.join([*DoorMode, AS_DOOR])}.",
        show_default=False,
    ),
]


@app.command("list")
def list_rights(
    group: ForGroup = None,
    person: ForPerson = None,
    door: Door = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """List the rights: all of them, or those of a group, of a person (their own), or to a door."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        whom = _whom(site, rules, group, person)
        at = None if door is None else site.rules_desk.door(door).id
        found = [
            one
            for one in rules.rights
            if whom in (None, one.whom) and (at is None or rules.covers(one.where, at))
        ]
        _say(site, rules, found, as_json=as_json)
    return 0


@app.command("add")
def add(
    group: ForGroup = None,
    person: ForPerson = None,
    door: Door = None,
    doors: Doors = None,
    all_doors: AllDoorsWanted = False,
    schedule: ByHours = None,
    always: Always = False,
    shows: Shows = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Give a group or a person a right; whatever others there are, nobody loses by it."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        whom, where = _whom(site, rules, group, person), doors_of(site, rules, door, doors, are_all=all_doors)
        if whom is None:
            raise BadInput("Say for whom the right is: --group or --person.")
        if where is None:
            raise BadInput("Say to which doors the right is: --door, --doors or --all-doors.")
        hours = _hours(rules, schedule, always=always)
        if hours is None and not always:
            raise BadInput("Say when the right holds: --schedule, or --always.")
        right = Right("", whom, where, hours, _shown(shows))
        right = replace(right, id=_id(rules, right))
        _say(site, site.rules_desk.put(None, right), [right], as_json=as_json)
    return 0


@app.command("change")
def change(
    right: ChosenRight,
    door: Door = None,
    doors: Doors = None,
    all_doors: AllDoorsWanted = False,
    schedule: ByHours = None,
    always: Always = False,
    shows: Shows = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Change to which doors a right is, when it holds, or what must be shown; whose it is stays."""
    if not (door or doors or all_doors or schedule or always or shows):
        raise BadInput("Say what to change: --door, --doors, --all-doors, --schedule, --always or --shows.")
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        before = chosen_part(rules, Right, right)
        hours = _hours(rules, schedule, always=always)
        after = replace(
            before,
            where=doors_of(site, rules, door, doors, are_all=all_doors) or before.where,
            schedule=hours if hours or always else before.schedule,
            shows=before.shows if shows is None else _shown(shows),
        )
        _say(site, site.rules_desk.put(before, after), [after], as_json=as_json)
    return 0


@app.command("remove")
def remove(right: ChosenRight, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Take a right away."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        gone = chosen_part(rules, Right, right)
        line = f"Gone: {words_of(site, rules).right(gone)}"
        site.rules_desk.put(gone, None)
    say({"rights": [right_record(gone)]}, [line], as_json=as_json)
    return 0


def _whom(site: Site, rules: Rules, group: str | None, person: str | None) -> Whom | None:
    if group is not None and person is not None:
        raise BadInput("A right is for a group or for a person: give --group or --person.")
    if group is not None:
        return MembersOf(chosen_part(rules, Group, group).id)
    return None if person is None else OnePerson(person_of(site, person).id)


def _hours(rules: Rules, schedule: str | None, *, always: bool) -> str | None:
    if schedule is not None and always:
        raise BadInput("Give either --schedule or --always.")
    return None if schedule is None else chosen_part(rules, Schedule, schedule).id


def _shown(typed: str | None) -> DoorMode | None:
    if typed is None or typed == AS_DOOR:
        return None
    try:
        return DoorMode(typed)
    except ValueError:
        wanted = ", ".join([*DoorMode, AS_DOOR])
        raise BadInput(f"{typed!r} is nothing that can be shown; expected one of {wanted}.") from None


def _id(rules: Rules, right: Right) -> str:
    """Return an id that says whose right it is and when; people are not named in it, for ids lie open."""
    when = "" if right.schedule is None else known_part(rules, Schedule, right.schedule).name
    whose = OWN if isinstance(right.whom, OnePerson) else known_part(rules, Group, right.whom.group).name
    return new_id(f"{whose} {when}", taken_ids(rules, Right), otherwise="right")


def _say(site: Site, rules: Rules, rights: Sequence[Right], *, as_json: bool) -> None:
    words = words_of(site, rules)
    width = max((len(one.id) for one in rights), default=0)
    lines = [f"{one.id:<{width}}  {words.right(one)}" for one in rights] or ["There are no rights."]
    say({"rights": list(map(right_record, rights))}, lines, as_json=as_json)
