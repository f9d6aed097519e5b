"""Faces are found from the wanted size on, with a box that follows them and points that fit."""

import os
import shutil
from itertools import pairwise
from pathlib import Path

import cv2
import dlib
import numpy as np
import pytest

from benchmarks.accuracy.found_faces import DARK, backlit, filmed
from door_access.domain.faces.faces import Box, Rgb
from door_access.errors import WeightsFault
from door_access.vision import detector
from door_access.vision.detector import (
    MEAN_PLACES,
    HogDetector,
    LandmarkPredictor,
    predictor_path,
    steady_box,
    with_even_light,
)
from tests.vision.cameras.videos import evaluation_folder, pictures_of
from tests.vision.portraits import face_of, grace_hopper

LEAST_RECALL = {
    "apfol_real2.webm": 0.97,
    "apfol_fake2.webm": 0.93,
    "liveportrait_d9.mp4": 0.99,
    "liveportrait_d14.mp4": 0.99,
    "liveportrait_s18.mp4": 0.97,
}
"""Share of frames with a face found, a little below what was measured."""
ZONE_SMALLEST_PX = 90.0
"""What the default presence zone of 120 px asks of the detector."""


def with_face_of(portrait: Rgb, width_px: float) -> Rgb:
    """Return the portrait scaled so that its face is so wide."""
    face = face_of(portrait)
    factor = width_px / face.box.width
    return np.asarray(cv2.resize(portrait, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA))


@pytest.mark.parametrize("width_px", [45, 60, 90, 120, 180, 250])
def test_a_face_is_found_from_the_smallest_size_on_and_its_width_is_told(
    portrait: Rgb, width_px: float
) -> None:
    face = face_of(with_face_of(portrait, width_px), smallest_px=45.0)
    assert face.box.width == pytest.approx(width_px, rel=0.08)


