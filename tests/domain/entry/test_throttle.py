"""Throttle after failed attempts: how long, of whom, and of nobody else."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.entry.throttle import Failure, Throttle, ThrottleRules

CARD, OTHER_CARD, PERSON, FACE = "card:1", "card:2", "person:1", "face:1"
SUBJECTS = (CARD, OTHER_CARD, PERSON, FACE)
FREE = Failure()


def fail(lockouts: Throttle, times: int, *, subject: str = CARD, now_s: float = 0.0) -> tuple:
    """Fail so often, each time as soon as it is allowed; return the last answer and the time then."""
    answer = FREE
    for _ in range(times):
        now_s = lockouts.locked_until_s(subject, now_s) or now_s
        answer = lockouts.failed(subject, now_s)
    return answer, now_s


def test_four_failures_lock_nothing():
    lockouts = Throttle()

    assert fail(lockouts, 4)[0] == FREE
    assert lockouts.locked_until_s(CARD, 0.0) is None


def test_the_fifth_failure_locks_for_half_a_minute():
    lockouts = Throttle()

    assert fail(lockouts, 5, now_s=100.0)[0].locked_until_s == 130.0
    assert lockouts.locked_until_s(CARD, 129.9) == pytest.approx(130.0)
    assert lockouts.locked_until_s(CARD, 130.0) is None


def test_each_further_lockout_is_twice_as_long_up_to_a_quarter_of_an_hour():
    lockouts, lengths, now_s = Throttle(), [], 0.0
    for _ in range(9):
        answer, now_s = fail(lockouts, 5, now_s=now_s)
        lengths.append(answer.locked_until_s - now_s)

    assert lengths == [30, 60, 120, 240, 480, 900, 900, 900, 900]


def test_a_success_resets_the_count():
    lockouts = Throttle()
    fail(lockouts, 4)

    lockouts.succeeded(CARD)

    assert fail(lockouts, 4)[0] == FREE


def test_attempts_during_a_lockout_do_not_lengthen_it_and_do_not_count():
    lockouts = Throttle()
    fail(lockouts, 5)

    answers = {lockouts.failed(CARD, 10.0) for _ in range(1000)}

    assert answers == {Failure(locked_until_s=30.0)}
    assert fail(lockouts, 4, now_s=30.0)[0] == FREE


@pytest.mark.parametrize("subject", [CARD, PERSON])
def test_the_fiftieth_failure_disables_a_card_or_person(subject):
    lockouts = Throttle()

    answer, now_s = fail(lockouts, 49, subject=subject)
    assert not answer.is_disabled
    answer, now_s = fail(lockouts, 1, subject=subject, now_s=now_s)
    assert answer == Failure(locked_until_s=now_s + 900.0, is_disabled=True)


def test_a_disabled_card_that_the_store_forgot_is_disabled_again_at_once():
    lockouts = Throttle()
    _, now_s = fail(lockouts, 50)

    assert fail(lockouts, 1, now_s=now_s)[0].is_disabled


def test_once_an_operator_has_acted_the_count_begins_anew():
    lockouts = Throttle()
    _, now_s = fail(lockouts, 50)

    lockouts.forgive(CARD)

    assert fail(lockouts, 4, now_s=now_s)[0] == FREE


def test_a_face_is_never_disabled():
    answer, now_s = fail(Throttle(), 200, subject=FACE)

    assert not answer.is_disabled
    assert answer.locked_until_s == now_s + 900.0


def fail_faces(lockouts: Throttle, times: int, *, every_s: float, now_s: float = 0.0) -> list[float]:
    """Let a new face fail at every step; return when the alarm was raised."""
    moments = [now_s + every_s * step for step in range(times)]
    return [moment for moment in moments if lockouts.failed(f"face:{moment}", moment).is_alarm]


def test_fifty_failures_of_unknown_faces_in_an_hour_raise_one_alarm_and_lock_nobody():
    lockouts = Throttle()

    assert fail_faces(lockouts, 200, every_s=10.0) == [490.0]
    assert lockouts.locked_until_s("face:0.0", 2000.0) is None


def test_the_alarm_is_raised_again_after_an_hour():
    assert fail_faces(Throttle(), 1000, every_s=10.0) == [490.0, 4090.0, 7690.0]


def test_fifty_failures_in_more_than_an_hour_raise_no_alarm():
    assert fail_faces(Throttle(), 200, every_s=75.0) == []


def test_failures_of_cards_raise_no_alarm():
    lockouts = Throttle()

    assert not any(lockouts.failed(f"card:{n}", 0.0).is_alarm for n in range(200))


def test_a_clock_that_jumps_back_neither_shortens_a_lockout_nor_lengthens_it_by_the_jump():
    lockouts = Throttle()
    fail(lockouts, 5, now_s=1_000_000.0)

    assert lockouts.locked_until_s(CARD, 7.0) == 37.0
    assert lockouts.locked_until_s(CARD, 36.9) == pytest.approx(37.0)
    assert lockouts.locked_until_s(CARD, 37.0) is None


def test_what_a_thousand_failures_a_second_leave_is_bounded_and_the_newest_is_remembered():
    lockouts = Throttle(ThrottleRules(most_subjects=100))

    for number in range(10_000):
        lockouts.failed(f"face:{number}", number / 1000)
        lockouts.failed(f"card:{number}", number / 1000)
    fail(lockouts, 4, subject="face:9999", now_s=10.0)

    assert len(lockouts._faces) == len(lockouts._known) == 100
    assert lockouts.locked_until_s("face:9999", 10.0) is not None


def test_a_crowd_of_faces_does_not_push_out_a_locked_card():
    lockouts = Throttle(ThrottleRules(most_subjects=100))
    fail(lockouts, 5)

    for number in range(1000):
        lockouts.failed(f"face:{number}", 1.0)

    assert lockouts.locked_until_s(CARD, 1.0) is not None


STEPS = st.lists(
    st.tuples(
        st.sampled_from(SUBJECTS),
        st.sampled_from(["fail", "fail", "fail", "succeed"]),
        st.floats(-1e6, 1e6) | st.just(0.0) | st.sampled_from([math.nan, math.inf, -math.inf]),
    ),
    max_size=80,
)


@settings(max_examples=60)
@given(STEPS)
def test_a_subject_fares_as_if_it_were_alone(steps):
    together, alone = Throttle(), Throttle()
    for subject, act, now_s in steps:
        alone.locked_until_s(CARD, now_s)
        together.locked_until_s(CARD, now_s)
        for lockouts in (together, alone) if subject == CARD else (together,):
            lockouts.failed(subject, now_s) if act == "fail" else lockouts.succeeded(subject)

    assert together.locked_until_s(CARD, 0.0) == alone.locked_until_s(CARD, 0.0)


@settings(max_examples=60)
@given(STEPS)
def test_after_a_success_nobody_waits_and_no_waiting_time_is_negative(steps):
    lockouts = Throttle()
    for subject, act, now_s in steps:
        if act == "succeed":
            lockouts.succeeded(subject)
            assert lockouts.locked_until_s(subject, now_s) is None
            continue
        until_s = lockouts.failed(subject, now_s).locked_until_s
        assert until_s is None or not math.isfinite(now_s) or until_s > now_s


@settings(max_examples=60)
@given(st.lists(st.floats(-1e5, 1e5), max_size=40))
def test_no_jump_of_the_clock_shortens_a_lockout(jumps):
    lockouts = Throttle()
    fail(lockouts, 5)
    now_s = forward_s = 0.0
    for jump in jumps:
        now_s, forward_s = now_s + jump, forward_s + max(0.0, jump)
        is_locked = lockouts.locked_until_s(CARD, now_s) is not None
        assert is_locked == (forward_s < 30.0) or abs(forward_s - 30.0) < 1e-6
