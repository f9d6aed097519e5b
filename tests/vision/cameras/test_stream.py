"""Whatever OpenCV hands over, what leaves is RGB of a sane size, or nothing; and the terminal stays quiet."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from door_access.vision.cameras.stream import LARGEST_SIDE_PX, StreamPlan, as_rgb, open_stream
from tests.vision.cameras.videos import write_video


@pytest.mark.parametrize(
    "picture",
    [None, np.zeros((0, 0, 3), np.uint8), np.zeros((4, 4), np.uint16), np.zeros((4, 4, 3), np.float32)],
    ids=["nothing", "empty", "sixteen bits", "floats"],
)
def test_what_is_no_8_bit_picture_is_none(picture: Any) -> None:
    assert as_rgb(picture) is None


def test_blue_and_red_change_places() -> None:
    rgb = as_rgb(np.full((2, 2, 3), (1, 2, 3), np.uint8))
    assert rgb is not None
    assert rgb[0, 0].tolist() == [3, 2, 1]


def test_a_grey_camera_gives_three_equal_channels() -> None:
    rgb = as_rgb(np.full((4, 6), 77, np.uint8))
    assert rgb is not None
    assert rgb.shape == (4, 6, 3)
    assert (rgb == 77).all()


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ((1080, 1920, 3), (1080, 1920, 3)),
        ((2160, 3840, 3), (1080, 1920, 3)),
        ((4000, 1000, 3), (1920, 480, 3)),
        ((2, 30_000, 3), (1, 1920, 3)),
    ],
)
def test_an_absurdly_large_picture_is_scaled_down(
    shape: tuple[int, int, int], expected: tuple[int, int, int]
) -> None:
    rgb = as_rgb(np.full(shape, 9, np.uint8))
    assert rgb is not None
    assert rgb.shape == expected
    assert max(rgb.shape) <= LARGEST_SIDE_PX
    assert (rgb == 9).all()


def test_a_wish_that_cannot_be_had_does_not_keep_the_stream_from_opening(tmp_path: Path) -> None:
    wishes = ((cv2.CAP_PROP_FRAME_WIDTH, 123.0), (cv2.CAP_PROP_BUFFERSIZE, 2.0))
    path = write_video(tmp_path / "a.mp4")
    stream = open_stream(StreamPlan(str(path), cv2.CAP_FFMPEG, wishes))
    assert stream is not None
    assert stream.next_rgb() is not None
    stream.close()


@pytest.mark.parametrize(
    ("pixel_aspect", "expected"),
    [
        (4 / 3, (480, 853, 3)),
        (0.5, (960, 640, 3)),
        (1.0004, (480, 640, 3)),
        (0.0, (480, 640, 3)),
        (99.0, (480, 640, 3)),
    ],
    ids=["wide", "high", "rounded", "nothing said", "absurd"],
)
def test_pixels_that_are_not_square_are_made_square(pixel_aspect: float, expected: tuple[int, ...]) -> None:
    rgb = as_rgb(np.full((480, 640, 3), 9, np.uint8), pixel_aspect=pixel_aspect)
    assert rgb is not None
    assert rgb.shape == expected
