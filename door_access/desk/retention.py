"""Retention: forgets what is older than the settings let it be kept, and leaves a row that says what.

Its one rule: while it is in doubt how much time has passed, nothing is forgotten. What stays a day too long
can be forgotten tomorrow.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from door_access.counts import counted
from door_access.domain.door.clock_doubt import is_clock_in_doubt
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.privacy.time_passed import silence_before
from door_access.errors import UnsettledRow
from door_access.kept_settings import PrivacySettings
from door_access.ports import AccessLog, GoesOn, LogEntry, LogKind, LogRetention, PictureStore, SiteStore

DAYS_OF_YEAR = 365.25
GRACE = timedelta(days=7)
"""A log that was kept for ever until now is still whole so long, for whoever must keep more or export it."""
BEGINS = "retention_begins_utc"
"""The site's fact that says from when on it is forgotten by itself."""
OVERDUE_AFTER = timedelta(days=1)
"""So long after its time what should be forgotten may still be there: the program may have been off."""


_log = logging.getLogger(__name__)

_OR_CONFIRMED = ' ("door-access log forget --clock-is-right WORDS" says so).'


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a run did, or would do.

    Attributes:
        rows: of how many rows the details went, by kind; kinds of which none did are left out.
        cut: how many headers were cut off.
        pictures: how many pictures were deleted.
        plain: how many older rows stay as they are, since they are of the first version.
        doubt: why nothing was forgotten, in a sentence; empty when nothing was in doubt.
        is_overwritten: no trace is left in a file of the data directory.
        changed: of which kinds somebody had changed the record of what was forgotten.
        begins_utc: before then nothing is forgotten by itself; None where that time has come.
    """

    rows: dict[LogKind, int] = field(default_factory=dict)
    cut: int = 0
    pictures: int = 0
    plain: int = 0
    doubt: str = ""
    is_overwritten: bool = True
    begins_utc: datetime | None = None
    changed: tuple[LogKind, ...] = ()

    @property
    def is_anything(self) -> bool:
        return bool(self.rows or self.cut or self.pictures or self.changed)

    def sentence(self) -> str:
        """Return what went, as the log's row tells it."""
        told = [f"{kind}: {counted(rows, 'row')}" for kind, rows in self.rows.items()]
        told += [f"pictures: {self.pictures}"] if self.pictures else []
        told += [f"headers cut off: {self.cut}"] if self.cut else []
        told += [f"the record of {kind} had been changed by somebody" for kind in self.changed]
        return ", ".join(told)


