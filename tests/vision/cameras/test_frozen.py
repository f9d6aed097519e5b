"""A picture that stands still is told from a scene in which nothing moves."""

import numpy as np
import pytest

from door_access.domain.faces.faces import Frame, Rgb
from door_access.vision.cameras.camera import FrozenPicture
from tests.vision.cameras.videos import evaluation_folder, pictures_of

FRAME_S = 1 / 15


def scene(seed: int | None = None, *, side_px: int = 64) -> Rgb:
    """Return a grey wall; with a seed, one value of sensor noise in about every ninth sample."""
    wall = np.full((side_px, side_px, 3), 90, np.uint8)
    if seed is not None:
        wall += (np.random.default_rng(seed).random(wall.shape) < 1 / 9).astype(np.uint8)
    return wall


def last_answer(pictures: list[Rgb]) -> float:
    frozen = FrozenPicture()
    answers = [frozen.frozen_for_s(Frame(rgb, n * FRAME_S, n)) for n, rgb in enumerate(pictures)]
    return answers[-1]


def test_the_first_picture_is_not_frozen() -> None:
    assert last_answer([scene()]) == 0.0


def test_the_same_bytes_for_thirty_frames_are_frozen_for_that_long() -> None:
    assert last_answer([scene() for _ in range(31)]) == pytest.approx(30 * FRAME_S)


def test_a_wall_seen_by_a_sensor_is_never_frozen() -> None:
    assert last_answer([scene(seed) for seed in range(31)]) == 0.0


def test_a_picture_that_moves_again_is_not_frozen_any_more() -> None:
    assert last_answer([scene()] * 31 + [scene(1)]) == 0.0


def test_another_size_is_another_picture() -> None:
    assert last_answer([scene(), scene(), scene(side_px=32)]) == 0.0


def test_a_frozen_picture_that_wakes_and_freezes_again_counts_from_the_second_time() -> None:
    assert last_answer([scene()] * 31 + [scene(1)] * 3) == pytest.approx(2 * FRAME_S)


@pytest.mark.parametrize("name", ["apfol_real2.webm", "apfol_fake2.webm", "liveportrait_s18.mp4"])
def test_real_video_is_never_called_frozen(name: str) -> None:
    frozen = FrozenPicture()
    pictures = pictures_of(evaluation_folder() / "videos" / name, every=1)
    longest_s = max(frozen.frozen_for_s(Frame(rgb, n / 30, n)) for n, rgb in enumerate(pictures))
    assert longest_s < 0.5
