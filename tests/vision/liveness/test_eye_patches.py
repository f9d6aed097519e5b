"""Eyes that are drawn: how much they look like themselves."""

import cv2
import numpy as np

from door_access.domain.faces.faces import Box, DetectedFace, Frame
from door_access.domain.liveness.liveness_measures import EyeLikeness
from door_access.vision.liveness.eye_patches import EyePatches
from tests.vision.liveness.moving_faces import noisy

SKIN, WHITE, IRIS, LID = (200, 160, 140), (235, 235, 230), (50, 40, 30), (90, 60, 50)
CORNERS = np.array([(210, 100), (170, 100), (90, 100), (130, 100), (150, 150)], np.float32)


def drawn(
    *, shut: bool = False, shift: tuple[int, int] = (0, 0), seed: int = 0
) -> tuple[np.ndarray, DetectedFace]:
    rgb = np.full((240, 320, 3), SKIN, np.uint8)
    cv2.line(rgb, (150, 80), (147, 140), LID, 2)
    cv2.ellipse(rgb, (150, 112), (9, 5), 0, 0, 360, IRIS, -1)
    for middle in ((190, 100), (110, 100)):
        if shut:
            cv2.ellipse(rgb, middle, (20, 8), 0, 10, 170, LID, 2)
        else:
            cv2.ellipse(rgb, middle, (20, 9), 0, 0, 360, WHITE, -1)
            cv2.circle(rgb, middle, 8, IRIS, -1)
    moved = np.roll(rgb, shift, axis=(1, 0))
    points = CORNERS + np.array(shift, np.float32)
    return noisy(moved, seed), DetectedFace(Box(70.0, 50.0, 230.0, 210.0), points)


def likeness(pictures, *, track: int = 1) -> list[EyeLikeness | None]:
    patches = EyePatches()
    return [patches.measure(Frame(rgb, n / 30, n), face, track) for n, (rgb, face) in enumerate(pictures)]


def test_open_eyes_that_move_with_the_head_look_like_themselves() -> None:
    found = likeness([drawn(shift=(n, -n // 2), seed=n) for n in range(10)])[1:]

    assert min(min(one.right, one.left, one.bridge) for one in found) > 0.93


def test_eyes_that_shut_look_different_and_the_bridge_does_not() -> None:
    shut = likeness([*(drawn(seed=n) for n in range(5)), drawn(shut=True, seed=9)])[-1]

    assert max(shut.right, shut.left) < 0.6
    assert shut.bridge > 0.7


def test_the_first_frame_has_nothing_to_be_compared_with() -> None:
    assert likeness([drawn()]) == [None]


def test_a_look_that_stays_becomes_the_usual_one() -> None:
    later = likeness([drawn(), *(drawn(shut=True, seed=n) for n in range(60))])[-1]

    assert min(later.right, later.left) > 0.85


def test_another_track_a_gap_and_a_clock_that_runs_backwards_begin_anew() -> None:
    patches, (rgb, face) = EyePatches(), drawn()
    patches.measure(Frame(rgb, 1.0, 0), face, 1)

    assert patches.measure(Frame(rgb, 1.1, 1), face, 2) is None
    assert patches.measure(Frame(rgb, 0.5, 2), face, 2) is None
    assert patches.measure(Frame(rgb, 3.0, 3), face, 2) is None
    patches.forget()
    assert patches.measure(Frame(rgb, 3.1, 4), face, 2) is None


def test_corners_in_one_place_are_no_eye() -> None:
    rgb, face = drawn()
    nowhere = DetectedFace(face.box, np.zeros((5, 2), np.float32))

    assert likeness([(rgb, face), (rgb, nowhere)])[1] is None


def test_a_blank_picture_is_like_nothing() -> None:
    _, face = drawn()
    blank = np.full((240, 320, 3), 90, np.uint8)

    assert likeness([(blank, face), (blank.copy(), face)])[1] == EyeLikeness(0.0, 0.0, 0.0)


def test_eyes_outside_the_picture_are_measured_without_failing() -> None:
    rgb, face = drawn()
    outside = DetectedFace(face.box, face.landmarks + 5000)

    assert likeness([(rgb, outside), (rgb.copy(), outside)])[1] is not None
