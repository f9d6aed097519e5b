"""Follows the answers of the rules minute by minute, and holds each against the slow model."""

from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.verdict import DoorNow, Entrant, Granted, Moment, Verdict
from tests.domain.permissions.random_sites import MINUTE
from tests.domain.permissions.slow_model import named, ways_in


def follow(rules: Rules, entrant: Entrant, door: DoorNow, begin: datetime, end: datetime) -> Counter[str]:
    """Return how many minutes were looked at, how many of them granted, and how often the answer changed.

    Raises:
        AssertionError: the slow model says otherwise, or an end is none.
    """
    at, wanted, told = begin, set[frozenset[str]](), Counter[str]()
    until: datetime | None = begin
    while at < end:
        if at == until:
            verdict = answer(rules, entrant, door_at(door, at), Moment(at))
            until, wanted = verdict.until_utc, demanded(verdict)
            assert at == begin or wanted != ways_in(rules, entrant, door, at - MINUTE), at
            assert until is None or (until > at and (until - begin) % MINUTE == timedelta()), at
            told["answers"] += 1
        assert wanted == ways_in(rules, entrant, door, at), at
        told["minutes"] += 1
        told["granted"] += bool(wanted)
        at += MINUTE
    return told


def door_at(door: DoorNow, at_utc: datetime) -> DoorNow:
    """Return the door after it has taken back what operators wanted up to this instant."""
    wish = door.modes.operator
    is_over = wish is not None and wish.is_over(at_utc)
    return replace(door, modes=replace(door.modes, operator=None)) if is_over else door


def demanded(verdict: Verdict) -> set[frozenset[str]]:
    return named(verdict.demands) if isinstance(verdict, Granted) else set()
