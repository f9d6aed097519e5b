"""How far the access log goes, kept a second time: a small keyed file beside the keys, outside the database.

A database that was cut, rolled back or replaced by an older copy is whole in itself; only something elsewhere
can tell that rows are missing. The record holds the number and the hash of the newest row, and the site's id,
under a MAC whose key is derived from that of the data directory.

It is written after a row was committed and settled, and before anything opens. So the database may be ahead
of it, by a valid continuation: somebody was killed in between, and the next one to come moves the record on.
In any other difference something was lost, and only an operator can say that this is known (``renew``).
"""

import hmac
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from sqlalchemy import Connection, select

from database.connections import BUSY_TIMEOUT_S, Database
from database.facts import read_fact, write_fact
from database.file_lock import FileLock
from database.keys.keyring import Keyring
from database.keys.keys import LOG_HEAD, Keys
from database.log.audit_chain import BEFORE_THE_FIRST, ChainCheck
from database.log.checkpoint import (
    Checkpoint,
    ForgedCheckpoint,
    checkpoint_of,
    renew_by_rows,
    stored_checkpoint,
)
from database.schema import access_events, chain_head
from database.timestamps import utc_now, utc_text
from door_access.atomic_file import read_whole, written_whole
from door_access.counts import counted
from door_access.errors import StorageFault

HEAD_NAME = "log.head"
_MOST_BYTES = 10_000
LOCK_NAME = "log.lock"
"""Held while a row is appended and the record moved on, so that several processes have one head."""
SITE_FACT = "log_site"
"""The site's id among the database's facts; once it is there, the record must be there, too."""

_MEND = 'nobody is let in until an operator has looked at it and run "door-access log acknowledge"'


@dataclass(frozen=True, slots=True)
class End:
    """Where a chain ends: number and hash of its newest row, 0 and zeros before the first."""

    seq: int = 0
    hash: str = BEFORE_THE_FIRST


@dataclass(frozen=True, slots=True)
class Head:
    """What the record says: whose log it is, where it ends, when that was written, and where it was cut."""

    site: str
    seq: int
    hash: str
    at_utc: str
    cut_seq: int = 0
    cut_hash: str = ""

    @property
    def end(self) -> End:
        return End(self.seq, self.hash)

    def told(self) -> dict[str, object]:
        """Return what is written and stands under the MAC; of a cut nothing while there was none."""
        values = asdict(self)
        return values if self.cut_seq else {name: values[name] for name in ("site", "seq", "hash", "at_utc")}


@dataclass(frozen=True, slots=True)
class HeadFault:
    """Why record and database cannot both be right, and the first row that is missing, where one is."""

    sentence: str
    first_missing: int | None = None


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Record, site's id, newest row and checkpoint side by side."""

    head: Head | None
    site: str | None
    newest: End | None
    cut: Checkpoint | None
    fault: HeadFault | None
    is_cut_wrong: bool
    keys: Keys

    @property
    def cut_seq(self) -> int:
        return self.cut.seq if self.cut else 0


class _Unusable(Exception):
    """The file is there and holds no record of this site."""


class ForeignHead(ValueError):
    """The record was changed, or is under another key."""


def head_in(text: bytes, keys: Keys) -> Head:
    """Return the record of its text; raises ForeignHead, or ValueError when it is none."""
    try:
        values = json.loads(text)
        mac, head = str(values.pop("mac")), Head(**values)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ValueError("it is no record of a log's head") from error
    ours = keys.macs(LOG_HEAD, _text(head.told()).encode())
    if not any(hmac.compare_digest(mac.encode(), one.encode()) for one in ours):
        raise ForeignHead("its MAC is by none of these keys")
    return head


def head_text(head: Head, keys: Keys) -> str:
    """Return what the file holds."""
    mac = keys.mac(LOG_HEAD, _text(head.told()).encode())
    return _text({**head.told(), "mac": mac}) + "\n"


