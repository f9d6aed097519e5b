"""Makes one backup: copied, encrypted, read back, and only then given its name; all of it or nothing.

An erasure wins. Whether somebody was erased since the copy was taken is looked at in the transaction that
notes the backup: if so, the file is deleted and made anew. So every backup that is noted was made before the
next erasure, whose certificate then lists it; and no other holds anybody who was erased before it.
"""

import hashlib
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from database.backup import bundle, catalogue, tombstones
from database.backup.bundle import Part, archived
from database.backup.envelope import Envelope, Passphrase, Recipient, Sink
from database.backup.folder import PART, BackupFolder, no_room, overwrite
from database.backup.hashed_file import HashedFile
from database.backup.live_copy import Copied, ForgottenMeanwhile, copied
from database.backup.manifest import Manifest
from database.connections import Database
from database.facts import read_fact
from database.file_lock import FileLock
from database.keys.key_file import key_text
from database.keys.keyring import Keyring
from database.keys.keys import Keys
from database.keys.rotation import LOCK_NAME as ROTATION_LOCK
from database.log.access_log import SqlAccessLog
from database.log.log_head import SITE_FACT, End, Head, head_text
from database.migration import HEAD as SCHEMA
from database.timestamps import utc_now, utc_text
from door_access.atomic_file import PRIVATE
from door_access.domain.backups.backup import Backup
from door_access.domain.backups.keeping import Keeping
from door_access.errors import BadInput, Refused, StorageFault

LOCK_NAME = "backup.lock"
"""Held while a backup is made or put back; who has it clears away what another left."""
COPY_NAME = "backup.copy"
TRIES = 3
"""How often one is made anew because somebody was erased meanwhile. A guess: nobody erases for minutes."""
_MARGIN_BYTES = 20_000_000
"""What must stay free beside a backup: keys and lists, and what the door writes meanwhile."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Order:
    """What backup is wanted.

    Attributes:
        every: how often backups like this are made by themselves; None where they are not, and then this
            one is kept until somebody deletes it.
        begins_folder: a folder without the mark of this site is begun, if it was never used before.
        renews_folder: a folder that has lost its mark is begun anew.
        extras: what else lies in it, by the names of ``bundle``.
    """

    folder: Path
    key: Recipient | Passphrase
    keeping: Keeping
    door: str
    program: str
    every: timedelta | None = None
    begins_folder: bool = True
    renews_folder: bool = False
    extras: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made and read back.

    Attributes:
        held_s: how long rows of the door had to wait for it at most.
        rotated: the names of older ones that were deleted in its stead.
        erased_meanwhile: how often it was made anew because somebody was erased.
    """

    backup: Backup
    manifest: Manifest
    held_s: float
    rotated: tuple[str, ...]
    erased_meanwhile: int


class _ErasedMeanwhile(Exception):
    """Somebody was erased since the copy was taken."""


