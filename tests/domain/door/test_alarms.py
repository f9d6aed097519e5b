"""Alarms stand until somebody acknowledges them."""

from datetime import UTC, datetime, timedelta

import pytest

from door_access.domain.door.alarms import ALARMS, Alarm, Notice, StandingAlarms
from door_access.domain.matching.access import Reason
from door_access.domain.operators.acts import Act

NOON = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
FORCED, HELD = Alarm(Notice.FORCED, NOON), Alarm(Notice.HELD, NOON)


def test_an_alarm_whose_cause_is_gone_stands_until_it_is_acknowledged() -> None:
    alarms = StandingAlarms().raised(FORCED).raised(HELD).over(Notice.FORCED)
    assert [(one.kind, one.is_over) for one in alarms.alarms] == [(Notice.FORCED, True), (Notice.HELD, False)]
    assert alarms.acknowledged() == StandingAlarms()


def test_of_each_kind_the_newest_stands() -> None:
    later = Alarm(Notice.FORCED, NOON + timedelta(minutes=1))
    assert StandingAlarms().raised(FORCED).raised(HELD).raised(later).alarms == (HELD, later)


@pytest.mark.parametrize("notice", sorted(set(Notice) - ALARMS))
def test_what_is_only_noticed_is_no_alarm(notice: Notice) -> None:
    with pytest.raises(ValueError, match="no alarm"):
        Alarm(notice, NOON)


def test_no_word_of_a_row_means_two_things() -> None:
    assert not set(Notice) & (set(Reason) | set(Act))
