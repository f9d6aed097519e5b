"""Which of several wishes counts, and until when."""

from datetime import UTC, datetime, timedelta

import pytest

from door_access.domain.door.modes import Modes, OperatingMode, OperatorWish

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
NORMAL, UNLOCKED, LOCKDOWN, EMERGENCY = OperatingMode


def test_emergency_goes_before_operators_and_those_before_the_schedule() -> None:
    schedule = Modes(schedule=UNLOCKED)
    assert schedule.in_force is UNLOCKED
    operator = schedule.asked(LOCKDOWN, None)
    assert operator.in_force is LOCKDOWN
    emergency = operator.asked(EMERGENCY, None)
    assert emergency.in_force is EMERGENCY
    assert emergency.asked(NORMAL, None).in_force is UNLOCKED


def test_what_an_operator_wants_ends_by_itself_at_its_end_and_not_before() -> None:
    modes = Modes().asked(UNLOCKED, NOON + HOUR)
    assert modes.until_utc == NOON + HOUR
    assert modes.operator is not None
    assert not modes.operator.is_over(NOON + HOUR - timedelta(seconds=1))
    assert modes.operator.is_over(NOON + HOUR)


def test_a_lockdown_may_last_until_somebody_ends_it() -> None:
    modes = Modes().asked(LOCKDOWN, None)
    assert modes.operator is not None
    assert not modes.operator.is_over(NOON + 1000 * HOUR)


def test_the_end_of_a_wish_is_hidden_while_an_emergency_goes_before_it() -> None:
    modes = Modes().asked(UNLOCKED, NOON).asked(EMERGENCY, None)
    assert modes.until_utc is None
    assert modes.in_force is EMERGENCY


@pytest.mark.parametrize(
    ("mode", "holds"), [(NORMAL, False), (UNLOCKED, True), (LOCKDOWN, False), (EMERGENCY, True)]
)
def test_which_modes_hold_the_door_unlocked(mode: OperatingMode, holds: bool) -> None:
    assert mode.holds is holds


def test_a_door_is_never_held_unlocked_without_an_end() -> None:
    with pytest.raises(ValueError, match="needs an end"):
        Modes().asked(UNLOCKED, None)


@pytest.mark.parametrize("mode", [NORMAL, EMERGENCY])
def test_an_operators_wish_is_one_of_two(mode: OperatingMode) -> None:
    with pytest.raises(ValueError, match="unlocked or lockdown"):
        OperatorWish(mode, NOON)


def test_an_end_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        OperatorWish(LOCKDOWN, NOON.replace(tzinfo=None))


@pytest.mark.parametrize("mode", [OperatingMode.NORMAL, OperatingMode.EMERGENCY])
def test_what_lasts_until_somebody_ends_it_takes_no_end(mode: OperatingMode) -> None:
    with pytest.raises(ValueError, match="no end"):
        Modes().asked(mode, NOON)


@pytest.mark.parametrize(
    ("modes", "is_by_schedule"),
    [
        (Modes(), False),
        (Modes(schedule=UNLOCKED), True),
        (Modes(schedule=UNLOCKED).asked(UNLOCKED, NOON), False),
        (Modes(schedule=UNLOCKED).asked(EMERGENCY, None), False),
    ],
)
def test_a_mode_is_the_schedules_only_while_nobody_wants_another(modes: Modes, is_by_schedule: bool) -> None:
    assert modes.is_by_schedule is is_by_schedule
