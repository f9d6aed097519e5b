"""A copy of a database in use is the database as it was at one moment, and holds nobody up."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from database.backup import live_copy
from database.backup.live_copy import OF_PEOPLE, copied
from database.people.credentials import SqlCredentialStore
from database.schema import metadata
from door_access.domain.entry.credentials import EntryRule
from tests.database.backup.sites import Site, site_in
from tests.database.building import event, newcomer, templates

SMALL_BATCH = 3
SMALL = {
    "memberships",
    "passes",
    "rule_parts",
    "pending_removals",
}
"""Tables that tell of people and are read at one stroke: short lines, and few of them."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with site_in(tmp_path) as site:
        yield site


def dumped(path: Path) -> list[str]:
    """Return the database as SQL, its rows in their order."""
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.iterdump())


def test_a_copy_has_every_table_index_and_row(site, tmp_path):
    ada = site.enrol("Ada", 0)
    site.rows(5, ada)
    site.people.remove(site.enrol("Ben", 10))

    found = copied(site.database, tmp_path / "copy")

    assert dumped(tmp_path / "copy") == dumped(site.database.path)
    assert (found.end.seq, found.rows, found.people) == (5, 5, 1)
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


def test_whatever_changes_meanwhile_the_copy_is_what_the_database_is_at_its_end(site, tmp_path, monkeypatch):
    monkeypatch.setattr(live_copy, "BATCH_ROWS", SMALL_BATCH)
    people, cards = site.people, SqlCredentialStore(site.database, site.keyring)
    ids = [site.enrol(f"Person {number}", 10 * number) for number in range(8)]
    for person_id in ids:
        site.rows(2, person_id)
    cards.add_card(ids[1], "04A1B2C3")

    def move_card() -> None:
        cards.remove_card(ids[1], "04A1B2C3")
        cards.add_card(ids[2], "04A1B2C3")

    def drop_face() -> None:
        cards.set_entry_rule(ids[5], EntryRule.CARD_PIN)
        people.erase_templates(ids[5])

    changes: list[Callable[[], object]] = [
        lambda: people.remove(ids[7]),
        lambda: people.enrol(newcomer("Ada", seed=200, external_id="x")),
        lambda: people.remove(ids[0]),
        lambda: people.rename(ids[1], "Another Name"),
        move_card,
        lambda: people.add_templates(ids[3], templates(300, 2)),
        drop_face,
        lambda: people.enrol(newcomer("Ben", seed=400)),
    ]

    def pause() -> None:
        site.log.append(event(1, person_id=ids[4]))  # safe before it returns, or it raises
        if changes:
            changes.pop(0)()

    copied(site.database, tmp_path / "copy", pause)

    assert not changes
    assert dumped(tmp_path / "copy") == dumped(site.database.path)


def test_nothing_of_somebody_erased_meanwhile_stays_in_the_copys_file(site, tmp_path, monkeypatch):
    monkeypatch.setattr(live_copy, "BATCH_ROWS", SMALL_BATCH)
    site.enrol("Ada", 0)
    ben = site.enrol("Ben", 10)
    site.rows(9, ben)
    with closing(sqlite3.connect(site.database.path)) as connection:
        cells = [
            *connection.execute("SELECT sealed FROM people WHERE id = ?", (ben,)),
            *connection.execute("SELECT vector FROM templates WHERE person_id = ?", (ben,)),
            *connection.execute("SELECT payload FROM access_events"),
        ]
    written: list[bool] = []

    def pause() -> None:
        there = (tmp_path / "copy").read_bytes()
        written.append(all(cell in there for (cell,) in cells))
        if written[-1] and sum(written) == 1:
            site.people.remove(ben)

    copied(site.database, tmp_path / "copy", pause)

    assert any(written), "there was something to forget"
    left = (tmp_path / "copy").read_bytes()
    assert not any(cell in left for (cell,) in cells)
    assert ben.encode() not in left


def test_every_table_that_tells_of_people_is_copied_bit_by_bit_or_known_to_stay_small():
    telling = {table.name for table in metadata.sorted_tables if table.foreign_keys}

    assert telling - set(OF_PEOPLE) - SMALL == set()
    assert set(OF_PEOPLE) <= set(metadata.tables)
