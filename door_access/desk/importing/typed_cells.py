"""What cells mean besides text: days and moments, yes and no, entry rules, groups with their dates."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from door_access.desk.importing.marked_text import TAKEN_AWAY
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.permissions.rights import Group, Membership
from door_access.domain.permissions.titles import compared_title
from door_access.domain.permissions.validity import UNLIMITED, Validity, midnight
from door_access.errors import BadInput

FIRST_YEAR, LAST_YEAR = 1970, 2199
"""Days before and after these are slips of the finger."""
BETWEEN = ";"
"""What stands between several things in one cell."""
_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", re.ASCII)
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})", re.ASCII)
_DATED_GROUP = re.compile(r"(.+?)\s*\[([^\[\]]*)\.\.([^\[\]]*)\]")
_YES = frozenset({"yes", "y", "true", "1", "x"})
_NO = frozenset({"no", "n", "false", "0"})
_RULES = {
    "as door": EntryRule.AS_DOOR,
    "as the door": EntryRule.AS_DOOR,
    "door": EntryRule.AS_DOOR,
    "card+face": EntryRule.CARD_FACE,
    "card and face": EntryRule.CARD_FACE,
    "card+pin": EntryRule.CARD_PIN,
    "card and pin": EntryRule.CARD_PIN,
    "pass": EntryRule.PASS,
}


class DateOrder(StrEnum):
    """What comes first in a date like 03/04/2026."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


@dataclass(frozen=True, slots=True)
class DateReader:
    """Reads days and moments as the clock on the door's wall shows them.

    Attributes:
        order: None: what can be read in two ways is refused.
    """

    zone: tzinfo
    order: DateOrder | None = None

    def bound(self, text: str, *, is_end: bool) -> datetime | None:
        """Return a bound; None for no bound. A day ends with its last instant. Raises BadInput."""
        if text in ("", TAKEN_AWAY):
            return None
        if _ISO_MOMENT.fullmatch(text):
            return self._moment(text)
        day = self.day(text)
        return midnight(day + timedelta(days=1) if is_end else day, self.zone)

    def day(self, text: str) -> date:
        """Return the day; raises BadInput for what is none, or could be two."""
        day = self._day(text)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BadInput(f"{text!r} is too far away; give a day of {FIRST_YEAR} to {LAST_YEAR}.")
        return day

    def validity(self, begins: str, ends: str) -> Validity:
        """Return what counts from one bound to the other; raises BadInput."""
        return Validity(self.bound(begins, is_end=False), self.bound(ends, is_end=True))

    def _moment(self, text: str) -> datetime:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError as error:
            raise BadInput(f"{text!r} is no date and time; give one such as 2026-12-24 18:00.") from error
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            raise BadInput(f"{text!r} is too far away; give a day of {FIRST_YEAR} to {LAST_YEAR}.")
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.zone)).astimezone(UTC)

    def _day(self, text: str) -> date:
        try:
            return date(*self._parts(text))
        except ValueError as error:
            raise BadInput(f"{text!r} is no date; give one such as 2026-12-24.") from error

    def _parts(self, text: str) -> tuple[int, int, int]:
        """Return year, month and day; raises ValueError for what is no date."""
        if _ISO_DAY.fullmatch(text):
            year, month, day = map(int, text.split("-"))
            return year, month, day
        if found := _YEAR_FIRST.fullmatch(text):
            return int(found[1]), int(found[2]), int(found[3])
        if found := _DOTTED.fullmatch(text):
            return int(found[3]), int(found[2]), int(found[1])
        if found := _SLASHED.fullmatch(text):
            return int(found[3]), *self._month_and_day(text, int(found[1]), int(found[2]))
        raise ValueError(text)

    def _month_and_day(self, text: str, first: int, second: int) -> tuple[int, int]:
        could_be_both = max(first, second) <= 12 and first != second
        if could_be_both and self.order is None:
            raise BadInput(
                f"{text!r} can be read in two ways: write the year first, as in 2026-12-24, or say whether"
                " the day or the month comes first."
            )
        is_month_first = self.order is DateOrder.MONTH_FIRST if could_be_both else second > 12
        return (first, second) if is_month_first else (second, first)


