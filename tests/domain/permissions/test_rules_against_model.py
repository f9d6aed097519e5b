"""Random sites against a model that is slow and obviously right, minute by minute over a week."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.door.modes import Modes, OperatingMode
from door_access.domain.entry.credentials import DoorMode, EntryRule
from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.explanation import Standing, explain
from door_access.domain.permissions.holidays import Holiday, HolidayCalendar
from door_access.domain.permissions.hours import DAY_MIN, Hours, Weekday, Window
from door_access.domain.permissions.rights import (
    AllDoors,
    DoorGroup,
    DoorPlan,
    DoorsOf,
    Group,
    Membership,
    MembersOf,
    OneDoor,
    OnePerson,
    Right,
)
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Denied, DoorNow, Entrant, Granted, Moment, Verdict
from tests.domain.permissions.slow_model import named, ways_in
from tests.domain.permissions.zones import ZONES, changes

MINUTE, DAY, WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)
KINDS = ("public", "company")
GROUPS = ("a", "b", "c")
WEEKS, MOMENTS = 20, 40
"""Examples; a week takes ten thousand answers of the model."""

minutes = st.integers(0, DAY_MIN // 15 - 1).map(lambda quarter: quarter * 15)


@st.composite
def hours(draw) -> Hours:
    begins, ends = draw(minutes), draw(minutes)
    return Hours(begins, ends, is_past_midnight=ends <= begins)


@st.composite
def weeks(draw) -> tuple[Window, ...]:
    """One window a day at most; a night ends where the next day's window begins."""
    days = {day: draw(hours()) for day in draw(st.sets(st.sampled_from(Weekday), min_size=2))}
    for day, some in days.items():
        following = days.get(Weekday((day + 1) % len(Weekday)))
        if some.is_past_midnight and following and following.begins_min < some.ends_min:
            days[day] = Hours(some.begins_min, following.begins_min, is_past_midnight=True)
    return tuple(Window(frozenset({day}), some) for day, some in days.items())


@st.composite
def schedules(draw, name: str) -> Schedule:
    rows = [
        HolidayRow(kind, tuple(draw(st.lists(hours(), max_size=1))))
        for kind in draw(st.lists(st.sampled_from(KINDS), min_size=1, unique=True))
    ]
    calendars = tuple(draw(st.sets(st.sampled_from(("x", "y")), min_size=1)))
    return Schedule(name, name, draw(weeks()), tuple(rows), calendars)


@st.composite
def validities(draw, begin: datetime) -> Validity:
    instants = st.none() | st.integers(-3 * DAY_MIN, 10 * DAY_MIN).map(lambda n: begin + n * MINUTE)
    first, second = draw(instants), draw(instants)
    if first and second and second <= first:
        first, second = second, first + MINUTE
    return Validity(first, second)


@st.composite
def rarely(draw) -> bool:
    """One time in eight; hypothesis itself leans to what is simple, and would deny everybody."""
    return draw(st.randoms(use_true_random=True)).random() < 1 / 8


@st.composite
def limits(draw, begin: datetime) -> Validity:
    return draw(validities(begin)) if draw(rarely()) else Validity()


@st.composite
def rights(draw, name: str) -> Right:
    strange, elsewhere = (OnePerson("ben"), MembersOf("c")), (OneDoor("back"), DoorsOf("out"))
    usual, here = (OnePerson("anna"), *map(MembersOf, GROUPS)), (AllDoors(), OneDoor("front"), DoorsOf("in"))
    return Right(
        name,
        draw(st.sampled_from(strange if draw(rarely()) else usual)),
        draw(st.sampled_from(elsewhere if draw(rarely()) else here)),
        None if draw(rarely()) else draw(st.sampled_from(["s", "t"])),
        draw(st.none() | st.sampled_from(DoorMode)),
    )


@st.composite
def plans(draw, name: str) -> DoorPlan:
    does = draw(st.sampled_from([*DoorMode, OperatingMode.UNLOCKED]))
    where = draw(st.sampled_from([AllDoors(), OneDoor("front"), DoorsOf("in"), DoorsOf("out")]))
    return DoorPlan(name, draw(st.sampled_from(["s", "t"])), does, where)


