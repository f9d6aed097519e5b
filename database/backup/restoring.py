"""Puts a backup back: unpacked beside the old data, proven whole, and only then put in their place.

Its rules: never while a door runs on the data; never another site's; never silently older: what the record
of the log's head, the old database or an anchor says of rows that the backup lacks must be accepted; and who
was erased since stays erased, before anything else can read the restored data.

The row that tells of the restore begins an epoch of the log: what comes after it goes on from the backup.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from database.backup import bundle, catalogue
from database.backup.comparing import lacking
from database.backup.denials import deny_again
from database.backup.envelope import Passphrase, SecretKey
from database.backup.erasing_again import erased_again
from database.backup.making import only_one
from database.backup.manifest import Manifest
from database.backup.placing import prove, set_aside, swapped
from database.backup.standing import Hashes, Standing, hashes_of, standing
from database.backup.swapping import PLAN_NAME, STAGED_NAME, clear, finish_swap
from database.backup.unpacking import check_room, check_whole, unpacked
from database.connections import Database
from database.door_ownership import DoorOwnership
from database.engine import FILE_NAME, KEY_DIR_NAME, open_database
from database.face_cache import empty_folder
from database.keys.key_file import KeyFile
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.log.log_head import End
from database.timestamps import utc_now
from door_access.atomic_file import private_folder
from door_access.domain.backups.backup import Backup
from door_access.domain.matching.access import Outcome
from door_access.domain.operators.acts import Act, Doer
from door_access.errors import Refused, StorageFault
from door_access.ports import LogEntry, LogKind


@dataclass(frozen=True, slots=True)
class Wish:
    """Which backup is to be put back, and what is accepted.

    Attributes:
        anchor: where the log is known to have gone at least, as somebody kept it elsewhere.
        accepts_missing_rows: rows that the backup lacks are known to be lost.
        accepts_lost_erasures: the list of who was erased cannot be read; those people come back.
        keeps_old: what was there stays beside the new data.
    """

    file: Path
    key: SecretKey | Passphrase
    door: str
    by: Doer
    anchor: End | None = None
    accepts_missing_rows: bool = False
    accepts_lost_erasures: bool = False
    keeps_old: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back.

    Attributes:
        missing_rows: how many rows of the log were lost; None where nothing is there to tell.
        epoch_seq: the row that begins the epoch.
        erased_again: how many people were erased since the backup, and are again.
        models: which face models were installed, as a JSON list of their ids.
        kept_aside: where the old data lie; None where they were deleted, or there were none.
        has_older_keys: the keys were changed since the backup, and are again what they were then.
    """

    manifest: Manifest
    missing_rows: int | None
    epoch_seq: int
    erased_again: int
    kept_aside: tuple[Path, ...] = ()
    models: bytes = b"[]"
    has_older_keys: bool = False


@dataclass(frozen=True, slots=True)
class Verified:
    """A backup that was looked at; ``missing_rows``: how many of the log here it lacks, if known."""

    manifest: Manifest
    sha256: str
    missing_rows: int | None


@dataclass(frozen=True, slots=True)
class Target:
    """Where the data are put.

    Attributes:
        old_key_dir: where the keys of the data lie that are there.
        choose_key_dir: given the settings of the backup, which it may change, says where its keys shall lie.
        on_stage: told what is done next, in a word.
    """

    data_dir: Path
    old_key_dir: Path
    choose_key_dir: Callable[[Path], Path]
    utc_clock: Callable[[], datetime] = field(default=utc_now)
    on_stage: Callable[[str], object] = field(default=lambda _stage: None)


def restore(target: Target, wish: Wish) -> Restored:
    """Put a backup in the place of what is in the data directory; all of it or nothing.

    Raises:
        DoorInUse: a door runs on the data directory.
        Refused: rows would be missing, or erasures forgotten, and nobody has accepted that; the key is wrong.
        BadInput: it is no backup, half of one, another site's, or a newer version's.
        StorageFault: there is no room, or a file cannot be read or written.
    """
    _made_folder(target.data_dir)
    with only_one(target.data_dir), DoorOwnership(target.data_dir, wish.door):
        finish_swap(target.data_dir)
        staged = target.data_dir / STAGED_NAME
        clear(staged)
        try:
            return _restored(target, wish, staged)
        finally:
            if not (target.data_dir / PLAN_NAME).exists():
                clear(staged)


def _made_folder(data_dir: Path) -> None:
    try:
        private_folder(data_dir)
    except OSError as error:
        raise StorageFault(f"The data directory {data_dir} cannot be used: {error.strerror}.") from error


