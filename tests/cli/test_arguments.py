"""Words in any sensible order mean the same."""

import pytest

from door_access.cli.arguments import arranged
from door_access.errors import BadInput


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ([], ["kiosk"]),
        (["--fullscreen"], ["kiosk", "--fullscreen"]),
        (["--data-dir", "d"], ["kiosk", "--data-dir", "d"]),
        (["--help"], ["--help"]),
        (["people", "list", "--json"], ["people", "list", "--json"]),
        (["--json", "--data-dir", "d", "people", "list"], ["people", "list", "--json", "--data-dir", "d"]),
        (["--data-dir=d", "people", "list"], ["people", "list", "--data-dir=d"]),
        (["--json", "people", "show", "--", "-x"], ["people", "show", "--json", "--", "-x"]),
        (["--data-dir"], ["kiosk", "--data-dir"]),
    ],
)
def test_a_command_comes_first_and_is_the_kiosk_where_none_is_named(typed, understood):
    assert arranged(typed) == understood


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        (["--images", "a", "b", "--add"], ["--images", "a", "--images", "b", "--add"]),
        (["--images=a", "b", "--json"], ["--images=a", "--images", "b", "--json"]),
        (["--images", "a", "--images", "b", "c"], ["--images", "a", "--images", "b", "--images", "c"]),
        (["--images", "a", "--", "Name"], ["--images", "a", "--", "Name"]),
        (["--images", "-a.jpg"], ["--images", "-a.jpg"]),
    ],
)
def test_an_option_takes_every_value_up_to_the_next_option(typed, understood):
    assert arranged(["enroll", *typed]) == ["enroll", *understood]


def test_an_option_without_a_value_is_named():
    with pytest.raises(BadInput, match="--images"):
        arranged(["enroll", "Ada", "--images", "--consent", "yes"])
