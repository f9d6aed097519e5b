"""Operators on SQLite: names sealed, secrets as sealed argon2id hashes, wrong ones counted before they count.

A copied database gives nothing to guess at: without the keys neither a name nor a hash is in it.
"""

import logging
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError
from sqlalchemy import ColumnElement, Connection, Row, insert, literal_column, select, update

from database.cells import count_of, member_of
from database.connections import Database
from database.keys.keyring import Keyring
from database.keys.keys import OPERATOR_SECRETS, OPERATORS, Keys
from database.schema import operators
from database.timestamps import utc_moment, utc_now, utc_text
from door_access.complaints import Complaint
from door_access.domain.operators.roles import Operator, Role
from door_access.domain.operators.secret import PATIENCE, SecretAnswer, as_compared, checked_secret, is_text
from door_access.domain.operators.staff import Staff
from door_access.errors import BadInput, StorageFault

_log = logging.getLogger(__name__)
_columns = operators.c
_NO_SECRET = b""
"""What a removed operator's cell holds: nothing is right."""
_AS_THEY_CAME: ColumnElement[int] = literal_column("rowid")


class SqlOperatorStore:
    """Adapter of the OperatorStore port; any thread of any process may use one."""

    def __init__(
        self,
        database: Database,
        keyring: Keyring,
        *,
        hasher: PasswordHasher | None = None,
        utc_clock: Callable[[], datetime] = utc_now,
    ) -> None:
        """``hasher``: argon2id with the library's own costs when left out."""
        self._database = database
        self._keyring = keyring
        self._hasher = hasher or PasswordHasher()
        self._utc_clock = utc_clock

    def operators(self) -> tuple[Operator, ...]:
        """Return everybody in the order in which they came, removed ones too; raises StorageFault."""
        with self._database.reading() as connection:
            return self._staff(connection).operators

    def add(self, name: str, role: Role, secret: str, *, is_pin: bool) -> str:
        """Store somebody and return the new id; see :class:`OperatorStore`."""
        operator_id = str(uuid.uuid4())
        hashed = self._hashed(operator_id, secret, is_pin=is_pin)
        new = Operator(operator_id, name, role, is_pin)
        with self._database.writing() as connection:
            keys = self._keyring.at(connection)
            known = self._staff(connection).with_new(new).one(operator_id)
            cells = {
                "id": operator_id,
                "role": role.value,
                "is_pin": is_pin,
                "failures": 0,
                "sealed": sealed_name(keys, operator_id, known.name),
                "secret": sealed_secret(keys, operator_id, hashed),
                "created_at_utc": utc_text(self._utc_clock()),
            }
            connection.execute(insert(operators), cells)
        return operator_id

    def rename(self, operator_id: str, name: str) -> None:
        """Give another name; see :class:`OperatorStore`."""
        with self._database.writing() as connection:
            named = self._staff(connection).renamed(operator_id, name).one(operator_id).name
            sealed = sealed_name(self._keyring.at(connection), operator_id, named)
            _change(connection, operator_id, sealed=sealed)

    def set_role(self, operator_id: str, role: Role) -> None:
        """Give another role; Refused for the last administrator."""
        with self._database.writing() as connection:
            self._staff(connection).with_role(operator_id, role)
            _change(connection, operator_id, role=role.value)

    def set_secret(self, operator_id: str, secret: str, *, is_pin: bool) -> None:
        """Store another secret in place of the old one, and hold no wrong ones against them any more."""
        hashed = self._hashed(operator_id, secret, is_pin=is_pin)
        with self._database.writing() as connection:
            self._staff(connection).with_proof(operator_id, is_pin=is_pin)
            sealed = sealed_secret(self._keyring.at(connection), operator_id, hashed)
            _change(connection, operator_id, secret=sealed, is_pin=is_pin, failures=0, waits_until_utc=None)

    def remove(self, operator_id: str) -> None:
        """Let somebody sign in no more, and overwrite their secret; Refused for the last administrator."""
        with self._database.writing() as connection:
            self._staff(connection).without(operator_id)
            gone_at_utc = utc_text(self._utc_clock())
            _change(connection, operator_id, secret=_NO_SECRET, removed_at_utc=gone_at_utc)

    def check(self, operator_id: str, secret: str) -> SecretAnswer:
        """Say whether this is their secret; see :class:`OperatorStore`."""
        with self._database.writing() as connection:
            row = _known(connection, operator_id)
            wait_s = self._left_s(row)
            if wait_s > 0:
                return SecretAnswer(False, wait_s, was_compared=False)
            wait_s = self._count(connection, row)
            hashed = _opened_secret(self._keyring.at(connection), operator_id, row.secret)
        if hashed is None or not self._is_right(operator_id, secret, hashed):
            return SecretAnswer(False, wait_s)
        with self._database.writing() as connection:
            is_still = _known(connection, operator_id).secret == row.secret
            if is_still:
                _change(connection, operator_id, failures=0, waits_until_utc=None)
        return SecretAnswer(is_still)

    def _staff(self, connection: Connection) -> Staff:
        keys = self._keyring.at(connection)
        rows = connection.execute(select(operators).order_by(_AS_THEY_CAME))
        return Staff(_operator(row, keys) for row in rows)

    def _left_s(self, row: Row[Any]) -> float:
        """Return how long they must still wait: never longer than the wait was, whatever the clock did."""
        if row.waits_until_utc is None:
            return 0.0
        left_s = (utc_moment(row.waits_until_utc) - self._utc_clock()).total_seconds()
        return min(max(0.0, left_s), PATIENCE.wait_s(count_of(row.failures)))

    def _count(self, connection: Connection, row: Row[Any]) -> float:
        """Count a try as wrong, until it proves right; return how long they must wait then."""
        failures = count_of(row.failures) + 1
        wait_s = PATIENCE.wait_s(failures)
        until = utc_text(self._utc_clock() + timedelta(seconds=wait_s)) if wait_s else None
        _change(connection, row.id, failures=failures, waits_until_utc=until)
        return wait_s

    def _hashed(self, operator_id: str, secret: str, *, is_pin: bool) -> str:
        return self._hasher.hash(_hashed_text(operator_id, checked_secret(secret, is_pin=is_pin)))

    def _is_right(self, operator_id: str, secret: str, hashed: str) -> bool:
        if not is_text(secret):
            return False
        try:
            return self._hasher.verify(hashed, _hashed_text(operator_id, as_compared(secret)))
        except VerifyMismatchError:
            return False
        except (VerificationError, InvalidHashError):
            _log.exception("the stored secret of operator %s cannot be read", operator_id)
            return False


