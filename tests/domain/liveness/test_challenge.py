"""The challenge: only what was asked, by the one who was asked, after it was asked, and in time."""

import math
import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.faces.faces import Quality
from door_access.domain.liveness.challenge import Challenge, ChallengeOutcome, ChallengeRules, ChallengeStep
from tests.builders import GOOD_QUALITY

RULES = ChallengeRules()
FRAME_S = 0.1
TRACK = 7
LEFT, RIGHT, UP, CLOSER, BLINK = ChallengeStep
ONGOING, PASSED, FAILED = ChallengeOutcome
POSE: dict[ChallengeStep, Quality] = {
    LEFT: replace(GOOD_QUALITY, yaw=0.25),
    RIGHT: replace(GOOD_QUALITY, yaw=-0.25),
    UP: replace(GOOD_QUALITY, pitch=0.58),
    CLOSER: replace(GOOD_QUALITY, width_px=200.0),
}
NOT_MEASURED = [
    None,
    replace(GOOD_QUALITY, yaw=math.nan),
    replace(GOOD_QUALITY, pitch=math.inf),
    replace(GOOD_QUALITY, width_px=math.nan),
]


class Person:
    """Stands before the door, frame after frame, and is asked for these steps."""

    def __init__(self, *steps: ChallengeStep, first: Quality = GOOD_QUALITY, rules: ChallengeRules = RULES):
        self.challenge = Challenge(rules, steps, track=TRACK, first=first, now_s=0.0)
        self.now_s = 0.0
        self.blinks = 0

    def shows(self, quality: Quality | None = GOOD_QUALITY, *, times: int = 3, track: int | None = TRACK):
        outcome = ONGOING
        for _ in range(times):
            self.now_s += FRAME_S
            outcome = self.challenge.see(track=track, quality=quality, blinks=self.blinks, now_s=self.now_s)
        return outcome

    def does(self, step: ChallengeStep):
        self.shows()
        if step is BLINK:
            self.blinks += 2
            return self.shows()
        return self.shows(POSE[step])


@pytest.mark.parametrize("step", ChallengeStep)
def test_a_step_that_is_done_after_it_was_asked_passes(step) -> None:
    assert Person(step).does(step) is PASSED


@pytest.mark.parametrize("step", ChallengeStep)
def test_who_does_nothing_fails_when_the_steps_time_is_over_and_not_before(step) -> None:
    person = Person(step)

    assert person.shows(times=39) is ONGOING
    assert person.shows(times=2) is FAILED


@pytest.mark.parametrize("step", [LEFT, RIGHT, UP, CLOSER])
def test_a_pose_held_from_the_beginning_is_not_a_movement(step) -> None:
    assert Person(step, first=POSE[step]).shows(POSE[step], times=41) is FAILED


@pytest.mark.parametrize("step", [LEFT, RIGHT, UP, CLOSER])
def test_a_pose_already_there_when_the_step_is_asked_does_not_count(step) -> None:
    assert Person(step).shows(POSE[step], times=39) is ONGOING


def test_a_pose_taken_faster_than_anybody_reads_does_not_count() -> None:
    person = Person(LEFT)
    person.shows(times=1)

    assert person.shows(POSE[LEFT], times=30) is ONGOING


def test_one_misplaced_frame_passes_nobody() -> None:
    person = Person(LEFT)
    person.shows()
    person.shows(POSE[LEFT], times=1)

    assert person.shows() is ONGOING


def test_two_steps_are_asked_one_after_the_other_and_both_are_needed() -> None:
    person = Person(LEFT, BLINK)
    assert (person.challenge.step, person.challenge.number, person.challenge.count) == (LEFT, 1, 2)

    assert person.does(LEFT) is ONGOING
    assert (person.challenge.step, person.challenge.number) == (BLINK, 2)
    assert person.does(BLINK) is PASSED


def test_one_pose_that_fits_two_steps_does_not_answer_both() -> None:
    both = replace(GOOD_QUALITY, yaw=0.25, width_px=200.0)
    person = Person(LEFT, CLOSER)
    person.shows()

    assert person.shows(both, times=30) is ONGOING
    assert person.challenge.number == 2


def test_turning_the_other_way_fails() -> None:
    person = Person(LEFT)
    person.shows()

    assert person.shows(POSE[RIGHT]) is FAILED


