"""``evaluate --pad`` on films that are made here, and on real ones where they are."""

from pathlib import Path

import cv2
import pytest

from door_access.vision.cameras.video_file import VideoFile
from tests.cli.terminal import assert_one_sentence
from tests.vision.cameras.videos import write_video

RATE_HZ = 30.0
FRAMES = 92
"""A little more than one presentation."""


@pytest.fixture
def films(tmp_path):
    for kind in ("bona_fide/live", "attack/paper"):
        (tmp_path / kind).mkdir(parents=True)
        write_video(tmp_path / kind / "film.avi")
    return tmp_path


def test_films_without_a_face_are_told_and_give_no_rate(terminal, films) -> None:
    answer = terminal("evaluate", films, "--pad")

    assert answer.status == 0, answer
    pad = answer.document["pad"]
    assert pad["apcer"] is None
    assert pad["attack"] == [
        {
            "kind": "paper",
            "films": 1,
            "films_without_presentation": 1,
            "presentations": 0,
            "apcer": None,
            "undecided": None,
            "signs": {},
        }
    ]


@pytest.mark.parametrize("option", ["--calibrate", "--no-cache", "--report=report.html", "--session-field=1"])
def test_options_for_photos_are_refused_beside_it(terminal, films, option) -> None:
    answer = terminal("evaluate", films, "--pad", option)

    assert_one_sentence(answer, status=2)
    assert "--pad" in answer.err


def test_a_folder_of_photos_is_refused_with_the_layout_for_films(terminal, tmp_path) -> None:
    answer = terminal("evaluate", tmp_path, "--pad")

    assert_one_sentence(answer, status=2)
    assert "bona_fide/KIND" in answer.err


def test_a_file_that_is_no_film_is_named(terminal, films) -> None:
    (films / "attack/paper/notes.txt").write_text("held upright")
    answer = terminal("evaluate", films, "--pad")

    assert_one_sentence(answer, status=2)
    assert "notes.txt" in answer.err


def three_seconds_of(film: Path, copy: Path) -> None:
    """Write the beginning of a film, so that nobody waits for the rest of it."""
    source = VideoFile(film)
    source.open()
    first = source.read()
    assert first is not None
    size = first.width_px, first.height_px
    writer = cv2.VideoWriter(str(copy), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"MJPG"), RATE_HZ, size)
    for frame in [first, *(source.read() for _ in range(FRAMES - 1))]:
        assert frame is not None
        writer.write(cv2.cvtColor(frame.rgb, cv2.COLOR_RGB2BGR))
    writer.release()
    source.close()


def test_somebody_who_blinks_is_told_from_an_attack(terminal, data, tmp_path) -> None:
    folder = tmp_path / "bona_fide" / "generated"
    folder.mkdir(parents=True)
    three_seconds_of(data / "videos" / "liveportrait_d9.mp4", folder / "film.avi")
    answer = terminal("evaluate", tmp_path, "--pad")

    figures = answer.document["pad"]["bona_fide"][0]
    assert (figures["presentations"], figures["bpcer"]["value"], figures["undecided"]["value"]) == (1, 0, 0)