def test_however_many_detectors_there_are_dlibs_is_unpacked_once_and_each_finds_what_it_finds(
    portrait: Rgb, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpack, unpacked = dlib.get_frontal_face_detector, []
    monkeypatch.setattr(dlib, "get_frontal_face_detector", lambda: unpacked.append(unpack()) or unpacked[-1])
    detector._unpacked_detector.cache_clear()

    finders = [HogDetector(120.0)._find for _ in range(3)]

    assert len(unpacked) == 1 and len({id(find) for find in [*unpacked, *finders]}) == 4
    told = str(unpacked[0].run(portrait, 0, -0.5))
    assert [str(find.run(portrait, 0, -0.5)) for find in finders] == [told] * 3


def test_a_face_of_half_the_smallest_size_goes_unseen(portrait: Rgb) -> None:
    assert HogDetector(120.0).detect(with_face_of(portrait, 60)) == ()


def test_points_lie_in_the_picture_eyes_above_the_nose_and_the_right_eye_first(portrait: Rgb) -> None:
    face = face_of(portrait)
    right, left, nose = face.landmarks[:2].mean(0), face.landmarks[2:4].mean(0), face.landmarks[4]
    assert left[0] < nose[0] < right[0]
    assert max(left[1], right[1]) < nose[1]
    assert all(face.box.contains(x, y) for x, y in face.landmarks.tolist())


@pytest.mark.parametrize(("right", "down"), [(0, 0), (40, 0), (-40, 20), (0, -40)])
def test_a_face_is_followed_from_where_it_was_a_moment_ago(portrait: Rgb, right: int, down: int) -> None:
    detector = HogDetector(100.0)
    [seen, *_] = detector.detect(with_face_of(portrait, 130))
    [followed] = detector.follow(with_face_of(portrait, 130), seen.box.moved(right, down))

    assert followed.box.overlap(seen.box) > 0.85
    assert np.abs(followed.landmarks - seen.landmarks).max() < 0.05 * seen.box.width


def test_who_is_followed_is_told_in_the_whole_pictures_pixels_also_beside_others() -> None:
    both = np.concatenate([with_face_of(grace_hopper(), 130)] * 2, axis=1)
    detector = HogDetector(100.0)
    for seen in detector.detect(both):
        [followed] = detector.follow(both, seen.box)
        assert followed.box.overlap(seen.box) > 0.85


@pytest.mark.parametrize("box", [Box(-500, 0, -400, 100), Box(5000, 5000, 5100, 5100)])
def test_nobody_is_followed_out_of_the_picture(portrait: Rgb, box: Box) -> None:
    assert HogDetector(100.0).follow(portrait, box) == ()


@pytest.mark.parametrize("height", [480, 720, 1080])
def test_the_smallest_face_follows_the_pictures_size(height: int) -> None:
    detector = HogDetector(60.0, smallest_share=0.25)
    picture = np.zeros((height, height * 4 // 3, 3), np.uint8)
    for share, is_found in ((0.27, True), (0.14, False)):
        face = with_face_of(grace_hopper(), share * height)[:height, : picture.shape[1]]
        shown = picture.copy()
        shown[: face.shape[0], : face.shape[1]] = face
        assert bool(detector.detect(shown)) is is_found


def test_several_faces_come_widest_first() -> None:
    near, far = with_face_of(grace_hopper(), 180), with_face_of(grace_hopper(), 100)
    both = np.zeros((max(near.shape[0], far.shape[0]), near.shape[1] + far.shape[1], 3), np.uint8)
    both[: far.shape[0], : far.shape[1]] = far
    both[: near.shape[0], far.shape[1] :] = near
    widths = [face.box.width for face in HogDetector(80.0).detect(both)]
    assert widths == pytest.approx([180, 100], rel=0.08)


@pytest.mark.parametrize("shape", [(480, 640, 3), (1, 1, 3), (3, 700, 3), (0, 0, 3)])
def test_a_picture_without_anything_has_no_face(shape: tuple[int, int, int]) -> None:
    assert HogDetector(90.0).detect(np.full(shape, 128, np.uint8)) == ()


def test_a_huge_picture_is_searched_in_bounded_size(portrait: Rgb) -> None:
    huge = np.zeros((9000, 600, 3), np.uint8)
    huge[100 : 100 + portrait.shape[0], : portrait.shape[1]] = portrait
    face = face_of(huge, smallest_px=10.0)
    assert face.box.width == pytest.approx(face_of(portrait).box.width, rel=0.08)


def test_detecting_twice_gives_the_same_numbers(portrait: Rgb) -> None:
    detector = HogDetector(80.0)
    first, second = detector.detect(portrait), detector.detect(portrait)
    assert [face.box for face in first] == [face.box for face in second]
    assert np.array_equal(first[0].landmarks, second[0].landmarks)


def test_a_face_in_the_dark_is_found_with_even_light_alone() -> None:
    portrait = grace_hopper()
    face = face_of(portrait)
    dark = filmed(portrait * np.float32(DARK / 2), np.random.default_rng(1))

    assert HogDetector(90.0).detect(dark) == ()
    [found] = HogDetector(90.0, is_light_evened=True).detect(dark)
    assert found.box.overlap(face.box) > 0.5


def test_real_faces_before_a_window_are_found_with_even_light_alone() -> None:
    dice = np.random.default_rng(1)
    shown = [
        filmed(backlit(rgb.astype(np.float32), face_of(rgb).box), dice)
        for rgb in pictures_of(evaluation_folder() / "videos" / "apfol_real2.webm", every=40)
    ]
    plain, even = HogDetector(90.0), HogDetector(90.0, is_light_evened=True)

    assert sum(bool(plain.detect(rgb)) for rgb in shown) == 0
    assert sum(bool(even.detect(rgb)) for rgb in shown) == len(shown)


@pytest.mark.parametrize("level", [0, 128, 255])
def test_evening_the_light_of_a_flat_picture_gives_a_flat_one(level: int) -> None:
    assert (with_even_light(np.full((48, 64), level, np.uint8)) == 128).all()


@pytest.mark.parametrize("smallest_px", [0.0, -1.0, float("nan")])
def test_a_face_without_width_cannot_be_asked_for(smallest_px: float) -> None:
    with pytest.raises(ValueError, match="above 0"):
        HogDetector(smallest_px)


class TestSteadyBox:
    def test_the_mean_face_has_the_box_that_it_was_measured_in(self) -> None:
        points = (MEAN_PLACES * 200 + (30, 40)).astype(np.float32)
        box = steady_box(points, Box(0, 0, 180, 180))
        assert (box.left, box.top, box.width) == pytest.approx((30, 40, 200), abs=0.01)

    def test_it_follows_the_points_and_not_the_detectors_steps(self) -> None:
        points = (MEAN_PLACES * 200).astype(np.float32)
        assert steady_box(points, Box(0, 0, 180, 180)) == steady_box(points, Box(0, 0, 216, 216))

    @pytest.mark.parametrize("width", [0.0, 50.0, 500.0])
    def test_points_that_fit_no_face_in_the_box_are_not_believed(self, width: float) -> None:
        hog = Box(10, 10, 210, 210)
        assert steady_box((MEAN_PLACES * width).astype(np.float32), hog) == hog


def test_a_missing_package_is_a_fault_that_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, "PACKAGE", "no_such_package_anywhere")
    with pytest.raises(WeightsFault, match="no_such_package_anywhere"):
        predictor_path()


def test_a_missing_model_file_is_a_fault_that_names_it() -> None:
    with pytest.raises(WeightsFault, match=r"none\.dat"):
        predictor_path("models/none.dat")


def test_a_broken_model_file_is_a_fault_that_names_it(tmp_path: Path) -> None:
    path = tmp_path / "broken.dat"
    path.write_bytes(b"\x01\x02\x03" * 99)
    with pytest.raises(WeightsFault, match=r"broken\.dat"):
        LandmarkPredictor(path)


def test_a_model_file_under_a_path_that_is_no_text_is_a_fault_and_ends_no_process(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.dat"))
    shutil.copy(predictor_path(), path)
    with pytest.raises(WeightsFault, match="cannot be read"):
        LandmarkPredictor(path)


@pytest.mark.parametrize("name", LEAST_RECALL)
def test_faces_on_real_video_are_found_and_their_boxes_hardly_jump(name: str) -> None:
    pictures = pictures_of(evaluation_folder() / "videos" / name, every=5)
    detector = HogDetector(ZONE_SMALLEST_PX)
    found = [faces[0].box.width for rgb in pictures if (faces := detector.detect(rgb))]
    jumps = [abs(a - b) / a for a, b in pairwise(found)]
    assert len(found) >= LEAST_RECALL[name] * len(pictures)
    assert np.median(jumps) < 0.06
