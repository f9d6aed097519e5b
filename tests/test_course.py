"""The lessons' functions under their names, and every example of docs/COURSE.md as it is printed there."""

import doctest
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from door_access.bootstrap.models import make_models
from door_access.course import img_to_encoding, load_model, predict_on_batch, verify, who_is_it
from door_access.domain.faces.faces import Rgb, Vector
from door_access.errors import BadImage, BadInput, WeightsFault
from door_access.vision.stills import read_picture

COURSE = Path(__file__).parents[1] / "docs" / "COURSE.md"
DIMENSION = 48
PEOPLE, PHOTOS_EACH = 24, 4
"""Enough for the lessons' figures, few enough for a test."""


class FakeModel:
    """Sees the same in every picture."""

    side_px, dimension = 32, DIMENSION

    def raw(self, chip_rgb: Rgb) -> Vector:
        return np.ones(self.dimension, np.float32)


@pytest.fixture(scope="module")
def model(installed_facenet):
    return load_model("facenet", installed_facenet)


@pytest.fixture(scope="module")
def photos(data):
    return data / "course_images"


@pytest.fixture(scope="module")
def people(data, tmp_path_factory):
    """Return a folder of some people with photos enough."""
    folder = tmp_path_factory.mktemp("people")
    chosen = [
        one for one in sorted((data / "lfw_dev").iterdir()) if len(list(one.glob("*.jpg"))) >= PHOTOS_EACH
    ]
    for one in chosen[:PEOPLE]:
        (folder / one.name).symlink_to(one)
    return folder


def test_every_example_of_the_course_gives_what_is_printed(model, photos, people):
    names = {"PHOTOS": photos, "PEOPLE": people, "model": model}
    result = doctest.testfile(str(COURSE), module_relative=False, globs=names)
    assert result.attempted > 30
    assert result.failed == 0


@pytest.fixture(scope="module")
def database(model, photos):
    names = ("younes", "kian", "bertrand", "benoit", "dan", "arnaud", "tian", "kevin")
    return {name: img_to_encoding(photos / f"{name}.jpg", model) for name in names}


def test_the_owner_of_the_card_gets_in_and_its_thief_does_not(model, photos, database):
    own, is_open = verify(photos / "camera_0.jpg", "younes", database, model)
    stolen, is_open_to_thief = verify(photos / "camera_2.jpg", "kian", database, model)
    assert (round(own, 3), is_open) == (pytest.approx(0.549, abs=2e-3), True)
    assert (round(stolen, 3), is_open_to_thief) == (pytest.approx(1.321, abs=2e-3), False)


def test_a_threshold_of_ones_own_decides(model, photos, database):
    assert not verify(photos / "camera_0.jpg", "younes", database, model, threshold=0.5)[1]


@pytest.mark.parametrize(
    ("camera", "name"),
    [(0, "younes"), (1, "bertrand"), (2, "benoit"), (3, "bertrand"), (4, "dan"), (5, "arnaud")],
)
def test_the_nearest_is_the_person_on_the_photo(model, photos, database, camera, name):
    assert who_is_it(photos / f"camera_{camera}.jpg", database, model)[1] == name


def test_in_an_empty_database_is_nobody(model, photos):
    assert who_is_it(photos / "camera_0.jpg", {}, model) == (float("inf"), None)


def test_a_card_of_nobody_is_refused_by_name(model, photos, database):
    with pytest.raises(BadInput, match="'nobody'"):
        verify(photos / "camera_0.jpg", "nobody", database, model)


@pytest.mark.parametrize(
    "encoding",
    [np.ones((1, 128), np.float32), np.full((1, DIMENSION), np.nan, np.float32), np.eye(2, DIMENSION)],
)
def test_what_is_no_encoding_of_the_model_is_named_with_its_owner(tmp_path, encoding):
    photo = tmp_path / "photo.png"
    Image.new("RGB", (96, 96), "grey").save(photo)
    with pytest.raises(BadInput, match=r"^The encoding of 'dan' .* expected, \(1, 48\)"):
        who_is_it(photo, {"dan": encoding}, FakeModel())


def test_what_is_no_picture_is_refused(model, tmp_path):
    text = tmp_path / "face.jpg"
    text.write_text("not a face")
    with pytest.raises(BadImage):
        img_to_encoding(text, model)


def test_an_encoding_is_a_row_of_length_one(model, photos):
    encoding = img_to_encoding(str(photos / "dan.jpg"), model)
    assert encoding.shape == (1, 128)
    assert np.linalg.norm(encoding) == pytest.approx(1.0)


@pytest.mark.parametrize("kind", ["colours first, 0…1", "colours last, uint8"])
def test_pictures_in_memory_are_encoded_as_their_files_are(model, photos, kind):
    files = [photos / "dan.jpg", photos / "kian.jpg"]
    pictures = np.stack([read_picture(file) for file in files])
    if kind == "colours first, 0…1":
        pictures = np.around(pictures.transpose(0, 3, 1, 2) / 255.0, decimals=12)
    from_files = np.vstack([img_to_encoding(file, model) for file in files])
    np.testing.assert_allclose(predict_on_batch(pictures, model), from_files, atol=1e-6)


def test_of_no_pictures_there_are_no_encodings(model):
    assert predict_on_batch(np.empty((0, 3, 96, 96)), model).shape == (0, 128)


def test_a_model_that_is_not_installed_is_named(tmp_path):
    assert "facenet" not in make_models(tmp_path).readable()
    with pytest.raises(WeightsFault, match="facenet"):
        load_model("facenet", tmp_path)
