"""Puts a backup back: unpacked beside the old data, proven whole, and only then put in their place.

Its rules: never while a door runs on the data; never another site's; never silently older: what the record
of the log's head, the old database or an anchor says of rows that the backup lacks must be accepted; and who
was erased since stays erased, before anything else can read the restored data.

The row that tells of the restore begins an epoch of the log: what comes after it goes on from the backup.
"""

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from database.backup import bundle, catalogue, tombstones
from database.backup.bundle import Unpacker
from database.backup.envelope import Passphrase, SecretKey, opening_of, unseal
from database.backup.folder import no_room
from database.backup.hashed_file import HashedFile
from database.backup.making import disk_free, only_one
from database.backup.manifest import Manifest
from database.backup.standing import Hashes, Standing, hashes_of, standing
from database.backup.swapping import (
    ASIDE_NAME,
    FAILED_NAME,
    PLAN_NAME,
    STAGED_NAME,
    Move,
    clear,
    finish_swap,
    swap,
)
from database.connections import Database
from database.door_ownership import DoorOwnership
from database.engine import FILE_NAME, KEY_DIR_NAME, open_database
from database.face_cache import empty_folder
from database.keys.key_file import KEY_NAME
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.log.log_head import HEAD_NAME, End
from database.people.gallery_version import changing
from database.people.people import SqlPeopleStore
from database.timestamps import utc_now
from door_access.atomic_file import private_folder, settle
from door_access.domain.backups.backup import Backup
from door_access.domain.matching.access import Outcome
from door_access.domain.operators.acts import Act, Doer
from door_access.errors import BadInput, Refused, StorageFault
from door_access.ports import LogEntry, LogKind

