"""Which role may do what, in words that a building's manager would sign."""

import pytest

from door_access.domain.operators.roles import PERMITS, Permit, Role


@pytest.mark.parametrize(
    ("permit", "roles"),
    [
        (Permit.CHANGE_OPERATORS, "administrator"),
        (Permit.SEE_DURESS, "auditor"),
        (Permit.SEE_PICTURES, "administrator manager auditor"),
        (Permit.CHANGE_RULES, "administrator manager"),
        (Permit.REMOVE_PEOPLE, "administrator manager"),
        (Permit.EXPORT_PEOPLE, "administrator manager"),
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
