"""Whether something holds, and how long that stays so: the small algebra in which rights are added up."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Spell:
    """It holds or not, and does not change before ``until_utc``, when it may; None: it never changes."""

    holds: bool
    until_utc: datetime | None = None


ALWAYS = Spell(holds=True)
NEVER = Spell(holds=False)


def both(one: Spell, other: Spell) -> Spell:
    """Return the spell of two things of which both must hold."""
    if one.holds and other.holds:
        return Spell(holds=True, until_utc=first(one.until_utc, other.until_utc))
    missing = [spell.until_utc for spell in (one, other) if not spell.holds]
    return Spell(holds=False, until_utc=last(missing))


def first(*instants: datetime | None) -> datetime | None:
    """Return the earliest; None is never, and comes after all."""
    return min((one for one in instants if one is not None), default=None)


def last(instants: Iterable[datetime | None]) -> datetime | None:
    """Return the latest of at least one; None is never, and comes after all."""
    known = list(instants)
    return None if None in known else max(one for one in known if one is not None)