REPLACED_NAME = "replaced"
_WORKING_FACTOR = 2
"""How much room the database takes while it is brought up to date and erased from, at most: itself again."""
_MARGIN_BYTES = 20_000_000


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
    """

    manifest: Manifest
    missing_rows: int | None
    epoch_seq: int
    erased_again: int
    kept_aside: tuple[Path, ...] = ()
    models: bytes = b"[]"


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
        with closing(_Closing(hashes_of(target.data_dir / FILE_NAME, target.old_key_dir))) as old:
            missing = _missing(database, manifest, there, wish, old.hashes)
        erased_again = _erased_again(database, there.marks, notes)
        epoch_seq = _epoch(database, manifest, wish, missing, target.utc_clock())
    aside = _swapped(target, staged)
    _prove(target, staged, aside)
    kept = _set_aside(aside, target.utc_clock()) if wish.keeps_old else ()
    for folder in aside.folders:
        clear(folder)
    empty_folder(target.data_dir)
    return Restored(manifest, missing, epoch_seq, erased_again, kept, models)


def _set_aside(aside: "_Aside", now_utc: datetime) -> tuple[Path, ...]:
    """Give the old data a name under which nobody deletes them."""
    kept = []
    for folder in aside.folders:
        if folder.exists():
            name = f"{REPLACED_NAME} {now_utc:%Y-%m-%d %H-%M-%S}".replace(" ", "-")
            kept.append(folder.replace(folder.with_name(name)))
    return tuple(kept)


def unpacked(
    file: Path, key: SecretKey | Passphrase, folder: Path, check: Callable[[Manifest], object]
) -> tuple[Manifest, str]:
    """Decrypt a backup into a new folder, where nothing is whole unless this returns; also its SHA-256.

    Args:
        check: told what the backup says of itself before anything else is written; may raise.

    Raises:
        Refused: the key or passphrase is another one.
        BadInput: it is no backup, or not whole.
        StorageFault: the folder cannot be written.
    """
    said: list[Manifest] = []

    def on_manifest(content: bytes) -> None:
        said.append(Manifest.read(content, file.name))
        check(said[0])

    try:
        source = HashedFile(file.open("rb"))
    except OSError as error:
        raise BadInput(f"{file} cannot be read: {error.strerror}.") from error
    unpacker = Unpacker(private_folder(folder), file.name, on_manifest)
    try:
        with closing(source), closing(unpacker):
            unseal(source, opening_of(source, file.name), key, unpacker, file.name)
            unpacker.check_whole()
        for place in (folder / KEY_DIR_NAME, folder):
            _settle(place)
    except OSError as error:
        raise StorageFault(f"{folder} cannot be written: {error.strerror}.") from error
    return said[0], source.hexdigest()


def _settle(folder: Path) -> None:
    """Put the files on the disk."""
    for path in folder.iterdir():
        if path.is_file():
            with path.open("rb+") as file:
                os.fsync(file.fileno())


def verified(target: Target, wish: Wish) -> Verified:
    """Unpack a backup beside the data, look at all of it, and change nothing; raises as :func:`restore`."""
    _made_folder(target.data_dir)
    with only_one(target.data_dir):
        staged = target.data_dir / STAGED_NAME
        clear(staged)
        there = standing(target.data_dir, target.old_key_dir)
        try:
            manifest, sha256 = unpacked(wish.file, wish.key, staged, lambda found: _check_room(found, target))
            with open_database(staged, staged / KEY_DIR_NAME) as database:
                check_whole(database, manifest, wish.file.name)
                with closing(_Closing(hashes_of(target.data_dir / FILE_NAME, target.old_key_dir))) as old:
                    lacks = _lacking(database, manifest, there, wish, old.hashes)
        finally:
            clear(staged)
    return Verified(manifest, sha256, None if lacks is None else lacks.rows)


def check_whole(database: Database, manifest: Manifest, name: str) -> None:
    """Follow the log of an unpacked backup from its first row to its last; raises BadInput."""
    try:
        open_keyring(database)
    except StorageFault as error:
        raise BadInput(f"{name} holds another key than that of its data; nothing was changed.") from error
    found = SqlAccessLog(database).verify()
    if found.fault or not found.is_ok:
        where = found.fault or f"its log is broken at row {found.first_broken}."
        raise BadInput(f"{name} holds data that are not whole: {where}")
    if _hash_at(database, manifest.seq) != (manifest.hash if manifest.seq else None):
        raise BadInput(f"{name} holds another log than it says.")


def _hash_at(database: Database, seq: int) -> str | None:
    return Hashes(database).of(seq)


def _check(manifest: Manifest, there: Standing, target: Target, wish: Wish) -> None:
    name = wish.file.name
    if there.is_there and there.site and there.site != manifest.site:
        raise Refused(
            f"{name} is a backup of another site than the data in {target.data_dir}; put it back into an"
            " empty data directory (--data-dir)."
        )
    _check_room(manifest, target)


def _check_room(manifest: Manifest, target: Target) -> None:
    wanted = _WORKING_FACTOR * manifest.database_bytes + _MARGIN_BYTES
    free = disk_free(target.data_dir)
    if free < wanted:
        raise StorageFault(no_room(target.data_dir, wanted, free))


class _Closing:
    """The hashes of the old log, if there is one."""

    def __init__(self, hashes: Hashes | None) -> None:
        self.hashes = hashes

    def close(self) -> None:
        if self.hashes is not None:
            self.hashes.close()


@dataclass(frozen=True, slots=True)
class _Lacking:
    """Which rows of the log a backup lacks: those behind ``after``, up to ``until``."""

    after: int
    until: int

    @property
    def rows(self) -> int:
        return self.until - self.after

    def __str__(self) -> str:
        if self.rows == 1:
            return f"The backup lacks row {self.until:,} of the log"
        return f"The backup lacks the rows {self.after + 1:,} to {self.until:,} of the log"


def _missing(
    database: Database, manifest: Manifest, there: Standing, wish: Wish, old: Hashes | None
) -> int | None:
    """Return how many rows the backup lacks; raises Refused unless that is accepted."""
    if there.lost:
        complaint = f"{there.lost} cannot be read, so nobody can say which rows of the log would be missing"
        _check_accepted(complaint, wish)
        return None
    lacks = _lacking(database, manifest, there, wish, old)
    if lacks is not None and lacks.rows:
        _check_accepted(str(lacks), wish)
    return None if lacks is None else lacks.rows


def _check_accepted(complaint: str, wish: Wish) -> None:
    if not wish.accepts_missing_rows:
        raise Refused(f"{complaint}; --accept-missing-rows puts it back all the same.")


def _lacking(
    database: Database, manifest: Manifest, there: Standing, wish: Wish, old: Hashes | None
) -> _Lacking | None:
    """Return which rows the backup lacks; None where nothing tells how far the log went.

    A log that went another way since, as after an earlier restore, has lost all its rows since they parted.
    """
    ends = [*there.ends, *([wish.anchor] if wish.anchor else [])]
    if not ends:
        return None
    after = min(_agree_until(database, end, manifest, old) for end in ends)
    return (
        _Lacking(after, max(end.seq for end in ends)) if after < max(e.seq for e in ends) else _Lacking(0, 0)
    )


def _agree_until(database: Database, end: End, manifest: Manifest, old: Hashes | None) -> int:
    """Return up to which row both logs are one; if they are one at a row, they are at all before it."""
    ours = Hashes(database)
    if end.seq <= manifest.seq and (not end.seq or ours.of(end.seq) == end.hash):
        return end.seq
    shared, parted = 0, min(end.seq, manifest.seq) + 1
    if old is None or old.of(parted - 1) is None:  # nothing there tells; at best all that the backup has
        return 0 if end.seq <= manifest.seq else manifest.seq
    while parted - shared > 1:
        middle = (shared + parted) // 2
        mine = ours.of(middle)
        if mine is not None and mine == old.of(middle):
            shared = middle
        else:
            parted = middle
    return shared


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


def _erased_again(database: Database, marks: tombstones.Marks, notes: tuple[dict[str, object], ...]) -> int:
    """Erase who was erased since, and take along what is known of later backups."""
    keyring = open_keyring(database)
    with database.reading() as connection:
        beside = tombstones.read_marks(database.key_dir / tombstones.ERASED_NAME, keyring.at(connection))
    with database.writing() as connection:
        tombstones.add_marks(connection, marks)
        tombstones.add_marks(connection, beside)
        catalogue.take_along(connection, notes)
        gone, faces = tombstones.to_be_erased(connection)
    people = SqlPeopleStore(database, keyring, lambda _model: 0.0)
    for person_id in gone:
        people.remove(person_id)
    for person_id in faces:
        with changing(database, person_id) as connection:
            tombstones.erase_face(connection, person_id)
    tombstones.kept_beside_keys(database, keyring)
    if not database.emptied_log():
        raise StorageFault(f"{database.path} is read by another process; end it and try again.")
    return len(gone) + len(faces)


def _epoch(database: Database, manifest: Manifest, wish: Wish, missing: int | None, now_utc: datetime) -> int:
    """Write the row by which everybody knows that the log goes on from a backup."""
    lost = "nothing tells whether rows are missing" if missing is None else f"rows missing: {missing}"
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


@dataclass(frozen=True, slots=True)
class _Aside:
    moves: tuple[Move, ...]
    folders: tuple[Path, ...]


def _swapped(target: Target, staged: Path) -> _Aside:
    """Move the new data into place; what was there lies aside."""
    target.on_stage("putting in place")
    data_dir, old_keys = target.data_dir, target.old_key_dir
    new_keys = target.choose_key_dir(staged / bundle.CONFIG)
    asides = {
        data_dir: data_dir / ASIDE_NAME,
        old_keys: old_keys / ASIDE_NAME,
        new_keys: new_keys / ASIDE_NAME,
    }
    for aside in asides.values():
        clear(aside)
    _with_keys_near(staged / KEY_DIR_NAME, new_keys)
    names = (KEY_NAME, HEAD_NAME, tombstones.ERASED_NAME)
    gone = [data_dir / f"{FILE_NAME}{ending}" for ending in ("-wal", "-shm", "-journal")]
    if old_keys != new_keys:
        gone += [old_keys / name for name in names]
    moves = [Move(None, path, asides[path.parent] / path.name) for path in gone if path.exists()]
    moves += [
        Move(new_keys / STAGED_NAME / name, new_keys / name, asides[new_keys] / name)
        for name in names
        if (new_keys / STAGED_NAME / name).exists()
    ]
    moves += [
        Move(staged / name, data_dir / name, asides[data_dir] / name) for name in (bundle.CONFIG, FILE_NAME)
    ]
    swap(data_dir, moves)
    return _Aside(tuple(moves), tuple(asides.values()))


def _with_keys_near(staged_keys: Path, key_dir: Path) -> None:
    """Copy the keys into the file system where they shall lie, so that they can be moved at one stroke."""
    near = key_dir / STAGED_NAME
    try:
        clear(near)
        private_folder(near)
        for path in staged_keys.iterdir():
            if path.suffix != ".lock":
                shutil.copyfile(path, near / path.name)
        settle(near)
    except OSError as error:
        raise StorageFault(
            f"The keys cannot be put into {key_dir}: {error.strerror}; nothing was changed. --key-dir names"
            " another folder."
        ) from error


def _prove(target: Target, staged: Path, aside: _Aside) -> None:
    """Open the data where they lie now; where they cannot be, the old ones are brought back."""
    key_dir = next(move.place.parent for move in aside.moves if move.place.name == KEY_NAME and move.new)
    try:
        with open_database(target.data_dir, key_dir) as database:
            fault = SqlAccessLog(database, open_keyring(database)).verify_head()
        if fault:
            raise StorageFault(fault)
    except StorageFault:
        failed = target.data_dir / FAILED_NAME
        swap(target.data_dir, [move.undone(failed) for move in reversed(aside.moves)])
        clear(failed)
        raise
    clear(key_dir / STAGED_NAME)
    clear(staged)
