"""What rows tell of changed rules and people: who did what to whom, before and after."""

from dataclasses import replace
from datetime import timedelta

import pytest

from database.log.access_log import SqlAccessLog
from database.rules.documents import KINDS
from database.rules.rules_store import SqlRulesStore
from door_access.desk.acts import Acts
from door_access.desk.recorded_people import RecordedPeople
from door_access.desk.recorded_rules import RecordedProfiles, RecordedRules
from door_access.domain.enrolment.profile import PLAIN, Profile
from door_access.domain.operators.acts import Act
from door_access.domain.permissions.rights import Membership, MembersOf, OnePerson, Right
from door_access.domain.permissions.rules import EVERYBODY, RulePart
from door_access.domain.permissions.validity import Validity
from door_access.errors import StorageFault
from door_access.ports import Change, LogFilter, LogKind
from tests.database.building import newcomer
from tests.database.conftest import memory_stores
from tests.database.rules.parts import OTHERS, PARTS
from tests.fakes import NOON

WEEK = Validity(NOON, NOON + timedelta(days=7))


class Recorded:
    """The recording stores over some stores, and the rows that they leave."""

    def __init__(self, stores) -> None:
        self.stores = stores
        acts = Acts(stores.log, stores.together, door="front", actor="desk", utc_now=lambda: NOON)
        self.rules, self.profiles = RecordedRules(stores.rules, acts), RecordedProfiles(stores.profiles, acts)
        self.people = RecordedPeople(stores.people, acts)

    def rows(self):
        return [row.event for row in self.stores.log.oldest_first(LogFilter(kind=LogKind.ACT))]


@pytest.fixture
def recorded() -> Recorded:
    return Recorded(memory_stores())


def kind_of(part: RulePart) -> str:
    """Return what acts call parts of this kind."""
    return KINDS[type(part)].replace(" ", "_")


def test_every_part_that_is_added_changed_and_removed_leaves_a_row_with_its_id(recorded):
    for part in PARTS:
        recorded.rules.put(None, part)
    for part, other in zip(PARTS, OTHERS, strict=True):
        recorded.rules.put(part, other)
    for part, other in zip(PARTS, OTHERS, strict=True):
        recorded.rules.put(other, part)
    for part in reversed(PARTS):
        recorded.rules.put(part, None)

    told = [(row.reason, row.object) for row in recorded.rows()]
    kinds = [(kind_of(part), part.id) for part in PARTS]
    assert told == [
        *((Act(f"add_{kind}"), id_) for kind, id_ in kinds),
        *((Act(f"change_{kind}"), id_) for kind, id_ in kinds * 2),
        *((Act(f"remove_{kind}"), id_) for kind, id_ in reversed(kinds)),
    ]
    assert all(row.changes for row in recorded.rows())


def test_a_right_of_somebodys_own_is_told_as_theirs_and_sealed_with_them(recorded):
    ada = recorded.stores.people.enrol(newcomer("Ada"))
    right = Right("own", OnePerson(ada))
    recorded.rules.put(None, right)
    recorded.rules.put(right, replace(right, schedule=None, where=PARTS[-1].where))
    recorded.rules.put(None, Right("all", MembersOf(EVERYBODY)))

    assert [row.person_id for row in recorded.rows()] == [ada, ada, None]
    assert recorded.rows()[0].changes[0] == Change("whom", "", f"person {ada}")


def test_a_newcomers_row_tells_their_groups_and_all_that_is_known_of_them(recorded):
    recorded.people.enrol(newcomer("Ada", groups=(EVERYBODY,), profile=Profile(WEEK, department="Kitchen")))

    assert recorded.rows()[0].changes == (
        Change("name", "", "Ada"),
        Change("templates", "", "5"),
        Change("group", "", EVERYBODY),
        Change("valid from", "", "2026-03-02T12:00+00:00"),
        Change("valid until", "", "2026-03-09T12:00+00:00"),
        Change("department", "", "Kitchen"),
    )


def test_a_changed_person_is_told_before_and_after(recorded):
    ada, bob = (
        recorded.stores.people.enrol(newcomer(name, seed=seed)) for name, seed in (("A", 0), ("B", 9))
    )
    before = Profile(WEEK, department="Kitchen")
    recorded.stores.profiles.set_profile(ada, PLAIN, before)

    recorded.profiles.set_profile(ada, before, Profile(opens_longer=True, notes="Tall.", host=bob))

    (row,) = recorded.rows()
    assert (row.reason, row.person_id, row.object) == (Act.CHANGE_PERSON, ada, ada)
    assert row.changes == (
        Change("valid from", "2026-03-02T12:00+00:00", ""),
        Change("valid until", "2026-03-09T12:00+00:00", ""),
        Change("opens longer", "no", "yes"),
        Change("department", "Kitchen", ""),
        Change("notes", "", "Tall."),
        Change("host", "", bob),
    )


def test_memberships_are_told_with_their_dates_before_and_after(recorded):
    ada = recorded.stores.people.enrol(newcomer("Ada"))

    recorded.profiles.set_membership(ada, Membership(EVERYBODY, WEEK))
    recorded.profiles.end_membership(ada, EVERYBODY)

    dates = f"{EVERYBODY} from 2026-03-02T12:00+00:00 until 2026-03-09T12:00+00:00"
    assert [(row.reason, row.person_id, row.object, row.changes) for row in recorded.rows()] == [
        (Act.JOIN_GROUP, ada, EVERYBODY, (Change("group", EVERYBODY, dates),)),
        (Act.LEAVE_GROUP, ada, EVERYBODY, (Change("group", dates, ""),)),
    ]


def test_a_change_and_its_row_are_one_in_the_file(database, sql_log: SqlAccessLog, monkeypatch):
    """The row is refused after the part is written: neither is there afterwards."""
    store = SqlRulesStore(database)
    acts = Acts(sql_log, sql_log.together, door="front", actor="desk")

    def full(_entry):
        assert store.rules().part(type(PARTS[0]), PARTS[0].id) == PARTS[0]
        raise StorageFault("The log takes no row.")

    with monkeypatch.context() as patched, pytest.raises(StorageFault, match="no row"):
        patched.setattr(sql_log, "append", full)
        RecordedRules(store, acts).put(None, PARTS[0])

    assert (store.version(), sql_log.count(LogFilter())) == (1, 0)
    RecordedRules(store, acts).put(None, PARTS[0])
    assert (store.version(), sql_log.count(LogFilter())) == (2, 1)
