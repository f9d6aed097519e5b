"""Which pose a sample is, measured against the newcomer's own front, and what an enrolment still lacks."""

from dataclasses import replace

import pytest

from door_access.domain.enrolment.coverage import Coverage, Front, Pose
from door_access.domain.faces.faces import Quality
from tests.builders import GOOD_QUALITY

FRONT = Front(0.02, 0.72)


def looking(yaw: float = 0.0, pitch: float = 0.0) -> Quality:
    """Return a sample that lies so far from the front."""
    return replace(GOOD_QUALITY, yaw=FRONT.yaw + yaw, pitch=FRONT.pitch + pitch)


@pytest.mark.parametrize(
    ("quality", "pose"),
    [
        (looking(), Pose.FRONTAL),
        (looking(0.05, -0.03), Pose.FRONTAL),
        (looking(yaw=0.1), Pose.LEFT),
        (looking(yaw=-0.1), Pose.RIGHT),
        (looking(pitch=-0.08), Pose.UP),
        (looking(pitch=0.08), Pose.DOWN),
        (looking(0.15, 0.06), Pose.LEFT),
        (looking(0.08, -0.12), Pose.UP),
    ],
)
def test_a_pose_is_where_the_head_has_moved_farther(quality: Quality, pose: Pose) -> None:
    assert FRONT.pose(quality) is pose


def test_a_camera_beside_the_door_turns_nobodys_head() -> None:
    aside = [replace(GOOD_QUALITY, yaw=0.11, pitch=0.82)] * 3

    assert Front.of(aside).pose(aside[0]) is Pose.FRONTAL


def test_one_first_sample_that_slipped_does_not_move_the_front() -> None:
    first = [replace(GOOD_QUALITY, yaw=yaw) for yaw in (0.0, 0.3, 0.02)]

    assert Front.of(first).yaw == 0.02


@pytest.mark.parametrize(("yaw", "pose"), [(0.3, Pose.LEFT), (-0.3, Pose.RIGHT)])
def test_somebody_who_begins_turned_is_turned(yaw: float, pose: Pose) -> None:
    first = [replace(GOOD_QUALITY, yaw=yaw)]

    assert Front.of(first).pose(first[0]) is pose


def test_a_pose_is_covered_by_two_samples_and_wanted_until_it_has_its_share() -> None:
    coverage = Coverage.of([Pose.FRONTAL] * 4 + [Pose.LEFT] * 2 + [Pose.UP], wanted=20)

    assert (coverage.enough, coverage.count(Pose.LEFT)) == (4, 2)
    assert coverage.missing == (Pose.RIGHT, Pose.UP, Pose.DOWN)
    assert coverage.wanted == (Pose.LEFT, Pose.RIGHT, Pose.UP, Pose.DOWN)
    assert coverage.fullest is Pose.FRONTAL


def test_where_few_samples_are_wanted_one_covers_a_pose() -> None:
    coverage = Coverage.of([Pose.FRONTAL, Pose.DOWN], wanted=3)

    assert coverage.missing == (Pose.LEFT, Pose.RIGHT, Pose.UP)
