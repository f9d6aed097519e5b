"""The one question: may this person enter here now, and until when is that so?"""

from door_access.domain.permissions.case import Balance, Case, distinct
from door_access.domain.permissions.rules import Held, Rules
from door_access.domain.permissions.verdict import Denial, Denied, DoorNow, Entrant, Granted, Moment, Verdict


def answer(rules: Rules, entrant: Entrant, door: DoorNow, moment: Moment) -> Verdict:
    """Return whether somebody may enter: by which right and what they must show, or why not."""
    held = rules.held_by(entrant)
    here = distinct(rules.only_at(door.id, held))
    case = Case.of(entrant, door, moment, here, rules.plans_at(door.id))
    return judged(case, case.weigh(moment.at_utc), version=rules.version, is_without_rights=not held)


def judged(case: Case, balance: Balance, *, version: int, is_without_rights: bool = False) -> Verdict:
    """Return the verdict that follows from what was weighed."""
    until_utc = case.until_utc(balance)
    if balance.demands:
        return Granted(balance.winner().held.right, balance.demands, until_utc, version)
    why = balance.prohibited or _why_none_grants(case, is_without_rights)
    return Denied(why, until_utc, version)


def _why_none_grants(case: Case, is_without_rights: bool) -> Denial:
    if is_without_rights:
        return Denial.WITHOUT_RIGHTS
    some = [held for held in case.held if not held.validity.is_over(case.moment.at_utc)]
    if not some:
        return Denial.NO_RIGHT
    return Denial.CLOCK_IN_DOUBT if case.moment.is_in_doubt and _goes_by_clock(some) else Denial.NOT_NOW


def _goes_by_clock(held: list[Held]) -> bool:
    return any(one.timetable is not None for one in held)
