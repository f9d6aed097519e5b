"""Random sites: schedules, calendars, rights, plans and people, small enough that most of it matters."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from door_access.domain.door.modes import Modes, OperatingMode
from door_access.domain.entry.credentials import DoorMode, EntryRule
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
    Where,
    Whom,
)
from door_access.domain.permissions.rules import Rules
from door_access.domain.permissions.schedule import HolidayRow, Schedule
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import DoorNow, Entrant
from tests.domain.permissions.zones import ZONES, changes

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
KINDS = ("public", "company")
GROUPS = ("a", "b", "c")

minutes = st.integers(0, DAY_MIN // 15 - 1).map(lambda quarter: quarter * 15)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    begins, ends = draw(minutes), draw(minutes)
    return Hours(begins, ends, is_past_midnight=ends <= begins)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Window, ...]:
    """One window a day at most; a night ends where the next day's window begins."""
    days = {day: draw(hours()) for day in draw(st.sets(st.sampled_from(Weekday), min_size=2))}
    for day, some in days.items():
        following = days.get(Weekday((day + 1) % len(Weekday)))
        if some.is_past_midnight and following and following.begins_min < some.ends_min:
            days[day] = Hours(some.begins_min, following.begins_min, is_past_midnight=True)
    return tuple(Window(frozenset({day}), some) for day, some in days.items())


@st.composite
def schedules(draw: st.DrawFn, name: str) -> Schedule:
    rows = [
        HolidayRow(kind, tuple(draw(st.lists(hours(), max_size=1))))
        for kind in draw(st.lists(st.sampled_from(KINDS), min_size=1, unique=True))
    ]
    calendars = tuple(draw(st.sets(st.sampled_from(("x", "y")), min_size=1)))
    return Schedule(name, name, draw(weeks()), tuple(rows), calendars)


@st.composite
def validities(draw: st.DrawFn, begin: datetime, days: int) -> Validity:
    instants = st.none() | st.integers(-3 * DAY_MIN, days * DAY_MIN).map(lambda n: begin + n * MINUTE)
    first, second = draw(instants), draw(instants)
    if first and second and second <= first:
        first, second = second, first + MINUTE
    return Validity(first, second)


@st.composite
def rarely(draw: st.DrawFn) -> bool:
    """One time in eight; hypothesis itself leans to what is simple, and would deny everybody."""
    return draw(st.randoms(use_true_random=True)).random() < 1 / 8


@st.composite
def limits(draw: st.DrawFn, begin: datetime, days: int) -> Validity:
    return draw(validities(begin, days)) if draw(rarely()) else Validity()


@st.composite
def rights(draw: st.DrawFn, name: str) -> Right:
    strange: list[Whom] = [OnePerson("ben"), MembersOf("c")]
    elsewhere: list[Where] = [OneDoor("back"), DoorsOf("out")]
    usual: list[Whom] = [OnePerson("anna"), *map(MembersOf, GROUPS)]
    here: list[Where] = [AllDoors(), OneDoor("front"), DoorsOf("in")]
    return Right(
        name,
        draw(st.sampled_from(strange if draw(rarely()) else usual)),
        draw(st.sampled_from(elsewhere if draw(rarely()) else here)),
        None if draw(rarely()) else draw(st.sampled_from(["s", "t"])),
        draw(st.none() | st.sampled_from(DoorMode)),
    )


@st.composite
def plans(draw: st.DrawFn, name: str) -> DoorPlan:
    does = draw(st.sampled_from([*DoorMode, OperatingMode.UNLOCKED]))
    doors: list[Where] = [AllDoors(), OneDoor("front"), DoorsOf("in"), DoorsOf("out")]
    where = draw(st.sampled_from(doors))
    return DoorPlan(name, draw(st.sampled_from(["s", "t"])), does, where)


@st.composite
def sites(
    draw: st.DrawFn,
    *,
    zones: tuple[ZoneInfo, ...] = ZONES,
    begin: datetime | None = None,
    days: int = 10,
    holidays: int = 4,
) -> tuple[Rules, Entrant, DoorNow, datetime]:
    """Return a site, and an instant from which on it is worth looking, for so many days.

    ``begin``: None: up to a week before a change of the clocks.
    """
    zone = draw(st.sampled_from(zones))
    change = draw(st.sampled_from(changes(zone)))
    begin = begin or change - draw(st.integers(0, 7 * DAY_MIN)) * MINUTE
    calendars = tuple(
        HolidayCalendar(
            name,
            name,
            tuple(
                Holiday((begin + n * DAY).date(), draw(st.sampled_from(KINDS)), "Holiday")
                for n in sorted(
                    draw(st.sets(st.integers(-1, days - 1), min_size=holidays // 2, max_size=holidays))
                )
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
        draw(limits(begin, days)),
        is_blocked=draw(rarely()) and draw(rarely()),
        memberships=tuple(
            Membership(name, draw(limits(begin, days)))
            for name in draw(st.sets(st.sampled_from(GROUPS), min_size=1))
        ),
    )
    return rules, entrant, DoorNow("front", zone, draw(st.sampled_from(DoorMode)), draw(modes(begin))), begin


@st.composite
def modes(draw: st.DrawFn, begin: datetime) -> Modes:
    wishes = Modes(schedule=OperatingMode.LOCKDOWN if draw(rarely()) else OperatingMode.NORMAL)
    if not draw(rarely()):
        return wishes
    end = begin + draw(st.integers(1, 7 * DAY_MIN)) * MINUTE
    return wishes.asked(draw(st.sampled_from([OperatingMode.LOCKDOWN, OperatingMode.UNLOCKED])), end)
