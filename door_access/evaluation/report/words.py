"""Rates in words, for the terminal and the report. One rule: no more digits than mean something."""

from door_access.counts import counted
from door_access.domain.matching.calibration import Configuration
from door_access.evaluation.rates import ErrorAt, Rate

NOT_MEASURED = "–"


def percent(share: float) -> str:
    """Return a share as a percentage with about three digits."""
    return f"{_digits(share * 100)} %"


def between(value: float, low: float, high: float) -> str:
    """Return a share and its interval: ``4.90 % (3.47–6.23)``."""
    return f"{percent(value)} ({_digits(low * 100)}–{_digits(high * 100)})"


def rate(found: Rate | None) -> str:
    """Return a rate with its 95 % interval, or a dash."""
    return between(found.value, found.low, found.high) if found else NOT_MEASURED


def error(found: ErrorAt | None) -> str:
    """Return a missed rate; ``~`` marks one whose threshold has too few strangers behind it."""
    if found is None or found.missed is None:
        return NOT_MEASURED
    return f"{'~' if found.is_thin else ''}{rate(found.missed)}"


def of_thousand(found: Rate) -> str:
    """Return how many of a thousand, with the interval: ``5.00 (3.10 to 9.00)``."""
    return _of(1000, found)


def of_million(found: Rate) -> str:
    """Return how many of a million, with the interval."""
    return _of(1_000_000, found)


def _of(many: int, found: Rate) -> str:
    value, low, high = (_digits(share * many) for share in (found.value, found.low, found.high))
    if not found.errors:
        return f"none seen (up to {high} possible)"
    return f"{value} ({low} to {high})"


def configuration(at: Configuration) -> str:
    """Return what is compared: ``5 templates, 3 frames``."""
    return f"{counted(at.templates, 'template')}, {counted(at.frames, 'frame')}"


def at_the_door(at: Configuration) -> str:
    """Return what is compared in words for people: ``enrolled from 5 photos, 3 frames at the door``."""
    return f"enrolled from {counted(at.templates, 'photo')}, {counted(at.frames, 'frame')} at the door"


def _digits(number: float) -> str:
    if number >= 100:
        return f"{number:,.0f}"
    if number >= 10 or number == 0:
        return f"{number:.1f}"
    return f"{number:.2f}" if number >= 0.1 else f"{number:.2g}"
