"""Which pictures are kept of an enrolment."""

from dataclasses import replace

import pytest

from door_access.domain.enrolment.chips import (
    LARGEST_CHIP_BYTES,
    MOST_CHIPS,
    EnrolmentChip,
    FacePicture,
    best_chips,
)
from door_access.domain.enrolment.coverage import Pose
from tests.builders import GOOD_QUALITY, face_at, face_picture, template


def chip(pose: Pose | None, sharpness: float, *, has_glasses: bool | None = None) -> EnrolmentChip:
    return EnrolmentChip(face_picture(), replace(GOOD_QUALITY, sharpness=sharpness), pose, has_glasses)


def kept(*chips: EnrolmentChip) -> list[tuple[Pose | None, float]]:
    return [(one.pose, one.quality.sharpness) for one in best_chips(chips)]


def test_every_look_has_its_sharpest_before_any_has_a_second():
    frontal = [chip(Pose.FRONTAL, sharpness) for sharpness in range(100, 120)]
    turned = [chip(pose, 10.0 * place) for place, pose in enumerate(Pose) if pose is not Pose.FRONTAL]

    chosen = kept(*turned, *frontal)

    assert len(chosen) == MOST_CHIPS
    assert chosen[0] == (Pose.FRONTAL, 119)
    assert {pose for pose, _ in chosen} == set(Pose)
    assert chosen[-1] == (Pose.FRONTAL, 118)


def test_a_face_without_its_glasses_is_a_look_of_its_own():
    chosen = best_chips([chip(None, 9, has_glasses=True), chip(None, 8, has_glasses=True), chip(None, 1)])

    assert [one.quality.sharpness for one in chosen] == [1, 9, 8]


def test_without_pictures_none_is_chosen():
    assert best_chips([]) == ()


@pytest.mark.parametrize("jpeg", [b"", b"x" * (LARGEST_CHIP_BYTES + 1)])
def test_a_picture_has_bytes_and_not_too_many(jpeg):
    with pytest.raises(ValueError, match="1 to 64000 bytes"):
        FacePicture(jpeg, face_at())


def test_a_template_tells_of_its_picture_if_it_has_one():
    assert template().chip is None

    told = replace(template(), pose=Pose.UP, has_glasses=False, picture=face_picture()).chip

    assert (told.pose, told.has_glasses, told.quality) == (Pose.UP, False, GOOD_QUALITY)