def test_a_film_of_every_movement_does_not_pass_by_waiting() -> None:
    person = Person(UP)
    person.shows()
    person.shows(POSE[LEFT])
    person.shows()

    assert person.shows(POSE[UP]) is FAILED


def test_a_head_that_turns_on_after_its_step_was_seen_is_not_wrong() -> None:
    person = Person(LEFT, UP)
    person.shows()
    person.shows(replace(GOOD_QUALITY, yaw=0.16), times=2)
    person.shows(replace(GOOD_QUALITY, yaw=0.40))

    assert person.does(UP) is PASSED


def test_a_little_movement_to_the_wrong_side_is_forgiven() -> None:
    person = Person(LEFT)
    person.shows()
    person.shows(replace(GOOD_QUALITY, yaw=-0.2))

    assert person.does(LEFT) is PASSED


def test_another_track_fails_even_with_the_right_pose() -> None:
    person = Person(LEFT)
    person.shows()

    assert person.shows(POSE[LEFT], track=8) is FAILED


def test_a_face_lost_for_less_than_half_a_second_while_it_turns_goes_on() -> None:
    person = Person(LEFT)
    person.shows()
    person.shows(None, track=None, times=4)

    assert person.shows(POSE[LEFT]) is PASSED


def test_a_face_lost_for_longer_has_failed() -> None:
    person = Person(LEFT)
    person.shows()

    assert person.shows(None, track=None, times=6) is FAILED


@pytest.mark.parametrize("quality", NOT_MEASURED)
def test_a_face_that_cannot_be_measured_counts_as_lost(quality) -> None:
    person = Person(LEFT)
    person.shows()

    assert person.shows(quality, times=6) is FAILED


@pytest.mark.parametrize("quality", NOT_MEASURED)
def test_a_face_that_cannot_be_measured_does_not_count_as_seen_without_the_pose(quality) -> None:
    person = Person(LEFT)
    person.shows(quality)

    assert person.shows(POSE[LEFT], times=30) is ONGOING


@pytest.mark.parametrize("first", [q for q in NOT_MEASURED if q])
def test_a_beginning_without_a_pose_can_be_left_by_no_turn(first) -> None:
    for step in (LEFT, UP, CLOSER):
        if not math.isfinite(RULES.change(step, first, GOOD_QUALITY)):
            assert Person(step, first=first).does(step) is not PASSED


def test_a_face_that_had_no_width_cannot_come_closer() -> None:
    assert Person(CLOSER, first=replace(GOOD_QUALITY, width_px=0.0)).does(CLOSER) is ONGOING


def test_blinks_before_the_question_do_not_count() -> None:
    person = Person(BLINK)
    person.blinks = 5

    assert person.shows(times=30) is ONGOING


def test_one_blink_that_comes_by_itself_is_not_what_was_asked() -> None:
    person = Person(BLINK)
    person.shows()
    person.blinks = 1
    assert person.shows(times=10) is ONGOING
    person.blinks = 2

    assert person.shows() is PASSED


@pytest.mark.parametrize("now_s", [-1.0, 0.2, math.nan, math.inf])
def test_a_clock_that_jumps_fails(now_s) -> None:
    person = Person(LEFT)
    person.shows()

    assert person.challenge.see(track=TRACK, quality=POSE[LEFT], blinks=0, now_s=now_s) is FAILED


def test_all_steps_together_end_after_ten_seconds() -> None:
    person = Person(LEFT, UP, RIGHT)
    for step in (LEFT, UP):
        person.shows(times=33)
        person.does(step)

    assert person.challenge.number == 3
    assert person.challenge.ends_at_s == pytest.approx(10.0)


@pytest.mark.parametrize("outcome", [PASSED, FAILED])
def test_what_is_over_stays_over(outcome) -> None:
    person = Person(LEFT)
    if outcome is PASSED:
        person.does(LEFT)
    else:
        person.shows(track=8)

    assert person.shows(track=8) is outcome
    assert person.shows(POSE[LEFT]) is outcome


@pytest.mark.parametrize(
    ("step", "first"),
    [
        (LEFT, replace(GOOD_QUALITY, yaw=0.31)),
        (RIGHT, replace(GOOD_QUALITY, yaw=-0.31)),
        (UP, replace(GOOD_QUALITY, pitch=0.49)),
        (CLOSER, replace(GOOD_QUALITY, width_px=300.0)),
    ],
)
def test_nobody_is_asked_to_go_where_the_face_is_not_found(step, first) -> None:
    drawn = [
        Challenge.drawn(RULES, random.Random(seed), track=TRACK, first=first, now_s=0.0) for seed in range(30)
    ]

    assert step not in {challenge.step for challenge in drawn}