class Retention:
    """Forgets by date. Any thread may run it, in any process beside a running door."""

    def __init__(
        self,
        store: LogRetention,
        pictures: PictureStore,
        log: AccessLog,
        facts: SiteStore,
        *,
        settings: Callable[[], PrivacySettings],
        door: str,
        actor: str,
        operator: str = "",
        utc_now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Take what it works on.

        Args:
            settings: returns those that are in force at each run.
            door: the id of the door in whose name the row is written.
            actor: from where it is run; ``operator``: who does it, empty when it runs by itself.
        """
        self._store = store
        self._pictures = pictures
        self._log = log
        self._facts = facts
        self._settings = settings
        self._door = door
        self._actor = actor
        self._operator = operator
        self._utc_now = utc_now

    def run(self, goes_on: GoesOn = lambda: True, *, is_by_itself: bool = False) -> Forgotten:
        """Forget what is too old, and write one row if that was anything.

        Args:
            is_by_itself: nobody asked for it, so a log that is older than retention waits for a week.

        Raises:
            BadSetting: the settings cannot be read.
            StorageFault: the database cannot be read or written, or the log has lost rows that nobody has
                acknowledged; what was forgotten so far stays so.
        """
        settings, now_utc = self._settings(), self._utc_now()
        self._log.settle()
        begins_utc = self._begins(settings, now_utc, is_waited_for=is_by_itself)
        if begins_utc is not None:
            return Forgotten(begins_utc=begins_utc)
        changed = self._store.drop_changed_records()
        done = replace(self._forget(settings, now_utc, goes_on), changed=changed)
        if done.is_anything:
            self._write_row(done, now_utc)
        return replace(done, is_overwritten=self._store.finish())

    def _write_row(self, done: Forgotten, now_utc: datetime) -> None:
        """Write the row; that it is not safe at once, since somebody reads for long, hinders nothing here."""
        try:
            self._log.append(self._row(done, now_utc))
        except UnsettledRow as error:
            _log.warning("a row of the access log is written, but not safe yet: %s", error)

    def _begins(
        self, settings: PrivacySettings, now_utc: datetime, *, is_waited_for: bool
    ) -> datetime | None:
        """Return from when on it is forgotten by itself; None where that is now. The first run decides."""
        told = self._facts.get(BEGINS)
        begins_utc = now_utc if told is None else datetime.fromisoformat(told)
        if told is None and is_waited_for and self._rows_due(_limits(settings, now_utc), now_utc):
            begins_utc = now_utc + GRACE
        begins_utc = min(begins_utc, now_utc + GRACE if is_waited_for else now_utc)  # the clock was ahead
        if told != begins_utc.isoformat():
            self._facts.set(BEGINS, begins_utc.isoformat())
        return begins_utc if begins_utc > now_utc else None

    def _rows_due(self, limits: dict[LogKind, datetime], now_utc: datetime) -> dict[LogKind, int]:
        due = {kind: self._store.due(kind, before_utc=at, now_utc=now_utc) for kind, at in limits.items()}
        return {kind: rows for kind, rows in due.items() if rows}

    def _forget(self, settings: PrivacySettings, now_utc: datetime, goes_on: GoesOn) -> Forgotten:
        rows, limits = dict[LogKind, int](), _limits(settings, now_utc)
        doubts = {limit_utc: self._doubt(limit_utc, now_utc) for limit_utc in limits.values()}
        for kind, limit_utc in limits.items():
            if not doubts[limit_utc]:
                done = self._store.forget(kind, before_utc=limit_utc, now_utc=now_utc, goes_on=goes_on)
                rows |= {kind: done} if done else {}
        return Forgotten(
            rows,
            self._cut(settings, now_utc, goes_on),
            self._forget_pictures(settings, now_utc, goes_on),
            self._store.plain(before_utc=limits[LogKind.ACCESS]),
            self._what_waits(limits, doubts, now_utc),
        )

    def _what_waits(
        self, limits: dict[LogKind, datetime], doubts: dict[datetime, str], now_utc: datetime
    ) -> str:
        """Return the doubt for which something old is still there; empty for none."""
        waiting = (
            doubts[at]
            for kind, at in limits.items()
            if doubts[at] and self._store.due(kind, before_utc=at, now_utc=now_utc)
        )
        return next(waiting, "")

    def _cut(self, settings: PrivacySettings, now_utc: datetime, goes_on: GoesOn) -> int:
        before_utc = now_utc - timedelta(days=settings.headers_years * DAYS_OF_YEAR)
        if not settings.headers_years or self._doubt(before_utc, now_utc):
            return 0
        return self._store.cut(before_utc=before_utc, now_utc=now_utc, goes_on=goes_on)

    def _forget_pictures(self, settings: PrivacySettings, now_utc: datetime, goes_on: GoesOn) -> int:
        if not settings.pictures_days:
            return self._pictures.forget(before_utc=None, now_utc=now_utc, goes_on=goes_on)
        before_utc = now_utc - timedelta(days=settings.pictures_days)
        if self._doubt(before_utc, now_utc):
            return 0
        return self._pictures.forget(before_utc=before_utc, now_utc=now_utc, goes_on=goes_on)

    def due(self) -> Forgotten:
        """Return what a run would drop of the log, without dropping it; raises as :meth:`run`."""
        return self._due(timedelta(0))

    def overdue(self) -> Forgotten:
        """Return what should have been dropped by yesterday; raises as :meth:`run`."""
        return self._due(OVERDUE_AFTER)

    def _due(self, late: timedelta) -> Forgotten:
        settings, now_utc = self._settings(), self._utc_now()
        limits = _limits(settings, now_utc - late)
        rows = self._rows_due(limits, now_utc)
        doubts = (self._doubt(limits[kind], now_utc) for kind in rows)
        told = self._facts.get(BEGINS)
        begins_utc = None if told is None else datetime.fromisoformat(told)
        return Forgotten(
            rows,
            begins_utc=begins_utc if begins_utc and begins_utc > now_utc else None,
            plain=self._store.plain(before_utc=limits[LogKind.ACCESS]),
            doubt=next(filter(None, doubts), ""),
        )

    def _doubt(self, limit_utc: datetime, now_utc: datetime) -> str:
        """Return why it is not known that so much time has passed since then; empty when it is known."""
        newest_utc = self._log.newest_utc()
        if newest_utc is None:
            return ""
        if is_clock_in_doubt(now_utc, newest_utc):
            return (
                f"It is said to be {_day(now_utc)}, but the log's newest row is of {_day(newest_utc)}: what"
                f" is too old is kept until the clock is right{_OR_CONFIRMED}"
            )
        silence = silence_before(
            now_utc,
            back_to_utc=max(filter(None, (limit_utc, self._store.confirmed_utc()))),
            first_from=self._store.first_from,
            last_before=self._store.last_before,
        )
        if silence is None or silence.since_utc is None:
            return ""
        return (
            f"Nothing was written into the log between {_day(silence.since_utc)} and"
            f" {_day(silence.until_utc)}: either nobody was here, or the clock has jumped. What is too old is"
            f" kept until somebody has looked at the clock{_OR_CONFIRMED}"
        )

    def _row(self, done: Forgotten, now_utc: datetime) -> LogEntry:
        return LogEntry(
            now_utc,
            self._door,
            Outcome.DONE,
            Reason.LOG_FORGOTTEN,
            kind=LogKind.SYSTEM,
            actor=self._actor,
            operator=self._operator,
            note=done.sentence(),
        )


def _limits(settings: PrivacySettings, now_utc: datetime) -> dict[LogKind, datetime]:
    """Return before when rows of each kind are too old."""
    days = {
        LogKind.ACCESS: settings.entries_days,
        LogKind.DOOR: settings.door_days,
        LogKind.ACT: settings.acts_days,
        LogKind.SYSTEM: settings.system_days,
    }
    return {kind: now_utc - timedelta(days=some) for kind, some in days.items()}


def _day(at_utc: datetime) -> str:
    return f"{at_utc:%Y-%m-%d}"