def operator_names(connection: Connection, keys: Keys) -> dict[str, str]:
    """Return the name of every operator by id, removed ones too; raises StorageFault."""
    rows = connection.execute(select(_columns.id, _columns.sealed))
    return {row.id: opened_name(keys, row.id, row.sealed) for row in rows}


def sealed_name(keys: Keys, operator_id: str, name: str) -> bytes:
    """Return the cell of a name."""
    return keys.seal(OPERATORS, name.encode(), bound=operator_id)


def opened_name(keys: Keys, operator_id: str, sealed: bytes) -> str:
    """Return what is sealed; raises StorageFault when it was changed or is somebody else's."""
    try:
        return keys.open(OPERATORS, sealed, bound=operator_id).decode()
    except ValueError as error:
        raise StorageFault(
            f"The name of operator {operator_id} cannot be decrypted: it was changed, or stored with another"
            " key."
        ) from error


def sealed_secret(keys: Keys, operator_id: str, hashed: str) -> bytes:
    """Return the cell of a hash."""
    return keys.seal(OPERATOR_SECRETS, hashed.encode(), bound=operator_id)


def resealed(keys: Keys, row: Row[Any]) -> dict[str, bytes]:
    """Return the cells of a row sealed with the newest key; raises ValueError for one that was changed."""
    cells = {"sealed": keys.seal(OPERATORS, keys.open(OPERATORS, row.sealed, bound=row.id), bound=row.id)}
    if row.secret != _NO_SECRET:
        hashed = keys.open(OPERATOR_SECRETS, row.secret, bound=row.id)
        cells["secret"] = keys.seal(OPERATOR_SECRETS, hashed, bound=row.id)
    return cells


def _hashed_text(operator_id: str, secret: str) -> str:
    """Return what is hashed, so that nobody sees that two operators have the same secret."""
    return f"{operator_id}\0{secret}"


def _opened_secret(keys: Keys, operator_id: str, sealed: bytes) -> str | None:
    """Return the hash; None, and a word in the program's own log, for what cannot be opened."""
    try:
        return keys.open(OPERATOR_SECRETS, sealed, bound=operator_id).decode()
    except ValueError:
        _log.exception("the stored secret of operator %s cannot be read", operator_id)
        return None


def _operator(row: Row[Any], keys: Keys) -> Operator:
    return Operator(
        row.id,
        opened_name(keys, row.id, row.sealed),
        member_of(Role, row.role),
        is_pin=row.is_pin,
        is_removed=row.removed_at_utc is not None,
    )


def _known(connection: Connection, operator_id: str) -> Row[Any]:
    works_here = (_columns.id == operator_id, _columns.removed_at_utc.is_(None))
    row = connection.execute(select(operators).where(*works_here)).one_or_none()
    if row is None:
        raise BadInput(Complaint.OPERATOR_UNKNOWN, operator=operator_id)
    return row


def _change(connection: Connection, operator_id: str, **cells: object) -> None:
    connection.execute(update(operators).where(_columns.id == operator_id).values(**cells))
