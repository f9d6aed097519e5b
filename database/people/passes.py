"""Passes on SQLite. A token lies there as a keyed index; and sealed, for new keys and to be shown once more.

Making and revoking raise the gallery's version in their transaction; being used does not: that is the door's.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from database.cells import UnreadableCell, member_of
from database.connections import Database
from database.keys.keyring import Keyring
from database.keys.keys import PASS_TOKENS, PASSES, Keys
from database.people.failures import forget_failures
from database.people.gallery_version import changing
from database.people.known_person import check_known
from database.people.removals import is_denied
from database.rules.memberships import validity
from database.schema import passes, people
from database.timestamps import utc_moment, utc_now, utc_text
from door_access.complaints import Complaint
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.passes import EntryPass, PassHolder, PassTerms, is_token
from door_access.domain.matching.access import Reason
from door_access.errors import BadInput

_columns = passes.c


class SqlPassStore:
    """Adapter of the PassStore port; any thread of any process may use one."""

    def __init__(
        self, database: Database, keyring: Keyring, *, utc_clock: Callable[[], datetime] = utc_now
    ) -> None:
        self._database = database
        self._keyring = keyring
        self._utc_clock = utc_clock

    def find_pass(self, token: str) -> PassHolder | None:
        """Return whose pass this is; None when it is nobody's or cannot be one."""
        if not is_token(token):
            return None
        joined = select(passes, is_denied(), people.c.pin, people.c.entry_rule)
        joined = joined.join(people, people.c.id == _columns.person_id)
        with self._database.reading() as connection:
            indexes = self._keyring.at(connection).macs(PASSES, token.encode())
            row = connection.execute(joined.where(_columns.token_index.in_(indexes))).one_or_none()
            return None if row is None else _holder(row)

    def entry_pass(self, pass_id: str) -> EntryPass | None:
        """Return the pass with this id; None when there is none (any more)."""
        with self._database.reading() as connection:
            return _found(connection, pass_id)

    def passes_of(self, person_id: str) -> tuple[EntryPass, ...]:
        """Return the person's passes, the oldest first; raises BadInput for an unknown person."""
        with self._database.reading() as connection:
            check_known(connection, person_id)
            return _passes(connection, _columns.person_id == person_id)

    def passes(self) -> tuple[EntryPass, ...]:
        """Return everybody's passes, the oldest first."""
        with self._database.reading() as connection:
            return _passes(connection)

    def passes_between(self, begins_utc: datetime, ends_utc: datetime) -> tuple[EntryPass, ...]:
        """Return the passes that are good for some of this time, the oldest first."""
        with self._database.reading() as connection:
            return _passes(
                connection, _columns.begins_utc < utc_text(ends_utc), _columns.ends_utc > utc_text(begins_utc)
            )

    def latest_end_utc(self) -> datetime | None:
        """Return when the last of all passes ends; None when there is none."""
        with self._database.reading() as connection:
            text = connection.scalar(select(func.max(_columns.ends_utc)))
            return None if text is None else utc_moment(text)

    def add_pass(self, person_id: str, token: str, terms: PassTerms) -> str:
        """Give the person a pass and return its id.

        Raises:
            BadInput: nobody has this id, or the token cannot be one.
        """
        if not is_token(token):
            raise BadInput(Complaint.PASS_TOKEN)
        pass_id = str(uuid.uuid4())
        values = _terms_cells(terms) | {
            "id": pass_id,
            "person_id": person_id,
            "made_at_utc": utc_text(self._utc_clock()),
        }
        with changing(self._database, person_id) as connection:
            check_known(connection, person_id)
            keys = self._keyring.at(connection)
            connection.execute(insert(passes), values | token_cells(keys, pass_id, token))
        return pass_id

    def token_of(self, pass_id: str) -> str:
        """Return what the pass's QR code says.

        Raises:
            BadInput: there is no such pass.
            StorageFault: what is stored was changed.
        """
        with self._database.reading() as connection:
            sealed = connection.scalar(select(_columns.sealed).where(_columns.id == pass_id))
            if sealed is None:
                raise BadInput(Complaint.PASS_ID_UNKNOWN, entry_pass=pass_id)
            try:
                return opened_token(self._keyring.at(connection), pass_id, sealed)
            except ValueError as error:
                raise UnreadableCell("the sealed code of a pass", f"what was stored: {error}") from error

    def revoke_pass(self, pass_id: str) -> None:
        """Let the pass open nothing any more; raises BadInput for an unknown pass."""
        holder = select(_columns.person_id).where(_columns.id == pass_id).scalar_subquery()
        now = utc_text(self._utc_clock())
        with changing(self._database, holder) as connection:
            change = update(passes).where(_columns.id == pass_id)
            at_first = func.coalesce(_columns.revoked_at_utc, now)
            if not connection.execute(change.values(revoked_at_utc=at_first)).rowcount:
                raise BadInput(Complaint.PASS_ID_UNKNOWN, entry_pass=pass_id)
            forget_failures(connection, f"pass:{pass_id}")

    def spend(self, pass_id: str, door: str, at_utc: datetime) -> Reason | None:
        """Note that the pass has let its holder in; return why it must not, and then nothing is noted."""
        with self._database.writing() as connection:
            stored = _found(connection, pass_id)
            why = Reason.PASS_UNKNOWN if stored is None else stored.refusal(door, at_utc)
            if why is None:
                used = update(passes).where(_columns.id == pass_id)
                connection.execute(used.values(used_at_utc=utc_text(at_utc)))
            return why


