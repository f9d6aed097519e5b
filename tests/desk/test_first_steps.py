"""A new site waits to be set up until anything was, or somebody said no."""

import pytest

from door_access.domain.operators.roles import Role
from door_access.ports import NewPerson
from tests.builders import template
from tests.desk.desks import desk_over
from tests.fakes import MemoryPeopleStore
from tests.ui.fake_operators import PASSWORD


@pytest.fixture
def people():
    return MemoryPeopleStore()


@pytest.fixture
def desk(people, tmp_path):
    return desk_over(people, tmp_path)


def test_a_site_without_anything_waits(desk):
    assert desk.first_steps.are_due()


def test_who_left_them_or_went_through_is_not_asked_again(desk):
    desk.first_steps.end()
    assert not desk.first_steps.are_due()


def test_a_desk_with_a_pin_does_not_wait(desk):
    desk.set_pin("271828")
    assert not desk.first_steps.are_due()


def test_a_desk_with_operators_does_not_wait(desk):
    desk.operators.add("Anna Berg", Role.ADMINISTRATOR, PASSWORD, is_pin=False)
    assert not desk.first_steps.are_due()


def test_a_site_with_people_does_not_wait(desk, people):
    people.enrol(NewPerson("Cai Wu", "yes", (template(),)))
    assert not desk.first_steps.are_due()
