"""A face's points land on the template's places, however the face is turned, scaled and cut off."""

import math

import cv2
import numpy as np
import pytest

from door_access.domain.faces.faces import Box, DetectedFace, Rgb
from door_access.vision.chips.template_cutter import Template, TemplateCutter, similarity

PLACES = np.array([(38.0, 52.0), (74.0, 52.0), (56.0, 92.0)])
BOX = Box(0, 0, 100, 100)
ANY_FACE = DetectedFace(BOX, np.zeros((5, 2), np.float32))
BACKGROUND, SPOT, BESIDE = 90, 255, 6
ROUNDED_PX = 0.5
"""The discs are drawn at whole pixels of the picture."""


def moved(points: np.ndarray, *, degrees: float, scale: float, shift: tuple[float, float]) -> np.ndarray:
    turn = math.radians(degrees)
    matrix = scale * np.array([[math.cos(turn), -math.sin(turn)], [math.sin(turn), math.cos(turn)]])
    return points @ matrix.T + shift


def spotted(points: np.ndarray, *, side_px: int = 600, radius_px: int = 5) -> Rgb:
    """Return a grey picture with a white disc at every point."""
    rgb = np.full((side_px, side_px, 3), BACKGROUND, np.uint8)
    for x, y in points:
        cv2.circle(rgb, (round(x), round(y)), radius_px, (SPOT, SPOT, SPOT), cv2.FILLED)
    return rgb


def cutter(points: np.ndarray, side_px: int = 112) -> TemplateCutter:
    return TemplateCutter(side_px, Template(PLACES, lambda *_: points))


def middle_of_the_spot(chip: Rgb, place: np.ndarray) -> np.ndarray:
    """Return where the white disc near the place really is."""
    x, y = np.round(place).astype(int)
    patch = chip[y - BESIDE : y + BESIDE + 1, x - BESIDE : x + BESIDE + 1, 0].astype(float) - BACKGROUND
    rows, columns = np.indices(patch.shape)
    return np.array([x, y]) - BESIDE + np.array([(columns * patch).sum(), (rows * patch).sum()]) / patch.sum()


@pytest.mark.parametrize(
    ("degrees", "scale", "shift"),
    [(0, 1.5, (100, 100)), (35, 2.0, (300, 60)), (-80, 3.1, (60, 420)), (10, 4.9, (120, 10))],
)
@pytest.mark.parametrize("side_px", [112, 160])
def test_the_points_land_on_their_places(degrees, scale, shift, side_px) -> None:
    points = moved(PLACES, degrees=degrees, scale=scale, shift=shift)
    chip = cutter(points, side_px).chip(spotted(points), ANY_FACE)

    assert chip.shape == (side_px, side_px, 3)
    for place in (PLACES + 0.5) * side_px / 112 - 0.5:
        assert middle_of_the_spot(chip, place) == pytest.approx(place, abs=ROUNDED_PX)


@pytest.mark.parametrize("side_px", [112, 160])
@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_the_chip_is_right_to_a_tenth_of_a_pixel(scale, side_px) -> None:
    shift_px, levels_per_px = 20, 0.4
    in_template = (np.arange(side_px) + 0.5) * 112 / side_px - 0.5
    in_picture = scale * in_template + shift_px

    def away_levels(columns: np.ndarray, expected: np.ndarray) -> float:
        rgb = np.tile(np.rint(columns).astype(np.uint8)[np.newaxis, :, np.newaxis], (600, 1, 3))
        chip = cutter(scale * PLACES + shift_px, side_px).chip(rgb, ANY_FACE)
        return float((chip[:, :, 0] - expected).mean())

    rising = away_levels(levels_per_px * np.arange(600), levels_per_px * in_picture)
    falling = away_levels(250 - levels_per_px * np.arange(600), 250 - levels_per_px * in_picture)

    # rounding to whole levels lifts both alike; a chip that is shifted lifts one and lowers the other
    assert abs(rising - falling) / 2 < 0.1 * levels_per_px


def test_points_that_do_not_fit_are_met_with_the_least_squares() -> None:
    points = moved(PLACES, degrees=20, scale=0.5, shift=(7, 9)) + np.array([(3, 0), (-2, 4), (1, -5)])
    best = similarity(points, PLACES)
    assert best is not None

    def error(turn: complex, shift: complex) -> float:
        found = turn * (points @ (1, 1j)) + shift
        return float((np.abs(found - PLACES @ (1, 1j)) ** 2).sum())

    least = error(best.turn, best.shift)
    for step in (1e-3, -1e-3, 1e-3j, -1e-3j):
        assert error(best.turn + step, best.shift) > least
        assert error(best.turn, best.shift + step) > least


def test_a_face_is_never_mirrored() -> None:
    mirrored = PLACES * (-1, 1)
    found = similarity(mirrored, PLACES)
    assert found is not None
    assert np.linalg.det(found.matrix()[:, :2]) > 0


def test_points_in_one_place_give_a_black_chip() -> None:
    chip = cutter(np.full((3, 2), 40.0)).chip(spotted(PLACES), ANY_FACE)
    assert chip.shape == (112, 112, 3)
    assert not chip.any()


def test_what_lies_past_the_picture_is_black() -> None:
    points = PLACES - (50, 0)
    chip = cutter(points).chip(spotted(points), ANY_FACE)
    assert (chip[:, :48] == 0).all()
    assert (chip[:, 52:] >= BACKGROUND).all()


def test_a_large_face_with_fine_stripes_gives_an_even_chip_not_a_pattern() -> None:
    stripes = np.zeros((900, 900, 3), np.uint8)
    stripes[:, ::2] = 200
    chip = cutter(PLACES * 7.3 + 20).chip(stripes, ANY_FACE)
    assert chip.std() < 0.2 * stripes.std()


def test_the_chip_cannot_be_written_and_is_in_one_piece() -> None:
    chip = cutter(PLACES).chip(spotted(PLACES), ANY_FACE)
    assert chip.flags.c_contiguous
    assert not chip.flags.writeable


def test_a_chip_without_size_cannot_be_asked_for() -> None:
    with pytest.raises(ValueError, match="needs a side above 0, got 0"):
        cutter(PLACES, 0)
