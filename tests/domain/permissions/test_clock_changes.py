"""A schedule is what the clock on the wall shows, also on the days on which it is put forward or back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from door_access.domain.permissions.clock_changes import instant, next_change_s, offset_s, seconds
from door_access.domain.permissions.hours import WHOLE_DAY, Hours, Weekday, Window
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.timetable import LOOK_AHEAD, Timetable
from tests.domain.permissions.site import BERLIN, wall
from tests.domain.permissions.zones import TEN_YEARS, ZONES, changes

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
HOURS = [
    Hours.of("01:00", "02:00"),
    Hours.of("01:45", "02:15"),
    Hours.of("02:00", "03:00"),
    Hours.of("02:30", "03:30"),
    Hours.of("03:00", "04:00"),
    Hours.of("08:00", "02:20", is_past_midnight=True),
]


def daily(*hours: Hours) -> Timetable:
    windows = tuple(Window(frozenset(Weekday), one) for one in hours)
    return Timetable.of(Schedule("s", "Daily", windows), ())


def stretches(timetable: Timetable, zone: ZoneInfo, begin: datetime, end: datetime) -> list[tuple]:
    """Return begins and ends of the stretches in which it holds, followed from one end to the next."""
    found, at = [], begin
    while at < end:
        spell = timetable.spell(at, zone)
        if spell.holds:
            found.append((at, min(spell.until_utc, end)))
        at = spell.until_utc
    return found


def length(found: list[tuple]) -> timedelta:
    return sum((end - begin for begin, end in found), timedelta())


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_every_change_in_ten_years_is_found_to_the_second(zone):
    at, found = seconds(TEN_YEARS[0]), []
    while (at := next_change_s(at, zone)) is not None and instant(at) < TEN_YEARS[1]:
        found.append(instant(at))
        assert offset_s(at - 1, zone) != offset_s(at, zone)
    assert tuple(found) == changes(zone)
    assert len(found) >= 20


@pytest.mark.parametrize("hours", HOURS, ids=str)
@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_around_every_change_it_holds_for_the_minutes_at_which_the_wall_shows_its_hours(zone, hours):
    timetable = daily(hours)
    begin_min, end_min = hours.span_min
    for change in changes(zone):
        begin, end = change - 4 * HOUR, change + 4 * HOUR
        minutes = [begin + n * MINUTE for n in range((end - begin) // MINUTE)]
        walls = [at.astimezone(zone) for at in minutes]
        shown = {
            at
            for at, on_wall in zip(minutes, walls, strict=True)
            if any(begin_min <= on_wall.hour * 60 + on_wall.minute + past < end_min for past in (0, 1440))
        }
        found = stretches(timetable, zone, begin, end)
        assert {at for at in minutes if any(one <= at < other for one, other in found)} == shown
        assert length(found) == len(shown) * MINUTE


def test_the_hour_that_is_skipped_does_not_happen_and_the_one_that_is_repeated_happens_twice():
    two_to_three = daily(Hours.of("02:00", "03:00"))
    spring, autumn = wall("2026-03-29 00:00"), wall("2026-10-25 00:00")
    assert stretches(two_to_three, BERLIN, spring, spring + 23 * HOUR) == []
    assert two_to_three.spell(spring, BERLIN).until_utc == wall("2026-03-30 02:00")
    assert stretches(two_to_three, BERLIN, autumn, autumn + DAY) == [
        (datetime(2026, 10, 25, 0, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC))
    ]


def test_what_ends_within_the_repeated_hour_comes_back_once():
    autumn = wall("2026-10-25 00:00")
    found = stretches(daily(Hours.of("01:00", "02:30")), BERLIN, autumn, autumn + 12 * HOUR)
    assert [length([one]) for one in found] == [90 * MINUTE, 30 * MINUTE]
    assert found[0][1] + 30 * MINUTE == found[1][0]


def test_what_begins_within_the_skipped_hour_begins_when_the_clocks_have_been_put_forward():
    spring = wall("2026-03-29 00:00")
    assert stretches(daily(Hours.of("02:30", "04:00")), BERLIN, spring, spring + 12 * HOUR) == [
        (wall("2026-03-29 03:00"), wall("2026-03-29 04:00"))
    ]


def test_whole_days_have_no_gap_at_any_change():
    for zone in ZONES:
        for change in changes(zone):
            at = change - DAY
            assert daily(WHOLE_DAY).spell(at, zone).until_utc == at + LOOK_AHEAD


def test_a_night_is_as_long_as_the_wall_shows():
    night = daily(Hours.of("22:00", "06:00", is_past_midnight=True))
    for day, hours in (("2026-03-28", 7), ("2026-10-24", 9), ("2026-11-24", 8)):
        at = wall(f"{day} 22:00")
        assert night.spell(at, BERLIN).until_utc == at + hours * HOUR


def test_a_day_that_a_zone_left_out_does_not_happen():
    """Samoa went over the date line from 29 to 31 December 2011."""
    apia = ZoneInfo("Pacific/Apia")
    fridays = Timetable.of(Schedule("s", "F", (Window(frozenset({Weekday.FRIDAY}), WHOLE_DAY),)), ())
    assert fridays.spell(wall("2011-12-29 12:00", apia), apia).until_utc == wall("2012-01-06 00:00", apia)


def test_a_zone_whose_clocks_are_never_changed_has_no_change():
    assert next_change_s(seconds(TEN_YEARS[0]), UTC) is None
    assert next_change_s(seconds(TEN_YEARS[0]), ZoneInfo("Asia/Tokyo")) is None
    at = datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert daily(Hours.of("08:00", "17:00")).spell(at, UTC).until_utc == at + 5 * HOUR


def test_nothing_within_the_look_ahead_is_told_as_its_end():
    timetable = Timetable((((),) * 7), {}, {})
    at = datetime(2026, 12, 1, 12, tzinfo=UTC)
    spell = timetable.spell(at, BERLIN)
    assert (spell.holds, spell.until_utc) == (False, at + LOOK_AHEAD)
