"""Aligned chips and dlib's own descriptors of them: the outside truth that the encoder must agree with."""

import os
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

import dlib
import matplotlib
import numpy as np
from PIL import Image
from skimage import data

from door_access.facenet.dlib_weights import resnet_file

SIDE_PX, PADDING = 150, 0.25
LANDMARKS_FILE = "shape_predictor_5_face_landmarks.dat"
LFW_CHIPS = int(os.environ.get("DOOR_ACCESS_LFW_CHIPS", "60"))
"""Of so many people of LFW; RESEARCH.md tells of 200."""


def portrait_chips() -> list[np.ndarray]:
    """Return the chips of the two public-domain portraits that PyPI packages carry."""
    sample_data = Path(matplotlib.get_data_path()) / "sample_data"
    pictures = (data.astronaut(), np.asarray(Image.open(sample_data / "grace_hopper.jpg").convert("RGB")))
    return [chip for picture in pictures for chip in _chips(picture)]


@cache
def lfw_chips() -> tuple[np.ndarray, ...]:
    """Return one chip each of some people of LFW, spread over the alphabet."""
    people = sorted((Path(os.environ["DOOR_ACCESS_TEST_DATA"]) / "lfw_dev").glob("*/*_0001.jpg"))
    chips = _first_chips(people[:: max(1, len(people) // (2 * LFW_CHIPS))])
    return tuple(islice(chips, LFW_CHIPS))


def dlib_descriptor(chip: np.ndarray) -> np.ndarray:
    return np.array(_dlib_encoder().compute_face_descriptor(np.ascontiguousarray(chip)))


def _first_chips(paths: list[Path]) -> Iterator[np.ndarray]:
    for path in paths:
        yield from _chips(np.asarray(Image.open(path).convert("RGB")))[:1]


def _chips(picture: np.ndarray) -> list[np.ndarray]:
    detector, landmarks = _dlib_detector()
    shapes = [landmarks(picture, box) for box in detector(picture)]
    return [dlib.get_face_chip(picture, shape, size=SIDE_PX, padding=PADDING) for shape in shapes]


@cache
def _dlib_encoder() -> dlib.face_recognition_model_v1:
    return dlib.face_recognition_model_v1(str(resnet_file()))


@cache
def _dlib_detector() -> tuple:
    landmarks = dlib.shape_predictor(str(resnet_file().with_name(LANDMARKS_FILE)))
    return dlib.get_frontal_face_detector(), landmarks
