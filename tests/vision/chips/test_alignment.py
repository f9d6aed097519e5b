"""Chips are dlib's own chips, to the last bit."""

import dlib
import numpy as np
import pytest

from door_access.domain.faces.faces import Box, DetectedFace, Rgb
from door_access.vision.chips.aligners import ChipCutter
from door_access.vision.detector import predictor_path
from tests.vision.portraits import face_of


@pytest.mark.parametrize(("side_px", "padding"), [(150, 0.25), (96, 0.0), (160, 0.4)])
def test_the_chip_is_the_one_that_dlib_cuts(portrait: Rgb, side_px: int, padding: float) -> None:
    (rectangle,) = dlib.get_frontal_face_detector()(portrait, 0)
    shape = dlib.shape_predictor(str(predictor_path()))(portrait, rectangle)
    points = np.array([(point.x, point.y) for point in shape.parts()], np.float32)
    face = DetectedFace(Box(*(float(v) for v in (1, 2, 3, 4))), points)
    expected = dlib.get_face_chip(portrait, shape, size=side_px, padding=padding)
    assert np.array_equal(ChipCutter(side_px, padding).chip(portrait, face), expected)


def test_a_face_at_the_pictures_edge_is_black_beyond_it(portrait: Rgb) -> None:
    face = face_of(portrait)
    left = int(face.box.left)
    moved = DetectedFace(face.box, face.landmarks - np.array([left, 0], np.float32))
    chip = ChipCutter(150, 0.25).chip(np.ascontiguousarray(portrait[:, left:]), moved)
    assert chip.shape == (150, 150, 3)
    assert (chip[:, 0] == 0).all()


def test_the_chip_cannot_be_written_and_is_in_one_piece(portrait: Rgb) -> None:
    face = face_of(portrait)
    chip = ChipCutter(150, 0.25).chip(portrait, face)
    assert chip.flags.c_contiguous
    assert not chip.flags.writeable


@pytest.mark.parametrize(("side_px", "padding"), [(0, 0.25), (150, -0.1)])
def test_a_chip_without_size_cannot_be_asked_for(side_px: int, padding: float) -> None:
    with pytest.raises(ValueError, match="needs a side"):
        ChipCutter(side_px, padding)
