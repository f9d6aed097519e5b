"""Theory of operation: how rights and prohibitions of one person at one door are weighed at an instant.

**Prohibitions always win.** Whoever is blocked, before a door in lockdown, expired or not yet valid is
denied, whatever rights they have.

**Rights only add.** Each right that grants is one way in, and asks for something. Of all ways those are left
that ask for least: a way that asks for everything another asks for, and more, adds nothing. So one more right
never takes a door, an hour or an easier way from anybody. Two ways of which neither asks for less (card and
face, PIN and face) both stay open.

**Nobody pays for declining.** What a right or a door asks for is translated for each person
(``credentials.required``): who enters by card and PIN shows card and PIN, whatever others show, at the same
doors and hours.

**Schedules make doors stricter** as well: while a plan of the door holds, what it asks is asked of everybody
besides; while the clock is in doubt, what any of them asks.

**How long it stays so** is followed from one instant at which something may change to the next, until
something does. Every spell is exact, so the instant that is found is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from door_access.domain.door.modes import OperatingMode
from door_access.domain.entry.credentials import DoorMode, EntryRule, Requirement, required
from door_access.domain.permissions.plans import asking
from door_access.domain.permissions.rules import Held, Planned
from door_access.domain.permissions.spell import ALWAYS, NEVER, Spell, both, first, last
from door_access.domain.permissions.timetable import LOOK_AHEAD
from door_access.domain.permissions.validity import UNLIMITED
from door_access.domain.permissions.verdict import Denial, DoorNow, Entrant, Moment


class Way(NamedTuple):
    """A right to this door: what it asks of this person, and whether it grants at the instant."""

    held: Held
    demand: Requirement
    spell: Spell


class Prohibition(NamedTuple):
    """One of the prohibitions that there are, and whether it holds at the instant."""

    denial: Denial
    spell: Spell


@dataclass(frozen=True, slots=True)
class Balance:
    """What speaks for and against at one instant; ``asks_until_utc``: before which no plan begins or ends."""

    prohibitions: tuple[Prohibition, ...]
    ways: tuple[Way, ...]
    least: tuple[Requirement, ...]
    asks_until_utc: datetime | None = None

    @property
    def prohibited(self) -> Denial | None:
        """Return the first prohibition that holds; None if there is none."""
        return next((one.denial for one in self.prohibitions if one.spell.holds), None)

    @property
    def demands(self) -> tuple[Requirement, ...]:
        """Return the ways in, by what they ask for; none is a denial."""
        return () if self.prohibited else self.least

    def winner(self) -> Way:
        """Return the longest way that grants by the first demand; of several the first by its id."""
        able = [way for way in self.ways if way.spell.holds and way.demand == self.least[0]]
        longest = last(way.spell.until_utc for way in able)
        return min((way for way in able if way.spell.until_utc == longest), key=lambda way: way.held.right.id)

    def may_change_utc(self) -> datetime | None:
        """Return an instant before which the demands do not change; None if they never do."""
        standing = [one.spell.until_utc for one in self.prohibitions if one.spell.holds]
        if standing:
            return last(standing)
        coming = first(*(one.spell.until_utc for one in self.prohibitions))
        ends = (
            last(way.spell.until_utc for way in self.ways if way.spell.holds and way.demand == one)
            for one in self.least
        )
        easier = {one for one in {way.demand for way in self.ways} if not _adds_to(one, self.least)}
        better = (way.spell.until_utc for way in self.ways if not way.spell.holds and way.demand in easier)
        return first(coming, self.asks_until_utc, *ends, *better)


@dataclass(frozen=True, slots=True)
class Case:
    """One person, or a group, before one door, from a moment on. Made by :meth:`of`."""

    entrant: Entrant
    door: DoorNow
    moment: Moment
    held: Sequence[Held]
    plans: Sequence[Planned]

    @classmethod
    def of(
        cls, entrant: Entrant, door: DoorNow, moment: Moment, held: Sequence[Held], plans: Iterable[Planned]
    ) -> "Case":
        """Open the case with the rights to this door that somebody has, and the door's plans."""
        return cls(entrant, door, moment, held, tuple(plans))

    def weigh(self, at_utc: datetime) -> Balance:
        """Return what speaks for and against at this instant."""
        known: dict[str | None, Spell] = {}
        now = Moment(at_utc, self.moment.is_in_doubt)
        asks, asks_until_utc = asking(self.plans, usual=self.door.asks, zone=self.door.zone, moment=now)
        demands = _demands(asks, self.entrant.entry)
        ways = []
        for held in self.held:
            schedule = held.right.schedule
            hours = known.get(schedule) or known.setdefault(schedule, self._hours(held, at_utc))
            spell = hours if held.validity is UNLIMITED else both(held.validity.spell(at_utc), hours)
            ways.append(Way(held, demands[held.right.shows], spell))
        least = _least({way.demand for way in ways if way.spell.holds})
        return Balance(self._prohibitions(at_utc), tuple(ways), least, asks_until_utc)

    def _hours(self, held: Held, at_utc: datetime) -> Spell:
        """Return whether the right's schedule holds; while the clock is in doubt none does."""
        if held.timetable is None:
            return ALWAYS
        return NEVER if self.moment.is_in_doubt else held.timetable.spell(at_utc, self.door.zone)

    def until_utc(self, balance: Balance) -> datetime | None:
        """Return the first instant at which the demands are others than now.

        None: there is none within ``LOOK_AHEAD`` of the next date that could bring one, or the clock is in
        doubt and no instant can be named.
        """
        next_utc = balance.may_change_utc()
        if self.moment.is_in_doubt or next_utc is None:
            return None
        horizon = next_utc + LOOK_AHEAD
        while next_utc is not None:
            then = self.weigh(next_utc)
            if then.demands != balance.demands:
                return next_utc
            next_utc = then.may_change_utc() if next_utc < horizon else None
        return None

    def _prohibitions(self, at_utc: datetime) -> tuple[Prohibition, ...]:
        validity = self.entrant.validity
        is_over, is_early = validity.is_over(at_utc), validity.is_early(at_utc)
        return (
            Prohibition(Denial.BLOCKED, Spell(self.entrant.is_blocked)),
            Prohibition(Denial.LOCKDOWN, self._lockdown(at_utc)),
            Prohibition(Denial.EXPIRED, Spell(is_over, None if is_over else validity.ends_utc)),
            Prohibition(Denial.NOT_YET_VALID, Spell(is_early, validity.begins_utc if is_early else None)),
        )

    def _lockdown(self, at_utc: datetime) -> Spell:
        """Return whether the door is locked down; it is for as long as the door itself says so."""
        modes = self.door.modes
        is_now, ends_utc = modes.in_force is OperatingMode.LOCKDOWN, modes.until_utc
        if ends_utc is None or ends_utc <= self.moment.at_utc:
            return Spell(is_now)
        if at_utc < ends_utc:
            return Spell(is_now, ends_utc)
        return Spell(modes.schedule is OperatingMode.LOCKDOWN)


