"""What schedules make of a door at an instant: what it asks of everybody, and whether it stands unlocked."""

from collections.abc import Iterable, Mapping
from datetime import datetime, tzinfo

from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.permissions.rules import Planned, Rules
from door_access.domain.permissions.spell import ALWAYS, first
from door_access.domain.permissions.verdict import Moment


def asked(rules: Rules, door: str, *, usual: DoorMode, zone: tzinfo, moment: Moment) -> frozenset[DoorMode]:
    """Return the modes of which the door asks everything that any of them asks.

    While the clock is in doubt, all that is asked at any hour is asked.

    Args:
        usual: what the door asks at every hour.
    """
    modes, _ = asking(rules.plans_at(door), usual=usual, zone=zone, moment=moment)
    return modes


def asking(
    plans: Iterable[Planned], *, usual: DoorMode, zone: tzinfo, moment: Moment
) -> tuple[frozenset[DoorMode], datetime | None]:
    """Return what :func:`asked` does for a door with these plans, and before which instant that stays so."""
    spells = [
        (does, ALWAYS if moment.is_in_doubt else planned.timetable.spell(moment.at_utc, zone))
        for planned in plans
        if isinstance(does := planned.plan.does, DoorMode)
    ]
    modes = frozenset({usual, *(does for does, spell in spells if spell.holds)})
    return modes, first(*(spell.until_utc for _, spell in spells))


def planned_mode(
    rules: Rules, door: str, *, zone: tzinfo, moment: Moment, entered_utc: Mapping[str, datetime]
) -> OperatingMode:
    """Return what schedules want of the door: unlocked or normal. While the clock is in doubt, normal.

    Args:
        entered_utc: when a member of a group was last let in, by the group's id.
    """
    opening = (one for one in rules.plans_at(door) if one.plan.does is OperatingMode.UNLOCKED)
    is_open = any(_opens(one, zone, moment, entered_utc) for one in opening)
    return OperatingMode.UNLOCKED if is_open else OperatingMode.NORMAL


def awaited_groups(rules: Rules, door: str) -> frozenset[str]:
    """Return the groups of which a member must come before a schedule unlocks the door."""
    first_of = {planned.plan.first_of for planned in rules.plans_at(door)}
    return frozenset(group for group in first_of if group is not None)


def _holds(planned: Planned, zone: tzinfo, moment: Moment) -> bool:
    return not moment.is_in_doubt and planned.timetable.spell(moment.at_utc, zone).holds


def _opens(planned: Planned, zone: tzinfo, moment: Moment, entered_utc: Mapping[str, datetime]) -> bool:
    if not _holds(planned, zone, moment):
        return False
    group = planned.plan.first_of
    return group is None or _has_come(planned, entered_utc.get(group), moment.at_utc, zone)


def _has_come(planned: Planned, entered_utc: datetime | None, at_utc: datetime, zone: tzinfo) -> bool:
    """Say whether the hours that hold now held when somebody entered and ever since.

    It is forgotten after ``LOOK_AHEAD``, where hours have no gap.
    """
    if entered_utc is None or entered_utc > at_utc:
        return False
    spell = planned.timetable.spell(entered_utc, zone)
    return spell.holds and spell.until_utc is not None and spell.until_utc > at_utc
