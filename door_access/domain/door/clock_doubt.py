"""Whether the wall clock can be believed: a computer without a battery wakes up in the past.

Only what has an hour depends on it: schedules, ends of modes, dates in the log. Faces, cards, PINs and
waiting times go by a clock that begins with the program.
"""

from datetime import datetime, timedelta

SLACK = timedelta(minutes=1)
"""A guess: more than network time ever takes back from a clock that was right."""


def is_clock_in_doubt(now_utc: datetime, newest_row_utc: datetime | None) -> bool:
    """Say whether it is earlier than the log's newest row; None: there is no row to compare with."""
    return newest_row_utc is not None and now_utc < newest_row_utc - SLACK
