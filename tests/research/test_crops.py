"""The sweep looks at every photo once, and tells what each way of cutting gives."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.footage import DATA_VARIABLE
from door_access.domain.faces.faces import DetectedFace, Rgb
from door_access.domain.models.model import Alignment
from door_access.offline.photo_folder import Photo
from door_access.offline.photos import PhotoReader
from research import crops
from research.crops import Crop, Cutting, crop_of, figures, table
from tests.builders import picture
from tests.fakes import FakeEncoder
from tests.runtime.looking import Looker

PEOPLE, PHOTOS = 6, 3
ARCFACE, DLIB = Crop(Alignment.ARCFACE_5), Crop(Alignment.DLIB, 0.25)


class CountedLooker(Looker):
    """Counts how often it is asked for faces."""

    detections = 0

    def detect(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
        self.detections += 1
        return super().detect(rgb)


class Mixer:
    """Cuts the same chip for everybody: a crop on which nobody can be told apart."""

    def chip(self, rgb: Rgb, face: DetectedFace) -> Rgb:
        return Looker().chip(picture(grey=1), face)


@pytest.fixture
def photos(tmp_path: Path) -> list[Photo]:
    """Return made-up photos, each of which shows the person whose number is the file's first."""
    names = [f"p{who}" for who in range(1, PEOPLE + 1)]
    same = [f"{name}\t1\t2" for name in names]
    different = [
        f"{a}\t1\t{b}\t{n}" for a, b in zip(names, names[1:] + names[:1], strict=True) for n in (1, 2)
    ]
    (tmp_path / "pairs.txt").write_text("\n".join([*same, *different]), encoding="utf-8")
    return [
        Photo(name, tmp_path / name / f"{name}_{n:04d}.jpg") for name in names for n in range(1, PHOTOS + 1)
    ]


def reader_of(looker: Looker) -> PhotoReader:
    return looker.photo_reader(lambda file: picture(grey=int(file.parent.name[1:])))


def test_a_photo_is_looked_at_once_for_all_crops(photos):
    looker = CountedLooker()
    cutting = Cutting(FakeEncoder(), {ARCFACE: looker, DLIB: Mixer()})

    vectors = cutting.vectors(photos[0], reader_of(looker))

    assert looker.detections == 1
    assert set(vectors) == {ARCFACE, DLIB}
    assert all(vector is not None for vector in vectors.values())


def test_a_photo_without_a_face_is_a_failure_of_every_crop(photos):
    nobody = Looker().photo_reader(lambda _: picture(grey=0))
    vectors = Cutting(FakeEncoder(), {ARCFACE: Looker(), DLIB: Looker()}).vectors(photos[0], nobody)
    assert vectors == {ARCFACE: None, DLIB: None}


def test_the_table_shows_which_crop_tells_people_apart(photos):
    cutting = Cutting(FakeEncoder(), {ARCFACE: Looker(), DLIB: Mixer()})
    found = [cutting.vectors(photo, reader_of(Looker())) for photo in photos]
    swept = {crop: figures(photos, [vectors[crop] for vectors in found]) for crop in (ARCFACE, DLIB)}

    lines = table("made-up", swept).splitlines()

    assert lines[0] == (
        "**`made-up`**: 18 faces of 6 people, 0 photos without one; 6 same and 12 different pairs. In %."
    )
    assert lines[4].startswith("| arcface-5 | 100.00 (100.00) | ~0.00 |")
    assert lines[5].startswith("| dlib, padding 0.25 | 50.00 (50.00) | ~")


def test_a_lost_photo_counts_against_the_pairs_and_is_told(photos):
    cutting = Cutting(FakeEncoder(), {ARCFACE: Looker()})
    vectors = [cutting.vectors(photo, reader_of(Looker()))[ARCFACE] for photo in photos]
    text = table("made-up", {ARCFACE: figures(photos, [None, *vectors[1:]])})
    assert "17 faces of 6 people, 1 photos without one" in text
    assert "| arcface-5 | 91.67 (100.00) |" in text


@pytest.mark.parametrize(("words", "crop"), [("0.25", DLIB), ("arcface-5", ARCFACE)])
def test_a_crop_is_a_padding_or_an_alignment(words, crop):
    assert crop_of(words) == crop


def test_without_faces_the_sweep_says_so(monkeypatch, capsys):
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    assert crops.main(["--network", "resnet29"]) == 0
    assert f"Skipped: {DATA_VARIABLE} is not set" in capsys.readouterr().out


def test_an_unknown_crop_is_bad_usage(capsys):
    with pytest.raises(SystemExit) as caught:
        crops.main(["--network", "resnet29", "--crop", "round"])
    assert caught.value.code == 2
    assert "invalid crop_of value: 'round'" in capsys.readouterr().err


def test_fewer_people_are_the_first_ones_with_all_their_photos(photos, tmp_path):
    for photo in photos:
        photo.file.parent.mkdir(exist_ok=True)
        photo.file.write_bytes(np.arange(3, dtype=np.uint8).tobytes())
    assert crops.photos_of_people(tmp_path, 2) == tuple(photos[: 2 * PHOTOS])
    assert crops.photos_of_people(tmp_path, None) == tuple(photos)
