"""Tiny videos that tests write for themselves, and the evaluation videos where they are."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest

from door_access.domain.faces.faces import Rgb
from door_access.vision.cameras.film import FilmPlan, open_film
from door_access.vision.cameras.stream import silence_opencv

WIDTH_PX, HEIGHT_PX, RATE_HZ = 64, 48, 10.0


def write_video(path: Path, *, frames: int = 12, rgb: tuple[int, int, int] | None = None) -> Path:
    """Write a video of plain colour, or of a slowly brightening grey where none is given."""
    silence_opencv()
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    fourcc = cv2.VideoWriter.fourcc(*("mp4v" if path.suffix == ".mp4" else "MJPG"))
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, fourcc, RATE_HZ, (WIDTH_PX, HEIGHT_PX))
    for index in range(frames):
        colour = rgb if rgb is not None else (index * 20,) * 3
        writer.write(np.full((HEIGHT_PX, WIDTH_PX, 3), colour[::-1], np.uint8))
    writer.release()
    return path


def evaluation_folder() -> Path:
    """Return the folder with real faces; skip the test, saying so, where there is none."""
    folder = os.environ.get("DOOR_ACCESS_TEST_DATA")
    if not folder:
        pytest.skip("DOOR_ACCESS_TEST_DATA is not set: no real faces to test with")
    return Path(folder)


def pictures_of(path: Path, *, every: int) -> list[Rgb]:
    """Return every so-manieth picture of a video."""
    film = open_film(FilmPlan(path, path.name))
    pictures = []
    index = 0
    while (rgb := film.next_rgb()) is not None:
        if index % every == 0:
            pictures.append(rgb)
        index += 1
    film.close()
    return pictures
