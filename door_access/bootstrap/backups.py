"""Backups of a data directory: made, looked at, put back; and made by themselves beside a running door."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from database.backup import bundle, catalogue
from database.backup.envelope import Passphrase, Recipient
from database.backup.making import BackupMaker, Made, Order
from database.backup.restoring import Restored, Target, Verified, Wish, restore, verified
from door_access import __version__, config
from door_access.bootstrap.models import make_models
from door_access.bootstrap.site import Site, key_directory
from door_access.config import BackupSettings
from door_access.domain.backups.backup import Backup
from door_access.domain.operators.acts import Act
from door_access.errors import BadInput, BadSetting
from door_access.homes import KEY_DIR_VARIABLE, whole_path

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
    folder, key = _folder(settings, wish.folder), wish.key or _recipient(settings)
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


def _folder(settings: BackupSettings, chosen: Path | None) -> Path:
    folder = chosen or (Path(settings.folder) if settings.folder else None)
    if folder is None:
        raise BadInput("Nothing says where the backup shall lie: --to names a folder, backup.folder as well.")
    return whole_path(folder)


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
