"""A hand-made kiosk and desk: everything the window may ask for, in memory, with every wish written down."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from door_access.complaints import Complaint
from door_access.config import Settings
from door_access.desk.backup_desk import BackupDesk
from door_access.desk.desk import CameraChoice, DayCount
from door_access.desk.figures_desk import FiguresDesk
from door_access.desk.operator_pin import PinAnswer
from door_access.domain.door.lock import LockCapabilities
from door_access.domain.door.modes import OperatingMode
from door_access.domain.enrolment.enrolment import GlassesAnswer
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.domain.enrolment.people import Erasure, Person, checked_name
from door_access.domain.figures.figures import Header
from door_access.domain.matching.access import GRANTS, Outcome, Reason
from door_access.domain.matching.cost import EntryCosts
from door_access.domain.matching.drift import Drift
from door_access.domain.operators.acts import Actor, Doer
from door_access.domain.operators.desk_pin import checked_desk_pin
from door_access.domain.operators.roles import Permit
from door_access.errors import Refused
from door_access.ports import AccessLog, LogEntry, LogFilter, LogKind, LogRow
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import EventHub, LogGrew
from door_access.runtime.rehearsal import RehearsalRequest
from tests.fakes import FakeBackups
from tests.patience import PATIENCE_S
from tests.ui.fake_credentials import FakeCredentialDesk
from tests.ui.fake_imports import FakeImports
from tests.ui.fake_operators import FakeOperators
from tests.ui.fake_persons import FakePersonDesk, FakeSeveralDesk
from tests.ui.fake_privacy import privacy_desk_following
from tests.ui.fake_visitors import visitor_desk_following
from tests.ui.following_people import rules_desk_following

NOON_UTC = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ROWS = 100_000
A_MINUTE = timedelta(minutes=1)
WRONG_PINS = 5
LOCKOUT_S = UNDO_S = PATIENCE_S
ADA, GRACE, ALAN = "id-ada", "id-grace", "id-alan"


def some_people() -> dict[str, Person]:
    people = (
        Person(ADA, "Ada Lovelace", 20, False, False, NOON_UTC),
        Person(GRACE, "Grace Hopper", 3, True, False, NOON_UTC + timedelta(days=1)),
        Person(ALAN, "Alan Turing", 12, False, True, NOON_UTC + timedelta(days=2)),
    )
    return {person.id: person for person in people}


class FakeLog:
    """Rows made up from their number: row n is n minutes after the first, every third one granted."""

    def __init__(self, rows: int = ROWS) -> None:
        self.rows = rows

    def event(self, seq: int, people: dict[str, Person]) -> LogRow:
        is_granted = seq % 3 == 0
        person = ADA if is_granted else None
        new = LogEntry(
            NOON_UTC + timedelta(minutes=seq),
            "main entrance",
            Outcome.GRANTED if is_granted else Outcome.DENIED,
            Reason.MATCH if is_granted else Reason.NO_MATCH,
            person_id=person,
            distance=0.25 if is_granted else 0.61,
            threshold=0.34,
        )
        return LogRow(seq, new, people[person].name if person in people else "", f"{seq:064x}")

    def page(
        self, wanted: LogFilter, before_seq: int | None, limit: int, people: dict[str, Person]
    ) -> tuple[LogRow, ...]:
        found: list[LogRow] = []
        first, end = self._within(wanted)
        seq = end - 1 if before_seq is None else min(end, before_seq) - 1
        while seq >= first and len(found) < limit:
            row = self.event(seq, people)
            if is_wanted(row.event, wanted):
                found.append(row)
            seq -= 1
        return tuple(found)

    def count(self, wanted: LogFilter) -> int:
        """Count by the rows' numbers: making a hundred thousand of them takes seconds."""
        any_time = replace(wanted, since_utc=None, until_utc=None)
        fits = [is_wanted(self.event(seq, some_people()).event, any_time) for seq in range(3)]
        return sum(fits[seq % 3] for seq in range(*self._within(wanted)))

    def seqs(self, since_utc: datetime, until_utc: datetime | None) -> range:
        return range(*self._within(LogFilter(since_utc=since_utc, until_utc=until_utc)))

    def headers(self, seqs: range) -> tuple[Header, ...]:
        wanted = range(max(1, seqs.start), min(self.rows + 1, seqs.stop))
        events = ((seq, self.event(seq, {}).event) for seq in wanted)
        return tuple(
            Header(seq, one.at_utc, one.door, one.outcome, one.reason, one.person_id or "")
            for seq, one in events
        )

    def _within(self, wanted: LogFilter) -> tuple[int, int]:
        """Return the first row of the wanted days and the first one after them."""
        since = NOON_UTC + A_MINUTE if wanted.since_utc is None else wanted.since_utc
        until = NOON_UTC + (self.rows + 1) * A_MINUTE if wanted.until_utc is None else wanted.until_utc
        first, end = (-((NOON_UTC - moment) // A_MINUTE) for moment in (since, until))
        return max(1, first), min(self.rows + 1, end)


def is_wanted(event: LogEntry, wanted: LogFilter) -> bool:
    return (
        (wanted.person_id is None or event.person_id == wanted.person_id)
        and (wanted.outcome is None or event.outcome is wanted.outcome)
        and (wanted.kind is None or event.kind is wanted.kind)
        and (wanted.since_utc is None or event.at_utc >= wanted.since_utc)
        and (wanted.until_utc is None or event.at_utc < wanted.until_utc)
        and (not wanted.reasons or event.reason in wanted.reasons)
        and wanted.fits(event)
    )


class FakeFirstSteps:
    """Whether the fake site is a new one."""

    def __init__(self) -> None:
        self.is_new = False

    def are_due(self) -> bool:
        return self.is_new

    def end(self) -> None:
        self.is_new = False


class FollowedLog:
    """The log that the desk has now: tests put another in its place."""

    def __init__(self, desk: "FakeDesk") -> None:
        self._desk = desk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk.log, name)


class FakeDesk:
    """The desk with its people, its log and its PIN in memory."""

    def __init__(self, kiosk: "FakeKiosk") -> None:
        self._kiosk = kiosk
        self.people_by_id = some_people()
        self.credentials = FakeCredentialDesk(self.people_by_id)
        self.staff = FakeOperators()
        self.operators = self.staff.desk
        self.first_steps = FakeFirstSteps()
        self.stored_backups = FakeBackups()
        self.backups = BackupDesk(self.stored_backups, self.staff.session, lambda: Doer(Actor.DESK))
        self.privacy = privacy_desk_following(self.people_by_id, session=self.staff.session)
        self.rules = rules_desk_following(
            self.people_by_id,
            asks=lambda: self._kiosk.settings.door.mode,
            session=self.staff.session,
            utc_now=lambda: NOON_UTC,
        )
        self.lists = FakeImports(self.people_by_id, self.rules)
        self.imports = self.lists.desk
        self.persons = FakePersonDesk(self)
        self.several = FakeSeveralDesk(self)
        self.visitors = visitor_desk_following(
            self.people_by_id, session=self.staff.session, utc_now=lambda: NOON_UTC
        )
        self.log = FakeLog()
        self.today_utc: datetime | None = None
        self.searched_since_utc: datetime | None = None
        self.figures = FiguresDesk(
            cast(AccessLog, FollowedLog(self)), self.staff.session, utc_now=self.now_utc
        )
        self.drifting: dict[str, Drift] = {}
        self.costs: EntryCosts | None = None
        self.pin: str | None = None
        self.wrong_pins = 0
        self.purposes: list[str] = []
        self.undo_s = UNDO_S
        self.is_erasure_whole = True
        self.finished = 0
        self.exports: list[tuple[LogFilter, Path]] = []
        self.pictures: dict[int, bytes] = {}
        self.pages: list[tuple[LogFilter, int | None, int]] = []
        self.camera_choices: tuple[CameraChoice, ...] = (
            CameraChoice("/dev/v4l/by-id/usb-front", "Front camera"),
            CameraChoice("/dev/v4l/by-id/usb-back", "Back camera"),
        )

    def now_utc(self) -> datetime:
        """Return the time of the newest row, unless the test says another."""
        return self.today_utc or NOON_UTC + self.log.rows * A_MINUTE

    def people(self) -> tuple[Person, ...]:
        self.staff.session.require(Permit.SEE_PEOPLE)
        return tuple(sorted(self.people_by_id.values(), key=lambda person: person.name))

    def drifts(self) -> dict[str, Drift]:
        return self.drifting

    def rename(self, person_id: str, name: str, *, before: str | None = None) -> None:
        now = self.people_by_id[person_id].name
        if before not in (None, now):
            raise Refused(Complaint.RENAMED_MEANWHILE, name=now)
        self._change(person_id, name=checked_name(name))

    def set_blocked(self, person_id: str, is_blocked: bool) -> None:
        self._change(person_id, is_blocked=is_blocked)

    def begin_removal(self, person_id: str) -> datetime:
        due_at_utc = datetime.now(UTC) + timedelta(seconds=self.undo_s)
        self._change(person_id, erased_from_utc=due_at_utc)
        return due_at_utc

    def undo_removal(self, person_id: str) -> None:
        if person_id not in self.people_by_id:
            raise Refused(Complaint.ERASED_ALREADY)
        self._change(person_id, erased_from_utc=None)

    def finish_removals(self) -> tuple[Erasure, ...]:
        self.finished += 1
        leaving = [p for p in self.people_by_id.values() if p.erased_from_utc is not None]
        due = [p for p in leaving if p.erased_from_utc <= datetime.now(UTC)]
        for person in due:
            del self.people_by_id[person.id]
        return tuple(
            Erasure(p.id, NOON_UTC, p.templates, p.cards, log_rows=7, is_whole=self.is_erasure_whole)
            for p in due
        )

    def _change(self, person_id: str, **values: Any) -> None:
        self.people_by_id[person_id] = replace(self.people_by_id[person_id], **values)

    def events(self, wanted: LogFilter, *, before_seq: int | None, limit: int) -> tuple[LogRow, ...]:
        self.staff.session.require(Permit.SEE_LOG)
        self.pages.append((wanted, before_seq, limit))
        return self.log.page(wanted, before_seq, limit, self.people_by_id)

    def history(self, object_id: str) -> tuple[LogRow, ...]:
        """Return what was done to somebody or something, by the rows of the operators' own log."""
        is_person = object_id in self.people_by_id
        wanted = LogFilter(person_id=object_id) if is_person else LogFilter(objects=(object_id,))
        return self.staff.log.page(replace(wanted, kind=LogKind.ACT), before_seq=None, limit=50)

    def count(self, wanted: LogFilter) -> int:
        return self.log.count(wanted)

    def notes_since(self, wanted: LogFilter) -> datetime | None:
        return self.searched_since_utc

    def picture_of(self, seq: int) -> bytes | None:
        self.staff.session.require(Permit.SEE_PICTURES)
        return self.pictures.get(seq)

    def of_same_transaction(self, row: LogRow) -> tuple[LogRow, ...]:
        near = self.log.page(LogFilter(), row.seq + 5, 9, self.people_by_id)
        wanted = row.event.transaction
        return tuple(one for one in reversed(near) if one.event.transaction == wanted and one.seq != row.seq)

    def day_count(self, wanted: LogFilter, since_utc: datetime, until_utc: datetime) -> DayCount:
        of_day = replace(wanted, since_utc=since_utc, until_utc=until_utc)
        granted = replace(of_day, outcome=Outcome.GRANTED, reasons=tuple(GRANTS))
        return DayCount(self.log.count(granted), self.log.count(replace(of_day, outcome=Outcome.DENIED)))

    def export(self, wanted: LogFilter, path: Path) -> int:
        self.exports.append((wanted, path))
        return self.count(wanted)

    def has_pin(self) -> bool:
        return self.pin is not None and not self.staff.session.has_operators

    def set_pin(self, pin: str) -> None:
        self.pin = checked_desk_pin(pin)

    def change_pin(self, old: str, new: str) -> None:
        checked_desk_pin(new)
        if old != self.pin:
            raise Refused(Complaint.OPERATOR_PIN_WRONG)
        self.pin = new

    def check_pin(self, pin: str, purpose: str = "") -> PinAnswer:
        self.purposes.append(purpose)
        if pin == self.pin and self.wrong_pins < WRONG_PINS:
            self.wrong_pins = 0
            return PinAnswer(True)
        self.wrong_pins += 1
        return PinAnswer(False, LOCKOUT_S if self.wrong_pins >= WRONG_PINS else 0.0)

    def save_settings(self, settings: Settings) -> None:
        self.staff.session.require(Permit.CHANGE_SETTINGS)
        self._kiosk.settings = settings

    def entry_costs(self) -> EntryCosts | None:
        return self.costs

    def cameras(self) -> tuple[CameraChoice, ...]:
        return self.camera_choices


class FakeKiosk:
    """Writes down what it is told and publishes what the test tells it to."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.hub = EventHub()
        self.settings = settings or Settings()
        self.desk = FakeDesk(self)
        self.session = self.desk.staff.session
        self.lock_capabilities = LockCapabilities(can_hold=True)
        self.calls: list[tuple[str, Any]] = []
        self._desk_thread = ThreadPoolExecutor(1, "fake-desk")

    def start(self) -> None:
        self.calls.append(("start", None))

    def stop(self) -> None:
        self.calls.append(("stop", None))
        self.shut_down()

    def shut_down(self) -> None:
        self._desk_thread.shutdown()

    def permits(self) -> frozenset[Permit]:
        return self.session.permits()

    def require_leaving(self) -> None:
        self.session.require(Permit.LEAVE_KIOSK)

    def use_source(self, source: str) -> None:
        self.session.require(Permit.LEAVE_KIOSK, Permit.CHANGE_SETTINGS)
        self.calls.append(("use_source", source))

    @property
    def cards(self) -> list[str]:
        return [number for call, number in self.calls if call == "show_card"]

    @property
    def pins(self) -> list[str]:
        return [digits for call, digits in self.calls if call == "type_pin"]

    def show_card(self, number: str) -> None:
        self.calls.append(("show_card", number))

    def misread_card(self) -> None:
        self.calls.append(("misread_card", None))

    def type_pin(self, digits: str) -> None:
        self.calls.append(("type_pin", digits))

    def release(self, note: str) -> None:
        self.session.require(Permit.OPEN_ONCE)
        self.calls.append(("release", note))

    def set_mode(self, mode: OperatingMode, until_utc: datetime | None, note: str = "") -> None:
        is_emergency = mode is OperatingMode.EMERGENCY
        self.session.require(Permit.SET_EMERGENCY if is_emergency else Permit.SET_MODE)
        self.calls.append(("set_mode", (mode, until_utc, note)))

    def acknowledge_alarms(self, note: str) -> None:
        self.session.require(Permit.ACKNOWLEDGE)
        self.calls.append(("acknowledge_alarms", note))

    def begin_enrolment(self, request: EnrolmentRequest) -> None:
        self.session.require(Permit.ENROL)
        self.calls.append(("begin_enrolment", request))

    def enrol_from_photos(self, request: EnrolmentRequest, photos: tuple[Path, ...]) -> None:
        self.session.require(Permit.ENROL)
        self.calls.append(("begin_enrolment", request))
        self.calls.append(("photos", photos))

    def answer_lookalike(self, answer: LookalikeAnswer) -> None:
        self.session.require(Permit.ENROL)
        self.calls.append(("answer_lookalike", answer))

    def answer_glasses(self, answer: GlassesAnswer) -> None:
        self.session.require(Permit.ENROL)
        self.calls.append(("answer_glasses", answer))

    def begin_rehearsal(self, request: RehearsalRequest) -> None:
        self.session.require(Permit.ENROL)
        self.calls.append(("begin_rehearsal", request))

    def cancel_enrolment(self) -> None:
        self.calls.append(("cancel_enrolment", None))

    def at_desk(self, job: Callable[[Any], Any]) -> "Future[Any]":
        return self._desk_thread.submit(job, self.desk)

    def grow_log(self, rows: int = 1) -> None:
        """Add rows and say so, one event each."""
        for _ in range(rows):
            self.desk.log.rows += 1
            self.hub.publish(LogGrew(self.desk.log.rows))
