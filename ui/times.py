"""Times as people read them: local on the screen, UTC where somebody asks for it."""

from datetime import UTC, date, datetime, time, timedelta

_SHOWN = "%Y-%m-%d %H:%M:%S"


def local_text(at_utc: datetime) -> str:
    """Return the moment in this machine's time zone."""
    return at_utc.astimezone().strftime(_SHOWN)


def local_day_text(at_utc: datetime) -> str:
    """Return the moment's day and minute in this machine's time zone."""
    return at_utc.astimezone().strftime("%Y-%m-%d %H:%M")


def local_date_text(at_utc: datetime) -> str:
    """Return the moment's day alone in this machine's time zone."""
    return at_utc.astimezone().strftime("%Y-%m-%d")


def utc_text(at_utc: datetime) -> str:
    """Return the moment in UTC, marked as such."""
    return at_utc.astimezone(UTC).strftime(_SHOWN + " UTC")


def start_of_day_utc(day: date) -> datetime:
    """Return when a local day begins."""
    return datetime.combine(day, time()).astimezone(UTC)


def end_of_day_utc(day: date) -> datetime:
    """Return when a local day is over: the first moment of the next one."""
    return start_of_day_utc(day + timedelta(days=1))
