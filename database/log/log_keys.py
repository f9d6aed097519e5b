"""The keys under which the log's payloads are sealed: to forget a person is to delete one of them.

They are random, one per person and one for the rows about nobody, and lie in ``log_keys`` wrapped under a key
that is derived from the one of the data directory. Another derived key turns a person's id into the tag by
which their rows and their key are found; it tells nobody without that key whom a row is about.
"""

import hashlib
import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from database.connections import Database
from database.people.encryption import KEY_BYTES, derived_key
from database.people.templates_key import KEY_NAME, data_key
from database.schema import access_events, log_keys
from door_access.errors import StorageFault

SITE = ""
"""The tag of the key of rows about nobody."""

_WRAPPING = b"door-access log keys 1"
_TAGS = b"door-access log tags 1"
_TAG_DIGITS = 32
"""128 bits, as many as an id has: no two people share a tag."""
_NONCE_BYTES = 12
_KEY_OF_TAG = select(log_keys.c.wrapped_key).where(log_keys.c.tag == bindparam("wanted"))


class LogKeys:
    """Finds, makes and uses the keys; any thread may use it."""

    def __init__(self, key: bytes, path: Path) -> None:
        """``key``: of the data directory, 32 bytes; ``path``: its file, to name when it does not fit."""
        self._wrapping = AESGCM(derived_key(key, _WRAPPING))
        self._tags = derived_key(key, _TAGS)
        self._path = path
        self._unwrapped: dict[tuple[str, bytes], AESGCM] = {}
        self._known_tags: dict[str, str] = {}

    def person_tag(self, person_id: str) -> str:
        """Return what the person's rows are found by."""
        tag = self._known_tags.get(person_id)
        if tag is None:
            tag = hmac.new(self._tags, person_id.encode(), hashlib.sha256).hexdigest()[:_TAG_DIGITS]
            self._known_tags[person_id] = tag
        return tag

    def seal(self, connection: Connection, tag: str, text: bytes) -> bytes:
        """Seal a payload under the tag's key, which is made in the transaction when there is none yet.

        Raises:
            StorageFault: the log was written with another key of the data directory.
        """
        return _sealed(self._key(connection, tag), text)

    def prove(self, connection: Connection) -> None:
        """Raise StorageFault when the log was written with another key of the data directory."""
        if _stored(connection, SITE) is not None:
            self._key(connection, SITE)

    def opened(self, tag: str, wrapped: bytes, sealed: bytes) -> bytes:
        """Return a payload's text; raises ValueError when it was not sealed under this tag's key."""
        try:
            return _opened(self._unwrap(tag, wrapped), sealed)
        except (InvalidTag, TypeError) as error:
            raise ValueError("what is sealed in it was changed") from error

    def _key(self, connection: Connection, tag: str) -> AESGCM:
        wrapped = _stored(connection, tag)
        if wrapped is None:
            if tag != SITE:
                self._key(connection, SITE)  # by which another key of the data directory is noticed
            wrapped = _sealed(self._wrapping, os.urandom(KEY_BYTES), bound=tag)
            connection.execute(insert(log_keys), {"tag": tag, "wrapped_key": wrapped})
        try:
            return self._unwrap(tag, wrapped)
        except InvalidTag as error:
            raise StorageFault(
                f"{self._path} is not the key that the log was written with: put that one back."
            ) from error

    def _unwrap(self, tag: str, wrapped: bytes) -> AESGCM:
        key = self._unwrapped.get((tag, wrapped))
        if key is None:
            key = AESGCM(_opened(self._wrapping, wrapped, bound=tag))
            self._unwrapped[tag, wrapped] = key
        return key


def open_log_keys(database: Database) -> LogKeys:
    """Return the keys of the data directory; raises StorageFault when its key is missing or another one."""
    keys = LogKeys(data_key(database), database.key_dir / KEY_NAME)
    with database.reading() as connection:
        keys.prove(connection)
    return keys


def forget(connection: Connection, tag: str) -> None:
    """Delete a person's key, and what else of their rows no hash covers; their headers stay."""
    rows = update(access_events).where(access_events.c.person_tag == tag)
    connection.execute(rows.values(person_tag=None, payload=None))
    connection.execute(delete(log_keys).where(log_keys.c.tag == tag))


def _stored(connection: Connection, tag: str) -> bytes | None:
    return connection.scalar(_KEY_OF_TAG, {"wanted": tag})


def _sealed(key: AESGCM, text: bytes, *, bound: str = "") -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + key.encrypt(nonce, text, bound.encode())


def _opened(key: AESGCM, sealed: bytes, *, bound: str = "") -> bytes:
    return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound.encode())
