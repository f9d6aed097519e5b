"""Parts of the rules as documents: they come back as they were, and what no version wrote lets nobody in."""

import json
from contextlib import suppress
from datetime import timedelta
from types import SimpleNamespace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from database.cells import UnreadableCell
from database.connections import Database
from database.keys.opening import open_keyring
from database.people.profiles import SqlProfileStore
from database.rules.documents import KINDS, document_of, part_of
from database.rules.rules_store import SqlRulesStore
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.rights import AllDoors, DoorGroup, Group, Membership
from door_access.domain.permissions.rules import EVERYBODY, RulePart, Rules
from door_access.domain.permissions.titles import check_title
from door_access.domain.permissions.validity import Validity
from door_access.errors import BadInput, BadName, StorageFault
from tests.database.building import newcomer
from tests.database.rules.parts import PARTS, STAFF_RIGHT
from tests.domain.permissions.random_sites import plans, rights, schedules, sites
from tests.fakes import NOON

EXAMPLES = 200


def is_title(text: str) -> bool:
    try:
        check_title(text)
    except BadName:
        return False
    return True


titles = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(is_title)
calendars = st.builds(
    HolidayCalendar,
    st.just("c"),
    titles,
    st.lists(st.builds(Holiday, st.dates(), titles, titles), unique_by=lambda one: one.day).map(tuple),
)
parts = st.one_of(
    st.builds(Group, st.just("g"), titles, st.booleans()),
    st.builds(DoorGroup, st.just("d"), titles, st.frozensets(st.text(max_size=8))),
    calendars,
    schedules("s"),
    rights("r"),
    plans("p"),
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(parts)
def test_every_part_comes_back_as_it_was(part):
    assert part_of(KINDS[type(part)], part.id, document_of(part)) == part


@settings(max_examples=20, deadline=None)
@given(sites())
def test_whole_rules_come_back_as_they_were(random_site):
    rules = random_site[0]
    stored = [(KINDS[type(part)], part.id, document_of(part)) for part in rules.parts]
    assert Rules.of((part_of(*cells) for cells in stored), version=rules.version) == rules


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=4), some, max_size=3),
    max_leaves=6,
)


@st.composite
def spoilt(draw, document: object) -> object:
    """Return the document with something else in one place, anywhere in it."""
    if isinstance(document, dict) and document and draw(st.booleans()):
        key = draw(st.sampled_from(sorted(document)))
        return document | {key: draw(spoilt(document[key]))}
    if isinstance(document, list) and document and draw(st.booleans()):
        place = draw(st.integers(0, len(document) - 1))
        return [*document[:place], draw(spoilt(document[place])), *document[place + 1 :]]
    return draw(anything)


@st.composite
def spoilt_parts(draw) -> tuple[RulePart, str]:
    part = draw(st.sampled_from(PARTS))
    return part, json.dumps(draw(spoilt(json.loads(document_of(part)))))


@settings(max_examples=500, deadline=None)
@given(spoilt_parts())
@example((STAFF_RIGHT, document_of(STAFF_RIGHT).replace('"door_group"', '"door_groups"')))
def test_a_document_is_a_part_that_is_written_the_same_way_or_it_cannot_be_read(spoilt_part):
    part, document = spoilt_part
    kind = KINDS[type(part)]
    try:
        read = part_of(kind, part.id, document)
    except UnreadableCell:
        return
    assert part_of(kind, part.id, document_of(read)) == read
    assert not isinstance(getattr(read, "where", None), AllDoors) or json.loads(document)["where"] == {}
    with suppress(BadInput):
        Rules.of([read if one == part else one for one in PARTS], version=1)


@pytest.fixture
def full(database: Database) -> SqlRulesStore:
    store = SqlRulesStore(database)
    for part in PARTS:
        store.put(None, part)
    return store


@pytest.mark.parametrize("part", PARTS, ids=lambda part: KINDS[type(part)])
@pytest.mark.parametrize("document", ["nonsense", "{}", "[]", "null", '{"name": 5, "takes_newcomers": true}'])
def test_an_unreadable_part_makes_all_rules_a_fault_that_names_the_file(database, full, part, document):
    with database.writing() as connection:
        connection.execute(
            text("UPDATE rule_parts SET document = :document WHERE id = :id AND kind = :kind"),
            {"document": document, "id": part.id, "kind": KINDS[type(part)]},
        )

    for use in (full.rules, lambda: full.put(None, Group("new", "New"))):
        with pytest.raises(
            StorageFault, match=r"door_access\.sqlite3 holds what cannot be read: .* is not a "
        ):
            use()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rule_parts SET kind = 'nonsense' WHERE id = 'staff-labs'",
        "DELETE FROM rule_parts WHERE kind = 'schedule'",
        "DELETE FROM rule_parts WHERE id = 'everybody' AND kind = 'group'",
        "UPDATE rule_parts SET document = replace(document, 'Staff', 'everybody')",
        "UPDATE rule_parts SET document = replace(document, '\"office\"', '[\"office\"]')",
    ],
)
def test_parts_that_do_not_go_together_are_a_fault_and_never_fewer_rules(database, full, statement):
    with database.writing() as connection:
        assert connection.execute(text(statement)).rowcount

    with pytest.raises(StorageFault, match="holds what cannot be read"):
        full.rules()


@pytest.mark.parametrize(
    ("table", "cells"),
    [
        ("memberships", "begins_utc = 'nonsense'"),
        ("memberships", "begins_utc = ends_utc, ends_utc = '2026-03-01T12:00:00.000000Z'"),
        ("people", "valid_until_utc = 'nonsense'"),
        ("people", "valid_from_utc = valid_until_utc"),
    ],
)
def test_dates_that_cannot_be_are_a_fault_and_let_nobody_in(database, stores_on_sqlite, table, cells):
    stores = stores_on_sqlite
    week = Validity(NOON, NOON + timedelta(days=7))
    ada = stores.people.enrol(newcomer("Ada"))
    stores.profiles.set_profile(ada, PLAIN, Profile(week))
    stores.profiles.set_membership(ada, Membership(EVERYBODY, week))
    with database.writing() as connection:
        connection.execute(text(f"UPDATE {table} SET {cells}"))

    for ask in (
        lambda: stores.people.entrant(ada),
        lambda: stores.people.welcome(ada, version=stores.people.version()),
    ):
        with pytest.raises(StorageFault, match="holds what cannot be read"):
            ask()


@pytest.fixture
def stores_on_sqlite(sql_people, database):
    return SimpleNamespace(people=sql_people, profiles=SqlProfileStore(database, open_keyring(database)))
