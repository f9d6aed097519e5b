"""One round of samples: something new at once, as many as wanted however still the head, no copies."""

from dataclasses import replace

from door_access.domain.enrolment.coverage import Pose
from door_access.domain.enrolment.enrolment_samples import RoundRules, SampleRound
from door_access.domain.enrolment.people import Template
from door_access.domain.faces.faces import Embedding, Quality
from tests.builders import GOOD_QUALITY, at_distance

RATE_HZ = 30
STEP_S = 1 / RATE_HZ
QUALITY = {
    Pose.FRONTAL: GOOD_QUALITY,
    Pose.LEFT: replace(GOOD_QUALITY, yaw=0.1),
    Pose.RIGHT: replace(GOOD_QUALITY, yaw=-0.1),
    Pose.UP: replace(GOOD_QUALITY, pitch=0.67),
    Pose.DOWN: replace(GOOD_QUALITY, pitch=0.83),
}
TEN_SECONDS = RoundRules(wanted=20, every=5, poses_s=10.0)


class Sitting:
    """Somebody before a camera of thirty pictures a second."""

    def __init__(self, rules: RoundRules = TEN_SECONDS) -> None:
        self.round = SampleRound(rules)
        self.now_s = 0.0
        self.samples = 0

    def look(self, pose: Pose, frames: int, embedding: Embedding | None = None) -> None:
        for _ in range(frames):
            self.now_s += STEP_S
            self.round.pass_time(self.now_s)
            if not self.round.is_over and self.round.is_due(QUALITY[pose], self.now_s):
                self.samples += 1
                self.add(QUALITY[pose], embedding)

    def obey(self, frames: int) -> None:
        """Do what is asked."""
        for _ in range(frames):
            self.look(self.round.asked or Pose.FRONTAL, 1)

    def add(self, quality: Quality, embedding: Embedding | None = None) -> int | None:
        distance = 0.01 * (self.samples % 8)
        return self.round.add(Template(embedding or at_distance(distance), quality))


def test_whoever_does_what_is_asked_has_every_pose_before_the_time_is_over() -> None:
    sitting = Sitting()
    sitting.obey(5 * RATE_HZ)

    assert sitting.round.is_over
    assert sitting.round.coverage.counts == (4, 4, 4, 4, 4)
    assert len(sitting.round.templates) == 20


def test_whoever_cannot_move_the_head_is_enrolled_after_ten_seconds() -> None:
    sitting = Sitting()
    sitting.look(Pose.FRONTAL, 9 * RATE_HZ)
    assert not sitting.round.is_over and sitting.round.left_s > 0
    sitting.look(Pose.FRONTAL, 2 * RATE_HZ)

    assert sitting.round.is_over and len(sitting.round.templates) == 20
    assert sitting.round.coverage.missing == (Pose.LEFT, Pose.RIGHT, Pose.UP, Pose.DOWN)
    assert sitting.samples == 20


def test_a_turn_after_twenty_samples_takes_the_place_of_copies() -> None:
    sitting = Sitting()
    sitting.look(Pose.FRONTAL, 4 * RATE_HZ)
    sitting.look(Pose.LEFT, RATE_HZ)

    assert len(sitting.round.templates) == 20
    assert sitting.round.coverage.counts == (16, 4, 0, 0, 0)


def test_the_sample_that_gives_way_is_the_one_most_like_another() -> None:
    sitting = Sitting(RoundRules(wanted=5, every=1, poses_s=10.0))
    for distance in (0.0, 0.2, 0.4, 0.41, 0.7):
        sitting.round.is_due(GOOD_QUALITY, 0.0)
        sitting.add(GOOD_QUALITY, at_distance(distance))

    assert sitting.add(QUALITY[Pose.UP], at_distance(0.3)) in (2, 3)


def test_a_new_pose_is_a_sample_at_once_and_then_waits_like_any_other() -> None:
    sitting = Sitting()
    sitting.look(Pose.FRONTAL, 12)
    before = sitting.samples
    sitting.look(Pose.RIGHT, 1)
    assert sitting.samples == before + 1
    sitting.look(Pose.RIGHT, 4)

    assert sitting.samples == before + 1


def test_a_slow_camera_gives_twenty_samples_in_ten_seconds() -> None:
    slow = SampleRound(TEN_SECONDS)
    taken = 0
    for frame in range(40):
        slow.pass_time(frame / 4)
        if slow.is_due(GOOD_QUALITY, frame / 4):
            taken += 1
            slow.add(Template(at_distance(0.0), GOOD_QUALITY))

    assert taken == 20


def test_another_pose_is_asked_for_when_nobody_follows() -> None:
    sitting = Sitting()
    asked = []
    for _ in range(40):
        sitting.look(Pose.FRONTAL, RATE_HZ // 4)
        asked.append(sitting.round.asked)

    assert set(asked[4:-2]) == {Pose.LEFT, Pose.RIGHT, Pose.UP, Pose.DOWN}


def test_where_no_time_is_given_no_pose_is_asked_for_and_enough_is_enough() -> None:
    sitting = Sitting(RoundRules(wanted=5, every=1))
    assert sitting.round.asked is None
    sitting.look(Pose.FRONTAL, 5)

    assert sitting.round.is_over
    assert sitting.add(QUALITY[Pose.LEFT]) is not None
    assert sitting.round.coverage.count(Pose.LEFT) == 1


def test_fewer_samples_than_poses_do_not_push_each_other_out() -> None:
    sitting = Sitting(RoundRules(wanted=4, every=1, poses_s=10.0))
    sitting.look(Pose.FRONTAL, 4)
    for pose in (Pose.LEFT, Pose.RIGHT, Pose.UP):
        assert not sitting.round.is_over
        sitting.look(pose, 1)

    assert sitting.round.is_over
    assert sitting.round.coverage.counts == (1, 1, 1, 1, 0)
    assert sitting.add(QUALITY[Pose.DOWN]) is None


def test_the_time_stands_still_while_a_question_stands_and_while_the_camera_is_away() -> None:
    sitting = Sitting()
    sitting.look(Pose.FRONTAL, 1)
    left_s = sitting.round.left_s
    sitting.round.wait_until(60.0)
    sitting.round.pass_time(60.0)
    assert sitting.round.left_s == left_s
    sitting.round.pass_time(90.0)

    assert sitting.round.left_s == left_s - 1.0


def test_time_begins_with_the_first_accepted_frame_and_never_runs_back() -> None:
    early = SampleRound(TEN_SECONDS)
    early.pass_time(30.0)
    early.wait_until(40.0)
    assert early.left_s == 10.0
    early.is_due(GOOD_QUALITY, 50.0)
    early.pass_time(20.0)

    assert early.left_s == 10.0


def test_what_the_operator_said_of_glasses_stands_with_every_sample() -> None:
    sitting = Sitting(RoundRules(wanted=2, every=1, has_glasses=False))
    sitting.look(Pose.FRONTAL, 2)

    assert [template.has_glasses for template in sitting.round.templates] == [False, False]
    assert [template.pose for template in sitting.round.templates] == [Pose.FRONTAL] * 2