class BackupMaker:
    """Makes the backups of one data directory. One at a time, in any process."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        *,
        utc_clock: Callable[[], datetime] = utc_now,
        at_stage: Callable[[str], object] = lambda _stage: None,
    ) -> None:
        """``at_stage``: told what is done next, in a word, for whoever waits."""
        self._database = database
        self._keyring = keyring
        self._utc_clock = utc_clock
        self._at_stage = at_stage

    def make(self, order: Order) -> Made:
        """Make a backup, and delete those that are kept no longer.

        Raises:
            Refused: another one is being made.
            BadInput: the folder is another site's.
            StorageFault: the folder, the database or a key cannot be used, or there is no room; nothing of it
                is left.
        """
        with only_one(self._database.data_dir), self._keys_at_rest():
            SqlAccessLog(self._database, self._keyring).settle()
            tombstones.kept_beside_keys(self._database, self._keyring)
            folder = BackupFolder(order.folder, self._site())
            folder.check(may_begin=self._may_begin(order))
            folder.clear_parts()
            self._forget_missing(order, folder)
            self._check_room(folder)
            for erased_meanwhile in range(TRIES):
                with suppress(_ErasedMeanwhile, ForgottenMeanwhile):
                    return self._made(order, folder, erased_meanwhile)
        raise StorageFault("People were erased while the backup was made, again and again; try once more.")

    @contextmanager
    def _keys_at_rest(self) -> Iterator[None]:
        """Keep the keys from being changed: the copy would be sealed half with these, half with those."""
        lock = FileLock(self._database.key_dir / ROTATION_LOCK)
        if not lock.acquire(is_patient=False):
            raise Refused("The keys are being changed; make the backup when that is done.")
        try:
            yield
        finally:
            lock.release()

    def _site(self) -> str:
        with self._database.reading() as connection:
            return read_fact(connection, SITE_FACT) or ""

    def _may_begin(self, order: Order) -> bool:
        with self._database.reading() as connection:
            is_used = any(one.folder == str(order.folder) for one in catalogue.known(connection))
        return order.renews_folder or (order.begins_folder and not is_used)

    def _forget_missing(self, order: Order, folder: BackupFolder) -> None:
        """Forget what somebody has deleted from the folder, which is the right one and is there."""
        with self._database.reading() as connection:
            here = [one.name for one in catalogue.known(connection) if one.folder == str(order.folder)]
        for name in here:
            if not (folder.path / name).exists():
                self._forget(str(order.folder), name)

    def _check_room(self, folder: BackupFolder) -> None:
        size = self._database.path.stat().st_size + _MARGIN_BYTES
        free = disk_free(self._database.data_dir)
        is_shared = self._database.data_dir.stat().st_dev == folder.path.stat().st_dev
        wanted = 2 * size if is_shared else size
        if free < wanted:
            raise StorageFault(no_room(self._database.data_dir, wanted, free))
        folder.check_room(size)

    def _made(self, order: Order, folder: BackupFolder, erased_meanwhile: int) -> Made:
        copy = self._database.data_dir / COPY_NAME
        name = folder.new_name(self._utc_clock())
        part = folder.path / f"{name}{PART}"
        try:
            self._at_stage("copying")
            state = copied(self._database, copy)
            made_at_utc = self._utc_clock()  # later than whatever it holds: certificates go by that
            manifest = self._manifest(order, state, copy, made_at_utc)
            sha256 = self._written(part, order, self._parts(order, manifest, state.cut, copy), folder)
            expires = None if order.every is None else order.keeping.expiry(made_at_utc, every=order.every)
            size = part.stat().st_size
            backup = Backup(
                str(order.folder), name, made_at_utc, expires, state.rows, state.end.seq, size, sha256
            )
            self._note(backup, state)
            try:
                folder.keep(name)
            except StorageFault:
                self._forget(backup.folder, name)
                raise
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            overwrite(copy)
        return Made(backup, manifest, state.held_s, self._rotated(order, folder), erased_meanwhile)

    def _manifest(self, order: Order, state: Copied, copy: Path, made_at_utc: datetime) -> Manifest:
        return Manifest(
            site=self._site(),
            door=order.door,
            made_at_utc=utc_text(made_at_utc),
            schema=SCHEMA,
            program=order.program,
            rows=state.rows,
            seq=state.end.seq,
            hash=state.end.hash,
            people=state.people,
            database_bytes=copy.stat().st_size,
        )

    def _parts(self, order: Order, manifest: Manifest, cut: End, copy: Path) -> list[Part]:
        with self._database.reading() as connection:
            keys, marks = self._keyring.at(connection), tombstones.buried(connection)
        stored = self._keyring.file.read()
        known = tombstones.read_marks(self._database.key_dir / tombstones.ERASED_NAME, keys)
        return [
            Part(bundle.MANIFEST, manifest.text()),
            Part(bundle.CONFIG, order.extras.get(bundle.CONFIG, b"")),
            Part(bundle.MODELS, order.extras.get(bundle.MODELS, b"[]")),
            Part(bundle.KEY, key_text(stored)),
            Part(bundle.HEAD, _head(manifest, cut, keys).encode()),
            Part(bundle.ERASED, tombstones.marks_text(dict(known) | marks, keys).encode()),
            Part(bundle.DATABASE, copy),
        ]

    def _written(self, part: Path, order: Order, parts: list[Part], folder: BackupFolder) -> str:
        """Write the encrypted file, read it back, and return its SHA-256."""
        envelope, plain = Envelope(order.key), hashlib.sha256()
        self._at_stage("encrypting")
        try:
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE)
            with os.fdopen(handle, "wb") as file:
                envelope.seal(_counted(archived(parts), plain), file)
                file.flush()
                os.fsync(file.fileno())
            self._at_stage("reading back")
            sink = _Digest()
            with closing(HashedFile(part.open("rb"))) as encrypted:
                envelope.read_back(encrypted, sink, part.name)
        except OSError as error:
            raise folder.fault(error) from error
        except (BadInput, Refused) as error:
            raise StorageFault(f"{folder.path} does not keep what is written there: {error}") from error
        if sink.digest() != plain.digest():
            raise StorageFault(f"{folder.path} does not keep what is written there; use another disk.")
        return encrypted.hexdigest()

    def _note(self, backup: Backup, state: Copied) -> None:
        with self._database.writing() as connection:
            if tombstones.times_erased(connection) != state.times_erased:
                raise _ErasedMeanwhile
            catalogue.add(connection, backup)

    def _forget(self, folder: str, name: str) -> None:
        with self._database.writing() as connection:
            catalogue.remove(connection, folder, name)

    def _rotated(self, order: Order, folder: BackupFolder) -> tuple[str, ...]:
        """Delete the files that are kept no longer; one that cannot be deleted stays noted.

        Only those are deleted that were made to be deleted.
        """
        with self._database.reading() as connection:
            here = [
                one
                for one in catalogue.known(connection)
                if one.folder == str(order.folder) and one.expires_at_utc is not None
            ]
        outlived = order.keeping.outlived([one.made_at_utc for one in here])
        gone = [one.name for one in here if one.made_at_utc in outlived and folder.delete(one.name)]
        for name in gone:
            self._forget(str(order.folder), name)
        return tuple(gone)


@contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Keep others from making or putting back a backup of this data directory, and clear up after them."""
    lock = FileLock(data_dir / LOCK_NAME)
    if not lock.acquire(is_patient=False):
        raise Refused("A backup is being made or put back already; wait for it to end.")
    try:
        overwrite(data_dir / COPY_NAME)
        yield
    finally:
        lock.release()


def disk_free(folder: Path) -> int:
    """Return how many bytes are free; raises StorageFault."""
    try:
        return shutil.disk_usage(folder).free
    except OSError as error:
        raise StorageFault(f"{folder} cannot be used: {error.strerror}.") from error


def _head(manifest: Manifest, cut: End, keys: Keys) -> str:
    head = Head(manifest.site, manifest.seq, manifest.hash, manifest.made_at_utc)
    return head_text(replace(head, cut_seq=cut.seq, cut_hash=cut.hash) if cut.seq else head, keys)


def _counted(pieces: Iterator[bytes], digest: "hashlib._Hash") -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece


class _Digest(Sink):
    """A sink that keeps nothing but a hash."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def write(self, some: bytes) -> int:
        self._hash.update(some)
        return len(some)

    def flush(self) -> None:
        """Do nothing: nothing is kept."""

    def digest(self) -> bytes:
        return self._hash.digest()
