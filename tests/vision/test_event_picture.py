"""In a picture of an answer one face can be recognised, if any, and nothing else can be had back."""

import cv2
import numpy as np
import pytest

from door_access.domain.faces.faces import Box, Rgb
from door_access.vision.detector import HogDetector
from door_access.vision.event_picture import BLOCKS_ACROSS_A_FACE, WIDTH_PX, event_picture


def _opened(jpeg: bytes) -> Rgb:
    decoded = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(cv2.cvtColor(decoded, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _enlarged(picture: Rgb) -> Rgb:
    return np.asarray(cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)


def _noise(seed: int, *, high: int = 240, wide: int = 320) -> Rgb:
    return np.random.default_rng(seed).integers(0, 255, (high, wide, 3), dtype=np.uint8)


@pytest.fixture
def face(portrait: Rgb) -> Box:
    (found,) = HogDetector(smallest_face_px=60.0).detect(portrait)
    return found.box


def test_the_one_who_was_let_in_can_be_seen(portrait, face):
    assert (
        len(
            HogDetector(smallest_face_px=60.0).detect(
                _enlarged(_opened(event_picture(portrait, shown=face, hidden=())))
            )
        )
        == 1
    )


@pytest.mark.parametrize("is_found", [True, False], ids=["found", "not found by the detector"])
def test_of_a_stranger_no_face_is_left(portrait, face, is_found):
    picture = _opened(event_picture(portrait, shown=None, hidden=[face] if is_found else ()))
    assert HogDetector(smallest_face_px=60.0).detect(_enlarged(picture)) == ()


def test_two_strangers_whose_blocks_have_the_same_colour_give_the_very_same_file():
    """So nothing but the means is in the file: what they were made of cannot be had back."""
    block = 240 // 16
    stranger = _noise(1)
    another = _shuffled_within_blocks(stranger, block)
    assert (another != stranger).mean() > 0.9
    hidden = [Box(100, 80, 100 + BLOCKS_ACROSS_A_FACE * block, 80 + BLOCKS_ACROSS_A_FACE * block)]
    assert event_picture(stranger, shown=None, hidden=hidden) == event_picture(
        another, shown=None, hidden=hidden
    )


def _shuffled_within_blocks(rgb: Rgb, block: int) -> Rgb:
    mixed, dice = rgb.copy(), np.random.default_rng(2)
    for top in range(0, rgb.shape[0], block):
        for left in range(0, rgb.shape[1], block):
            part = mixed[top : top + block, left : left + block]
            part[:] = dice.permutation(part.reshape(-1, 3)).reshape(part.shape)
    return mixed


def test_a_stranger_over_the_shoulder_is_hidden_as_well():
    rgb, shown, behind = _noise(1), Box(100, 60, 180, 140), Box(170, 60, 230, 120)
    alone = _opened(event_picture(rgb, shown=shown, hidden=()))
    together = _opened(event_picture(rgb, shown=shown, hidden=[behind]))
    overlap = np.s_[70:110, 175:195]
    assert alone[overlap].std() > 2 * together[overlap].std()


def test_a_large_picture_becomes_small_and_a_small_one_stays():
    assert _opened(event_picture(_noise(1, high=720, wide=1280), shown=None, hidden=())).shape == (
        180,
        WIDTH_PX,
        3,
    )
    assert _opened(event_picture(_noise(1, high=120, wide=160), shown=None, hidden=())).shape == (120, 160, 3)


def test_a_face_that_reaches_past_the_edge_is_no_fault():
    shown, hidden = Box(-40, -30, 60, 70), Box(280, 200, 400, 320)
    assert event_picture(_noise(1), shown=shown, hidden=[hidden])


def test_a_picture_takes_little_room(portrait, face):
    assert len(event_picture(portrait, shown=face, hidden=())) < 30_000
