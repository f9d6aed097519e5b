"""Why somebody may enter, or may not: everything that was looked at, and why it did or did not count."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from door_access.domain.entry.credentials import Requirement
from door_access.domain.permissions.answer import judged
from door_access.domain.permissions.case import Balance, Case, Prohibition, Way
from door_access.domain.permissions.holidays import Holiday
from door_access.domain.permissions.rights import Right
from door_access.domain.permissions.rules import Held, Rules
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import DoorNow, Entrant, Moment, Verdict


class Standing(StrEnum):
    """Why a right did or did not count. Those of the first group grant at the moment."""

    COUNTS = "counts"
    ANOTHER_WAY = "another_way"
    ASKS_MORE = "asks_more"
    LASTS_NO_LONGER = "lasts_no_longer"
    PROHIBITED = "prohibited"

    OUTSIDE_HOURS = "outside_hours"
    CLOCK_IN_DOUBT = "clock_in_doubt"
    MEMBER_LATER = "member_later"
    MEMBER_NO_MORE = "member_no_more"
    OTHER_DOOR = "other_door"


@dataclass(frozen=True, slots=True)
class RightSeen:
    """A right of somebody's, and what became of it.

    Attributes:
        validity: of the membership by which they have it; without bounds for their own.
        demand: what it asks of this person at this door; None for another door's.
        until_utc: before which the right itself grants, or does not; None: always, or not to be told.
        holiday: whose row held instead of the week; None on a day of the week.
    """

    right: Right
    standing: Standing
    validity: Validity
    demand: Requirement | None = None
    until_utc: datetime | None = None
    holiday: Holiday | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A verdict with all that led to it; the prohibitions in the order in which they are asked."""

    verdict: Verdict
    prohibitions: tuple[Prohibition, ...]
    rights: tuple[RightSeen, ...]


def explain(rules: Rules, entrant: Entrant, door: DoorNow, moment: Moment) -> Explanation:
    """Return what :func:`answer` says, with every prohibition and every right of this person's."""
    held = rules.held_by(entrant)
    case = Case.of(entrant, door, moment, rules.only_at(door.id, held), rules.plans_at(door.id))
    balance = case.weigh(moment.at_utc)
    verdict = judged(case, balance, version=rules.version, is_without_rights=not held)
    seen = [_seen(case, balance, way) for way in balance.ways]
    elsewhere = [
        RightSeen(one.right, Standing.OTHER_DOOR, one.validity)
        for one in held
        if not rules.covers(one.right.where, door.id)
    ]
    return Explanation(verdict, balance.prohibitions, (*seen, *elsewhere))


def _seen(case: Case, balance: Balance, way: Way) -> RightSeen:
    right, validity, timetable, _ = way.held
    at_utc = case.moment.at_utc
    is_told = timetable is not None and not case.moment.is_in_doubt
    holiday = timetable.holiday(at_utc, case.door.zone) if timetable is not None and is_told else None
    standing = _granting(balance, way) if way.spell.holds else _not_granting(case, way.held)
    return RightSeen(right, standing, validity, way.demand, way.spell.until_utc, holiday)


def _granting(balance: Balance, way: Way) -> Standing:
    if balance.prohibited:
        return Standing.PROHIBITED
    if way is balance.winner():
        return Standing.COUNTS
    if way.demand == balance.least[0]:
        return Standing.LASTS_NO_LONGER
    return Standing.ANOTHER_WAY if way.demand in balance.least else Standing.ASKS_MORE


def _not_granting(case: Case, held: Held) -> Standing:
    if held.validity.is_over(case.moment.at_utc):
        return Standing.MEMBER_NO_MORE
    if held.validity.is_early(case.moment.at_utc):
        return Standing.MEMBER_LATER
    return Standing.CLOCK_IN_DOUBT if case.moment.is_in_doubt else Standing.OUTSIDE_HOURS