class LogHead:
    """Reads, compares and writes the record. Whoever moves it on holds it locked."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._path = database.key_dir / HEAD_NAME
        self._site: str | None = None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes and threads from appending; raises StorageFault when one takes too long."""
        path = self._database.data_dir / LOCK_NAME
        lock = FileLock(path)
        if not lock.acquire(within_s=BUSY_TIMEOUT_S):
            raise StorageFault(f"{path} has been locked by another process for too long; try again.")
        try:
            yield
        finally:
            lock.release()

    def fault(self) -> HeadFault | None:
        """Return what is wrong with record or database; raises StorageFault when one cannot be read."""
        return self._compared().fault

    def follow(self, before: End | None, newest: End) -> None:
        """Let the record tell of a row that was just written behind the one it tells of.

        Where it tells of another, this is :meth:`advance`, which looks at every row between them.
        """
        text, head = self._read(), None
        with self._database.reading() as connection:
            keys = self._keyring.at(connection)
        with suppress(_Unusable):
            head = None if text is None else self._head_in(text, keys)
        if head is not None and head.end == before and head.site == self._site:
            self._store(replace(head, seq=newest.seq, hash=newest.hash, at_utc=utc_text(utc_now())), keys)
        else:
            self.advance()

    def advance(self) -> None:
        """Let the record tell of the newest row, and make it where there never was one.

        Raises:
            StorageFault: record and database cannot both be right, or the record cannot be written.
        """
        found = self._compared()
        if found.fault is not None:
            raise StorageFault(found.fault.sentence)
        is_told = found.head is not None and (found.head.end, found.head.cut_seq) == (
            found.newest,
            found.cut_seq,
        )
        if not is_told or found.site is None:
            self._tell(found)
        self._site = found.site

    def renew(self) -> None:
        """Let the record tell of the newest row, whatever it was before; raises StorageFault.

        A checkpoint that cannot be believed becomes what stands before the oldest row that is there.
        """
        found = self._compared()
        if found.is_cut_wrong:
            with self._database.writing() as connection:
                renew_by_rows(connection, self._keyring.at(connection))
            found = self._compared()
        self._tell(found)

    def _tell(self, found: _Comparison) -> None:
        """Write the record, then the fact that there is one: a kill in between loses neither."""
        if found.newest is None:
            raise StorageFault(lost_head(self._database.path))
        site = found.site or (found.head.site if found.head else uuid.uuid4().hex)
        self._write(found, found.newest, site)
        if found.site is None:
            with self._database.writing() as connection:
                write_fact(connection, SITE_FACT, site)

    def _compared(self) -> _Comparison:
        head, fault = None, None
        text = self._read()  # before the database, which can only have grown since
        with self._database.reading_as_stored() as connection:
            keys = self._keyring.at(connection)
            try:
                head = None if text is None else self._head_in(text, keys)
            except _Unusable as error:
                fault = HeadFault(str(error))
            cut = stored_checkpoint(connection)
            site = read_fact(connection, SITE_FACT)
            row = connection.execute(select(chain_head.c.seq, chain_head.c.hash)).one_or_none()
            newest = None if row is None else End(int(row.seq), str(row.hash))
            fault = fault or self._difference(connection, head, site, newest)
            wrong_cut = self._wrong_cut(connection, head, cut, keys)
        return _Comparison(head, site, newest, cut, fault or wrong_cut, wrong_cut is not None, keys)

    def _difference(
        self, connection: Connection, head: Head | None, site: str | None, newest: End | None
    ) -> HeadFault | None:
        path = self._path
        if newest is None:
            return HeadFault(lost_head(self._database.path, head.seq if head else None))
        if head is None:
            gone = f"{path}, the record of how far the access log goes, is missing: put it back, or {_MEND}."
            return None if site is None else HeadFault(gone)
        if site not in (None, head.site):
            return HeadFault(f"{path} is the record of another site: put the right one back, or {_MEND}.")
        return self._loss(connection, head, newest)

    def _loss(self, connection: Connection, head: Head, newest: End) -> HeadFault | None:
        log = f"{self._database.path}: the access log"
        if newest.seq < head.seq:
            cut = f"{log} ends at row {newest.seq}, but there were {head.seq}"
            why = "it was cut, or an older copy was put in its place"
            return HeadFault(f"{cut}: {why}; {_MEND}.", first_missing=newest.seq + 1)
        if head.seq and _hash_of(connection, head.seq) != head.hash:
            return HeadFault(f"{log} has lost row {head.seq} or holds another in its place; {_MEND}.")
        broken = _first_break(connection, head, newest)
        if broken is None:
            return None
        return HeadFault(f"{log} does not go on at row {broken} as it should; {_MEND}.")

    def _wrong_cut(
        self, connection: Connection, head: Head | None, cut: Checkpoint | None, keys: Keys
    ) -> HeadFault | None:
        """Say what is wrong with the checkpoint; the database may be ahead of the record here as well."""
        try:
            checkpoint_of(connection, keys)
        except ForgedCheckpoint as error:
            return HeadFault(f"{str(error)[:-1]}; {_MEND}.")
        there = cut or Checkpoint()
        told = 0 if head is None else head.cut_seq
        if head is None or there.seq > told or (there.seq == told and told == 0):
            return None
        if (there.seq, there.hash) != (told, head.cut_hash):
            log = f"{self._database.path}: the access log"
            gone = f"{log} was cut behind row {told}, and its checkpoint is missing or another"
            return HeadFault(f"{gone}; {_MEND}.", first_missing=there.seq + 1)
        return None

    def _read(self) -> bytes | None:
        """Return the file's text; None when there is no file; raises StorageFault when it cannot be read."""
        try:
            return read_whole(self._path, at_most=_MOST_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageFault(f"{self._path} cannot be read: {error.strerror}.") from error

    def _head_in(self, text: bytes, keys: Keys) -> Head:
        """Return the record; raises _Unusable when it is none, or its MAC is by none of the keys."""
        try:
            return head_in(text, keys)
        except ForeignHead as error:
            raise _Unusable(f"{self._path} was changed or belongs to another key; {_MEND}.") from error
        except ValueError as error:
            raise _Unusable(f"{self._path} is damaged: put a whole copy back, or {_MEND}.") from error

    def reseal(self) -> None:
        """Put the same record under the newest key; one that is damaged or missing stays so.

        Raises:
            StorageFault: it cannot be read or written.
        """
        with self.locked():
            found = self._compared()
            if found.head is not None:
                self._store(found.head, found.keys)

    def _write(self, found: _Comparison, end: End, site: str) -> None:
        head = Head(site, end.seq, end.hash, utc_text(utc_now()))
        if found.cut is not None:
            head = replace(head, cut_seq=found.cut.seq, cut_hash=found.cut.hash)
        self._store(head, found.keys)

    def _store(self, head: Head, keys: Keys) -> None:
        try:
            with written_whole(self._path) as file:
                file.write(head_text(head, keys))
        except OSError as error:
            raise StorageFault(f"{self._path} cannot be written: {error.strerror}.") from error


def _hash_of(connection: Connection, seq: int) -> str | None:
    return connection.scalar(select(access_events.c.hash).where(access_events.c.seq == seq))


def _first_break(connection: Connection, head: Head, newest: End) -> int | None:
    """Return where the rows after the record's are no continuation up to the newest; None if they are."""
    chain = ChainCheck(head.seq, head.hash if head.seq else BEFORE_THE_FIRST)
    later = select(access_events).where(access_events.c.seq > head.seq).order_by(access_events.c.seq)
    for cells in connection.execute(later).mappings():
        if not chain.accepts(dict(cells)):
            return chain.seq + 1
    return None if End(chain.seq, chain.hash) == newest else chain.seq + 1


def lost_head(path: Path, rows: int | None = None) -> str:
    """Return what to say when the database knows no end of the chain any more; ``rows``: there were."""
    were = "" if rows is None else f" after {counted(rows, 'row')}"
    return f"{path}: the access log has lost the head of its chain{were}; {_MEND}."


def _text(values: dict[str, object]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"))
