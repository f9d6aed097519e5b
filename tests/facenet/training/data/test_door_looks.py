"""Chips as a door sees faces: the same for the same key, still chips, and glasses where the eyes are."""

import cv2
import numpy as np
import pytest
import tensorflow as tf

from door_access.facenet.installation.shipped import shipped_models
from door_access.facenet.training.data.chip_set import ChipSet
from door_access.facenet.training.data.door_looks import (
    GLASSES_SHARE,
    SMALLER,
    EyePlaces,
    as_a_door_sees,
    door_looks,
    eye_places,
    two_looks,
)
from door_access.vision.chips.aligners import make_aligner
from door_access.vision.detector import HogDetector
from tests.facenet.training.tiny import faces
from tests.vision.portraits import astronaut, face_of, grace_hopper

MODELS = shipped_models()
SIDE_PX = 75
KEY = tf.constant([5, 2])
EYES = eye_places(MODELS["resnet29"])
NO_EYES = EyePlaces(-9.0, 0.2)
"""Glasses far above the chip, where nobody sees them."""


def grey(count: int, level: int = 130) -> np.ndarray:
    return np.full((count, SIDE_PX, SIDE_PX, 3), level, np.uint8)


def looks(chips_rgb, key=KEY, eyes=EYES) -> np.ndarray:
    return as_a_door_sees(chips_rgb, key, eyes=eyes).numpy()


def sharpness(chips_rgb) -> np.ndarray:
    return np.abs(np.diff(chips_rgb, axis=2)).mean(axis=(1, 2, 3))


class TestEyes:
    @pytest.mark.parametrize("name", ["resnet29", "facenet", "openface-nn4", "mobileface-v2"])
    @pytest.mark.parametrize("portrait", [grace_hopper, astronaut])
    def test_are_where_dlib_finds_them_on_a_real_chip(self, portrait, name):
        model = MODELS[name]
        picture = portrait()
        cut = make_aligner(model.alignment, side_px=model.chip_side_px, padding=model.chip_padding)
        found = centres(cut.chip(picture, face_of(picture)))

        eyes = eye_places(model)
        expected = [(0.5 - eyes.aside, eyes.down), (0.5 + eyes.aside, eyes.down)]
        np.testing.assert_allclose(found, expected, atol=0.015)


