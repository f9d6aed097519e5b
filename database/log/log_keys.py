"""The keys under which the log's payloads are sealed: to forget a person is to delete one of them.

They are random, one per person and one for the rows about nobody, and lie in ``log_keys`` wrapped under a key
that is derived from the one of the data directory. Another derived key turns a person's id into the tag by
which their rows and their key are found; it tells nobody without that key whom a row is about.

Each change of the data directory's keys brings new ones of these, too, and new tags.
"""

import os
from collections.abc import Iterable

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, delete, insert, select, update

from database.keys.key_file import KEY_BYTES
from database.keys.keys import LOG_KEYS, LOG_TAGS, PREFIX_BYTES, Keys, generation_of, opened_with, sealed_with
from database.schema import access_events, event_pictures, log_keys
from door_access.errors import StorageFault

SITE = ""
"""The tag of the first key of rows about nobody, which have no tag of their own."""
_SITE_OF = "site "
"""What the tags of its later ones begin with; no person's tag holds a space."""

_AT_ONCE = 500
"""Tags in one query; SQLite takes some thousands."""
_TAG_DIGITS = 32
"""128 bits, as many as an id has: no two people share a tag."""


class LogKeys:
    """Finds, makes and uses the log's keys by one state of the data directory's; any thread may use it."""

    def __init__(self, keys: Keys) -> None:
        self.keys = keys
        self._unwrapped: dict[tuple[str, bytes], AESGCM] = {}
        self._of_site: dict[int | None, AESGCM] = {}
        self._known_tags: dict[str, tuple[str, ...]] = {}

    def person_tag(self, person_id: str) -> str:
        """Return what the person's new rows are found by."""
        return self.person_tags(person_id)[0]

    def person_tags(self, person_id: str) -> tuple[str, ...]:
        """Return all that the person's rows are found by, the newest first."""
        tags = self._known_tags.get(person_id)
        if tags is None:
            tags = tuple(mac[:_TAG_DIGITS] for mac in self.keys.macs(LOG_TAGS, person_id.encode()))
            self._known_tags[person_id] = tags
        return tags

    @property
    def site_tag(self) -> str:
        """Return the tag of the newest key of rows about nobody."""
        return site_tag(self.keys.generation)

    def load(self, connection: Connection) -> "LogKeys":
        """Take up the keys of rows about nobody that this transaction may meet, and return itself."""
        if self.keys.generation not in self._of_site:
            for generation in self.keys.generations:
                tag = site_tag(generation)
                wrapped = _stored(connection, tag)
                if wrapped is not None:
                    self._of_site[generation] = self._unwrap(tag, wrapped)
        return self

    def seal(self, connection: Connection, tag: str | None, text: bytes) -> bytes:
        """Seal a payload under the tag's key, which is made in the transaction when there is none yet.

        Raises:
            StorageFault: the log was written with another key of the data directory.
        """
        tag = self.site_tag if tag is None else tag
        wrapped = _stored(connection, tag)
        if wrapped is None:
            wrapped = self.new_key(tag)
            connection.execute(insert(log_keys), {"tag": tag, "wrapped_key": wrapped})
        return self.sealed(tag, wrapped, text)

    def new_key(self, tag: str) -> bytes:
        """Return a new key for a tag, wrapped."""
        return self.keys.seal(LOG_KEYS, os.urandom(KEY_BYTES), bound=tag)

    def sealed(self, tag: str, wrapped: bytes, text: bytes) -> bytes:
        """Seal a payload under this key of the tag; raises StorageFault when it is another's."""
        try:
            return sealed_with(self._unwrap(tag, wrapped), text, prefix=self.keys.prefix)
        except ValueError as error:
            raise StorageFault(f"The key of the access log's rows cannot be used: {error}.") from error

    def opened(self, tag: str | None, wrapped: bytes | None, sealed: bytes) -> bytes | None:
        """Return a payload's text; None when its key is gone.

        Raises:
            ValueError: it was not sealed under this tag's key.
        """
        generation = generation_of(sealed)
        if tag is None:
            newer, older = self._of_site.get(generation), self._of_site.get(0)
        else:
            newer = older = None if wrapped is None else self._unwrap(tag, wrapped)
        if newer is None and older is None:
            return None
        for key, begins in ((newer, PREFIX_BYTES), (older, 0)):  # old ones have no prefix
            try:
                if key is not None:
                    return opened_with(key, sealed[begins:])
            except (ValueError, TypeError):
                continue
        raise ValueError("what is sealed in it was changed")

    def _unwrap(self, tag: str, wrapped: bytes) -> AESGCM:
        key = self._unwrapped.get((tag, wrapped))
        if key is None:
            key = AESGCM(self.keys.open(LOG_KEYS, wrapped, bound=tag))
            self._unwrapped[tag, wrapped] = key
        return key


def site_tag(generation: int) -> str:
    """Return the tag of one generation's key of rows about nobody."""
    return SITE if generation == 0 else f"{_SITE_OF}{generation}"


def forget(connection: Connection, tags: tuple[str, ...]) -> None:
    """Delete a person's keys, pictures, and what else of their rows no hash covers; their headers stay."""
    forget_pictures(connection, tags)
    rows = update(access_events).where(access_events.c.person_tag.in_(tags))
    connection.execute(rows.values(person_tag=None, payload=None))
    connection.execute(delete(log_keys).where(log_keys.c.tag.in_(tags)))


def stored_keys(connection: Connection, tags: Iterable[str]) -> dict[str, bytes]:
    """Return the wrapped keys of those tags that have one."""
    found: dict[str, bytes] = {}
    wanted = list(tags)
    for begin in range(0, len(wanted), _AT_ONCE):
        some = wanted[begin : begin + _AT_ONCE]
        query = select(log_keys.c.tag, log_keys.c.wrapped_key).where(log_keys.c.tag.in_(some))
        found |= {row.tag: row.wrapped_key for row in connection.execute(query)}
    return found


def forget_pictures(connection: Connection, tags: tuple[str, ...]) -> None:
    """Delete the pictures of all rows about a person, who may stay."""
    theirs = select(access_events.c.seq).where(access_events.c.person_tag.in_(tags))
    connection.execute(delete(event_pictures).where(event_pictures.c.seq.in_(theirs)))


def _stored(connection: Connection, tag: str) -> bytes | None:
    return connection.scalar(select(log_keys.c.wrapped_key).where(log_keys.c.tag == tag))
