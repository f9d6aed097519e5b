"""The pictures that are kept of faces: small, and any model's chip can be cut from them again."""

import cv2
import numpy as np
import pytest

from door_access.domain.enrolment.chips import LARGEST_CHIP_BYTES, EnrolmentChip, FacePicture
from door_access.domain.faces.faces import Box, DetectedFace, frozen_array
from door_access.domain.models.model import Alignment
from door_access.offline.reencoding import Reencoder
from door_access.vision.chips.aligners import make_aligner, make_meter
from door_access.vision.chips.face_pictures import FACE_PX, JpegFacePictures
from tests.vision.portraits import astronaut, face_of, grace_hopper

ALIGNMENTS = {
    "dlib, as resnet29": (Alignment.DLIB, 150, 0.25),
    "dlib, as facenet": (Alignment.DLIB, 160, 0.45),
    "ArcFace": (Alignment.ARCFACE_5, 112, 0.0),
}
LEVELS = 8.0
"""How far a chip's pixels lie apart on average: JPEG's losses, and points that were rounded elsewhere."""


@pytest.fixture
def pictures():
    return JpegFacePictures()


@pytest.mark.parametrize("how", ALIGNMENTS)
@pytest.mark.parametrize("portrait", [grace_hopper, astronaut])
def test_a_chip_cut_from_the_kept_picture_is_that_of_the_whole_one(pictures, how, portrait):
    alignment, side_px, padding = ALIGNMENTS[how]
    aligner = make_aligner(alignment, side_px=side_px, padding=padding)
    rgb = portrait()
    face = face_of(rgb)

    kept = pictures.keep(rgb, face)

    before, after = aligner.chip(rgb, face), aligner.chip(pictures.open(kept), kept.face)
    assert np.abs(before.astype(float) - after).mean() < LEVELS


def test_a_small_face_keeps_its_pixels_and_a_large_one_is_made_smaller(pictures):
    rgb = astronaut()
    face = face_of(rgb)
    large_rgb = cv2.resize(rgb, None, fx=3, fy=3)
    large = DetectedFace(face.box.scaled(3), face.landmarks * 3)

    assert pictures.keep(rgb, face).face.box.width == face.box.width
    assert pictures.keep(large_rgb, large).face.box.width == pytest.approx(FACE_PX, rel=0.02)


def test_noise_as_large_as_can_be_still_fits(pictures):
    rgb = np.random.default_rng(1).integers(0, 256, (900, 900, 3), np.uint8)
    face = DetectedFace(Box(200, 200, 700, 700), np.full((5, 2), 450, np.float32))

    assert len(pictures.keep(rgb, face).jpeg) <= LARGEST_CHIP_BYTES


@pytest.mark.parametrize("left", [-300.0, 900.0])
def test_of_a_face_outside_the_picture_nothing_is_kept(pictures, left):
    rgb = np.zeros((200, 200, 3), np.uint8)
    face = DetectedFace(Box(left, 50, left + 60, 110), np.full((5, 2), 80, np.float32))

    assert pictures.keep(rgb, face) is None


def test_a_face_at_the_edge_is_kept_with_what_there_is(pictures):
    rgb = np.zeros((200, 200, 3), np.uint8)
    face = DetectedFace(Box(-20, -20, 80, 80), np.full((5, 2), 30, np.float32))

    kept = pictures.keep(rgb, face)

    assert (kept.face.box.left, kept.face.box.top) == (-20, -20)
    assert pictures.open(kept).shape == (160, 160, 3)


def test_what_is_no_jpeg_is_no_face(pictures):
    broken = FacePicture(b"no jpeg", face_of(astronaut()))
    with pytest.raises(ValueError, match="no JPEG"):
        pictures.open(broken)

    reencoder = Reencoder(
        pictures=pictures,
        aligner=make_aligner(Alignment.DLIB, side_px=150, padding=0.25),
        meter=make_meter(Alignment.DLIB, padding=0.25),
        encoder=None,
    )
    assert reencoder.template(EnrolmentChip(broken, None)) is None


def test_a_kept_picture_may_not_be_written_to(pictures):
    kept = pictures.keep(frozen_array(grace_hopper().copy()), face_of(grace_hopper()))

    assert not pictures.open(kept).flags.writeable
