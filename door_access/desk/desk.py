"""What receptionists and managers do at the desk; runs on the desk's own thread."""

import csv
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from door_access import config
from door_access.atomic_file import written_whole
from door_access.complaints import Complaint
from door_access.config import Settings
from door_access.desk.acts import Acts
from door_access.desk.backup_desk import BackupDesk
from door_access.desk.credential_desk import CredentialDesk
from door_access.desk.drift_watch import DriftWatch
from door_access.desk.export import without_duress, write_csv
from door_access.desk.figures_desk import FiguresDesk
from door_access.desk.first_steps import FirstSteps
from door_access.desk.importing.import_desk import ImportDesk
from door_access.desk.operator_pin import OperatorPin, PinAnswer
from door_access.desk.operators_desk import OperatorsDesk
from door_access.desk.permitted import open_to_all, permitted
from door_access.desk.person_desk import PersonDesk
from door_access.desk.privacy_desk import PrivacyDesk
from door_access.desk.removals import finish_removals
from door_access.desk.rules_desk import RulesDesk
from door_access.desk.settings_changes import sections_of, setting_changes
from door_access.desk.several_desk import SeveralDesk
from door_access.desk.visitor_desk import VisitorDesk
from door_access.domain.enrolment.people import Erasure, Person
from door_access.domain.matching.access import GRANTS, Outcome
from door_access.domain.matching.cost import EntryCosts
from door_access.domain.matching.drift import Drift
from door_access.domain.operators.acts import OF_PEOPLE, Act
from door_access.domain.operators.roles import Permit
from door_access.errors import Refused, StorageFault
from door_access.lock_settings import LockSettings
from door_access.ports import (
    AccessLog,
    BackupService,
    CredentialStore,
    LogFilter,
    LogKind,
    LogRow,
    PeopleStore,
    PictureStore,
    SiteStore,
)

_log = logging.getLogger(__name__)

HISTORY_ROWS = 50
"""What an object's own page shows of what was done to it, unless it asks for more."""
HISTORY_LOOKS_AT = 5_000
"""Acts that are opened for that, the newest ones: up to a second of the desk's thread on a busy machine."""


