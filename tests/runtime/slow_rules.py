"""Held against every grant: would the slow and obvious model of the rules have let this person in, then?"""

from dataclasses import replace

from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode, EntryRule
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.verdict import DoorNow, Entrant, Moment
from door_access.ports import LogEntry
from tests.domain.permissions.slow_model import shows, ways_in

THINGS = {
    "match": {"face"},
    "card_and_face": {"card", "face"},
    "face_and_pin": {"face", "pin"},
    "card_and_pin": {"card", "pin"},
    "pass": {"card"},
    "pass_and_face": {"card", "face"},
    "pass_and_pin": {"card", "pin"},
}


def shown(row: LogEntry) -> set[str]:
    """Return what a row of a grant says that was shown; a pass stands for a card."""
    return THINGS[row.reason.value] | ({"card"} if row.claim in ("card", "pass") else set())


def lets_in(rules: Rules, entrant: Entrant, door: DoorNow, moment: Moment, things: set[str]) -> bool:
    """Say whether somebody may enter who shows these things.

    While the clock is in doubt no right counts that goes by a schedule, and all that any plan asks is asked.
    """
    if not moment.is_in_doubt:
        return any(way <= things for way in ways_in(rules, entrant, door, moment.at_utc))
    always = replace(rules, rights=tuple(one for one in rules.rights if one.schedule is None), plans=())
    asked = {word for plan in rules.plans if isinstance(plan.does, DoorMode) for word in plan.does.split("+")}
    if entrant.entry is EntryRule.CARD_PIN:
        asked = set()
    elif entrant.entry is EntryRule.PASS:
        asked = {"pin"} if asked - {"face"} else set()
    return any(way | asked <= things for way in ways_in(always, entrant, door, moment.at_utc))


def may_hold(rules: Rules, door: DoorNow, moment: Moment) -> bool:
    """Say whether any plan wants the door unlocked now, whoever has come."""
    wall = moment.at_utc.astimezone(door.zone)
    return not moment.is_in_doubt and any(
        plan.does is OperatingMode.UNLOCKED and shows(rules, plan.schedule, wall) for plan in rules.plans
    )