def centres(chip_rgb) -> np.ndarray:
    """Return where dlib finds the eyes, in sides; it looks for faces with something around them."""
    side = len(chip_rgb)
    about = cv2.copyMakeBorder(np.array(chip_rgb), *[side // 2] * 4, cv2.BORDER_REPLICATE)
    (face, *_) = HogDetector(60.0).detect(cv2.resize(about, None, fx=2, fy=2))
    corners = (face.landmarks[:4] / 2 - side // 2) / side
    return np.sort(corners.reshape(2, 2, 2).mean(axis=1), axis=0)


PLAIN = 12.0
"""Grey levels that something drawn changes; a chip's contrast, which hangs on its mean, changes fewer."""


class TestGlasses:
    """The same key with glasses on the eyes and far off them shows nothing but the glasses."""

    with_glasses, without = looks(grey(300)), looks(grey(300), eyes=NO_EYES)
    drawn = np.abs(with_glasses - without).mean(axis=3) > PLAIN

    def test_are_worn_by_about_as_many_as_said(self):
        worn = self.drawn.any(axis=(1, 2)).mean()

        assert worn == pytest.approx(GLASSES_SHARE, abs=0.08)

    def test_lie_over_the_eyes(self):
        where = self.drawn.mean(axis=0)
        rows, columns = np.indices(where.shape) / SIDE_PX
        left = np.where(columns < 0.5, where, 0.0)

        assert (rows * where).sum() / where.sum() == pytest.approx(EYES.down, abs=0.02)
        assert (columns * left).sum() / left.sum() == pytest.approx(0.5 - EYES.aside, abs=0.03)

    def test_leave_the_mouth_alone(self):
        assert self.drawn[:, round(0.65 * SIDE_PX) :].mean() < 0.02 * self.drawn.mean()

    def test_are_as_large_as_the_eyes_are_apart(self):
        small = looks(grey(300), eyes=EyePlaces(EYES.down, EYES.aside / 2))
        drawn = np.abs(small - self.without).mean(axis=3) > PLAIN

        assert 0.1 < drawn.sum() / self.drawn.sum() < 0.4  # a quarter of the area


class TestLooks:
    slope = np.stack(
        [np.tile(np.linspace(40, 200, SIDE_PX, dtype=np.uint8)[None, :, None], (SIDE_PX, 1, 3))] * 60
    )

    def test_the_key_decides(self):
        once, again, other = looks(self.slope), looks(self.slope), looks(self.slope, tf.constant([5, 3]))

        assert (once == again).all()
        assert np.abs(once - other).mean() > 1

    def test_pixels_stay_pixels(self):
        hard = np.random.default_rng(0).choice([0, 255], (40, SIDE_PX, SIDE_PX, 3)).astype(np.uint8)
        found = looks(hard)

        assert (found.shape, found.dtype) == (hard.shape, np.float32)
        assert 0 <= found.min() < found.max() <= 255

    def test_about_half_are_mirrored(self):
        found = looks(self.slope, eyes=NO_EYES)
        falls = (found[:, :, :15].mean(axis=(1, 2, 3)) > found[:, :, -15:].mean(axis=(1, 2, 3))).sum()

        assert 18 <= falls <= 42

    def test_the_first_ones_are_small_the_smallest_before_all_others(self):
        noise = np.random.default_rng(0).integers(0, 256, (200, SIDE_PX, SIDE_PX, 3), np.uint8)
        found = sharpness(looks(noise))
        smallest, small = (round(200 * share) for share in (SMALLER[0][0], sum(s for s, _ in SMALLER)))

        assert found[:smallest].mean() < 0.6 * found[smallest:small].mean()
        assert found[smallest:small].mean() < 0.8 * found[small:].mean()

    @pytest.mark.parametrize("count", [1, 2, 3, 7])
    def test_a_batch_may_have_any_size_also_in_a_graph(self, count):
        vary = tf.function(door_looks(MODELS["resnet29"]))

        assert vary(grey(count), KEY).shape == (count, SIDE_PX, SIDE_PX, 3)


class TestTwoLooks:
    chips = faces(20, 20, 20)

    def test_every_face_is_there_as_it_is_and_once_more(self):
        found = two_looks(self.chips, lambda chips_rgb, _: tf.cast(chips_rgb, tf.float32) - 0.4)

        assert (found.chips_rgb[:60] == self.chips.chips_rgb).all()
        assert (found.chips_rgb[60:] == self.chips.chips_rgb).all()  # each beside its own, rounded
        assert found.person.tolist() == [*range(60), *range(60)]
        assert len(set(found.names)) == 60

    def test_they_are_the_same_every_time(self):
        large = ChipSet(grey(9), np.zeros(9, np.int32), ("all",))
        vary = door_looks(MODELS["resnet29"])

        assert two_looks(large, vary).digest() == two_looks(large, vary).digest()
        assert (two_looks(large, vary).chips_rgb[9:] != large.chips_rgb).any()

    def test_a_look_that_depends_on_the_place_falls_to_all_groups_alike(self):
        def first_half_black(chips_rgb, _):
            is_late = tf.range(len(chips_rgb)) >= len(chips_rgb) // 2
            return tf.cast(chips_rgb, tf.float32) * tf.cast(is_late, tf.float32)[:, None, None, None]

        black = two_looks(self.chips, first_half_black).chips_rgb[60:].max(axis=(1, 2, 3)) == 0

        assert black.sum() == 30
        assert np.bincount(self.chips.person[black], minlength=3).min() >= 6
