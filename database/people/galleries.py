"""Reads galleries: everybody once, and from then on only who has changed.

One rule: no transaction is long, for no row of the access log is safe while another reads an older state. So
everybody is read page by page, each page as it is by then, and is then brought up to one version by what has
been changed since the first. Vectors are opened between the transactions.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, Row, Select, and_, func, select

from database.cells import member_of
from database.connections import Database
from database.faults import storage_faults
from database.keys.keyring import Keyring
from database.keys.keys import Keys
from database.people.encryption import Sealed, TemplateCipher
from database.people.gallery_version import version
from database.people.removals import is_denied
from database.schema import people, person_references
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.matching.gallery import Gallery

PAGE_ROWS = 2_000
"""Read in one transaction, some 15 ms."""

_columns = person_references.c
_CELLS = (
    people.c.id,
    _columns.vector,
    _columns.differing,
    is_denied(),
    people.c.entry_rule,
    people.c.changed,
)
_Rows = Sequence[Row[*tuple[Any, ...]]]


class GalleryReader:
    """Reads the galleries of one database; any thread may use it."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def read(self, model_key: str, known: Gallery | None = None) -> Gallery:
        """Return everybody as they all were at one version; raises StorageFault.

        ``known``: an older state, of which only what has changed is read.
        """
        gallery, is_whole = self._everybody(model_key) if known is None else known, False
        while not is_whole:
            gallery, is_whole = self._brought_up(gallery)
        return gallery

    def _everybody(self, model_key: str) -> Gallery:
        """Return everybody, each as they were at this version or later."""
        with self._database.reading() as connection:
            begun = version(connection)
        pages: list[Gallery] = []
        is_more = True
        while is_more:
            after = pages[-1].person_ids[-1] if pages else ""
            with self._database.reading() as connection:
                keys = self._keyring.at(connection)
                query = _references(model_key).where(_columns.person_id > after)
                rows = connection.execute(query.order_by(_columns.person_id).limit(PAGE_ROWS)).all()
            is_more = len(rows) == PAGE_ROWS
            pages.append(self._opened(rows, keys, model_key, version=begun))
        return Gallery.joined(pages, model_key=model_key, version=begun)

    def _brought_up(self, gallery: Gallery) -> tuple[Gallery, bool]:
        """Return the gallery with the next of what has changed, and say whether that was all."""
        with self._database.reading() as connection:
            now, keys = version(connection), self._keyring.at(connection)
            if now == gallery.version:
                return gallery, True
            rows = connection.execute(changes_query(gallery.model_key, gallery.version)).all()
            is_whole = len(rows) < PAGE_ROWS
            with_face = [row for row in rows if row.vector is not None]
            left = _left(connection, gallery, with_face) if is_whole else None
        up_to = now if is_whole else rows[-1].changed - 1  # never all: who is gone is looked for at the end
        changed = self._opened(with_face, keys, gallery.model_key, version=up_to)
        return gallery.brought_up(changed, keeping=left), is_whole

    def _opened(self, rows: _Rows, keys: Keys, model_key: str, *, version: int) -> Gallery:
        if not rows:
            return Gallery.of((), model_key=model_key, version=version)
        ids, sealed, differing, is_blocked, rules, changed = zip(*rows, strict=True)
        rule_of = dict.fromkeys(rules)
        with storage_faults(self._database.path):
            entries = {rule: member_of(EntryRule, rule) for rule in rule_of}
        return Gallery(
            model_key,
            version,
            ids,
            TemplateCipher(keys).open_all(sealed, kind=Sealed.REFERENCE, person_ids=ids, model_key=model_key),
            np.array(differing, np.intp),
            np.array(is_blocked, np.bool_),
            tuple(entries[rule] for rule in rules),
            np.array(changed, np.int64),
        )


def _references(model_key: str) -> Select[*tuple[Any, ...]]:
    return select(*_CELLS).join(people, people.c.id == _columns.person_id).where(_columns.model == model_key)


def changes_query(model_key: str, after: int) -> Select[*tuple[Any, ...]]:
    """Select the next of who has changed; of those without a reference there is no vector.

    An outer join lets SQLite begin with those who have changed; it would walk all references otherwise.
    """
    theirs = and_(_columns.person_id == people.c.id, _columns.model == model_key)
    query = select(*_CELLS).select_from(people.outerjoin(person_references, theirs))
    return query.where(people.c.changed > after).order_by(people.c.changed).limit(PAGE_ROWS)


def _left(connection: Connection, gallery: Gallery, rows: _Rows) -> set[str] | None:
    """Return who is enrolled at all, to find who is gone; None when nobody is.

    Whoever is enrolled was known before or has changed, so equal numbers mean the same people.
    """
    of_model = _columns.model == gallery.model_key
    known = len(gallery) + sum(row.id not in gallery.places for row in rows)
    if connection.scalar(select(func.count()).select_from(person_references).where(of_model)) == known:
        return None
    return set(connection.scalars(select(_columns.person_id).where(of_model)))
