"""Which role may do what, in words that a building's manager would sign."""

import pytest

from door_access.domain.operators.roles import PERMITS, Operator, Permit, Role


def test_an_operator_may_do_what_their_role_may_and_nothing_once_they_are_removed():
    guard = Operator("1", "Gus", Role.GUARD, is_pin=True)
    gone = Operator("1", "Gus", Role.GUARD, is_pin=True, is_removed=True)

    assert guard.may(Permit.OPEN_ONCE) and not guard.may(Permit.ENROL)
    assert not any(gone.may(permit) for permit in Permit)


@pytest.mark.parametrize(
    ("permit", "roles"),
    [
        (Permit.CHANGE_OPERATORS, "administrator"),
        (Permit.SEE_DURESS, "auditor"),
        (Permit.CHANGE_RULES, "administrator manager"),
        (Permit.REMOVE_PEOPLE, "administrator manager"),
        (Permit.SET_EMERGENCY, "administrator guard"),
        (Permit.CHANGE_SETTINGS, "administrator installer"),
        (Permit.LEAVE_KIOSK, "administrator installer"),
        (Permit.ENROL, "administrator manager reception"),
        (Permit.EXPORT_LOG, "administrator manager auditor"),
        (Permit.OPEN_ONCE, "administrator manager reception guard installer"),
    ],
)
def test_what_matters_most_is_for_these_roles_alone(permit, roles):
    assert {role.value for role in Role if permit in PERMITS[role]} == set(roles.split())


def test_permits_are_told_in_words():
    assert Permit.CHANGE_RULES.words == "change rules"
