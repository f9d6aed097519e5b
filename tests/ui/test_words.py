"""Words of the window."""

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator

from door_access.complaints import ENGLISH, Complaint
from door_access.domain.door.alarms import Alarm, Notice
from door_access.domain.door.modes import OperatingMode
from door_access.domain.operators.acts import Act, Changed
from door_access.errors import BadInput, BadName
from door_access.ports import Change
from ui.words import (
    alarm_words,
    change_words,
    clock_text,
    error_words,
    local_day_text,
    local_text,
    mode_words,
    natural_order,
    object_words,
    zone_text,
)


class German(QTranslator):
    """Knows one sentence."""

    def translate(self, context, text, disambiguation=None, n=-1):
        is_known = (context, text) == ("complaints", ENGLISH[Complaint.NAME_TOO_LONG])
        return "Ein Name hat höchstens {longest} Zeichen, dieser hat {length}." if is_known else ""

    def isEmpty(self):
        return False


def test_an_error_of_the_core_is_said_in_the_windows_language(qapp):
    german = German()
    QCoreApplication.installTranslator(german)
    try:
        error = BadName(Complaint.NAME_TOO_LONG, longest=100, length=123)
        assert error_words(error) == "Ein Name hat höchstens 100 Zeichen, dieser hat 123."
    finally:
        QCoreApplication.removeTranslator(german)
    assert error_words(error) == str(error)


def test_an_error_with_a_sentence_of_its_own_says_it():
    assert error_words(BadInput("No such file.")) == "No such file."


@pytest.mark.parametrize(
    ("hour", "minute", "shown", "minute_shown"),
    [
        (0, 30, "2026-10-25 02:30:00 +02:00", "2026-10-25 02:30 +02:00"),
        (1, 10, "2026-10-25 02:10:00 +01:00", "2026-10-25 02:10 +01:00"),
        (23, 59, "2026-10-26 00:59:00", "2026-10-26 00:59"),
    ],
)
def test_a_time_that_the_clock_shows_twice_says_how_far_it_is_from_utc(
    in_berlin, hour, minute, shown, minute_shown
):
    at_utc = datetime(2026, 10, 25, hour, minute, tzinfo=UTC)
    assert (local_text(at_utc), local_day_text(at_utc)) == (shown, minute_shown)


def test_an_end_of_today_is_told_by_the_clock_and_another_one_with_its_day():
    now_utc = datetime.now(UTC)
    assert clock_text(now_utc) == now_utc.astimezone().strftime("%H:%M")
    tomorrow = now_utc + timedelta(days=1)
    assert clock_text(tomorrow) == local_day_text(tomorrow)
    held = mode_words(OperatingMode.UNLOCKED, tomorrow)
    assert held == f"Held unlocked until {clock_text(tomorrow)}"


def test_another_mode_is_told_in_words_also_in_the_log():
    until_utc = datetime(2026, 3, 2, 17, tzinfo=UTC)
    change = Change(Changed.MODE, "normal", f"lockdown until {until_utc.isoformat()}")
    assert change_words(change) == f"Mode: Works as usual → Locked down until {clock_text(until_utc)}"
    assert change_words(Change(Changed.MODE, "", "something else")) == "Mode: something else"


def test_whatever_an_act_can_change_is_called_by_words():
    told = {what: change_words(Change(what, "", "b")).partition(":")[0] for what in Changed}
    assert all(words[0].isupper() for words in told.values()), told


def test_acknowledged_alarms_are_told_in_words():
    assert object_words(Act.ACKNOWLEDGE_ALARMS, "forced, held") == "Door forced open, Door held open"
    assert object_words(Act.RENAME, "held") == "held"


def test_an_alarm_says_since_when_and_whether_it_is_over():
    at_utc = datetime.now(UTC)
    lasting, over = Alarm(Notice.HELD, at_utc), Alarm(Notice.FORCED, at_utc, is_over=True)
    assert alarm_words(lasting) == f"Door held open, since {clock_text(at_utc)}"
    assert alarm_words(over) == f"Door forced open, at {clock_text(at_utc)}; it is over"


def test_the_zone_of_a_time_is_named_with_utc_beside_it(qapp, in_berlin):
    summer, winter = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert zone_text(summer) == "2026-10-25 02:30:00 CEST (UTC+02:00)\n2026-10-25 00:30:00 UTC"
    assert zone_text(winter) == "2026-10-25 02:30:00 CET (UTC+01:00)\n2026-10-25 01:30:00 UTC"


def test_names_with_numbers_stand_in_the_order_in_which_one_counts():
    names = ["10 people", "Visitor 10", "1", "visitor 2", "Visitor", "2", "Ada", "Visitor 10b", "²"]

    assert sorted(names, key=natural_order) == [
        *("1", "2", "10 people", "Ada", "Visitor", "visitor 2", "Visitor 10", "Visitor 10b", "²"),
    ]
