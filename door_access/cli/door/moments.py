"""When something ends, as people type it: a time of day, a date with a time, or so long from now."""

import re
from datetime import datetime, time, timedelta

from door_access.errors import BadInput

_FROM_NOW = re.compile(r"\+(\d{1,4})([mh])")
LONGEST = timedelta(days=31)
"""A guess; an end further away is a slip of the finger, or a schedule."""


def moment_of(text: str, now: datetime) -> datetime:
    """Return the moment; a time of day is the next one, one without a zone is in that of ``now``.

    Raises:
        BadInput: it is none of these, is over, or is further away than a month.
    """
    moment = _moment(text.strip(), now)
    if moment is None:
        raise BadInput(f"{text!r} is no end: give 18:00, 2026-12-24T12:00, +30m or +2h.")
    if not now < moment <= now + LONGEST:
        raise BadInput(f"{text!r} is over, or more than {LONGEST.days} days away.")
    return moment


def _moment(text: str, now: datetime) -> datetime | None:
    from_now = _FROM_NOW.fullmatch(text)
    if from_now:
        count, unit = int(from_now[1]), from_now[2]
        return now + (timedelta(hours=count) if unit == "h" else timedelta(minutes=count))
    try:
        if re.fullmatch(r"\d\d:\d\d", text):
            today = datetime.combine(now.date(), time.fromisoformat(text), now.tzinfo)
            return today if today > now else today + timedelta(days=1)
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
