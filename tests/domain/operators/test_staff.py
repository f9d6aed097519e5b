"""What must be true of all operators together: names apart, and always an administrator."""

import pytest

from door_access.domain.operators.roles import Operator, Role
from door_access.domain.operators.staff import Staff
from door_access.errors import BadInput, Refused

ANNA = Operator("1", "Anna", Role.ADMINISTRATOR, is_pin=True)
BEN = Operator("2", "Ben", Role.GUARD, is_pin=True)
BOTH = Staff((ANNA, BEN))


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR], ids=str)
def test_the_first_is_an_administrator(role):
    with pytest.raises(Refused, match="must be an administrator"):
        Staff(()).with_new(Operator("1", "Anna", role, is_pin=True))


def test_where_all_were_removed_the_next_is_the_first_again():
    nobody = Staff((Operator("1", "Anna", Role.ADMINISTRATOR, is_pin=True, is_removed=True),))

    with pytest.raises(Refused, match="must be an administrator"):
        nobody.with_new(BEN)
    assert nobody.with_new(Operator("2", "Anna", Role.ADMINISTRATOR, is_pin=True)).working[0].id == "2"


def test_a_name_is_taken_in_whatever_capitals_until_its_owner_is_removed():
    new = Operator("3", "BEN", Role.GUARD, is_pin=True)

    with pytest.raises(Refused, match="called BEN already"):
        BOTH.with_new(new)
    with pytest.raises(Refused, match="called anna already"):
        BOTH.renamed("2", "anna")
    assert BOTH.renamed("2", "ben").one("2").name == "ben"
    assert [one.name for one in BOTH.without("2").with_new(new).working] == ["Anna", "BEN"]


@pytest.mark.parametrize(
    "change", [lambda staff: staff.without("1"), lambda staff: staff.with_role("1", Role.GUARD)]
)
def test_the_last_administrator_stays_one_and_not_the_last_need_not(change):
    with pytest.raises(Refused, match="Anna is the last administrator"):
        change(BOTH)

    change(BOTH.with_role("2", Role.ADMINISTRATOR))


def test_whoever_was_removed_is_known_but_nobody_who_works_here():
    staff = BOTH.without("2")

    assert [one.id for one in staff.operators] == ["1", "2"]
    assert staff.working == (ANNA,)
    for change in (staff.one, staff.without, lambda who: staff.renamed(who, "Bo")):
        with pytest.raises(BadInput, match="No operator"):
            change("2")


def test_a_change_leaves_the_others_as_they_are():
    changed = BOTH.with_role("2", Role.AUDITOR).with_proof("2", is_pin=False)

    assert changed.operators == (ANNA, Operator("2", "Ben", Role.AUDITOR, is_pin=False))
