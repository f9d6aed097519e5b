"""Who may enter when, for a week: of a person, of a group, of a door.

They are what the rules say; modes that operators set for the moment are left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from door_access.domain.door.modes import Modes
from door_access.domain.permissions.answer import judged
from door_access.domain.permissions.case import Case
from door_access.domain.permissions.rights import Right
from door_access.domain.permissions.rules import Held, Rules
from door_access.domain.permissions.validity import midnight
from door_access.domain.permissions.verdict import DoorNow, Entrant, Granted, Moment, Verdict

_NOBODY = Entrant("")
"""Stands for whoever is in a group, or has a right."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From an instant up to another the verdict does not change but for its reason."""

    begins_utc: datetime
    ends_utc: datetime
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class RightWeek:
    """When a right lets whoever has it in: granted stretches only."""

    right: Right
    stretches: tuple[Stretch, ...]


def week_of_person(rules: Rules, entrant: Entrant, door: DoorNow, first_day: date) -> tuple[Stretch, ...]:
    """Return seven days on the door's wall of one person, without a gap."""
    held = rules.held_by(entrant)
    here = rules.only_at(door.id, held)
    return _week(rules, entrant, door, first_day, here, is_without_rights=not held)


def week_of_group(rules: Rules, group: str, door: DoorNow, first_day: date) -> tuple[Stretch, ...]:
    """Return seven days on the door's wall of whoever is in the group and has no other rights."""
    here = rules.only_at(door.id, rules.held_by_group(group))
    return _week(rules, _NOBODY, door, first_day, here)


def week_of_door(rules: Rules, door: DoorNow, first_day: date) -> tuple[RightWeek, ...]:
    """Return for every right to the door when it lets people in during seven days on its wall."""
    weeks = ((held.right, _week(rules, _NOBODY, door, first_day, [held])) for held in rules.held_at(door.id))
    return tuple(
        RightWeek(right, tuple(one for one in stretches if isinstance(one.verdict, Granted)))
        for right, stretches in weeks
    )


def _week(
    rules: Rules,
    entrant: Entrant,
    door: DoorNow,
    first_day: date,
    held: Sequence[Held],
    *,
    is_without_rights: bool = False,
) -> tuple[Stretch, ...]:
    quiet, plans = replace(door, modes=Modes()), rules.plans_at(door.id)
    at_utc, end_utc = (midnight(first_day + timedelta(days=n), door.zone) for n in (0, 7))
    stretches = []
    while at_utc < end_utc:
        case = Case.of(entrant, quiet, Moment(at_utc), held, plans)
        balance = case.weigh(at_utc)
        verdict = judged(case, balance, version=rules.version, is_without_rights=is_without_rights)
        until_utc = min(verdict.until_utc or end_utc, end_utc)
        stretches.append(Stretch(at_utc, until_utc, verdict))
        at_utc = until_utc
    return tuple(stretches)
