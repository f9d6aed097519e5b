"""Rights add up, prohibitions win, nobody pays for declining, and every end is exact."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from door_access.domain.door.modes import Modes, OperatingMode
from door_access.domain.entry.credentials import DoorMode, EntryRule
from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.hours import WHOLE_DAY, Weekday, Window
from door_access.domain.permissions.rights import Membership, OnePerson, Right
from door_access.domain.permissions.schedule import Schedule
from door_access.domain.permissions.spell import first, last
from door_access.domain.permissions.timetable import Timetable
from door_access.domain.permissions.validity import Validity
from door_access.domain.permissions.verdict import Denial, Denied, Entrant, Granted, Moment
from door_access.errors import BadInput
from tests.domain.permissions.site import (
    ANNA,
    BERLIN,
    CARD_FACE,
    CARD_PIN,
    DOOR,
    FACE,
    PIN_FACE,
    at,
    member,
    site,
    staff_right,
    wall,
)

TUESDAY_NOON, TUESDAY_EVENING = at("2026-12-01 12:00"), at("2026-12-01 20:00")
ALWAYS = site(staff_right("always"))


def granted(rules, moment, entrant=ANNA, door=DOOR) -> Granted:
    verdict = answer(rules, entrant, door, moment)
    assert isinstance(verdict, Granted), verdict
    return verdict


def denied(rules, moment, entrant=ANNA, door=DOOR) -> Denied:
    verdict = answer(rules, entrant, door, moment)
    assert isinstance(verdict, Denied), verdict
    return verdict


def test_a_schedule_lets_in_within_its_hours_until_their_very_end():
    rules = site(staff_right(schedule="office"))
    assert granted(rules, TUESDAY_NOON).until_utc == wall("2026-12-01 17:00")
    assert granted(rules, at("2026-12-01 08:00")).until_utc == wall("2026-12-01 17:00")
    assert granted(rules, at("2026-12-01 16:59:59.9")).until_utc == wall("2026-12-01 17:00")
    evening = denied(rules, at("2026-12-01 17:00"))
    assert (evening.why, evening.until_utc) == (Denial.NOT_NOW, wall("2026-12-02 08:00"))
    assert denied(rules, at("2026-12-04 18:00")).until_utc == wall("2026-12-07 08:00")


def test_a_night_belongs_to_the_day_on_which_it_begins():
    rules = site(staff_right(schedule="nights"))
    assert granted(rules, at("2026-12-05 05:59")).until_utc == wall("2026-12-05 06:00")
    assert denied(rules, at("2026-12-05 23:00")).until_utc == wall("2026-12-07 22:00")


def test_hours_of_several_rights_are_added_up_to_one_end():
    rules = site(
        staff_right("day", schedule="office"),
        Right("own", OnePerson("anna"), schedule="late"),
        schedules=(
            *site().schedules,
            Schedule(
                "late", "Late", (Window(frozenset({Weekday.TUESDAY}), replace(WHOLE_DAY, begins_min=960)),)
            ),
        ),
    )
    verdict = granted(rules, TUESDAY_NOON)
    assert (verdict.right.id, verdict.until_utc) == ("day", wall("2026-12-02 00:00"))
    assert granted(rules, at("2026-12-01 16:30")).right.id == "own"


def test_of_equal_rights_the_longest_counts_and_then_the_first_by_its_id():
    rules = site(staff_right("c"), staff_right("b"), staff_right("a", schedule="office"))
    assert granted(rules, TUESDAY_NOON).right.id == "b"


def test_one_more_right_never_asks_for_more():
    rules = site(staff_right("a", shows=DoorMode.CARD_FACE))
    assert granted(rules, TUESDAY_NOON).demands == (CARD_FACE,)
    rules = rules.changed(rights=(*rules.rights, staff_right("b", schedule="office")))
    noon, evening = granted(rules, TUESDAY_NOON), granted(rules, TUESDAY_EVENING)
    assert (noon.demands, noon.right.id, noon.until_utc) == ((FACE,), "b", wall("2026-12-01 17:00"))
    assert (evening.demands, evening.right.id, evening.until_utc) == (
        (CARD_FACE,),
        "a",
        wall("2026-12-02 08:00"),
    )


def test_two_ways_of_which_neither_asks_for_less_both_stay_open():
    rules = site(staff_right("a", shows=DoorMode.PIN_FACE), staff_right("b", shows=DoorMode.CARD_FACE))
    verdict = granted(rules, TUESDAY_NOON)
    assert (verdict.demands, verdict.right.id) == ((CARD_FACE, PIN_FACE), "b")


def test_what_the_door_asks_of_everybody_is_asked_besides():
    door = replace(DOOR, asks=DoorMode.CARD_FACE)
    assert granted(ALWAYS, TUESDAY_NOON, door=door).demands == (CARD_FACE,)
    rules = site(staff_right(shows=DoorMode.FACE))
    assert granted(rules, TUESDAY_NOON, door=door).demands == (CARD_FACE,)


@pytest.mark.parametrize("shows", [None, *DoorMode])
@pytest.mark.parametrize("asks", DoorMode)
@pytest.mark.parametrize("moment", [TUESDAY_NOON, TUESDAY_EVENING])
def test_nobody_pays_for_declining(shows, asks, moment):
    rules = site(staff_right(shows=shows, schedule="office"))
    door = replace(DOOR, asks=asks)
    declining = answer(rules, replace(ANNA, entry=EntryRule.CARD_PIN), door, moment)
    other = answer(rules, ANNA, door, moment)
    assert type(declining) is type(other)
    assert declining.until_utc == other.until_utc
    if isinstance(declining, Granted):
        assert declining.demands == (CARD_PIN,)


def test_prohibitions_win_over_every_right_in_their_order():
    lockdown = replace(DOOR, modes=Modes().asked(OperatingMode.LOCKDOWN, None))
    gone = replace(ANNA, validity=Validity(ends_utc=wall("2026-12-01 00:00")))
    early = replace(ANNA, validity=Validity(begins_utc=wall("2026-12-02 00:00")))
    assert denied(ALWAYS, TUESDAY_NOON, replace(gone, is_blocked=True), lockdown).why is Denial.BLOCKED
    assert denied(ALWAYS, TUESDAY_NOON, gone, lockdown).why is Denial.LOCKDOWN
    assert denied(ALWAYS, TUESDAY_NOON, gone) == Denied(Denial.EXPIRED, None, 7)
    assert denied(ALWAYS, TUESDAY_NOON, early) == Denied(Denial.NOT_YET_VALID, wall("2026-12-02 00:00"), 7)


def test_a_person_is_let_in_up_to_their_last_day_and_not_after_it():
    visitor = replace(ANNA, validity=Validity.of_days(date(2027, 5, 1), date(2027, 5, 2), BERLIN))
    first_day, last_day = wall("2027-05-01 00:00"), wall("2027-05-03 00:00")
    assert denied(ALWAYS, TUESDAY_NOON, visitor).until_utc == first_day
    assert granted(ALWAYS, Moment(first_day), visitor).until_utc == last_day
    assert denied(ALWAYS, Moment(last_day), visitor).why is Denial.EXPIRED


def test_who_is_not_yet_valid_is_told_when_they_may_enter_and_not_when_another_reason_begins():
    rules = site(staff_right(schedule="office"))
    early = replace(ANNA, validity=Validity(begins_utc=wall("2026-12-05 00:00")))
    verdict = denied(rules, TUESDAY_NOON, early)
    assert (verdict.why, verdict.until_utc) == (Denial.NOT_YET_VALID, wall("2026-12-07 08:00"))


def test_a_lockdown_with_an_end_ends_and_one_below_an_operators_wish_comes_back():
    end = wall("2026-12-01 13:00")
    modes = Modes().asked(OperatingMode.LOCKDOWN, end)
    assert denied(ALWAYS, TUESDAY_NOON, door=replace(DOOR, modes=modes)).until_utc == end
    modes = Modes(schedule=OperatingMode.LOCKDOWN).asked(OperatingMode.UNLOCKED, end)
    assert granted(ALWAYS, TUESDAY_NOON, door=replace(DOOR, modes=modes)).until_utc == end
    modes = Modes(schedule=OperatingMode.LOCKDOWN).asked(OperatingMode.LOCKDOWN, end)
    assert denied(ALWAYS, TUESDAY_NOON, door=replace(DOOR, modes=modes)).until_utc is None


def test_a_lockdown_whose_end_has_passed_holds_as_long_as_the_door_says():
    modes = Modes().asked(OperatingMode.LOCKDOWN, wall("2026-12-01 11:00"))
    assert denied(ALWAYS, TUESDAY_NOON, door=replace(DOOR, modes=modes)) == Denied(Denial.LOCKDOWN, None, 7)


def test_a_membership_counts_from_its_begin_to_its_end():
    dates = Validity(wall("2026-12-01 10:00"), wall("2026-12-01 14:00"))
    anna = member(Membership("staff", dates))
    before, after = denied(ALWAYS, at("2026-12-01 09:00"), anna), denied(ALWAYS, at("2026-12-01 14:00"), anna)
    assert (before.why, before.until_utc) == (Denial.NOT_NOW, dates.begins_utc)
    assert granted(ALWAYS, TUESDAY_NOON, anna).until_utc == dates.ends_utc
    assert (after.why, after.until_utc) == (Denial.NO_RIGHT, None)


def test_ends_of_memberships_are_found_however_far_away_they_are():
    dates = Validity(ends_utc=wall("2030-01-01 00:00"))
    assert granted(ALWAYS, TUESDAY_NOON, member(Membership("staff", dates))).until_utc == dates.ends_utc


def test_who_comes_in_months_is_told_the_first_hours_of_theirs():
    rules = site(staff_right(schedule="office"))
    visitor = replace(ANNA, validity=Validity.of_days(date(2027, 5, 1), None, BERLIN))
    assert denied(rules, TUESDAY_NOON, visitor).until_utc == wall("2027-05-03 08:00")


def test_a_schedule_is_looked_up_once_however_many_rights_go_by_it(monkeypatch):
    looked_up = []
    spell = Timetable.spell
    monkeypatch.setattr(Timetable, "spell", lambda *args: (looked_up.append(args), spell(*args))[1])
    rights = [staff_right(f"{n}", schedule="office", shows=mode) for n, mode in enumerate([*DoorMode] * 100)]

    granted(site(*rights), TUESDAY_NOON)

    assert len(looked_up) == 2


def test_hours_without_a_gap_have_no_end_that_is_known():
    schedule = Schedule("all", "24/7", (Window(frozenset(Weekday), WHOLE_DAY),))
    assert granted(site(staff_right(schedule="all"), schedules=(schedule,)), TUESDAY_NOON).until_utc is None


def test_while_the_clock_is_in_doubt_schedules_deny_and_always_holds():
    newest = wall("2026-12-01 12:00")
    doubt = Moment.of(wall("1970-01-01 00:05"), newest)
    assert doubt == Moment(newest, is_in_doubt=True)
    rules = site(staff_right(schedule="office"))
    assert denied(rules, doubt) == Denied(Denial.CLOCK_IN_DOUBT, None, 7)
    both = site(staff_right("day", schedule="office"), staff_right("always", shows=DoorMode.PIN_FACE))
    verdict = granted(both, doubt)
    assert (verdict.right.id, verdict.demands, verdict.until_utc) == ("always", (PIN_FACE,), None)


def test_while_the_clock_is_in_doubt_what_has_expired_stays_expired():
    newest = wall("2026-12-01 12:00")
    doubt = Moment.of(wall("1970-01-01 00:05"), newest)
    visitor = replace(ANNA, validity=Validity(ends_utc=newest))
    assert denied(ALWAYS, doubt, visitor).why is Denial.EXPIRED
    early = Validity(begins_utc=newest + timedelta(seconds=1))
    assert denied(ALWAYS, doubt, replace(ANNA, validity=early)).why is Denial.NOT_YET_VALID
    assert denied(ALWAYS, doubt, member(Membership("staff", early))).why is Denial.NOT_NOW


@pytest.mark.parametrize("newest", [None, wall("2026-12-01 11:00")])
def test_a_clock_that_is_not_behind_the_log_is_believed(newest):
    assert Moment.of(TUESDAY_NOON.at_utc, newest) == TUESDAY_NOON


def test_instants_need_a_zone():
    naive = datetime(2026, 12, 1)
    with pytest.raises(ValueError, match="needs a time zone"):
        Moment(naive)
    with pytest.raises(ValueError, match="needs a time zone"):
        Validity(ends_utc=naive)


def test_dates_that_end_before_they_begin_are_refused():
    with pytest.raises(BadInput, match=r"What begins at 2026-12-02 .* cannot end at 2026-12-01"):
        Validity.of_days(date(2026, 12, 2), date(2026, 11, 30), UTC)
    assert Validity.of_days(None, None, UTC) == Validity()


def test_never_comes_after_every_instant():
    noon, evening = TUESDAY_NOON.at_utc, TUESDAY_EVENING.at_utc
    assert first(None, evening, noon) == noon
    assert first(None) is None
    assert last([noon, evening]) == evening
    assert last([noon, None]) is None


def test_who_is_a_stranger_to_the_rules_is_denied():
    assert denied(ALWAYS, TUESDAY_NOON, Entrant("stranger")).why is Denial.WITHOUT_RIGHTS
