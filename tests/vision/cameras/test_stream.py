"""Whatever OpenCV hands over, what leaves is RGB of a sane size, or nothing; and the terminal stays quiet."""

import os
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from door_access.vision.cameras.stream import FFMPEG_OPTIONS, LARGEST_SIDE_PX, StreamPlan, as_rgb, open_stream
from tests.vision.cameras.videos import write_video


def plan(path: Path, **details: Any) -> StreamPlan:
    return StreamPlan(str(path), cv2.CAP_FFMPEG, **details)


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


def test_options_for_ffmpeg_are_gone_once_the_stream_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(FFMPEG_OPTIONS, raising=False)
    stream = open_stream(plan(write_video(tmp_path / "a.mp4"), ffmpeg_options="fflags;nobuffer"))
    assert stream is not None
    stream.close()
    assert FFMPEG_OPTIONS not in os.environ


def test_an_operators_own_options_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FFMPEG_OPTIONS, "rtsp_transport;udp")
    open_stream(plan(tmp_path / "nothing.mp4", ffmpeg_options="rtsp_transport;tcp"))
    assert os.environ[FFMPEG_OPTIONS] == "rtsp_transport;udp"


def test_a_wish_that_cannot_be_had_does_not_keep_the_stream_from_opening(tmp_path: Path) -> None:
    wishes = ((cv2.CAP_PROP_FRAME_WIDTH, 123.0), (cv2.CAP_PROP_BUFFERSIZE, 2.0))
    stream = open_stream(plan(write_video(tmp_path / "a.mp4"), wishes=wishes))
    assert stream is not None
    assert stream.next_rgb() is not None
    stream.close()
