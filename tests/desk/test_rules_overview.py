"""What the desk tells of all rules at once, and holidays of countries."""

from dataclasses import replace
from datetime import date

import pytest

from door_access.complaints import Complaint
from door_access.desk.public_holidays import countries
from door_access.domain.entry.credentials import DoorMode
from door_access.domain.operators.acts import Act
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.rights import Group, Membership, OnePerson, Right
from door_access.domain.permissions.rules import EVERYBODY
from door_access.errors import BadInput, Refused
from door_access.ports import NewPerson
from tests.builders import template
from tests.desk.desks import desk_over
from tests.fakes import MemoryAccessLog, MemoryPeopleStore

PLACES_UNKNOWN = [("XX", None, [2026]), ("DE", "QQ", [2026]), ("DE", None, [])]


@pytest.fixture
def people():
    return MemoryPeopleStore()


@pytest.fixture
def log(people):
    return MemoryAccessLog(people)


@pytest.fixture
def rules(people, log, tmp_path):
    return desk_over(people, tmp_path, log=log).rules


def enrolled(people, name: str) -> str:
    return people.enrol(NewPerson(name, "agreed", (template(),)))


def test_a_fresh_site_is_open_to_all_until_somebody_wants_it_otherwise(people, rules):
    ada = enrolled(people, "Ada")
    assert rules.overview().is_open_to_all
    rules.end_membership(ada, EVERYBODY)
    assert not rules.overview().is_open_to_all
    rules.set_membership(ada, Membership(EVERYBODY))
    rules.put(None, Right("own", OnePerson(ada)))
    assert not rules.overview().is_open_to_all


def test_members_are_counted_and_holders_of_rights_named(people, rules):
    ada, _ = enrolled(people, "Ada"), enrolled(people, "Grace")
    rules.put(None, Group("staff", "Staff"))
    rules.set_membership(ada, Membership("staff"))
    rules.put(None, Right("own", OnePerson(ada), shows=DoorMode.CARD_FACE))
    overview = rules.overview()
    assert overview.members == {EVERYBODY: 2, "staff": 1}
    assert overview.people == {ada: "Ada"}
    assert [door.id for door in overview.doors] == ["main-entrance"]


def test_holidays_of_a_country_become_a_calendar_and_leave_a_row(rules, log):
    calendar = rules.import_holidays(None, "DE", "BE", [2026, 2027], kind="public", name="Berlin")
    days = {one.day for one in calendar.days}
    assert {date(2026, 3, 8), date(2026, 12, 25), date(2027, 1, 1)} <= days
    assert {one.kind for one in calendar.days} == {"public"}
    assert rules.rules().calendars == (calendar,)
    assert [event.reason for event in log.events] == [Act.ADD_CALENDAR]


def test_importing_twice_changes_nothing_and_a_day_of_the_site_stays(rules, log):
    own = HolidayCalendar("berlin", "Berlin", (Holiday(date(2026, 3, 8), "company", "Outing"),))
    rules.put(None, own)
    first = rules.import_holidays("berlin", "DE", "BE", [2026], kind="public")
    again = rules.import_holidays("berlin", "DE", "BE", [2026], kind="public")
    assert first == again and own.days[0] in again.days
    assert [event.reason for event in log.events] == [Act.ADD_CALENDAR, Act.CHANGE_CALENDAR]


@pytest.mark.parametrize(
    ("country", "part", "years"), [("XX", None, [2026]), ("DE", "QQ", [2026]), ("DE", None, [])]
)
def test_what_no_holidays_are_known_of_is_refused_and_nothing_is_stored(rules, country, part, years):
    with pytest.raises(BadInput):
        rules.import_holidays(None, country, part, years, kind="public")
    assert rules.rules().calendars == ()


def test_an_import_into_a_calendar_that_is_gone_is_refused(rules):
    with pytest.raises(BadInput) as refused:
        rules.import_holidays("gone", "DE", None, [2026], kind="public")
    assert refused.value.complaint is Complaint.CALENDAR_UNKNOWN


def test_countries_are_known_with_their_parts():
    known = countries()
    assert "BE" in known["DE"] and all(len(code) == 2 for code in known)


def test_a_part_that_somebody_else_changed_is_refused(rules):
    staff = Group("staff", "Staff")
    rules.put(None, staff)
    rules.put(staff, replace(staff, name="Everyone here"))
    with pytest.raises(Refused) as refused:
        rules.put(staff, replace(staff, name="Team"))
    assert refused.value.complaint is Complaint.CHANGED_MEANWHILE
    assert rules.rules().groups[1].name == "Everyone here"
