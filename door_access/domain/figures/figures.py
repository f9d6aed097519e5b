"""What rows of the access log amount to, counted from their headers alone and row by row.

Headers stay when people are erased and when what rows tell of them is forgotten, so figures of the past do
not change. They are counted on from where they stopped: a page that shows today's looks at new rows only, and
a month is counted in pieces.

How often the right person was turned away cannot be known: whoever is refused says no name. It is estimated
from repeated tries. An entry by face counts as one that needed another try when a refusal after a comparison
(nobody alike, two alike, not the card's holder) stands before it at the same door, at most ``RETRY_WITHIN``
before, with no other answer between them; what ended before an answer does not count as one. Whoever gives
up, or comes back later, is not seen: then it is too low. Somebody else who is let in right after a
stranger was refused is taken for them: then it is too high.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import NamedTuple, TypeVar

from door_access.domain.door.alarms import Notice
from door_access.domain.matching.access import GRANTS, Outcome, Reason
from door_access.domain.matching.metrics import wilson
from door_access.domain.operators.acts import Act

RETRY_WITHIN = timedelta(seconds=30)
"""A guess: an attempt takes 3 s and the next begins 2 s later; after half a minute it is somebody else."""
BY_FACE = GRANTS - {Reason.CARD_AND_PIN}
COMPARED = frozenset({Reason.NO_MATCH, Reason.AMBIGUOUS, Reason.CARD_MISMATCH})
"""A face was compared, and was not alike enough: what a false rejection looks like."""
DOOR_FAULTS: frozenset[Reason | Notice] = frozenset(
    {Reason.CAMERA_LOST, Reason.LOCK_FAULT, Reason.RECOGNITION_FAULT, Notice.LOCK_BROKEN, Notice.LOCK_SETUP}
)
COUNTED_AT_DOORS = frozenset({Notice.FORCED, Notice.HELD, Notice.TAMPER, Notice.NOT_TAKEN}) | DOOR_FAULTS
_QUARTER_S = 900
"""Clocks are set by whole quarters of an hour, everywhere: so long the hour of the day is the same."""

K = TypeVar("K")
Word = Reason | Act | Notice
Hour = tuple[date, int]
"""A day and an hour of it, as the clock on the wall shows them."""


class Header(NamedTuple):
    """What a row says for ever, and about whom, as an opaque mark; a tuple, as there are millions.

    ``who`` is empty for nobody in particular, and for somebody whom the log has forgotten.
    """

    seq: int
    at_utc: datetime
    door: str
    outcome: Outcome
    reason: Word
    who: str = ""


@dataclass(frozen=True, slots=True)
class Repeats:
    """How many entries by face needed another try, of how many."""

    repeated: int = 0
    entries: int = 0

    @property
    def rate(self) -> float | None:
        """Return the share; None without an entry."""
        return self.repeated / self.entries if self.entries else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Return its 95 % interval (Wilson 1927); None without an entry."""
        return wilson(self.repeated, self.entries) if self.entries else None