def token_cells(keys: Keys, pass_id: str, token: str) -> dict[str, Any]:
    """Return the cells that stand for a token."""
    text = token.encode()
    return {"token_index": keys.mac(PASSES, text), "sealed": keys.seal(PASS_TOKENS, text, bound=pass_id)}


def opened_token(keys: Keys, pass_id: str, sealed: bytes) -> str:
    """Return the token; raises ValueError when its cell was changed."""
    return keys.open(PASS_TOKENS, sealed, bound=pass_id).decode()


def _terms_cells(terms: PassTerms) -> dict[str, Any]:
    return {
        "door": terms.door,
        "begins_utc": utc_text(terms.begins_utc),
        "ends_utc": utc_text(terms.ends_utc),
        "is_once": terms.is_once,
        "asks_pin": terms.asks_pin,
    }


def _found(connection: Connection, pass_id: str) -> EntryPass | None:
    row = connection.execute(select(passes).where(_columns.id == pass_id)).one_or_none()
    return None if row is None else _pass(row)


def _passes(connection: Connection, *where: ColumnElement[bool]) -> tuple[EntryPass, ...]:
    query = select(passes).where(*where).order_by(_columns.made_at_utc, _columns.id)
    return tuple(_pass(row) for row in connection.execute(query))


def _pass(row: Row[Any]) -> EntryPass:
    return EntryPass(
        row.id,
        row.person_id,
        _terms(row),
        utc_moment(row.made_at_utc),
        used_at_utc=_moment(row.used_at_utc),
        revoked_at_utc=_moment(row.revoked_at_utc),
    )


def _terms(row: Row[Any]) -> PassTerms:
    good = validity(row.begins_utc, row.ends_utc)
    try:
        return PassTerms(good, door=row.door, is_once=bool(row.is_once), asks_pin=bool(row.asks_pin))
    except BadInput as error:
        raise UnreadableCell(f"{row.begins_utc} to {row.ends_utc}", "what a pass can be good for") from error


def _moment(cell: str | None) -> datetime | None:
    return None if cell is None else utc_moment(cell)


def _holder(row: Row[Any]) -> PassHolder:
    return PassHolder(
        _pass(row),
        entry=member_of(EntryRule, row.entry_rule),
        is_blocked=bool(row.is_denied),
        has_pin=row.pin is not None,
    )
