"""Points in time as text: UTC, ISO 8601, microseconds and Z, so that text order is time order."""

from datetime import UTC, datetime

from database.cells import UnreadableCell


def utc_now() -> datetime:
    """Return the wall clock's time, aware, in UTC."""
    return datetime.now(UTC)


def utc_text(moment: datetime) -> str:
    """Return the text that tables store.

    Raises:
        ValueError: the moment has no time zone, so nobody knows when it was.
    """
    if moment.utcoffset() is None:
        raise ValueError(f"a stored time needs a time zone, got {moment!r}")
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def utc_moment(text: str) -> datetime:
    """Return the aware moment of a stored text; raises UnreadableCell when it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError) as error:
        raise UnreadableCell(text, "a time") from error
    if moment.utcoffset() is None:
        raise UnreadableCell(text, "a time with its zone")
    return moment
