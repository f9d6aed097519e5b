"""Galleries that are brought up to date: the same as one that is read anew, whatever has changed."""

import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import sqlite

from database.engine import FILE_NAME, open_database
from database.keys.opening import open_keyring
from database.keys.rotation import rotate
from database.people import galleries
from database.people.people import open_people
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.matching.gallery import Gallery
from door_access.errors import StorageFault
from tests.builders import welcomed
from tests.database.building import MODEL, OTHER_MODEL, bring_back, newcomer, template, templates, usually

CHANGES = 60


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(galleries, "PAGE_ROWS", 3)


def told(gallery: Gallery) -> tuple[object, ...]:
    return (
        gallery.model_key,
        gallery.version,
        gallery.person_ids,
        gallery.matrix.tolist(),
        gallery.templates.tolist(),
        gallery.is_blocked.tolist(),
        gallery.entries,
        gallery.changed.tolist(),
        dict(gallery.places),
    )


class Office:
    """Changes people at random, in every way there is."""

    def __init__(self, people, credentials, seed: int) -> None:
        self.people, self.credentials = people, credentials
        self.dice = random.Random(seed)
        self.ids: list[str] = []
        self.made = 0

    def change(self) -> None:
        ways = [self.enrol, self.add, self.other_model, self.block, self.rename, self.leave, self.remove]
        ways += [self.forget_face, self.card]
        self.dice.choice(ways if len(self.ids) > 2 else [self.enrol])()

    def _somebody(self) -> str:
        return self.dice.choice(self.ids)

    def enrol(self) -> None:
        self.made += 1
        self.ids.append(self.people.enrol(newcomer(f"P {self.made}", seed=50 * self.made, count=2)))

    def add(self) -> None:
        self.people.add_templates(self._somebody(), templates(self.dice.randrange(10_000), 1))

    def other_model(self) -> None:
        self.people.add_templates(self._somebody(), templates(3, 1, model_key=OTHER_MODEL))

    def block(self) -> None:
        self.people.set_blocked(self._somebody(), self.dice.random() < 0.5)

    def rename(self) -> None:
        self.people.rename(self._somebody(), "Another Name")

    def leave(self) -> None:
        self.people.begin_removal(self._somebody())

    def remove(self) -> None:
        gone = self._somebody()
        self.ids.remove(gone)
        self.people.remove(gone)

    def forget_face(self) -> None:
        self.credentials.set_entry_rule(somebody := self._somebody(), EntryRule.CARD_PIN)
        self.people.erase_templates(somebody)

    def card(self) -> None:
        self.credentials.add_card(self._somebody(), f"{self.dice.randrange(10**9):09}")


@pytest.mark.parametrize("seed", range(3))
def test_a_gallery_that_is_brought_up_to_date_is_the_one_read_anew(sql_people, sql_credentials, seed) -> None:
    office = Office(sql_people, sql_credentials, seed)
    gallery = None
    for number in range(CHANGES):
        office.change()
        if number % 7 == 0 or office.dice.random() < 0.3:
            gallery = sql_people.gallery(MODEL, gallery)
            assert told(gallery) == told(sql_people.gallery(MODEL))


def test_only_who_has_changed_is_opened(sql_people, monkeypatch) -> None:
    ids = [sql_people.enrol(newcomer(f"P {n}", seed=50 * n, count=1)) for n in range(8)]
    gallery = sql_people.gallery(MODEL)
    opened, open_all = [], galleries.TemplateCipher.open_all

    def noted(self, sealed, **others):
        opened.extend(others["person_ids"])
        return open_all(self, sealed, **others)

    monkeypatch.setattr(galleries.TemplateCipher, "open_all", noted)
    sql_people.set_blocked(ids[3], True)
    sql_people.remove(ids[5])
    gallery = sql_people.gallery(MODEL, gallery)

    assert opened == [ids[3]]
    assert gallery.find(ids[3]).is_blocked and gallery.find(ids[5]) is None
    assert sql_people.gallery(MODEL, gallery) is gallery


def test_finding_what_has_changed_walks_over_nobody_else(database) -> None:
    query = galleries.changes_query(MODEL, 7)
    sql = str(query.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    with database.reading() as connection:
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}")]

    assert plan[0] == "SEARCH people USING INDEX people_by_change (changed>?)", plan
    assert not [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step], plan


def test_a_gallery_from_a_later_state_than_the_databases_is_read_anew(database, sql_people) -> None:
    sql_people.enrol(newcomer())
    later = sql_people.gallery(MODEL)
    with database.writing() as connection:
        connection.execute(text("UPDATE gallery_version SET version = 0"))

    assert told(sql_people.gallery(MODEL, later)) == told(sql_people.gallery(MODEL))
    assert sql_people.gallery(MODEL, later).version == 0


def test_changes_of_keys_are_followed(database, sql_people) -> None:
    keyring = open_keyring(database)
    first = sql_people.enrol(newcomer("Ada"))
    gallery = sql_people.gallery(MODEL)
    rotate(database, keyring)
    second = sql_people.enrol(newcomer("Ben", seed=50))

    assert set(sql_people.gallery(MODEL, gallery).person_ids) == {first, second}
    assert set(sql_people.gallery(MODEL).person_ids) == {first, second}


def test_a_gallery_that_is_read_while_people_change_is_of_one_version(sql_people) -> None:
    with ThreadPoolExecutor(1) as other:
        enrolments = other.submit(
            lambda: [sql_people.enrol(newcomer(f"P {n}", seed=n, count=1)) for n in range(40)]
        )
        read, gallery = [], None
        while not enrolments.done():
            gallery = sql_people.gallery(MODEL, gallery)
            read += [gallery, sql_people.gallery(MODEL)]

    assert {len(one) - one.version for one in read} <= {0}


@pytest.mark.parametrize(
    "spoilt", ["vector = zeroblob(99)", "vector = (SELECT vector FROM person_references)"]
)
def test_a_spoilt_vector_is_a_storage_fault(database, sql_people, spoilt) -> None:
    sql_people.enrol(newcomer("Ada"))
    sql_people.enrol(newcomer("Ben", seed=50))
    with database.writing() as connection:
        connection.execute(text(f"UPDATE person_references SET {spoilt}"))

    with pytest.raises(StorageFault, match="cannot be decrypted"):
        sql_people.gallery(MODEL)


def test_vectors_of_two_lengths_are_a_storage_fault(sql_people) -> None:
    sql_people.enrol(newcomer("Ada"))
    sql_people.enrol(newcomer("Ben", templates=(template(3, dimension=4),)))

    with pytest.raises(StorageFault, match="of one length"):
        sql_people.gallery(MODEL)


def test_people_of_revision_9_are_welcome_and_their_changes_are_followed(tmp_path) -> None:
    with open_database(tmp_path) as database:
        people = open_people(database, usually)
        ids = [people.enrol(newcomer(f"P {n}", seed=50 * n)) for n in range(2)]
    bring_back(tmp_path / FILE_NAME, "0009")

    with open_database(tmp_path) as database:
        people = open_people(database, usually)
        gallery = people.gallery(MODEL)
        assert [welcomed(people, one, version=gallery.version) for one in ids] == ["P 0", "P 1"]
        people.set_blocked(ids[1], True)
        assert welcomed(people, ids[1], version=gallery.version) is None
        assert people.gallery(MODEL, gallery).find(ids[1]).is_blocked