@st.composite
def sites(draw) -> tuple[Rules, Entrant, DoorNow, datetime]:
    zone = draw(st.sampled_from(ZONES))
    change = draw(st.sampled_from(changes(zone)))
    begin = change - draw(st.integers(0, 7 * DAY_MIN)) * MINUTE
    calendars = tuple(
        HolidayCalendar(
            name,
            name,
            tuple(
                Holiday((begin + n * DAY).date(), draw(st.sampled_from(KINDS)), "Holiday")
                for n in sorted(draw(st.sets(st.integers(-1, 9), min_size=2, max_size=4)))
            ),
        )
        for name in ("x", "y")
    )
    rules = Rules(
        1,
        tuple(Group(name, name) for name in GROUPS),
        (DoorGroup("in", "In", frozenset({"front"})), DoorGroup("out", "Out", frozenset({"back"}))),
        calendars,
        tuple(draw(schedules(name)) for name in ("s", "t")),
        tuple(draw(rights(str(n))) for n in range(draw(st.integers(1, 6)))),
        tuple(draw(plans(str(n))) for n in range(draw(st.integers(0, 2)))),
    )
    entrant = Entrant(
        "anna",
        draw(st.sampled_from(EntryRule)),
        draw(limits(begin)),
        is_blocked=draw(rarely()) and draw(rarely()),
        memberships=tuple(
            Membership(name, draw(limits(begin)))
            for name in draw(st.sets(st.sampled_from(GROUPS), min_size=1))
        ),
    )
    return rules, entrant, DoorNow("front", zone, draw(st.sampled_from(DoorMode)), draw(modes(begin))), begin


@st.composite
def modes(draw, begin: datetime) -> Modes:
    wishes = Modes(schedule=OperatingMode.LOCKDOWN if draw(rarely()) else OperatingMode.NORMAL)
    if not draw(rarely()):
        return wishes
    end = begin + draw(st.integers(1, 7 * DAY_MIN)) * MINUTE
    return wishes.asked(draw(st.sampled_from([OperatingMode.LOCKDOWN, OperatingMode.UNLOCKED])), end)


def door_at(door: DoorNow, at_utc: datetime) -> DoorNow:
    """Return the door after it has taken back what operators wanted up to this instant."""
    wish = door.modes.operator
    is_over = wish is not None and wish.is_over(at_utc)
    return replace(door, modes=replace(door.modes, operator=None)) if is_over else door


def demanded(verdict: Verdict) -> set[frozenset[str]]:
    return named(verdict.demands) if isinstance(verdict, Granted) else set()


@settings(max_examples=WEEKS, deadline=None)
@given(sites())
def test_every_minute_of_a_week_is_answered_as_the_slow_model_does_and_every_end_is_one(random_site):
    rules, entrant, door, begin = random_site
    at, end, verdict, until = begin, begin + WEEK, None, begin
    while at < end:
        if at == until:
            verdict = answer(rules, entrant, door_at(door, at), Moment(at))
            until = verdict.until_utc
            if at > begin:
                assert demanded(verdict) != ways_in(rules, entrant, door, at - MINUTE)
            assert until is None or (until > at and (until - begin) % MINUTE == timedelta())
        assert demanded(verdict) == ways_in(rules, entrant, door, at), at
        at += MINUTE


@settings(max_examples=MOMENTS, deadline=None)
@given(sites(), st.integers(0, 7 * DAY_MIN - 1), rights("new"))
def test_one_more_right_takes_nothing_from_anybody(random_site, minute, right):
    rules, entrant, door, begin = random_site
    moment = Moment(begin + minute * MINUTE)
    before = demanded(answer(rules, entrant, door, moment))
    after = demanded(answer(rules.changed(rights=(*rules.rights, right)), entrant, door, moment))
    assert all(any(new <= old for new in after) for old in before)


@settings(max_examples=MOMENTS, deadline=None)
@given(sites(), st.integers(0, 7 * DAY_MIN - 1))
def test_whoever_declines_keeps_doors_and_hours(random_site, minute):
    rules, entrant, door, begin = random_site
    moment = Moment(begin + minute * MINUTE)
    verdicts = [answer(rules, replace(entrant, entry=entry), door, moment) for entry in EntryRule]
    assert len({type(verdict) for verdict in verdicts}) == 1


@settings(max_examples=MOMENTS, deadline=None)
@given(sites(), st.integers(0, 7 * DAY_MIN - 1), st.booleans())
def test_an_explanation_says_what_the_answer_says_and_one_right_counts_if_it_grants(
    random_site, minute, is_in_doubt
):
    rules, entrant, door, begin = random_site
    moment = Moment(begin + minute * MINUTE, is_in_doubt)
    explained = explain(rules, entrant, door, moment)
    assert explained.verdict == answer(rules, entrant, door, moment)
    counting = [seen.right for seen in explained.rights if seen.standing is Standing.COUNTS]
    assert counting == ([explained.verdict.right] if isinstance(explained.verdict, Granted) else [])
    assert len(explained.rights) == len(rules.held_by(entrant))


@settings(max_examples=MOMENTS, deadline=None)
@given(sites(), st.integers(0, 7 * DAY_MIN - 1))
def test_a_clock_in_doubt_never_lets_in_whom_the_right_time_does_not(random_site, minute):
    rules, entrant, door, begin = random_site
    at_utc = begin + minute * MINUTE
    verdict = answer(rules, entrant, door, Moment(at_utc, is_in_doubt=True))
    known = answer(rules, entrant, door, Moment(at_utc))
    assert verdict.until_utc is None
    assert isinstance(known, Granted) or isinstance(verdict, Denied)
