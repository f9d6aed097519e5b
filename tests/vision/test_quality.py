"""The gate lets good pictures pass and names what is wrong with the others."""

import math
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from door_access.config import QualitySettings
from door_access.domain.faces.faces import Box, DetectedFace, Quality, Rgb
from door_access.domain.faces.guidance import Guidance
from door_access.vision.chips.aligners import ChipCutter
from door_access.vision.detector import HogDetector
from door_access.vision.quality import ChipQuality, pose
from tests.vision.cameras.videos import evaluation_folder, pictures_of
from tests.vision.portraits import face_of

SIDE_PX, PADDING = 150, 0.25
LEAST_PASSING = 0.97
FACE = DetectedFace(
    Box(0, 0, 100, 100), np.array([(80, 40), (60, 40), (20, 40), (40, 40), (50, 70)], np.float32)
)


def measured(rgb: Rgb, face: DetectedFace) -> Quality:
    return ChipQuality(PADDING).measure(face, ChipCutter(SIDE_PX, PADDING).chip(rgb, face))


def verdict(quality: Quality) -> Guidance:
    return QualitySettings().gate().judge(quality)


def darkened(rgb: Rgb) -> Rgb:
    return np.asarray((rgb * 0.15).astype(np.uint8))


def overexposed(rgb: Rgb) -> Rgb:
    return np.asarray(np.clip(rgb * 2.5 + 90, 0, 255).astype(np.uint8))


def blurred(rgb: Rgb) -> Rgb:
    return np.asarray(cv2.GaussianBlur(rgb, (0, 0), 8.0))


SPOILT: list[tuple[Callable[[Rgb], Rgb], Guidance]] = [
    (np.asarray, Guidance.GOOD),
    (darkened, Guidance.TOO_DARK),
    (overexposed, Guidance.TOO_BRIGHT),
    (blurred, Guidance.HOLD_STILL),
]


@pytest.mark.parametrize(("spoil", "expected"), SPOILT, ids=["as it is", "dark", "bright", "blurred"])
def test_a_spoilt_portrait_is_refused_for_its_own_reason(
    portrait: Rgb, spoil: Callable[[Rgb], Rgb], expected: Guidance
) -> None:
    face = face_of(portrait)
    assert verdict(measured(spoil(portrait), face)) is expected


def test_a_head_that_tilts_is_straightened_but_one_that_lies_is_not_compared(portrait: Rgb) -> None:
    face = face_of(portrait)
    chip = ChipCutter(SIDE_PX, PADDING).chip(portrait, face)
    verdicts = [verdict(ChipQuality(PADDING).measure(_rolled(face, by), chip)) for by in (-20, 20, 50)]
    assert verdicts == [Guidance.GOOD, Guidance.GOOD, Guidance.LOOK_AT_CAMERA]


def _rolled(face: DetectedFace, degrees: float) -> DetectedFace:
    turn = math.radians(degrees)
    matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]], np.float32)
    return DetectedFace(face.box, (face.landmarks @ matrix).astype(np.float32))


class TestPose:
    def test_a_frontal_face_has_no_yaw_and_no_roll(self) -> None:
        assert pose(FACE.landmarks) == pytest.approx((0.0, 0.75, 0.0))

    def test_a_nose_to_the_pictures_right_is_a_positive_yaw(self) -> None:
        moved = FACE.landmarks + np.array([(0, 0)] * 4 + [(20, 0)], np.float32)
        assert pose(moved)[0] == pytest.approx(0.5)

    @pytest.mark.parametrize("degrees", [-40.0, 15.0, 89.0])
    def test_roll_changes_neither_yaw_nor_pitch(self, degrees: float) -> None:
        yaw, pitch, roll = pose(_rolled(FACE, degrees).landmarks)
        assert (yaw, pitch, roll) == pytest.approx((0.0, 0.75, degrees), abs=1e-4)

    def test_size_does_not_matter(self) -> None:
        assert pose(FACE.landmarks * 7) == pytest.approx(pose(FACE.landmarks))

    def test_points_without_eyes_pass_no_gate(self) -> None:
        nowhere = DetectedFace(FACE.box, np.zeros((5, 2), np.float32))
        chip = np.random.default_rng(1).integers(60, 180, (SIDE_PX, SIDE_PX, 3), np.uint8)
        assert verdict(ChipQuality(PADDING).measure(nowhere, chip)) is Guidance.LOOK_AT_CAMERA


class TestMeasures:
    @pytest.mark.parametrize("side_px", [96, 112, 150, 160, 300])
    def test_a_plain_chip_has_its_grey_level_no_contrast_and_no_sharpness(self, side_px: int) -> None:
        quality = ChipQuality(PADDING).measure(FACE, np.full((side_px, side_px, 3), 90, np.uint8))
        assert (quality.brightness, quality.contrast, quality.sharpness) == pytest.approx((90, 0, 0))

    def test_the_margin_around_the_face_is_not_measured(self) -> None:
        chip = np.full((SIDE_PX, SIDE_PX, 3), 255, np.uint8)
        chip[25:125, 25:125] = 90
        assert ChipQuality(PADDING).measure(FACE, chip).brightness == pytest.approx(90)

    def test_blur_lowers_sharpness_and_keeps_brightness(self, portrait: Rgb) -> None:
        face = face_of(portrait)
        sharp, soft = measured(portrait, face), measured(blurred(portrait), face)
        assert soft.sharpness < sharp.sharpness / 5
        assert soft.brightness == pytest.approx(sharp.brightness, rel=0.1)

    def test_the_width_is_that_of_the_box(self) -> None:
        chip = np.zeros((SIDE_PX, SIDE_PX, 3), np.uint8)
        assert ChipQuality(PADDING).measure(FACE, chip).width_px == 100.0

    def test_a_negative_padding_is_refused(self) -> None:
        with pytest.raises(ValueError, match="padding"):
            ChipQuality(-0.1)

    def test_a_face_below_the_chips_middle_is_measured_where_it_lies(self) -> None:
        chip = np.zeros((100, 100, 3), np.uint8)
        chip[35:85, 25:75] = 90
        assert ChipQuality(0.5, drop=0.1).measure(FACE, chip).brightness == pytest.approx(90)

    @pytest.mark.parametrize("drop", [-0.01, 0.26])
    def test_a_face_that_leaves_the_chip_cannot_be_asked_for(self, drop: float) -> None:
        with pytest.raises(ValueError, match=r"a face lies from 0 to 0\.250 below"):
            ChipQuality(0.5, drop=drop)


@pytest.mark.parametrize(
    "name", ["apfol_real2.webm", "liveportrait_d9.mp4", "liveportrait_d14.mp4", "liveportrait_s18.mp4"]
)
def test_nearly_every_face_of_a_live_video_is_good_enough(name: str) -> None:
    pictures = pictures_of(evaluation_folder() / "videos" / name, every=4)
    detector = HogDetector(90.0)
    verdicts = [verdict(measured(rgb, faces[0])) for rgb in pictures if (faces := detector.detect(rgb))]
    assert verdicts.count(Guidance.GOOD) >= LEAST_PASSING * len(verdicts)