def test_where_nothing_is_reachable_something_is_asked_all_the_same() -> None:
    rules = ChallengeRules(allowed=(LEFT, RIGHT))
    nowhere = replace(GOOD_QUALITY, yaw=math.nan)

    assert Challenge.drawn(rules, random.Random(1), track=TRACK, first=nowhere, now_s=0.0).count == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"count": 0},
        {"blinks": 0},
        {"sightings": 0},
        {"allowed": (LEFT, LEFT)},
        {"step_s": 4.1},
        {"whole_s": 10.1},
        {"step_s": math.nan},
        {"turn": 0.0},
        {"closer": 1.0},
        {"clearly": 0.9},
    ],
)
def test_rules_that_ask_for_nothing_or_wait_for_ever_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match="got"):
        ChallengeRules(**wrong)


@given(st.integers(), st.integers(1, 8))
def test_no_step_is_asked_twice_in_a_row(seed: int, count: int) -> None:
    rules = ChallengeRules(count=count)
    challenge = Challenge.drawn(rules, random.Random(seed), track=TRACK, first=GOOD_QUALITY, now_s=0.0)

    assert challenge.count == count
    assert all(before is not after for before, after in pairwise(challenge._steps))


@given(st.integers(), st.integers(2, 8))
def test_a_head_is_never_asked_to_shake_unless_it_can_do_nothing_else(seed: int, count: int) -> None:
    dice, first = random.Random(seed), GOOD_QUALITY
    anything = Challenge.drawn(ChallengeRules(count=count), dice, track=TRACK, first=first, now_s=0.0)
    turns = ChallengeRules(count=count, allowed=(LEFT, RIGHT))
    only_turns = Challenge.drawn(turns, dice, track=TRACK, first=first, now_s=0.0)

    assert not any({before, after} == {LEFT, RIGHT} for before, after in pairwise(anything._steps))
    assert all({before, after} == {LEFT, RIGHT} for before, after in pairwise(only_turns._steps))


numbers = st.one_of(st.floats(), st.sampled_from([0.0, 0.25, -0.25, 0.75, 0.58, 150.0, 200.0]))
qualities = st.builds(
    replace, st.just(GOOD_QUALITY), yaw=numbers, pitch=numbers, width_px=numbers
) | st.sampled_from([*POSE.values(), GOOD_QUALITY])
scenes = st.tuples(
    st.sampled_from([TRACK, TRACK, TRACK, 8, None]),
    st.none() | qualities,
    st.integers(0, 3),
    st.sampled_from([0.03, 0.1, 0.2, 0.5, 3.0, -1.0, math.nan]) | st.floats(0.0, 0.3),
)


@settings(max_examples=150)
@given(st.integers(0, 99), qualities, st.lists(scenes, max_size=60))
def test_whatever_is_shown_only_the_same_track_in_time_and_moving_passes(seed, first, shown) -> None:
    challenge = Challenge.drawn(RULES, random.Random(seed), track=TRACK, first=first, now_s=0.0)
    now_s, tracks, outcomes, times = 0.0, set(), [], []
    for track, quality, blinks, step_s in shown:
        now_s += step_s
        tracks.add(track)
        times.append(now_s)
        outcomes.append(challenge.see(track=track, quality=quality, blinks=blinks, now_s=now_s))
        if outcomes[-1] is PASSED:
            assert tracks <= {TRACK, None}
            assert times == sorted(times)
            assert 2 * 0.2 <= now_s < 10.0
            break
    ends = [outcome for outcome in outcomes if outcome is not ONGOING]
    assert len(set(ends)) <= 1
    assert challenge.ends_at_s <= 10.0


@settings(max_examples=60)
@given(st.integers(0, 99), qualities)
def test_a_still_picture_never_passes(seed: int, picture: Quality) -> None:
    challenge = Challenge.drawn(RULES, random.Random(seed), track=TRACK, first=picture, now_s=0.0)
    outcomes = [challenge.see(track=TRACK, quality=picture, blinks=0, now_s=n * FRAME_S) for n in range(110)]

    assert outcomes[-1] is FAILED
    assert PASSED not in outcomes
