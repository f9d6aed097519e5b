"""How far two PINs are apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.pins import digits_apart

PINS = st.text("0123456789", min_size=0, max_size=8)


def slowly(first: str, second: str) -> int:
    """Return the same by the definition."""
    if not first or not second:
        return len(first) + len(second)
    if first[0] == second[0]:
        return slowly(first[1:], second[1:])
    return 1 + min(slowly(first[1:], second), slowly(first, second[1:]), slowly(first[1:], second[1:]))


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        ("4816", "4816", 0),
        ("4816", "4817", 1),
        ("4816", "481", 1),
        ("4816", "48160", 1),
        ("4816", "8164", 2),
        ("4816", "4861", 2),
        ("4816", "9153", 4),
        ("4816", "48161234", 4),
    ],
)
def test_what_must_be_done_to_make_one_of_the_other(first, second, apart):
    assert digits_apart(first, second) == digits_apart(second, first) == apart


@given(PINS, PINS)
def test_distance_is_that_of_the_definition(first, second):
    assert digits_apart(first, second) == slowly(first, second)
