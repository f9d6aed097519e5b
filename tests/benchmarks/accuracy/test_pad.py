"""The films of moved photos are what they say, and the table says what the command said."""

import cv2
import numpy as np

from benchmarks.accuracy import moved_photos
from benchmarks.accuracy.moved_photos import homography, write_moved, write_still
from benchmarks.accuracy.pad import HEADINGS, table
from door_access.vision.cameras.video_file import VideoFile

WIDTH_PX, HEIGHT_PX = 160, 120
STILL = np.zeros(6)
PHOTO = cv2.resize(np.random.default_rng(1).integers(30, 226, (12, 16, 3), np.uint8), (WIDTH_PX, HEIGHT_PX))


def film_of(path) -> list[np.ndarray]:
    source = VideoFile(path)
    source.open()
    pictures = [frame.rgb.astype(float) for frame in iter(source.read, None)]
    source.close()
    return pictures


def test_a_photo_that_nobody_moves_is_seen_as_it_is() -> None:
    plane = homography(STILL, width_px=WIDTH_PX, height_px=HEIGHT_PX)

    assert np.allclose(plane / plane[2, 2], np.eye(3), atol=1e-9)


def test_a_photo_that_is_turned_is_seen_in_perspective() -> None:
    turned = STILL.copy()
    turned[0] = 0.4
    plane = homography(turned, width_px=WIDTH_PX, height_px=HEIGHT_PX)
    corners = np.array([[[0.0, 0.0]], [[WIDTH_PX, 0.0]], [[0.0, HEIGHT_PX]], [[WIDTH_PX, HEIGHT_PX]]])
    (_, top), (_, other_top), (_, bottom), (_, other_bottom) = cv2.perspectiveTransform(corners, plane)[:, 0]

    assert abs((bottom - top) - (other_bottom - other_top)) > 10


def test_a_moved_photo_moves_and_a_still_one_has_only_its_noise(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(moved_photos, "FILM_S", 0.5)
    still = film_of(write_still(PHOTO, tmp_path / "still.avi", seed=1))
    moved = film_of(write_moved(PHOTO, tmp_path / "moved.avi", seed=1))

    assert len(still) == len(moved) == 15
    assert 1.0 < np.abs(still[0] - still[-1]).mean() < 4.0
    assert np.abs(moved[0] - moved[-1]).mean() > 4.0


def test_the_table_has_a_rate_where_there_is_one_and_a_dash_where_not() -> None:
    rate = {"value": 0.25, "low": 0.1, "high": 0.5}
    some = {"films": 2, "films_without_presentation": 1, "presentations": 4, "undecided": rate}
    found = {
        "bona_fide": [some | {"kind": "live_webcam", "bpcer": rate, "signs": {}}],
        "attack": [some | {"kind": "phone", "apcer": None, "signs": {"planar_motion": 3}}],
    }
    heading, _, live, phone = table(found)

    assert all(name in heading for name in HEADINGS)
    assert live == (
        "| bona fide: live webcam | 2 (1 without a face for 3 s) | 4 | – | 25.0% (10.0%–50.0%) "
        "| 25.0% (10.0%–50.0%) | – |"
    )
    assert phone.endswith("| – | – | 25.0% (10.0%–50.0%) | planar motion 3 |")
