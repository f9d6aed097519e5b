"""Backups of a data directory: made, looked at, put back; and made by themselves beside a running door."""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from database.backup import bundle, catalogue
from database.backup.envelope import Passphrase, Recipient
from database.backup.making import BackupMaker, Made, Order
from database.backup.restoring import Restored, Target, Verified, Wish, restore, verified
from database.timestamps import utc_now
from door_access import __version__, config
from door_access.bootstrap.background import in_background
from door_access.bootstrap.models import make_models
from door_access.bootstrap.site import Site, key_directory
from door_access.domain.backups.backup import Backup
from door_access.domain.backups.keeping import is_overdue
from door_access.domain.operators.acts import Act, Actor, Doer
from door_access.errors import BadInput, BadSetting, Refused, StorageFault
from door_access.homes import KEY_DIR_VARIABLE, whole_path
from door_access.kept_settings import BackupSettings
from door_access.ports import BackupState
from door_access.runtime.backup_watch import Around, BackupWatch
from door_access.runtime.worker import Worker

Stage = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class MakeWish:
    """How a backup is to be made; what is None the settings say.

    Attributes:
        is_by_hand: somebody looks at what comes of it, so that a folder may be begun.
    """

    folder: Path | None = None
    key: Recipient | Passphrase | None = None
    is_by_hand: bool = True
    renews_folder: bool = False


def make_backup(site: Site, wish: MakeWish, on_stage: Stage = lambda _stage: None) -> Made:
    """Make a backup, and write into the log that it was made.

    Raises:
        BadInput: nothing says where it shall lie, or for whom it is.
        Refused: another is being made.
        StorageFault: it could not be made; nothing of it is left.
    """
    settings = config.load(site.config_path).backup
    folder, key = _folder(site, settings, wish.folder), wish.key or _recipient(settings)
    is_usual = settings.is_scheduled and wish.key is None and wish.folder is None
    every = timedelta(hours=settings.every_h) if is_usual else None
    order = Order(
        folder=folder,
        key=key,
        keeping=settings.keeping(),
        door=site.settings.door.id,
        program=__version__,
        every=every,
        begins_folder=wish.is_by_hand,
        renews_folder=wish.renews_folder,
        extras=_extras(site),
    )
    made = BackupMaker(site.database, site.keyring, at_stage=on_stage).make(order)
    site.acts.record(Act.MAKE_BACKUP, object_id=made.backup.name, note=_note(made), is_needed=False)
    return made


def _note(made: Made) -> str:
    rotated = f"; deleted: {', '.join(made.rotated)}" if made.rotated else ""
    return f"in {made.backup.folder}, up to row {made.manifest.seq}{rotated}"


def _folder(site: Site, settings: BackupSettings, chosen: Path | None) -> Path:
    folder = chosen or (Path(settings.folder) if settings.folder else None)
    if folder is None:
        raise BadInput("Nothing says where the backup shall lie: --to names a folder, backup.folder as well.")
    folder = whole_path(folder)
    if any(folder.resolve().is_relative_to(one.resolve()) for one in (site.data_dir, site.database.key_dir)):
        raise BadInput(f"{folder} lies among the data themselves: choose another place.")
    return folder


def _recipient(settings: BackupSettings) -> Recipient:
    if not settings.recipient:
        raise BadInput(
            "Nothing says for whom the backup is: give --recipient or a passphrase; 'backup key' makes a key."
        )
    return Recipient(settings.recipient)


def _extras(site: Site) -> dict[str, bytes]:
    text = site.config_path.read_bytes() if site.config_path.exists() else b""
    return {bundle.CONFIG: text, bundle.MODELS: json.dumps(list(site.models.all_ids())).encode()}


def known_backups(site: Site) -> tuple[Backup, ...]:
    """Return the backups that were made and not deleted since, the newest first."""
    with site.database.reading() as connection:
        return catalogue.known(connection)


def verify_backup(data_dir: Path, wish: Wish) -> Verified:
    """Look at all of a backup; raises as :func:`restore_backup` where it is none."""
    return verified(_target(data_dir, lambda _stage: None), wish)


def restore_backup(data_dir: Path, wish: Wish, on_stage: Stage = lambda _stage: None) -> Restored:
    """Put a backup in the place of what is in the data directory; raises as ``database.backup.restoring``."""
    return restore(_target(data_dir, on_stage), wish)


def models_missing(data_dir: Path, restored: Restored) -> tuple[str, ...]:
    """Return the face models that were installed where the backup was made, and are not here."""
    here = make_models(data_dir).all_ids()
    return tuple(model for model in json.loads(restored.models) if model not in here)


def _target(data_dir: Path, on_stage: Stage) -> Target:
    try:
        there = key_directory(data_dir, config.load(data_dir / config.FILE_NAME))
    except BadSetting:
        there = None  # broken by hand: the backup's settings take its place
    old = (there or data_dir / "keys").absolute()
    return Target(data_dir, old, lambda staged: _keys_shall_lie(data_dir, staged), on_stage=on_stage)


