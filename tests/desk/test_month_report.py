"""The report of a month: what it tells, that it names nobody, and that no door's name is markup."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from door_access.desk.month_report import MonthReport, html_of
from door_access.domain.door.alarms import Notice
from door_access.domain.figures.figures import NOTHING, DoorFigures, Repeats
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Act

MARCH = date(2026, 3, 1)
FIGURES = replace(
    NOTHING,
    entries={(date(2026, 3, 2), 8): 30, (date(2026, 3, 3), 9): 10},
    people=frozenset("ab"),
    denials={Reason.NO_MATCH: 4, Reason.AMBIGUOUS: 1, Reason.BLOCKED: 2},
    doors={"front": DoorFigures(40, 7, {Notice.HELD: 3, Reason.LOCK_FAULT: 1})},
    acts={Act.RENAME: 2, Act.SET_PIN: 5},
    opened={Reason.OPERATOR_RELEASE: 6},
    repeats=Repeats(2, 40),
)
REPORT = MonthReport(
    MARCH,
    datetime(2026, 4, 1, 9, 0, tzinfo=UTC),
    {"front": "Front <b> & co"},
    FIGURES,
    replace(FIGURES, entries={(MARCH, 8): 32}),
)


def rows(html: str) -> list[list[str]]:
    """Return the texts of all rows of tables."""
    import re  # noqa: PLC0415

    found = re.findall(r"<tr>(.*?)</tr>", html)
    return [[re.sub("<.*?>", "", cell) for cell in re.split(r"</t[dh]>", row)][:-1] for row in found]


def test_it_tells_each_figure_with_that_of_the_month_before_and_the_change():
    told = rows(html_of(REPORT))
    assert ["Entries", "40", "32", "+25 %"] in told
    assert ["Denials", "7", "7", "+0 %"] in told
    assert ["Exit button pressed", "0", "0", "–"] in told
    assert ["Door forced, held or tampered with", "3", "3", "+0 %"] in told


def test_reasons_are_told_by_groups_doors_and_acts_by_their_counts():
    told = rows(html_of(REPORT))
    assert [row[:2] for row in told if row[0] in ("Not recognised", "Not allowed to enter")] == [
        ["Not recognised", "5"],
        ["Not allowed to enter", "2"],
    ]
    assert ["Set PIN", "5"] in told and ["Rename", "2"] in told
    (door,) = [row for row in told if row[0].startswith("Front")]
    assert door[1:] == ["40", "7", "0", "3", "0", "0", "1"]


def test_what_doors_are_called_is_no_markup():
    assert "Front &lt;b&gt; &amp; co" in html_of(REPORT) and "<b>" not in html_of(REPORT)


def test_how_often_somebody_was_turned_away_by_mistake_comes_with_its_interval_and_limits():
    html = html_of(REPORT)
    assert "Entries by face that needed another try: 2 of 40, 5.0 % (95 % sure: 1.4 % to 16.5 %)." in html
    assert "An estimate" in html


def test_a_month_that_goes_on_ends_today_and_is_not_compared_in_per_cent():
    so_far = replace(REPORT, made_at=datetime(2026, 3, 4, 12, 0, tzinfo=UTC))
    html = html_of(so_far)
    assert "the month until 04 March" in html
    assert ["Entries", "40", "32", "–"] in rows(html)
    assert any(row[0] == "Wed 04" for row in rows(html)) and not any(row[0] == "Thu 05" for row in rows(html))


@pytest.mark.parametrize("before", [None, NOTHING])
def test_a_month_without_anything_is_told_all_the_same(before):
    html = html_of(replace(REPORT, figures=NOTHING, before=before))
    assert "There were none." in html and "Operators did nothing." in html
    assert "Nobody was let in by their face yet." in html
