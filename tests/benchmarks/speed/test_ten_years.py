"""The random sites of the ten years: the same for the same seed, and worth following."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from benchmarks.speed import ten_years
from tests.domain.permissions.minutes import follow
from tests.domain.permissions.zones import TEN_YEARS

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = 3


def test_a_seed_stands_for_one_site_whose_answers_change(monkeypatch):
    monkeypatch.setattr(ten_years, "CANDIDATES", 10)

    site = ten_years.liveliest(BERLIN, 1)

    assert site == ten_years.liveliest(BERLIN, 1)
    assert site != ten_years.liveliest(BERLIN, 2)
    rules, entrant, door, _ = site
    assert door.zone == BERLIN
    assert len({holiday.day.year for calendar in rules.calendars for holiday in calendar.days}) >= 5
    told = follow(rules, entrant, door, TEN_YEARS[0], TEN_YEARS[0] + timedelta(days=DAYS))
    assert told["minutes"] == DAYS * 24 * 60
    assert 0 < told["granted"] < told["minutes"] and told["answers"] > DAYS
