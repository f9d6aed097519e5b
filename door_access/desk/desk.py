"""What receptionists and managers do at the desk; runs on the desk's own thread."""

import csv
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from door_access import config
from door_access.atomic_file import written_whole
from door_access.complaints import Complaint
from door_access.config import Settings
from door_access.desk.acts import Acts
from door_access.desk.credential_desk import CredentialDesk
from door_access.desk.drift_watch import DriftWatch
from door_access.desk.export import without_duress, write_csv
from door_access.desk.operator_pin import OperatorPin, PinAnswer
from door_access.desk.removals import finish_removals
from door_access.desk.rules_desk import RulesDesk
from door_access.desk.settings_changes import sections_of, setting_changes
from door_access.domain.enrolment.people import Erasure, Person
from door_access.domain.matching.cost import EntryCosts
from door_access.domain.matching.drift import Drift
from door_access.domain.operators.acts import Act
from door_access.errors import StorageFault
from door_access.lock_settings import LockSettings
from door_access.ports import AccessLog, CredentialStore, LogFilter, LogRow, PeopleStore

_log = logging.getLogger(__name__)


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
    """

    def __init__(
        self,
        people: PeopleStore,
        log: AccessLog,
        *,
        pin: OperatorPin,
        credentials: CredentialStore,
        rules: RulesDesk,
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
        )
        self.rules = rules
        self._people = people
        self._log = log
        self._pin = pin
        self._acts = acts
        self._model_key = model_key
        self._config_path = config_path
        self._find_cameras = find_cameras
        self._costs_of = costs_of
        self._check_lock = check_lock
        self._on_settings = on_settings
        self._drift_watch = DriftWatch(people, log, model_key)

    def people(self) -> tuple[Person, ...]:
        return self._people.people(self._model_key)

    def drifts(self) -> dict[str, Drift]:
        """Return everybody who should be enrolled anew, and why."""
        return self._drift_watch.drifts()

    def rename(self, person_id: str, name: str) -> None:
        self._people.rename(person_id, name)

    def set_blocked(self, person_id: str, is_blocked: bool) -> None:
        self._people.set_blocked(person_id, is_blocked)

    def begin_removal(self, person_id: str) -> datetime:
        """Deny the person from now on, and return when they will be erased."""
        return self._people.begin_removal(person_id)

    def undo_removal(self, person_id: str) -> None:
        """Let the person in as before; Refused when they are erased already."""
        self._people.undo_removal(person_id)

    def finish_removals(self) -> tuple[Erasure, ...]:
        """Erase whose time is over; the last traces of earlier erasures go, too, where they can."""
        return finish_removals(self._people)

    def close(self) -> None:
        """Erase at once who is being removed: nobody can undo it any more."""
        try:
            finish_removals(self._people, is_hurried=True)
        except StorageFault:
            _log.exception("removals are left to the next start")

    def events(
        self, wanted: LogFilter, *, before_seq: int | None, limit: int, sees_duress: bool = False
    ) -> tuple[LogRow, ...]:
        """Return rows, newest first; ``sees_duress``: they also tell who was threatened."""
        page = self._log.page(wanted, before_seq=before_seq, limit=limit)
        return page if sees_duress else tuple(map(without_duress, page))

    def count(self, wanted: LogFilter) -> int:
        return self._log.count(wanted)

    def export(self, wanted: LogFilter, path: Path, *, sees_duress: bool = False) -> int:
        """Write the rows as CSV, oldest first, and return how many; a failure leaves no half file.

        ``sees_duress``: they also tell who was threatened.
        """
        try:
            with written_whole(path) as file:
                rows = self._log.oldest_first(wanted)
                return write_csv(rows, file, has_mark=True, tells_duress=sees_duress)
        except (OSError, csv.Error) as error:
            raise StorageFault(Complaint.FILE_UNWRITABLE, path=path, why=error) from error

    def has_pin(self) -> bool:
        return self._pin.is_set()

    def set_pin(self, pin: str) -> None:
        """Store the argon2id hash; raises Refused when it has fewer than six digits or is guessed first."""
        self._pin.set(pin)

    def change_pin(self, old: str, new: str) -> None:
        """Set another operator PIN; raises Refused when the old one is wrong or the new one will not do."""
        self._pin.change(old, new)

    def check_pin(self, pin: str, purpose: str = "") -> PinAnswer:
        """Compare; five wrong ones in a row close the desk for 30 s. ``purpose`` is written into the log."""
        return self._pin.check(pin, purpose)

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
            self._check_lock(settings.lock)
        changes = setting_changes(before, settings)
        with self._acts.together():
            if changes:
                self._acts.record(Act.CHANGE_SETTINGS, object_id=sections_of(changes), changes=changes)
            config.write(settings, self._config_path)
        self._on_settings(settings)

    def entry_costs(self) -> EntryCosts | None:
        """Return what the settings cost with the people who are enrolled now."""
        return self._costs_of(sum(person.templates > 0 for person in self.people()))

    def cameras(self) -> tuple[CameraChoice, ...]:
        """Return the cameras that are plugged in."""
        return tuple(CameraChoice(source, name) for source, name in self._find_cameras())