def bound_text(moment: datetime | None, zone: tzinfo, *, is_end: bool) -> str:
    """Return a bound as :meth:`DateReader.bound` reads it: a day where it is one, empty for none."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    day = local.date() - timedelta(days=1) if is_end else local.date()
    is_day = midnight(day + timedelta(days=1) if is_end else day, zone) == moment
    return day.isoformat() if is_day else local.isoformat()


def yes_or_no(text: str) -> bool:
    """Return what was said; raises BadInput for what is neither."""
    word = text.strip().casefold()
    if word not in _YES | _NO:
        raise BadInput(f"{text!r} is neither yes nor no.")
    return word in _YES


def entry_rule(text: str) -> EntryRule:
    """Return the rule; raises BadInput for what is none."""
    rule = _RULES.get(" ".join(text.replace("_", " ").casefold().split()))
    if rule is None:
        raise BadInput(f"{text!r} is no entry rule; give as_door, card+face, card+pin or pass.")
    return rule


def several(text: str) -> list[str]:
    """Return the things of one cell, without empty ones and each once."""
    return list(dict.fromkeys(filter(None, map(str.strip, text.split(BETWEEN)))))


class GroupReader:
    """Reads groups by name or id, and writes them so that they are read again."""

    def __init__(self, groups: Iterable[Group], dates: DateReader) -> None:
        self._dates = dates
        self._groups = tuple(groups)
        self._by_id = {one.id: one for one in self._groups}
        self._by_title: dict[str, list[Group]] = {}
        for one in self._groups:
            self._by_title.setdefault(compared_title(one.name), []).append(one)

    def memberships(self, text: str, before: Iterable[Membership]) -> tuple[Membership, ...]:
        """Return the groups of a cell; those of ``before`` keep their dates where none are said.

        Raises:
            BadInput: there is no such group, several are called so, or its dates are none.
        """
        if text == TAKEN_AWAY:
            return ()
        known = {one.group: one for one in before}
        found = [self._membership(item, known) for item in several(text)]
        return tuple(sorted({one.group: one for one in found}.values(), key=lambda one: one.group))

    def _membership(self, item: str, known: dict[str, Membership]) -> Membership:
        dated = _DATED_GROUP.fullmatch(item)
        if dated is None or self._is_called(item):
            group = self._group(item)
            return known.get(group.id, Membership(group.id))
        return Membership(self._group(dated[1]).id, self._dates.validity(dated[2].strip(), dated[3].strip()))

    def _is_called(self, text: str) -> bool:
        return text in self._by_id or compared_title(text) in self._by_title

    def _group(self, text: str) -> Group:
        named = self._by_title.get(compared_title(text), [])
        found = {one.id: one for one in (*named, *filter(None, [self._by_id.get(text)]))}
        if not found:
            there = ", ".join(one.name for one in self._groups) or "none"
            raise BadInput(f"There is no group {text!r}; there is {there}.")
        if len(found) > 1:
            raise BadInput(f"Several groups are called {text!r}; give an id: {', '.join(found)}.")
        return next(iter(found.values()))

    def text_of(self, memberships: Iterable[Membership]) -> str:
        """Return a cell that is read again as these memberships."""
        return f"{BETWEEN} ".join(map(self._text, memberships))

    def _text(self, one: Membership) -> str:
        title = self._title(one.group)
        if one.validity == UNLIMITED:
            return title
        zone, validity = self._dates.zone, one.validity
        begins = bound_text(validity.begins_utc, zone, is_end=False)
        return f"{title} [{begins}..{bound_text(validity.ends_utc, zone, is_end=True)}]"

    def _title(self, group_id: str) -> str:
        """Return a group's name where it is read as this group, else its id."""
        group = self._by_id.get(group_id)
        if group is None:
            return group_id
        is_plain = several(group.name) == [group.name] and not _DATED_GROUP.fullmatch(group.name)
        is_its_own = self._by_title[compared_title(group.name)] == [group]
        return group.name if is_plain and is_its_own and group.name not in self._by_id else group_id