def _restored(target: Target, wish: Wish, staged: Path) -> Restored:
    there = standing(target.data_dir, target.old_key_dir)
    if there.lost_marks and not wish.accepts_lost_erasures:
        raise Refused(
            f"{there.lost_marks} Whoever was erased since the backup would come back;"
            " --accept-lost-erasures does it all the same."
        )
    target.on_stage("unpacking")
    manifest, sha256 = unpacked(wish.file, wish.key, staged, lambda found: _check(found, there, target, wish))
    notes = _with_itself(there.notes, manifest, wish.file, sha256)
    target.on_stage("checking")
    models = (staged / bundle.MODELS).read_bytes()
    with open_database(staged, staged / KEY_DIR_NAME) as database:
        database.outside_transactions("journal_mode = WAL")
        check_whole(database, manifest, wish.file.name)
        with _old_hashes(target) as old:
            missing = _missing(database, manifest, there, wish, old)
        again = erased_again(database, there.marks, notes)
        deny_again(database, open_keyring(database), there.denied)
        lost = _lost(missing, there)
        epoch_seq = _epoch(database, manifest, wish, lost, target.utc_clock())
    target.on_stage("putting in place")
    key_dir = target.choose_key_dir(staged / bundle.CONFIG)
    _check_unchanged(there, target)
    has_older_keys = _has_older_keys(target.old_key_dir, staged / KEY_DIR_NAME)
    aside = swapped(target.data_dir, target.old_key_dir, key_dir, staged)
    prove(target.data_dir, key_dir, aside)
    kept = set_aside(aside, target.utc_clock()) if wish.keeps_old else ()
    for folder in aside.folders:
        clear(folder)
    empty_folder(target.data_dir)
    return Restored(manifest, missing, epoch_seq, again, kept, models, has_older_keys)


def verified(target: Target, wish: Wish) -> Verified:
    """Unpack a backup beside the data, look at all of it, and change nothing; raises as :func:`restore`."""
    _made_folder(target.data_dir)
    with only_one(target.data_dir):
        staged = target.data_dir / STAGED_NAME
        clear(staged)
        there = standing(target.data_dir, target.old_key_dir)
        try:
            manifest, sha256 = unpacked(
                wish.file, wish.key, staged, lambda found: check_room(found, target.data_dir)
            )
            with open_database(staged, staged / KEY_DIR_NAME) as database:
                check_whole(database, manifest, wish.file.name)
                with _old_hashes(target) as old:
                    lacks = lacking(database, manifest, there, wish.anchor, old)
        finally:
            clear(staged)
    return Verified(manifest, sha256, None if lacks is None else lacks.rows)


def _check(manifest: Manifest, there: Standing, target: Target, wish: Wish) -> None:
    name = wish.file.name
    if there.is_there and there.site and there.site != manifest.site:
        raise Refused(
            f"{name} is a backup of another site than the data in {target.data_dir}; put it back into an"
            " empty data directory (--data-dir)."
        )
    check_room(manifest, target.data_dir)


@contextmanager
def _old_hashes(target: Target) -> Iterator[Hashes | None]:
    """Give what tells the hashes of the old log, if there is one."""
    hashes = hashes_of(target.data_dir / FILE_NAME, target.old_key_dir)
    try:
        yield hashes
    finally:
        if hashes is not None:
            hashes.close()


def _missing(
    database: Database, manifest: Manifest, there: Standing, wish: Wish, old: Hashes | None
) -> int | None:
    """Return how many rows the backup lacks; raises Refused unless that is accepted."""
    if there.lost:
        complaint = f"{there.lost} cannot be read, so nobody can say which rows of the log would be missing"
        _check_accepted(complaint, wish)
        return None
    lacks = lacking(database, manifest, there, wish.anchor, old)
    if lacks is not None and lacks.rows:
        _check_accepted(str(lacks), wish)
    return None if lacks is None else lacks.rows


def _check_accepted(complaint: str, wish: Wish) -> None:
    if not wish.accepts_missing_rows:
        raise Refused(f"{complaint}; --accept-missing-rows puts it back all the same.")


def _with_itself(
    notes: tuple[dict[str, object], ...], manifest: Manifest, file: Path, sha256: str
) -> tuple[dict[str, object], ...]:
    """Return the notes of all backups with that of this one, which must be the file it was then."""
    for note in notes:
        if note["name"] == file.name:
            if note["sha256"] != sha256:
                raise Refused(f"{file.name} is not the file that was made here; somebody has replaced it.")
            return notes
    folder = str(file.absolute().parent)
    size = file.stat().st_size
    itself = Backup(folder, file.name, manifest.made, None, manifest.rows, manifest.seq, size, sha256)
    return (*notes, catalogue.note_of(itself))


def _check_unchanged(there: Standing, target: Target) -> None:
    """Raise Refused if a command has changed the data since they were looked at: it would be undone."""
    if standing(target.data_dir, target.old_key_dir) != there:
        raise Refused(
            "The data here were changed while the backup was unpacked, and nothing was put back. Try again."
        )


def _has_older_keys(old_keys: Path, staged_keys: Path) -> bool:
    """Say whether keys that can be read here are others than those of the backup."""
    try:
        here = KeyFile(old_keys).read()
    except StorageFault:
        return False
    return bool(here) and here != KeyFile(staged_keys).read()


def _lost(missing: int | None, there: Standing) -> str:
    """Say what is lost by the restore, as far as anything tells."""
    rows = "nothing tells whether rows are missing" if missing is None else f"rows missing: {missing}"
    return f"{rows}; the list of who was erased was lost" if there.lost_marks else rows


def _epoch(database: Database, manifest: Manifest, wish: Wish, lost: str, now_utc: datetime) -> int:
    """Write the row by which everybody knows that the log goes on from a backup."""
    entry = LogEntry(
        now_utc,
        manifest.door,
        Outcome.DONE,
        Act.RESTORE_BACKUP,
        kind=LogKind.ACT,
        actor=wish.by.actor,
        operator=wish.by.operator,
        object=wish.file.name,
        note=f"from the backup of {manifest.made_at_utc}, which ends at row {manifest.seq}; {lost}",
    )
    return SqlAccessLog(database, open_keyring(database)).append(entry)