NEAR_ROWS = 25
"""So near a row the others of its transaction are looked for: it lasts seconds, and a row comes every few."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """How many people were let in on a day, and how often somebody was not."""

    entries: int = 0
    denials: int = 0


@dataclass(frozen=True, slots=True)
class CameraChoice:
    """A camera to choose from: its stable path (or index) and its name."""

    source: str
    name: str


class Desk:
    """Every wish of the desk view. Blocking; raises the product's errors.

    Attributes:
        credentials: what is done about cards and PINs.
        rules: what is done about groups, schedules, rights and people's dates.
        visitors: what is done about visitors and passes.
        operators: what is done about who may work here, and who is signed in.
        backups: how it stands with the backups, and making one.
        imports: what is done about many people at once.
        privacy: what is done about consents and kept pictures.
        figures: what the log amounts to, today and in a month.
        first_steps: whether a new site still waits to be set up.
        persons: all that is known of one person.
        several: what is done with several people at once.
        session: who is at the desk; every call asks it whether that is permitted.
    """

    def __init__(
        self,
        people: PeopleStore,
        log: AccessLog,
        *,
        pin: OperatorPin,
        credentials: CredentialStore,
        rules: RulesDesk,
        visitors: VisitorDesk,
        operators: OperatorsDesk,
        backups: BackupService,
        imports: ImportDesk,
        privacy: PrivacyDesk,
        facts: SiteStore,
        pictures: PictureStore,
        acts: Acts,
        model_key: str,
        config_path: Path,
        find_cameras: Callable[[], tuple[tuple[str, str], ...]],
        costs_of: Callable[[int], EntryCosts | None],
        check_lock: Callable[[LockSettings], object],
        on_settings: Callable[[Settings], None],
    ) -> None:
        """Take what the desk works with.

        Args:
            people: its changes leave rows of their own, as those of ``credentials`` do.
            acts: leaves the rows of everything else that is done here.
            costs_of: says what so many enrolled people make of a wanted rate; None where nothing decides.
            check_lock: raises what speaks against a lock with which the next start would fail.
            on_settings: hears of settings that were written, so that they come into force.
        """
        self.credentials = CredentialDesk(
            people,
            credentials,
            acts.together,
            model_key=model_key,
            keyboard=lambda: config.load(config_path).door.reader_keyboard,
            session=operators.session,
        )
        self.rules = rules
        self.visitors = visitors
        self.operators = operators
        self.backups = BackupDesk(backups, operators.session, acts.doer)
        self.imports = imports
        self.privacy = privacy
        self.persons = PersonDesk(
            people,
            log,
            credentials=self.credentials,
            rules=rules,
            privacy=privacy,
            model_key=model_key,
            session=operators.session,
        )
        self.several = SeveralDesk(people, rules, acts.together, session=operators.session)
        self.first_steps = FirstSteps(facts, people, operators=operators, pin=pin)
        self.session = operators.session
        self.figures = FiguresDesk(
            log, self.session, doors=lambda: ((one.id, one.name) for one in rules.doors())
        )
        self._people = people
        self._log = log
        self._pictures = pictures
        self._pin = pin
        self._acts = acts
        self._model_key = model_key
        self._config_path = config_path
        self._find_cameras = find_cameras
        self._costs_of = costs_of
        self._check_lock = check_lock
        self._on_settings = on_settings
        self._drift_watch = DriftWatch(people, log, model_key)

    @permitted(Permit.SEE_PEOPLE)
    def people(self) -> tuple[Person, ...]:
        return self._people.people(self._model_key)

    @permitted(Permit.SEE_PEOPLE)
    def drifts(self) -> dict[str, Drift]:
        """Return everybody who should be enrolled anew, and why."""
        return self._drift_watch.drifts()

    @permitted(Permit.CHANGE_PEOPLE)
    def rename(self, person_id: str, name: str, *, before: str | None = None) -> None:
        """Give another name; with ``before``, Refused where somebody else has changed that one since."""
        with self._acts.together():
            now = self._people.name_of(person_id)
            if before is not None and now is not None and now != before:
                raise Refused(Complaint.RENAMED_MEANWHILE, name=now)
            self._people.rename(person_id, name)

    @permitted(Permit.CHANGE_PEOPLE)
    def set_blocked(self, person_id: str, is_blocked: bool) -> None:
        self._people.set_blocked(person_id, is_blocked)

    @permitted(Permit.REMOVE_PEOPLE)
    def begin_removal(self, person_id: str) -> datetime:
        """Deny the person from now on, and return when they will be erased."""
        return self._people.begin_removal(person_id)

    @permitted(Permit.REMOVE_PEOPLE)
    def undo_removal(self, person_id: str) -> None:
        """Let the person in as before; Refused when they are erased already."""
        self._people.undo_removal(person_id)

    @open_to_all("it ends what somebody began who might")
    def finish_removals(self) -> tuple[Erasure, ...]:
        """Erase whose time is over; the last traces of earlier erasures go, too, where they can."""
        return finish_removals(self._people)

    @open_to_all("it ends what somebody began who might")
    def close(self) -> None:
        """Erase at once who is being removed: nobody can undo it any more."""
        try:
            finish_removals(self._people, is_hurried=True)
        except StorageFault:
            _log.exception("removals are left to the next start")

    @permitted(Permit.SEE_LOG)
    def events(self, wanted: LogFilter, *, before_seq: int | None, limit: int) -> tuple[LogRow, ...]:
        """Return rows, newest first, without what whoever is at the desk may not see.

        That is what operators changed, and who was threatened.
        """
        return self._shown(self._log.page(self._visible(wanted), before_seq=before_seq, limit=limit))

    @permitted(Permit.SEE_LOG)
    def count(self, wanted: LogFilter) -> int:
        """Return how many rows :meth:`events` has in all."""
        return self._log.count(self._visible(wanted))

    @permitted(Permit.SEE_LOG)
    def notes_since(self, wanted: LogFilter) -> datetime | None:
        """Return how far back notes are looked through for a text; None: all of them are."""
        return self._log.notes_since(self._visible(wanted))

    @permitted(Permit.SEE_LOG)
    def of_same_transaction(self, row: LogRow) -> tuple[LogRow, ...]:
        """Return the other rows of what somebody did at the door in one go, the oldest first."""
        if not row.event.transaction:
            return ()
        around = self._log.page(
            self._visible(LogFilter()), before_seq=row.seq + NEAR_ROWS + 1, limit=2 * NEAR_ROWS
        )
        same = (
            one for one in around if one.event.transaction == row.event.transaction and one.seq != row.seq
        )
        return self._shown(tuple(reversed(tuple(same))))

    @permitted(Permit.SEE_LOG)
    def day_count(self, wanted: LogFilter, since_utc: datetime, until_utc: datetime) -> DayCount | None:
        """Return how many of a day's wanted rows are entries and denials; None where they must be opened."""
        if wanted.looks_inside:
            return None
        since = max(since_utc, wanted.since_utc or since_utc)
        of_day = replace(wanted, since_utc=since, until_utc=min(until_utc, wanted.until_utc or until_utc))
        grants = tuple(one for one in GRANTS if one in (wanted.reasons or GRANTS))
        entries = self._number(replace(of_day, reasons=grants), Outcome.GRANTED) if grants else 0
        return DayCount(entries, self._number(of_day, Outcome.DENIED))

    def _number(self, wanted: LogFilter, outcome: Outcome) -> int:
        """Return how many of the rows are about somebody at the door, with this outcome."""
        if wanted.outcome not in (None, outcome) or wanted.kind not in (None, LogKind.ACCESS):
            return 0
        return self._log.count(replace(self._visible(wanted), outcome=outcome, kind=LogKind.ACCESS))

    @permitted(Permit.SEE_PICTURES)
    def picture_of(self, seq: int) -> bytes | None:
        """Return the picture of a row as a JPEG file; None where none was kept, or it is too old by now."""
        return self._pictures.picture_of(seq)

    @permitted(Permit.EXPORT_LOG)
    def export(self, wanted: LogFilter, path: Path) -> int:
        """Write the rows as CSV, oldest first, and return how many; a failure leaves no half file."""
        try:
            with written_whole(path) as file:
                rows = self._log.oldest_first(self._visible(wanted))
                return write_csv(rows, file, has_mark=True, tells_duress=self._sees_duress)
        except (OSError, csv.Error) as error:
            why = getattr(error, "strerror", None) or error
            raise StorageFault(Complaint.FILE_UNWRITABLE, path=path, why=why) from error

    @permitted(Permit.SEE_AUDIT)
    def history(self, object_id: str, *, limit: int = HISTORY_ROWS) -> tuple[LogRow, ...]:
        """Return what was done to one thing, newest first, at most so much of it.

        Args:
            object_id: a person's, group's, schedule's, right's, card's or operator's id, or the name of a
                section of the settings.
        """
        is_person = self._people.name_of(object_id) is not None
        wanted = LogFilter(person_id=object_id) if is_person else _acts_on(object_id)
        return self._shown(self._log.page(replace(wanted, kind=LogKind.ACT), before_seq=None, limit=limit))

    def _shown(self, rows: tuple[LogRow, ...]) -> tuple[LogRow, ...]:
        return rows if self._sees_duress else tuple(map(without_duress, rows))

    @property
    def _sees_duress(self) -> bool:
        return Permit.SEE_DURESS in self.session.permits()

    def _visible(self, wanted: LogFilter) -> LogFilter:
        """Return what of this whoever is at the desk may see."""
        return replace(wanted, hides_acts=Permit.SEE_AUDIT not in self.session.permits())

    @open_to_all("whoever wants to sign in must know how")
    def has_pin(self) -> bool:
        return self._pin.is_set()

    @permitted(Permit.CHANGE_OPERATORS)
    def set_pin(self, pin: str) -> None:
        """Store the argon2id hash; raises Refused when it has fewer than six digits or is guessed first."""
        self._check_no_operators()
        self._pin.set(pin)

    @open_to_all("whoever shows the old PIN may change it")
    def change_pin(self, old: str, new: str) -> None:
        """Set another operator PIN; raises Refused when the old one is wrong or the new one will not do."""
        self._check_no_operators()
        self._pin.change(old, new)

    @open_to_all("this is how to get in where nobody has a name")
    def check_pin(self, pin: str, purpose: str = "") -> PinAnswer:
        """Compare; five wrong ones in a row close the desk for 30 s. ``purpose`` is written into the log."""
        self._check_no_operators()
        return self._pin.check(pin, purpose)

    def _check_no_operators(self) -> None:
        """Refuse the desk's own PIN where people sign in by name: it would say nothing about who it is."""
        if self.operators.who_may_sign_in():
            raise Refused(Complaint.NO_DESK_PIN)

    @permitted(Permit.CHANGE_SETTINGS)
    def save_settings(self, settings: Settings) -> None:
        """Write config.toml, comments kept; the running kiosk takes over what it can.

        The row that tells what has changed comes first: where it cannot be written, the file stays as it is.

        Raises:
            BadSetting: the file was broken by hand; or its lock will not do. It is left as it is.
            LockFault: a lock's driver lacks its library.
            StorageFault: it cannot be read or written, or the log cannot.
        """
        before = config.load(self._config_path)
        if settings.lock != before.lock:
            self.session.require(Permit.CHANGE_LOCK)
            self._check_lock(settings.lock)
        changes = setting_changes(before, settings)
        with self._acts.together():
            if changes:
                self._acts.record(Act.CHANGE_SETTINGS, object_id=sections_of(changes), changes=changes)
            config.write(settings, self._config_path)
        self._on_settings(settings)

    @permitted(Permit.SEE_SETTINGS)
    def entry_costs(self) -> EntryCosts | None:
        """Return what the settings cost with the people who are enrolled now."""
        return self._costs_of(sum(person.templates > 0 for person in self._people.people(self._model_key)))

    @open_to_all("the door view offers them")
    def cameras(self) -> tuple[CameraChoice, ...]:
        """Return the cameras that are plugged in."""
        return tuple(CameraChoice(source, name) for source, name in self._find_cameras())


def _acts_on(object_id: str) -> LogFilter:
    """Return the newest acts on something that is no person; who signed in is no act on anything."""
    reasons = tuple(act for act in Act if act not in OF_PEOPLE | {Act.SIGN_IN, Act.SIGN_OUT})
    return LogFilter(objects=(object_id,), reasons=reasons, looks_at_most=HISTORY_LOOKS_AT)
