"""Throttle after failed attempts: how long, of whom, and of nobody else."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.entry.throttle import (
    DOOR,
    MOST_FACES,
    FailureCount,
    Throttle,
    ThrottleRules,
    UnknownFaces,
)
from door_access.domain.faces.faces import Embedding
from tests.builders import at_distance

CARD, OTHER_CARD, PERSON, FACE = "card:1", "card:2", "person:1", "face:1"
SUBJECTS = (CARD, OTHER_CARD, PERSON, FACE)


LONGEST_S = int(ThrottleRules().longest_s)


def left_s(throttle: Throttle, subject: str, now_s: float) -> float:
    """Return how many whole seconds the subject must wait, by asking at later times."""
    steps = range(LONGEST_S + 1)
    return float(next((s for s in steps if not throttle.is_waiting(subject, now_s + s)), LONGEST_S))


def fail(throttle: Throttle, times: int, *, subject: str = CARD, now_s: float = 0.0) -> tuple:
    """Fail so often, each time as soon as it is allowed; return the last answer and the time then."""
    answer = FailureCount(subject)
    for _ in range(times):
        now_s += left_s(throttle, subject, now_s)
        answer = throttle.failed(subject, now_s)
    return answer, now_s


def test_four_failures_let_nobody_wait():
    throttle = Throttle()

    assert fail(throttle, 4)[0] == FailureCount(CARD, 4)
    assert not throttle.is_waiting(CARD, 0.0)


def test_the_fifth_failure_waits_for_half_a_minute():
    throttle = Throttle()

    assert fail(throttle, 5, now_s=100.0)[0].wait_s == 30.0
    assert throttle.is_waiting(CARD, 129.9)
    assert not throttle.is_waiting(CARD, 130.0)


def test_each_further_wait_is_twice_as_long_up_to_a_quarter_of_an_hour():
    throttle, lengths, now_s = Throttle(), [], 0.0
    for _ in range(9):
        answer, now_s = fail(throttle, 5, now_s=now_s)
        lengths.append(answer.wait_s)

    assert lengths == [30, 60, 120, 240, 480, 900, 900, 900, 900]


def test_a_success_resets_the_count_and_says_whether_there_was_one():
    throttle = Throttle()
    fail(throttle, 4)

    assert throttle.forgive(CARD) == FailureCount(CARD)
    assert throttle.forgive(CARD) is None
    assert fail(throttle, 4)[0].wait_s == 0


def test_whoever_was_compared_during_a_wait_has_failed_too():
    throttle = Throttle()
    fail(throttle, 5)

    assert throttle.failed(CARD, 10.0) == FailureCount(CARD, 6, 20.0)
    assert [throttle.failed(CARD, 10.0).wait_s for _ in range(4)] == [20.0, 20.0, 20.0, 60.0]


@pytest.mark.parametrize("subject", [CARD, PERSON])
def test_the_fiftieth_failure_disables_a_card_or_person_until_an_operator_acts(subject):
    throttle = Throttle()

    answer, now_s = fail(throttle, 49, subject=subject)
    assert not answer.is_disabling
    answer, now_s = fail(throttle, 1, subject=subject, now_s=now_s)
    assert answer == FailureCount(subject, 50, 900.0, is_disabling=True)
    assert throttle.is_waiting(subject, now_s + 1e6)


def test_once_an_operator_has_acted_the_count_begins_anew():
    throttle = Throttle()
    _, now_s = fail(throttle, 50)

    throttle.forgive(CARD)

    assert fail(throttle, 4, now_s=now_s)[0] == FailureCount(CARD, 4)


def test_a_face_is_never_disabled():
    answer, _ = fail(Throttle(), 200, subject=FACE)

    assert not answer.is_disabling and answer.is_of_face
    assert answer.wait_s == 900.0


def fail_at_door(throttle: Throttle, times: int, *, every_s: float, now_s: float = 0.0) -> list[float]:
    """Let an attempt fail at every step; return when the alarm was raised."""
    moments = [now_s + every_s * step for step in range(times)]
    return [moment for moment in moments if throttle.failed_at_door(moment)[1]]


def test_fifty_failures_in_an_hour_raise_one_alarm_and_let_nobody_wait():
    throttle = Throttle()

    assert fail_at_door(throttle, 200, every_s=10.0) == [490.0]
    assert not any(throttle.is_waiting(subject, 2000.0) for subject in SUBJECTS)


def test_the_alarm_is_raised_again_after_an_hour():
    assert fail_at_door(Throttle(), 1000, every_s=10.0) == [490.0, 4090.0, 7690.0]


def test_fifty_failures_in_more_than_an_hour_raise_no_alarm():
    assert fail_at_door(Throttle(), 200, every_s=75.0) == []


def test_the_doors_count_is_that_of_the_last_hour():
    throttle = Throttle()
    assert throttle.failed_at_door(0.0)[0] == FailureCount(DOOR, 1, 3600.0)
    assert throttle.failed_at_door(1800.0)[0].failures == 2
    assert throttle.failed_at_door(3601.0)[0].failures == 2


def test_a_clock_that_jumps_back_neither_shortens_a_wait_nor_lengthens_it_by_the_jump():
    throttle = Throttle()
    fail(throttle, 5, now_s=1_000_000.0)

    assert throttle.is_waiting(CARD, 7.0)
    assert throttle.is_waiting(CARD, 36.9)
    assert not throttle.is_waiting(CARD, 37.0)


def test_what_a_thousand_failures_a_second_leave_is_bounded_and_the_newest_is_remembered():
    throttle = Throttle(ThrottleRules(most_subjects=100))

    for number in range(10_000):
        throttle.failed(f"face:{number}", number / 1000)
        throttle.failed(f"card:{number}", number / 1000)
    fail(throttle, 4, subject="face:9999", now_s=10.0)

    assert len(throttle._faces) == len(throttle._known) == 100
    assert throttle.is_waiting("face:9999", 10.0)


def test_a_crowd_of_faces_does_not_push_out_a_waiting_card():
    throttle = Throttle(ThrottleRules(most_subjects=100))
    fail(throttle, 5)

    for number in range(1000):
        throttle.failed(f"face:{number}", 1.0)

    assert throttle.is_waiting(CARD, 1.0)


def test_who_waited_before_a_restart_waits_on_and_counts_on():
    throttle = Throttle()
    throttle.remember([FailureCount(CARD, 5, 20.0), FailureCount(PERSON, 4)], 7.0)

    assert throttle.is_waiting(CARD, 26.9) and not throttle.is_waiting(CARD, 27.0)
    assert throttle.failed(PERSON, 7.0) == FailureCount(PERSON, 5, 30.0)


def test_a_stored_wait_is_never_longer_than_its_failures_begin():
    throttle = Throttle()
    throttle.remember([FailureCount(CARD, 5, 1e9), FailureCount(PERSON, 4, 1e9)], 0.0)

    assert throttle.is_waiting(CARD, 29.9) and not throttle.is_waiting(CARD, 30.0)
    assert not throttle.is_waiting(PERSON, 0.0)


def test_what_is_not_written_yet_goes_before_what_the_store_still_knows():
    throttle = Throttle()
    fail(throttle, 5)
    throttle.remember([FailureCount(CARD, 4)], 0.0, keeping={CARD})

    assert throttle.is_waiting(CARD, 0.0)


def test_whom_the_store_has_forgiven_is_forgiven_but_not_who_is_not_written_yet():
    throttle = Throttle()
    fail(throttle, 5)
    fail(throttle, 5, subject=OTHER_CARD)
    throttle.remember([], 0.0, keeping={OTHER_CARD})

    assert not throttle.is_waiting(CARD, 0.0)
    assert throttle.is_waiting(OTHER_CARD, 0.0)


def test_who_should_have_been_disabled_before_a_restart_is_told_and_waits():
    throttle = Throttle()
    told = throttle.remember([FailureCount(CARD, 50), FailureCount(PERSON, 49)], 0.0)

    assert told == (FailureCount(CARD, 50, 900.0, is_disabling=True),)
    assert throttle.is_waiting(CARD, 1e9)


def test_the_door_counts_on_after_a_restart_and_what_was_long_ago_is_forgotten():
    throttle = Throttle()
    throttle.remember([FailureCount(DOOR, 49, 100.0)], 0.0)
    assert throttle.failed_at_door(1.0) == (FailureCount(DOOR, 50, 3600.0), True)
    late = Throttle()
    late.remember([FailureCount(DOOR, 49, 0.0)], 0.0)
    assert late.failed_at_door(1.0)[0].failures == 1


def test_the_doors_own_count_is_newer_than_the_stored_one():
    throttle = Throttle()
    throttle.failed_at_door(0.0)
    throttle.remember([FailureCount(DOOR, 30, 100.0)], 0.0)
    assert throttle.failed_at_door(0.0)[0].failures == 2


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
        alone.is_waiting(CARD, now_s)
        together.is_waiting(CARD, now_s)
        for throttle in (together, alone) if subject == CARD else (together,):
            throttle.failed(subject, now_s) if act == "fail" else throttle.forgive(subject)

    assert together.failed(CARD, 0.0) == alone.failed(CARD, 0.0)


@settings(max_examples=60)
@given(STEPS)
def test_after_a_success_nobody_waits_and_no_waiting_time_is_negative(steps):
    throttle = Throttle()
    for subject, act, now_s in steps:
        if act == "succeed":
            throttle.forgive(subject)
            assert not throttle.is_waiting(subject, now_s)
        else:
            assert throttle.failed(subject, now_s).wait_s >= 0


@settings(max_examples=60)
@given(st.lists(st.floats(-1e5, 1e5), max_size=40))
def test_no_jump_of_the_clock_shortens_a_wait(jumps):
    throttle = Throttle()
    fail(throttle, 5)
    now_s = forward_s = 0.0
    for jump in jumps:
        now_s, forward_s = now_s + jump, forward_s + max(0.0, jump)
        is_locked = throttle.is_waiting(CARD, now_s)
        assert is_locked == (forward_s < 30.0) or abs(forward_s - 30.0) < 1e-6


SAME = 0.4
OTHER_MODEL = "facenet@89abcdef"


def faces() -> UnknownFaces:
    return UnknownFaces(SAME)


def stranger(seed: int) -> Embedding:
    return Embedding.from_raw(np.random.default_rng(seed).normal(size=128), "resnet29@0123abcd")


def test_one_face_keeps_its_subject():
    known = faces()
    first = known.subject(at_distance(0.0), 0.0)

    assert known.subject(at_distance(0.0), 5.0) == first
    assert known.subject(at_distance(0.399), 9.0) == first


def test_another_face_is_another_subject():
    known = faces()

    assert known.subject(at_distance(0.0), 0.0) != known.subject(at_distance(0.41), 0.0)


def test_the_nearest_of_two_faces_is_meant():
    known = faces()
    near, far = at_distance(0.0), at_distance(0.7)
    subjects = [known.subject(face, 0.0) for face in (near, far)]

    assert known.subject(at_distance(0.38), 1.0) == subjects[1]
    assert known.subject(at_distance(0.3), 1.0) == subjects[0]


def test_a_face_is_forgotten_ten_minutes_after_it_was_last_seen():
    known = faces()
    first = known.subject(at_distance(0.0), 0.0)
    assert known.subject(at_distance(0.0), 599.0) == first
    assert known.subject(at_distance(0.0), 1199.0) == first

    assert known.subject(at_distance(0.0), 1800.0) != first
    assert len(known) == 1


def test_a_clock_that_jumps_back_forgets_nobody():
    known = faces()
    first = known.subject(at_distance(0.0), 1_000_000.0)

    assert known.subject(at_distance(0.0), 3.0) == first


def test_faces_of_another_model_are_never_compared_with():
    known = faces()
    first = known.subject(at_distance(0.0), 0.0)

    assert known.subject(at_distance(0.0, model_key=OTHER_MODEL), 0.0) != first
    assert len(known) == 1


def test_of_a_thousand_strangers_a_second_only_the_newest_are_remembered():
    known, crowd = faces(), MOST_FACES + 50
    subjects = [known.subject(stranger(number), number / 1000) for number in range(crowd)]

    assert len(set(subjects)) == crowd
    assert len(known) == MOST_FACES
    assert known.subject(stranger(crowd - 1), 1.0) == subjects[-1]
    assert known.subject(stranger(0), 1.0) not in subjects
