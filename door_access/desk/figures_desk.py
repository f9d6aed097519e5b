"""What the desk tells in figures: today as it goes on, and whole months; runs on the desk's own thread.

Nothing is counted twice and nobody waits: whoever asks hands back the figures so far and gets them with at
most ``ROWS_AT_ONCE`` more rows, so that other wishes of the desk come in between.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path

from door_access.desk.chosen_files import write_bytes
from door_access.desk.month_report import MonthReport, html_of
from door_access.desk.permitted import permitted
from door_access.desk.session import Authority
from door_access.domain.figures.figures import NOTHING, Figures
from door_access.domain.operators.roles import Permit
from door_access.ports import AccessLog

ROWS_AT_ONCE = 10_000
"""Headers counted in one call: some 60 ms, of which half in a reading transaction."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The figures of some days as far as they are counted.

    Attributes:
        days: the first and the last of them.
        stops_before: the first row behind those that are counted, whatever their time.
        ends_before: the first row behind the days; None while the last of them goes on.
    """

    days: tuple[date, date]
    stops_before: int
    ends_before: int | None
    figures: Figures = NOTHING
    is_whole: bool = False


class FiguresDesk:
    """Every wish about figures. Blocking; raises the product's errors."""

    def __init__(
        self,
        log: AccessLog,
        session: Authority,
        *,
        doors: Callable[[], Iterable[tuple[str, str]]] = tuple,
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone: tzinfo | None = None,
    ) -> None:
        """Take what figures are counted from.

        Args:
            doors: the ids of the doors and what they are called.
            zone: that of the clocks by which days begin; None: this machine's.
        """
        self.session = session
        self._log = log
        self._doors = doors
        self._utc_now = utc_now
        self._zone = zone

    @permitted(Permit.SEE_LOG)
    def today(self, so_far: Counted | None = None) -> Counted:
        """Return today's figures, counted on from those so far; from the beginning on a new day."""
        today = self._local(self._utc_now()).date()
        if so_far is None or so_far.days != (today, today):
            begun = self._begun(today, today)
            so_far = replace(begun, ends_before=None)
        return self._further(so_far)

    @permitted(Permit.EXPORT_LOG)
    def month(self, first_day: date, so_far: Counted | None = None) -> Counted:
        """Return the figures of the month that begins with this day, counted on from those so far."""
        return self._further(so_far or self._begun(first_day, last_day_of_month(first_day)))

    @permitted(Permit.EXPORT_LOG)
    def report(self, month: Counted, before: Counted) -> str:
        """Return the report of a month that was counted, against the one before it, as an HTML page."""
        return html_of(
            MonthReport(
                month.days[0],
                self._local(self._utc_now()),
                dict(self._doors()),
                month.figures,
                before.figures if before.figures != NOTHING else None,
            )
        )

    @permitted(Permit.EXPORT_LOG)
    def save(self, content: bytes, path: Path) -> None:
        """Write a report that was made; a failure leaves no half file."""
        write_bytes(content, path)

    def _begun(self, first: date, last: date) -> Counted:
        seqs = self._log.seqs(self._begin_utc(first), self._begin_utc(last + timedelta(days=1)))
        return Counted((first, last), seqs.start, seqs.stop)

    def _further(self, so_far: Counted) -> Counted:
        stop = so_far.stops_before + ROWS_AT_ONCE
        stop = stop if so_far.ends_before is None else min(stop, so_far.ends_before)
        found = self._log.headers(range(so_far.stops_before, stop))
        since, until = (self._begin_utc(day) for day in (so_far.days[0], so_far.days[1] + timedelta(days=1)))
        in_time = [header for header in found if since <= header.at_utc < until]
        stops_before = found[-1].seq + 1 if found else so_far.stops_before
        is_whole = len(found) < ROWS_AT_ONCE if so_far.ends_before is None else stop == so_far.ends_before
        figures = so_far.figures.after(in_time, self._local) if in_time else so_far.figures
        return replace(so_far, stops_before=stops_before, figures=figures, is_whole=is_whole)

    def _begin_utc(self, day: date) -> datetime:
        """Return when a day begins on the clocks of the site."""
        return datetime.combine(day, time(), self._zone).astimezone(UTC)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)


def month_before(first_day: date) -> date:
    """Return the first day of the month before the one that begins with this day."""
    return (first_day - timedelta(days=1)).replace(day=1)


def last_day_of_month(first_day: date) -> date:
    """Return the last day of the month that begins with this one."""
    return (first_day.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)