def distinct(held: Iterable[Held]) -> list[Held]:
    """Return, of rights that cannot but agree, the first by its id: more of them make no difference."""
    chosen: dict[tuple[int, int], Held] = {}
    for one in held:
        key = (one.sort, id(one.validity))
        other = chosen.get(key)
        if other is None or one.right.id < other.right.id:
            chosen[key] = one
    return list(chosen.values())


@cache
def _demands(asks: frozenset[DoorMode], entry: EntryRule) -> Mapping[DoorMode | None, Requirement]:
    """Return what is asked by rights that ask for nothing more, and for one mode more."""
    demands: dict[DoorMode | None, Requirement] = {None: required(asks, entry)}
    return MappingProxyType(demands | {mode: required({*asks, mode}, entry) for mode in DoorMode})


def _together(one: Requirement, other: Requirement) -> Requirement:
    return Requirement(card=one.card or other.card, face=one.face or other.face, pin=one.pin or other.pin)


def _least(demands: set[Requirement]) -> tuple[Requirement, ...]:
    """Return those of which none asks for all that another asks for; fewer things first."""
    least = (one for one in demands if not _adds_to(one, demands - {one}))
    return tuple(sorted(least, key=lambda one: (one.card + one.face + one.pin, one.pin, one.card)))


def _adds_to(demand: Requirement, others: Iterable[Requirement]) -> bool:
    """Say whether it asks for all that one of the others asks for."""
    return any(_together(demand, other) == demand for other in others)
