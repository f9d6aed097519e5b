"""Who and what was let in no more in data that are replaced: an older backup lets none of it in again.

It is taken along as far as the old data tell of it: a card that was removed, say, has left nothing there.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection, Table, func, or_, select, update

from database.connections import Database
from database.keys.keyring import Keyring
from database.operators import SqlOperatorStore
from database.people.people import SqlPeopleStore
from database.people.removals import is_denied
from database.schema import cards, operators, passes, pending_removals, people
from door_access.errors import BadInput, Refused


@dataclass(frozen=True, slots=True)
class PassEnd:
    """When a pass last let somebody in, and since when it is revoked, as the database writes it."""

    used_at_utc: str | None
    revoked_at_utc: str | None


@dataclass(frozen=True, slots=True)
class Denied:
    """Who and what is let in no more, by id: people, cards, passes, and operators who are gone."""

    people: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()
    passes: Mapping[str, PassEnd] = field(default_factory=dict)
    operators: tuple[str, ...] = ()


def denied(connection: Connection, tables: set[str]) -> Denied:
    """Return what a database tells; ``tables``: those it has, as older ones lack some."""

    def has(*wanted: Table) -> bool:
        return {table.name for table in wanted} <= tables

    def ids(table: Table, condition: object) -> tuple[str, ...]:
        return tuple(connection.scalars(select(table.c.id).where(condition)))  # type: ignore[arg-type]

    return Denied(
        ids(people, is_denied()) if has(people, pending_removals) else (),
        ids(cards, cards.c.is_disabled) if has(cards) else (),
        _ends(connection) if has(passes) else {},
        ids(operators, operators.c.removed_at_utc.is_not(None)) if has(operators) else (),
    )


def _ends(connection: Connection) -> dict[str, PassEnd]:
    columns = passes.c
    is_touched = or_(columns.used_at_utc.is_not(None), columns.revoked_at_utc.is_not(None))
    query = select(columns.id, columns.used_at_utc, columns.revoked_at_utc).where(is_touched)
    return {row.id: PassEnd(row.used_at_utc, row.revoked_at_utc) for row in connection.execute(query)}


def deny_again(database: Database, keyring: Keyring, gone: Denied) -> None:
    """Let none of it in by what an older backup has brought back; raises StorageFault."""
    _block(database, keyring, gone.people)
    with database.writing() as connection:
        for card_id in gone.cards:
            connection.execute(update(cards).where(cards.c.id == card_id).values(is_disabled=True))
        for pass_id, end in gone.passes.items():
            _end(connection, pass_id, end)
    store = SqlOperatorStore(database, keyring)
    for operator_id in gone.operators:
        with suppress(BadInput, Refused):  # unknown to the backup, or its last administrator
            store.remove(operator_id)


def _block(database: Database, keyring: Keyring, blocked: tuple[str, ...]) -> None:
    store = SqlPeopleStore(database, keyring, lambda _model: 0.0)
    there = store.names().keys()
    for person_id in blocked:
        if person_id in there:
            store.set_blocked(person_id, True)


def _end(connection: Connection, pass_id: str, end: PassEnd) -> None:
    """Note the pass as used and revoked; what is known of it already stays."""
    columns = passes.c
    connection.execute(
        update(passes)
        .where(columns.id == pass_id)
        .values(
            used_at_utc=func.coalesce(end.used_at_utc, columns.used_at_utc),
            revoked_at_utc=func.coalesce(columns.revoked_at_utc, end.revoked_at_utc),
        )
    )
