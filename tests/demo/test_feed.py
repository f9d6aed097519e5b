"""The demo feed as a camera: the same frames in every run, and a face that the door can work with."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from door_access.config import QualitySettings
from door_access.demo import portrait
from door_access.demo.feed import MOST_NOISE, DemoSource, Studio, room
from door_access.demo.portrait import figure, portrait_path
from door_access.demo.story import FRAMES_PER_ROUND, RATE_HZ, Act, moment_of
from door_access.domain.faces.faces import DetectedFace, Frame, Rgb, SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.errors import CameraFault
from door_access.vision.cameras.camera import FrozenPicture
from door_access.vision.chips.aligners import ChipCutter
from door_access.vision.detector import HogDetector
from door_access.vision.quality import ChipQuality
from tests.vision.cameras.port_frame_source import RecordedSourceContract, frames_of

ZONE_PX = 120.0
SMALLEST_FACE_PX = 90.0
EVERY = 6
"""Of the acts, every sixth frame is looked at."""


class TestDemoSource(RecordedSourceContract):
    @pytest.fixture
    def source(self) -> DemoSource:
        return DemoSource(looped=False)


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio(figure(portrait_path()), room())


@pytest.fixture(scope="module")
def detector() -> HogDetector:
    return HogDetector(SMALLEST_FACE_PX)


def indexes_of(*acts: Act) -> list[int]:
    return [index for index in range(0, FRAMES_PER_ROUND, EVERY) if moment_of(index).act in acts]


def only_face(detector: HogDetector, rgb: Rgb) -> DetectedFace:
    faces = detector.detect(rgb)
    assert len(faces) == 1
    return faces[0]


@pytest.mark.parametrize("index", indexes_of(Act.STRANGER, Act.ENROL, Act.KNOWN))
def test_whoever_stands_at_the_door_is_near_and_good_enough_to_compare(
    studio: Studio, detector: HogDetector, index: int
) -> None:
    rgb = studio.picture(index)
    face = only_face(detector, rgb)
    quality = ChipQuality(0.25).measure(face, ChipCutter(150, 0.25).chip(rgb, face))
    assert face.box.width >= ZONE_PX
    assert QualitySettings().gate().judge(quality) is Guidance.GOOD


@pytest.mark.parametrize("index", indexes_of(Act.EMPTY))
def test_nothing_in_the_empty_hall_is_taken_for_a_face(
    studio: Studio, detector: HogDetector, index: int
) -> None:
    assert detector.detect(studio.picture(index)) == ()


def test_the_visitor_comes_from_far(studio: Studio) -> None:
    first = min(index for index in range(FRAMES_PER_ROUND) if moment_of(index).act is Act.APPROACHES)
    assert only_face(HogDetector(50.0), studio.picture(first)).box.width < 100.0


@pytest.fixture
def quickly_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw nothing: for tests that only count frames."""
    blank = np.zeros((480, 640, 3), np.uint8)
    monkeypatch.setattr(Studio, "picture", lambda self, index: blank)


@pytest.mark.usefixtures("quickly_drawn")
def test_one_round_ends_with_its_last_frame() -> None:
    source = DemoSource(looped=False)
    source.open()
    assert len(frames_of(source, 2 * FRAMES_PER_ROUND)) == FRAMES_PER_ROUND
    assert source.read() is None


@pytest.mark.usefixtures("quickly_drawn")
def test_a_looped_one_goes_on_with_new_numbers_and_times() -> None:
    source = DemoSource(looped=True)
    source.open()
    last = frames_of(source, FRAMES_PER_ROUND + 1)[-1]
    assert (last.index, last.captured_at_s) == (FRAMES_PER_ROUND, FRAMES_PER_ROUND / RATE_HZ)


def test_it_says_that_it_is_a_demo() -> None:
    assert DemoSource(looped=False).kind is SourceKind.DEMO


def test_the_empty_hall_is_never_taken_for_a_frozen_camera(studio: Studio) -> None:
    frozen = FrozenPicture()
    for index in indexes_of(Act.EMPTY):
        assert frozen.frozen_for_s(Frame(studio.picture(index), index / RATE_HZ, index)) == 0.0


def test_noise_never_turns_white_into_black(studio: Studio) -> None:
    quiet, noisy = np.asarray(room(), int), studio.picture(0).astype(int)
    assert np.abs(noisy - quiet).max() <= MOST_NOISE


def test_a_visitor_who_has_not_come_in_yet_is_not_seen(studio: Studio) -> None:
    first = min(index for index in range(FRAMES_PER_ROUND) if moment_of(index).act is Act.RETURNS)
    assert np.abs(np.asarray(room(), int) - studio.picture(first)).max() <= MOST_NOISE


def test_a_missing_portrait_is_a_fault_that_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portrait, "PACKAGE", "no_such_package_anywhere")
    with pytest.raises(CameraFault, match="reinstall"):
        DemoSource(looped=False).open()


@pytest.mark.parametrize("case", ["text", "small"])
def test_another_file_in_its_place_is_a_fault(tmp_path: Path, case: str) -> None:
    path = tmp_path / "grace_hopper.jpg"
    if case == "text":
        path.write_text("no picture")
    else:
        Image.new("RGB", (10, 10)).save(path)
    with pytest.raises(CameraFault, match="portrait"):
        figure(path)
