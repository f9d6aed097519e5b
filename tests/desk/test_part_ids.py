"""Ids that people can read and type."""

import pytest

from door_access.desk.part_ids import LONGEST_ID, new_id


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Office hours", "office-hours"),
        ("  Küche & Straße! ", "kuche-strasse"),
        ("main-entrance", "main-entrance"),
        ("кухня", "group"),
        ("!!!", "group"),
        ("x" * 60, "x" * LONGEST_ID),
        ("x" * (LONGEST_ID - 1) + " yz", "x" * (LONGEST_ID - 1)),
    ],
)
def test_an_id_is_what_can_be_typed_of_the_name(name, made):
    assert new_id(name, (), otherwise="group") == made


def test_an_id_that_is_taken_gets_the_next_number():
    taken = {"staff", "staff-2"}
    assert new_id("Staff", taken, otherwise="group") == "staff-3"
