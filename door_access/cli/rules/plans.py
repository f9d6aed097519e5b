"""``plans``: what schedules make of doors: unlocked, or asking for more."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from door_access.bootstrap.site import Site
from door_access.cli.options import DataDir, Json
from door_access.cli.printing import say
from door_access.cli.rules.chosen import chosen_part, doors_of, taken_ids, words_of
from door_access.cli.rules.options import AllDoorsWanted, Door, Doors
from door_access.cli.site import site_of
from door_access.desk.part_ids import new_id
from door_access.desk.rule_records import plan_record
from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.rights import DoorPlan, Group
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.schedule import Schedule
from door_access.errors import BadInput

app = typer.Typer(pretty_exceptions_enable=False)

ChosenPlan = Annotated[str, typer.Argument(metavar="PLAN", help="Id of a plan; 'plans list' tells it.")]
ByHours = Annotated[
    str | None, typer.Option("--schedule", help="Name or id of the schedule it goes by.", show_default=False)
]
Unlocked = Annotated[bool, typer.Option("--unlocked", help="Hold the door unlocked.")]
FirstOf = Annotated[
    str | None,
    typer.Option(
        "--first-of",
        help="With --unlocked: only once a member of this group has been let in during these hours.",
        show_default=False,
    ),
]
Asks = Annotated[
    DoorMode | None, typer.Option("--asks", help="Ask everybody for this as well.", show_default=False)
]


@app.command("list")
def list_plans(data_dir: DataDir = None, as_json: Json = False) -> int:
    """List the plans of the doors."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        _say(site, rules, rules.plans, as_json=as_json)
    return 0


@app.command("add")
def add(
    schedule: ByHours = None,
    door: Door = None,
    doors: Doors = None,
    all_doors: AllDoorsWanted = False,
    unlocked: Unlocked = False,
    first_of: FirstOf = None,
    asks: Asks = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Hold doors unlocked by a schedule, or have them ask everybody for more."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        where, does = doors_of(site, rules, door, doors, are_all=all_doors), _does(unlocked, asks)
        if schedule is None:
            raise BadInput("Say by which schedule the plan goes: --schedule.")
        if where is None:
            raise BadInput("Say for which doors the plan is: --door, --doors or --all-doors.")
        if does is None:
            raise BadInput("Say what the schedule makes of the doors: --unlocked or --asks.")
        chosen = chosen_part(rules, Schedule, schedule)
        id_ = new_id(f"{chosen.name} {does}", taken_ids(rules, DoorPlan), otherwise="plan")
        plan = DoorPlan(id_, chosen.id, does, where, _first_of(rules, first_of))
        _say(site, site.rules_desk.put(None, plan), [plan], as_json=as_json)
    return 0


@app.command("change")
def change(
    plan: ChosenPlan,
    schedule: ByHours = None,
    door: Door = None,
    doors: Doors = None,
    all_doors: AllDoorsWanted = False,
    unlocked: Unlocked = False,
    first_of: FirstOf = None,
    asks: Asks = None,
    data_dir: DataDir = None,
    as_json: Json = False,
) -> int:
    """Change a plan. --unlocked without --first-of waits for nobody any more."""
    if not (schedule or door or doors or all_doors or unlocked or first_of or asks):
        raise BadInput(
            "Say what to change: --schedule, --door, --doors, --all-doors, --unlocked, --first-of or --asks."
        )
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        before = chosen_part(rules, DoorPlan, plan)
        does = _does(unlocked, asks)
        waits_for = before.first_of if does is None else None
        after = replace(
            before,
            schedule=before.schedule if schedule is None else chosen_part(rules, Schedule, schedule).id,
            does=does or before.does,
            where=doors_of(site, rules, door, doors, are_all=all_doors) or before.where,
            first_of=_first_of(rules, first_of) or waits_for,
        )
        _say(site, site.rules_desk.put(before, after), [after], as_json=as_json)
    return 0


@app.command("remove")
def remove(plan: ChosenPlan, data_dir: DataDir = None, as_json: Json = False) -> int:
    """Take a plan away."""
    with site_of(data_dir) as site:
        rules = site.rules_desk.rules()
        gone = chosen_part(rules, DoorPlan, plan)
        line = f"Gone: {words_of(site, rules).plan(gone)}"
        site.rules_desk.put(gone, None)
    say({"plans": [plan_record(gone)]}, [line], as_json=as_json)
    return 0


def _does(unlocked: bool, asks: DoorMode | None) -> OperatingMode | DoorMode | None:
    if unlocked and asks is not None:
        raise BadInput("A plan unlocks doors or asks for more: give --unlocked or --asks.")
    return OperatingMode.UNLOCKED if unlocked else asks


def _first_of(rules: Rules, group: str | None) -> str | None:
    return None if group is None else chosen_part(rules, Group, group).id


def _say(site: Site, rules: Rules, plans: Sequence[DoorPlan], *, as_json: bool) -> None:
    words = words_of(site, rules)
    width = max((len(one.id) for one in plans), default=0)
    lines = [f"{one.id:<{width}}  {words.plan(one)}" for one in plans] or ["There are no plans."]
    say({"plans": list(map(plan_record, plans))}, lines, as_json=as_json)
