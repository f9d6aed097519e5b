"""Every alignment that a model may name cuts a chip; quality is measured on the same part of the face."""

from functools import cache

import numpy as np
import pytest

from door_access.domain.faces.faces import Box, DetectedFace, Rgb
from door_access.domain.models.model import Alignment
from door_access.errors import WeightsFault
from door_access.vision import detector
from door_access.vision.chips import arcface_templates
from door_access.vision.chips.aligners import ChipCutter, make_aligner, make_meter
from door_access.vision.chips.arcface_templates import FIVE_PLACES, PLACES
from door_access.vision.chips.template_cutter import TemplateCutter, similarity
from tests.vision.portraits import face_of

ARCFACE = [alignment for alignment in Alignment if alignment is not Alignment.DLIB]
TEMPLATES = {
    Alignment.ARCFACE_EYES: arcface_templates.eyes,
    Alignment.ARCFACE_EYES_NOSE: arcface_templates.eyes_and_nose,
    Alignment.ARCFACE_5: arcface_templates.five,
    Alignment.ARCFACE_68: cache(arcface_templates.sixty_eight),
}
IN_PLACE = DetectedFace(Box(20, 20, 100, 100), FIVE_PLACES.astype(np.float32))
SIDE_PX = 112


@pytest.fixture(scope="module")
def face(portrait: Rgb) -> DetectedFace:
    return face_of(portrait)


@pytest.mark.parametrize("alignment", Alignment)
def test_every_alignment_cuts_a_chip_of_the_models_size(
    portrait: Rgb, face: DetectedFace, alignment: Alignment
) -> None:
    chip = make_aligner(alignment, side_px=96, padding=0).chip(portrait, face)
    assert chip.shape == (96, 96, 3)
    assert chip.std() > 20


def test_dlibs_alignment_is_the_cutter_of_dlibs_chips(portrait: Rgb, face: DetectedFace) -> None:
    chip = make_aligner(Alignment.DLIB, side_px=150, padding=0.25).chip(portrait, face)
    assert np.array_equal(chip, ChipCutter(150, 0.25).chip(portrait, face))


@pytest.mark.parametrize(
    "alignment", [Alignment.ARCFACE_EYES, Alignment.ARCFACE_EYES_NOSE, Alignment.ARCFACE_5]
)
def test_a_face_that_lies_in_arcfaces_frame_stays_where_it_is(portrait: Rgb, alignment: Alignment) -> None:
    square = np.ascontiguousarray(portrait[:SIDE_PX, :SIDE_PX])
    chip = make_aligner(alignment, side_px=SIDE_PX, padding=0).chip(square, IN_PLACE)
    assert np.abs(chip[4:-4, 4:-4].astype(int) - square[4:-4, 4:-4]).mean() < 4


@pytest.mark.parametrize("alignment", ARCFACE)
def test_all_of_arcfaces_alignments_nearly_agree_on_a_frontal_face(
    portrait: Rgb, face: DetectedFace, alignment: Alignment
) -> None:
    template = TEMPLATES[alignment]()
    found = similarity(template.find(portrait, face), template.places)
    reference = similarity(TEMPLATES[Alignment.ARCFACE_68]().find(portrait, face), PLACES)
    assert found is not None
    assert reference is not None
    assert found.scale == pytest.approx(reference.scale, rel=0.12)
    nose = complex(*face.landmarks[4])
    assert abs(found.turn * nose + found.shift - reference.turn * nose - reference.shift) < 8


@pytest.mark.parametrize("alignment", ARCFACE)
def test_quality_is_measured_on_the_same_part_of_the_face(
    portrait: Rgb, face: DetectedFace, alignment: Alignment
) -> None:
    expected = make_meter(Alignment.DLIB, padding=0.25).measure(
        face, make_aligner(Alignment.DLIB, side_px=150, padding=0.25).chip(portrait, face)
    )
    chip = TemplateCutter(SIDE_PX, TEMPLATES[alignment]()).chip(portrait, face)

    quality = make_meter(alignment, padding=0).measure(face, chip)

    assert quality.brightness == pytest.approx(expected.brightness, rel=0.06)
    assert quality.contrast == pytest.approx(expected.contrast, rel=0.12)
    assert (quality.yaw, quality.width_px) == (expected.yaw, expected.width_px)


def test_a_missing_landmark_model_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, "find_spec", lambda _: None)
    with pytest.raises(WeightsFault, match="face_recognition_models, which carries the landmark model"):
        make_aligner(Alignment.ARCFACE_68, side_px=SIDE_PX, padding=0)
