"""Days, hours and windows of a week as people write them."""

from collections.abc import Collection, Iterable

from PySide6.QtCore import QCoreApplication

from door_access.domain.permissions.hours import Hours, Weekday, Window
from door_access.domain.permissions.schedule import HolidayRow
from ui.words import QT_TRANSLATE_NOOP

_CONTEXT = "week"

_SHORT: dict[Weekday, str] = {
    Weekday.MONDAY: QT_TRANSLATE_NOOP("week", "Mon"),
    Weekday.TUESDAY: QT_TRANSLATE_NOOP("week", "Tue"),
    Weekday.WEDNESDAY: QT_TRANSLATE_NOOP("week", "Wed"),
    Weekday.THURSDAY: QT_TRANSLATE_NOOP("week", "Thu"),
    Weekday.FRIDAY: QT_TRANSLATE_NOOP("week", "Fri"),
    Weekday.SATURDAY: QT_TRANSLATE_NOOP("week", "Sat"),
    Weekday.SUNDAY: QT_TRANSLATE_NOOP("week", "Sun"),
}

_LONG: dict[Weekday, str] = {
    Weekday.MONDAY: QT_TRANSLATE_NOOP("week", "Monday"),
    Weekday.TUESDAY: QT_TRANSLATE_NOOP("week", "Tuesday"),
    Weekday.WEDNESDAY: QT_TRANSLATE_NOOP("week", "Wednesday"),
    Weekday.THURSDAY: QT_TRANSLATE_NOOP("week", "Thursday"),
    Weekday.FRIDAY: QT_TRANSLATE_NOOP("week", "Friday"),
    Weekday.SATURDAY: QT_TRANSLATE_NOOP("week", "Saturday"),
    Weekday.SUNDAY: QT_TRANSLATE_NOOP("week", "Sunday"),
}
_RANGE = 3
"""Days in a row from which on only the first and the last are named."""


def day_words(day: Weekday) -> str:
    """Return a day of the week in three letters."""
    return _translated(_SHORT[day])


def long_day_words(day: Weekday) -> str:
    """Return a day of the week in full."""
    return _translated(_LONG[day])


def days_words(days: Collection[Weekday]) -> str:
    """Return days of the week, those in a row as ``Mon–Fri``."""
    if len(days) == len(Weekday):
        return _translated(QT_TRANSLATE_NOOP("week", "every day"))
    return ", ".join(_run_words(run) for run in _runs(sorted(days)))


def _runs(days: Iterable[Weekday]) -> list[list[Weekday]]:
    """Return the days with those that follow each other together."""
    runs: list[list[Weekday]] = []
    for day in days:
        if runs and runs[-1][-1] + 1 == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _run_words(run: list[Weekday]) -> str:
    if len(run) >= _RANGE:
        return f"{day_words(run[0])}–{day_words(run[-1])}"
    return ", ".join(day_words(day) for day in run)


def hours_words(hours: Hours) -> str:
    """Return hours, and that they go on past midnight where they do."""
    if not hours.is_past_midnight:
        return str(hours)
    return _translated(QT_TRANSLATE_NOOP("week", "{hours} of the next day")).format(hours=hours)


def window_words(window: Window) -> str:
    """Return a window as ``Mon–Fri 08:00–17:00``."""
    return f"{days_words(window.days)} {hours_words(window.hours)}"


def week_words(windows: Iterable[Window]) -> str:
    """Return the windows of a week, one after the other."""
    return "; ".join(map(window_words, windows))


def row_words(row: HolidayRow) -> str:
    """Return what holds on holidays of a kind."""
    if not row.hours:
        return _translated(QT_TRANSLATE_NOOP("week", "never on {kind} holidays")).format(kind=row.kind)
    hours = ", ".join(map(hours_words, row.hours))
    return _translated(QT_TRANSLATE_NOOP("week", "on {kind} holidays {hours}")).format(
        kind=row.kind, hours=hours
    )


def _translated(text: str) -> str:
    return QCoreApplication.translate(_CONTEXT, text)