@dataclass(frozen=True, slots=True)
class DoorFigures:
    """What happened at one door; ``noticed`` holds alarms and faults alone."""

    entries: int = 0
    denials: int = 0
    noticed: Mapping[Word, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted so far.

    Attributes:
        entries: of people who were let in, by the hour.
        people: whom rows about entries are about, each once, as opaque marks.
        denials: by their reasons.
        acts: what operators did, by what it was.
        opened: how often the door was opened otherwise: from the desk, by the exit button.
        refused: when a comparison was last refused at each door, until another answer follows.
    """

    entries: Mapping[Hour, int] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    denials: Mapping[Word, int] = field(default_factory=dict)
    doors: Mapping[str, DoorFigures] = field(default_factory=dict)
    acts: Mapping[Act, int] = field(default_factory=dict)
    opened: Mapping[Word, int] = field(default_factory=dict)
    repeats: Repeats = field(default_factory=Repeats)
    refused: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def entered(self) -> int:
        """Return how many entries there were."""
        return sum(self.entries.values())

    @property
    def denied(self) -> int:
        """Return how many denials there were."""
        return sum(self.denials.values())

    def by_hour(self) -> dict[int, int]:
        """Return the entries of each hour of the day, whichever day."""
        return _summed((hour, count) for (_, hour), count in self.entries.items())

    def by_day(self) -> dict[date, int]:
        """Return the entries of each day."""
        return _summed((day, count) for (day, _), count in self.entries.items())

    def after(self, headers: Iterable[Header], local: Callable[[datetime], datetime]) -> "Figures":
        """Return the figures with these rows, the next ones, counted as well.

        Args:
            local: returns a moment as the clock on the wall shows it.
        """
        counting = _Counting(self, local)
        for header in headers:
            counting.take(header)
        return counting.figures()


NOTHING = Figures()


class _Counting:
    """Figures in the making."""

    def __init__(self, so_far: Figures, local: Callable[[datetime], datetime]) -> None:
        self._local = local
        self._hours: dict[int, Hour] = {}
        self._entries, self._people = dict(so_far.entries), set(so_far.people)
        self._denials, self._acts, self._opened = dict(so_far.denials), dict(so_far.acts), dict(so_far.opened)
        self._doors = {door: _Door(known) for door, known in so_far.doors.items()}
        self._refused = dict(so_far.refused)
        self._repeated, self._by_face = so_far.repeats.repeated, so_far.repeats.entries

    def figures(self) -> Figures:
        return Figures(
            self._entries,
            frozenset(self._people),
            self._denials,
            {door: counted.figures() for door, counted in self._doors.items()},
            self._acts,
            self._opened,
            Repeats(self._repeated, self._by_face),
            self._refused,
        )

    def take(self, header: Header) -> None:
        if isinstance(header.reason, Act):
            _add(self._acts, header.reason)
            return
        self._notice(header)
        if isinstance(header.reason, Reason):
            self._answer(header)

    def _notice(self, header: Header) -> None:
        if header.reason in COUNTED_AT_DOORS:
            _add(self._door(header).noticed, header.reason)

    def _answer(self, header: Header) -> None:
        if header.outcome is Outcome.DENIED:
            self._deny(header)
        elif header.outcome is Outcome.GRANTED and header.reason in GRANTS:
            self._enter(header)
        elif header.outcome is Outcome.GRANTED:
            _add(self._opened, header.reason)

    def _enter(self, header: Header) -> None:
        self._door(header).entries += 1
        _add(self._entries, self._hour(header.at_utc))
        if header.who:
            self._people.add(header.who)
        refused = self._refused.pop(header.door, None)
        if header.reason in BY_FACE:
            self._by_face += 1
            self._repeated += refused is not None and _follows(refused, header.at_utc)

    def _deny(self, header: Header) -> None:
        self._door(header).denials += 1
        _add(self._denials, header.reason)
        if header.reason in COMPARED:
            self._refused[header.door] = header.at_utc
        else:
            self._refused.pop(header.door, None)

    def _door(self, header: Header) -> "_Door":
        found = self._doors.get(header.door)
        if found is None:
            found = self._doors[header.door] = _Door(DoorFigures())
        return found

    def _hour(self, at_utc: datetime) -> Hour:
        quarter = int(at_utc.timestamp()) // _QUARTER_S
        hour = self._hours.get(quarter)
        if hour is None:
            local = self._local(at_utc)
            hour = self._hours[quarter] = local.date(), local.hour
        return hour


class _Door:
    """One door's figures in the making."""

    def __init__(self, so_far: DoorFigures) -> None:
        self.entries, self.denials = so_far.entries, so_far.denials
        self.noticed: dict[Word, int] = dict(so_far.noticed)

    def figures(self) -> DoorFigures:
        return DoorFigures(self.entries, self.denials, self.noticed)


def _follows(refused_utc: datetime, at_utc: datetime) -> bool:
    """Say whether an entry came soon after a refusal; the clock may have been set back meanwhile."""
    return timedelta() <= at_utc - refused_utc <= RETRY_WITHIN


def _add(counts: dict[K, int], key: K) -> None:
    counts[key] = counts.get(key, 0) + 1


def _summed(counts: Iterable[tuple[K, int]]) -> dict[K, int]:
    total: dict[K, int] = {}
    for key, count in counts:
        total[key] = total.get(key, 0) + count
    return total