def _keys_shall_lie(data_dir: Path, staged_config: Path) -> Path:
    """Return where the keys of the backup go: where this machine says, else where its settings say."""
    settings = config.load(staged_config)
    chosen = os.environ.get(KEY_DIR_VARIABLE)
    if chosen and chosen != settings.site.key_dir:
        named = settings.site.model_copy(update={"key_dir": chosen})
        config.write(settings.model_copy(update={"site": named}), staged_config)
    return (key_directory(data_dir, settings) or data_dir / "keys").absolute()


TROUBLE_FACT = "backup_trouble"
"""The fact that the last try came to nothing, and why, in a sentence."""
STOPS_WITHIN_S = 3.0
"""A backup that is being made is left behind then; what it leaves, the next start clears away."""
_NICENESS = 10
"""So much lower is the thread's claim to a processor than that of those who recognise."""


def backup_state(site: Site, now_utc: datetime, *, is_being_made: bool = False) -> BackupState:
    """Return how it stands with the backups of a site; raises StorageFault."""
    settings = config.load(site.config_path).backup
    backups = known_backups(site)
    last, every = (backups[0] if backups else None), timedelta(hours=settings.every_h)
    last_utc = last.made_at_utc if last else None
    next_utc = (last_utc + every if last_utc else now_utc) if settings.is_scheduled else None
    return BackupState(
        settings.folder if settings.is_scheduled else "",
        last,
        next_utc,
        is_overdue=settings.is_scheduled and is_overdue(last_utc, now_utc, every=every),
        is_being_made=is_being_made,
        trouble=site.store.get(TROUBLE_FACT) or "",
    )


class NoBackupsHere:
    """A BackupService where no kiosk runs: commands make theirs themselves."""

    def __init__(self, site: Site) -> None:
        self._site = site

    def state(self) -> BackupState:
        """Return how it stands."""
        return backup_state(self._site, utc_now())

    def make_soon(self, by: Doer) -> None:  # noqa: ARG002
        """Refuse: nothing goes on in the background."""
        raise Refused("Backups are made here by the command 'backup make'.")


class KioskBackups:
    """The BackupService of a running kiosk, and the thread on which it makes them."""

    def __init__(self, site: Site, tell: Callable[[str], object]) -> None:
        """``tell``: hears what is wrong with the backups; nothing when all is well."""
        self._site = site
        self._tell = tell
        self._watch = BackupWatch(
            Around(
                every=self._every,
                last_utc=self._last_utc,
                make=self._make,
                tell=self._hear,
                utc_now=utc_now,
            )
        )

    def state(self) -> BackupState:
        """Return how it stands."""
        return backup_state(self._site, utc_now(), is_being_made=self._watch.is_busy)

    def make_soon(self, by: Doer) -> None:
        """Have one made in the background; Refused where nothing says where it shall lie, and for whom."""
        if not self._settings().is_scheduled:
            raise Refused("config.toml does not say yet where backups shall lie, and for whom: [backup].")
        self._watch.order(by)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Make backups until the block ends."""

        def make(worker: Worker) -> BackupWatch:
            self._watch.run_by(worker.pause, worker.wake)
            return self._watch

        with in_background("backup", make, stops_within_s=STOPS_WITHIN_S):
            yield

    def _settings(self) -> BackupSettings:
        return config.load(self._site.config_path).backup

    def _every(self) -> timedelta | None:
        settings = self._settings()
        return timedelta(hours=settings.every_h) if settings.is_scheduled else None

    def _last_utc(self) -> datetime | None:
        backups = known_backups(self._site)
        return backups[0].made_at_utc if backups else None

    def _make(self, by: Doer, is_by_hand: bool) -> None:
        step_back()
        site = self._site.by(by.actor or Actor.DOOR, by.operator)
        make_backup(site, MakeWish(is_by_hand=is_by_hand))

    def _hear(self, sentence: str) -> None:
        with suppress(StorageFault):
            if sentence:
                self._site.store.set(TROUBLE_FACT, sentence)
            else:
                self._site.store.forget(TROUBLE_FACT)
        self._tell(f"No backup was made: {sentence}" if sentence else "")


def step_back() -> None:
    """Let this thread, and no other, leave the processors to others, where the system can do that."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICENESS)


def backup_sentence(site: Site, now_utc: datetime) -> str:
    """Say when the last backup was made, and how the next will be; raises Refused when one is overdue."""
    state = backup_state(site, now_utc)
    last = f"The last was made on {state.last.made_at_utc:%Y-%m-%d %H:%M} UTC." if state.last else ""
    why = f" {state.trouble}" if state.trouble else ""
    if state.is_overdue:
        raise Refused(f"{last} The next is overdue.{why}" if last else f"None was ever made.{why}")
    if state.next_utc is None:
        return f"None is made by itself: config.toml, [backup], says where and for whom. {last}".strip()
    return f"{last} They are made in {state.folder}.{why}".strip()
