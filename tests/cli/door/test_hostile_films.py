"""Films that somebody who wants in would play or act to the camera, through ``watch`` as at a door."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from door_access.domain.faces.faces import Box, Rgb
from door_access.vision.detector import HogDetector
from tests.cli.people.test_enrol_and_recognise import CONSENT

RATE_HZ = 30
OWN_FACE_FRAMES, PHOTO_FRAMES = 80, 190
"""Long enough to be seen alive, then long enough to be recognised, asked to move and refused."""
NOISE = 4.0
"""Grey levels of a camera's noise, so that no picture repeats."""
GRAINS = 7
"""Kinds of noise, each shifted sideways by chance."""


def frames_of(video: Path, count: int) -> list[Rgb]:
    capture = cv2.VideoCapture(str(video))
    return [cv2.cvtColor(capture.read()[1], cv2.COLOR_BGR2RGB) for _ in range(count)]


def face_in(rgb: Rgb) -> Box:
    return HogDetector(60).detect(rgb)[0].box


def held_before(background: Rgb, photo: Rgb) -> Rgb:
    """Return the picture of somebody who holds a photo before their own face, which it covers."""
    own, other = face_in(background), face_in(photo)
    scale = own.width / other.width
    turn = np.array([[scale, 0, own.left - scale * other.left], [0, scale, own.top - scale * other.top]])
    size = background.shape[1], background.shape[0]
    paper = cv2.warpAffine(np.ones_like(photo[..., :1]), turn, size)[..., None]
    return np.where(paper > 0, cv2.warpAffine(photo, turn, size), background)


def filmed(path: Path, frames: list[Rgb]) -> Path:
    dice = np.random.default_rng(1)
    grains = [dice.normal(0, NOISE, frames[0].shape).astype(np.int16) for _ in range(GRAINS)]
    size = frames[0].shape[1], frames[0].shape[0]
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), RATE_HZ, size)
    for rgb in frames:
        grain = np.roll(grains[dice.integers(GRAINS)], dice.integers(rgb.shape[1]), axis=1)
        noisy = np.clip(rgb + grain, 0, 255).astype(np.uint8)
        writer.write(cv2.cvtColor(noisy, cv2.COLOR_RGB2BGR))
    writer.release()
    return path


@pytest.fixture
def photo(data: Path, terminal, tmp_path: Path) -> Rgb:
    """Return a photo of somebody who is enrolled here."""
    rgb = frames_of(data / "videos" / "liveportrait_d9.mp4", 11)[-1]
    path = tmp_path / "photo.png"
    cv2.imwrite(str(path), cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
    assert terminal("enroll", "Marie Curie", "--images", path, *CONSENT).status == 0
    return rgb


def test_who_is_seen_alive_and_then_raises_a_photo_is_asked_to_move_and_refused(
    terminal, data, photo, tmp_path
):
    own = frames_of(data / "videos" / "apfol_real2.webm", OWN_FACE_FRAMES)
    film = filmed(tmp_path / "swap.mp4", own + [held_before(own[-1], photo)] * PHOTO_FRAMES)
    answer = terminal("watch", "--source", film, "--liveness", "passive")
    reasons = [event["reason"] for event in answer.events if event["event"] == "decision"]
    assert reasons == ["no_match", "challenge_failed"]
