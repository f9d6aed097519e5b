"""What the desk says of who may enter when: by today's names, at the doors there are, at the right moment."""

from datetime import UTC, date, timedelta

import pytest

from door_access.desk.rules_desk import RulesDesk
from door_access.domain.door.modes import Modes, OperatingMode
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.permissions.hours import WORKDAYS, Hours, Window
from door_access.domain.permissions.rights import Group, Membership, MembersOf, Right
from door_access.domain.permissions.rules import EVERYBODY
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.verdict import Denial, Denied, Granted
from door_access.errors import BadInput
from door_access.ports import LogEntry
from tests.builders import MODEL
from tests.database.building import newcomer, templates
from tests.desk.desks import desk_over
from tests.fakes import NOON, MemoryAccessLog, MemoryPeopleStore

STAFF = Group("staff", "Staff")
OFFICE = Schedule("office", "Office hours", (Window(WORKDAYS, Hours.of("08:00", "17:00")),))


@pytest.fixture
def people() -> MemoryPeopleStore:
    return MemoryPeopleStore()


@pytest.fixture
def log(people) -> MemoryAccessLog:
    return MemoryAccessLog(people)


@pytest.fixture
def ada(people) -> str:
    return people.enrol(newcomer("ada", templates=templates(0, 5, model_key=MODEL)))


@pytest.fixture
def desk(people, log, tmp_path) -> RulesDesk:
    """The desk of a site where staff may enter during office hours."""
    desk = desk_over(people, tmp_path, log=log).rules
    for part in (STAFF, OFFICE, Right("day", MembersOf("staff"), schedule="office")):
        desk.put(None, part)
    return desk


def test_members_are_told_by_name_whatever_its_capitals(desk, people, ada):
    ben = people.enrol(newcomer("Ben", seed=20))
    for person in (ben, ada):
        desk.set_membership(person, Membership("staff"))

    assert [(one.name, one.person_id) for one in desk.members("staff")] == [("ada", ada), ("Ben", ben)]


@pytest.mark.parametrize("called", [None, "main-entrance", "main entrance"])
def test_a_door_is_found_by_its_id_and_its_name_and_is_the_first_where_none_is_named(desk, called):
    assert desk.door(called).id == "main-entrance"


def test_an_unknown_door_is_one_sentence_that_names_those_that_are_there(desk, ada):
    with pytest.raises(BadInput, match="No door is called 'cellar'; there is main-entrance"):
        desk.explain(ada, door_id="cellar")


def test_nobody_cannot_be_explained(desk):
    with pytest.raises(BadInput, match="Nobody enrolled has the id 'nobody'"):
        desk.explain("nobody")


def test_it_is_explained_for_now_or_for_the_time_that_is_asked(desk, ada):
    desk.end_membership(ada, EVERYBODY)
    desk.set_membership(ada, Membership("staff"))

    now, night = desk.explain(ada), desk.explain(ada, at_utc=NOON + timedelta(hours=10))

    assert (now.moment.at_utc, now.moment.is_in_doubt) == (NOON, False)
    assert isinstance(now.explanation.verdict, Granted)
    assert night.explanation.verdict == Denied(
        Denial.NOT_NOW, NOON + timedelta(hours=20), desk.rules().version
    )


def test_while_the_clock_is_behind_the_log_now_is_in_doubt_and_a_time_that_is_asked_is_not(desk, log, ada):
    desk.end_membership(ada, EVERYBODY)
    desk.set_membership(ada, Membership("staff"))
    ahead = NOON + timedelta(days=1)
    log.append(LogEntry(ahead, "main-entrance", Outcome.DENIED, Reason.NO_MATCH))

    now, noon = desk.explain(ada), desk.explain(ada, at_utc=NOON)

    assert (now.moment.at_utc, now.moment.is_in_doubt) == (ahead, True)
    assert now.explanation.verdict.why is Denial.CLOCK_IN_DOUBT
    assert isinstance(noon.explanation.verdict, Granted)


def test_what_operators_want_of_the_door_counts_where_it_is_told(desk, ada):
    lockdown = Modes().asked(OperatingMode.LOCKDOWN, None)

    assert isinstance(desk.explain(ada).explanation.verdict, Granted)
    assert desk.explain(ada, modes=lockdown).explanation.verdict.why is Denial.LOCKDOWN


def test_weeks_are_those_of_the_rules_now(desk, ada):
    monday = date(2026, 3, 2)

    def hours(stretches):
        granted = (one for one in stretches if isinstance(one.verdict, Granted))
        return sum((one.ends_utc - one.begins_utc for one in granted), timedelta()) / timedelta(hours=1)

    assert hours(desk.week_of_group("staff", monday)) == 45
    assert hours(desk.week_of_person(ada, monday)) == 7 * 24
    assert {one.right.id: hours(one.stretches) for one in desk.week_of_door(monday)} == {
        EVERYBODY: 7 * 24,
        "day": 45,
    }
    assert desk.week_of_person(ada, monday)[0].begins_utc.astimezone(UTC).hour == 0
