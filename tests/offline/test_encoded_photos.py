"""Photos of people aligned and encoded once, with whatever went wrong counted."""

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from door_access.domain.faces.faces import Box, DetectedFace, Rgb
from door_access.errors import BadImage
from door_access.offline.aligned_photos import Failure, aligned_photos, most_central
from door_access.offline.encoded_photos import cache_name, encoded_photos
from door_access.offline.encoding_cache import EncodingCache
from door_access.offline.photo_folder import Photo, photos_of
from door_access.offline.photos import PhotoReader
from door_access.ports import CacheKind, FaceCache, FaceEncoder
from tests.facenet.resnet29 import resnet29_model
from tests.fakes import FakeEncoder, MemoryFaceCache
from tests.runtime.looking import FACELESS, Looker
from tests.runtime.thinking import ADA

DIMENSION = 48
NAME = "resnet29-made-so"
ENTRY = (CacheKind.ENCODINGS, NAME)


def grey_file(path: Path, grey: int) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (64, 48), (grey, grey, grey)).save(path)
    return path


def read(path: Path) -> Rgb:
    try:
        return np.asarray(Image.open(path).convert("RGB"))
    except OSError as error:
        raise BadImage(f"{path} is broken.") from error


def reader(faces: int = 1) -> PhotoReader:
    looker = Looker(faces=faces)
    return looker.photo_reader(read)


@pytest.fixture
def people(tmp_path) -> Path:
    """Ada with a good, an empty and a broken photo; Bob with a face that stands for nothing."""
    folder = tmp_path / "people"
    grey_file(folder / "ada" / "1.png", ADA)
    grey_file(folder / "ada" / "2.png", 0)
    (folder / "ada" / "3.png").write_bytes(b"broken")
    grey_file(folder / "bob" / "1.png", FACELESS)
    return folder


@pytest.fixture
def cache() -> MemoryFaceCache:
    return MemoryFaceCache()


class CountingEncoder(FakeEncoder):
    """Counts its work."""

    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, chip_rgb: Rgb):
        self.encoded += 1
        return super().encode(chip_rgb)


def encode(folder: Path, cache: FaceCache | None, encoder: FaceEncoder | None = None):
    done: list[int] = []
    found = encoded_photos(
        photos_of(folder),
        make_reader=reader,
        make_encoder=lambda: encoder or FakeEncoder(),
        cache=EncodingCache(cache, NAME, DIMENSION),
        on_done=done.append,
    )
    assert sum(done) == len(found)
    return found


EXPECTED = [None, Failure.NO_FACE, Failure.UNREADABLE, Failure.NOT_ENCODED]


class TestAligning:
    def test_every_photo_is_answered_with_a_chip_or_a_reason(self, people) -> None:
        found = list(aligned_photos(photos_of(people), reader))

        assert [(one.photo.person, one.failure) for one in found] == [
            ("ada", None),
            ("ada", Failure.NO_FACE),
            ("ada", Failure.UNREADABLE),
            ("bob", None),
        ]
        assert [one.chip_rgb is None for one in found] == [False, True, True, False]

    def test_of_several_faces_the_one_nearest_the_middle_is_taken(self) -> None:
        points = np.zeros((5, 2), np.float32)
        boxes = [Box(0, 0, 60, 60), Box(40, 30, 60, 50), Box(70, 50, 100, 80)]
        faces = [DetectedFace(box, points) for box in boxes]

        assert most_central(faces, np.zeros((80, 100, 3), np.uint8)) is faces[1]

    def test_how_many_faces_there_were_is_kept(self, people) -> None:
        found = list(aligned_photos(photos_of(people), lambda: reader(faces=3)))

        assert [one.faces for one in found] == [3, 0, 0, 3]


class TestEncoding:
    def test_every_photo_is_answered_with_a_vector_or_a_reason(self, people) -> None:
        found = encode(people, None)

        assert [one.failure for one in found] == EXPECTED
        assert np.linalg.norm(found[0].vector) == pytest.approx(1.0)
        assert [one.vector is None for one in found] == [False, True, True, True]

    def test_what_was_encoded_once_is_not_encoded_again(self, people, cache) -> None:
        first = encode(people, cache)
        encoder = CountingEncoder()

        again = encode(people, cache, encoder)

        assert encoder.encoded == 0
        assert [one.failure for one in again] == EXPECTED
        assert np.array_equal(again[0].vector, first[0].vector)

    def test_a_renamed_photo_is_known_and_a_changed_one_is_not(self, people, cache) -> None:
        encode(people, cache)
        (people / "ada" / "1.png").rename(people / "ada" / "0.png")
        grey_file(people / "bob" / "1.png", 9)
        encoder = CountingEncoder()

        found = encode(people, cache, encoder)

        assert encoder.encoded == 1
        assert found[3].failure is None

    @pytest.mark.parametrize("damage", ["one array", "other arrays", "other dimension", "NaN", "text"])
    def test_a_broken_cache_is_made_anew(self, people, cache, damage) -> None:
        encode(people, cache)
        spoil(cache, damage)
        encoder = CountingEncoder()

        found = encode(people, cache, encoder)

        assert encoder.encoded == 2
        assert [one.failure for one in found] == EXPECTED
        assert EncodingCache(cache, NAME, DIMENSION).get(sha256_of(people / "ada" / "1.png")) is not None

    def test_a_run_that_is_ended_keeps_what_it_had(self, people, cache) -> None:
        class Interrupted(FakeEncoder):
            def encode(self, chip_rgb: Rgb):
                if not chip_rgb.any():
                    raise KeyboardInterrupt
                return super().encode(chip_rgb)

        with pytest.raises(KeyboardInterrupt):
            encode(people, cache, Interrupted())

        kept = EncodingCache(cache, NAME, DIMENSION)
        assert kept.get(sha256_of(people / "ada" / "1.png")) is not None

    def test_a_cache_that_keeps_nothing_costs_no_result(self, people, cache) -> None:
        cache.is_broken = True

        assert [one.failure for one in encode(people, cache)] == EXPECTED

    def test_the_cache_is_told_how_many_photos_it_holds(self, people, cache) -> None:
        encode(people, cache)

        assert {one.kind: one.photos for one in cache.held()}[CacheKind.ENCODINGS] == 4

    def test_a_photo_that_vanishes_meanwhile_is_unreadable(self, people, cache) -> None:
        gone = Photo("ada", people / "ada" / "gone.png")

        found = encoded_photos(
            [gone],
            make_reader=reader,
            make_encoder=FakeEncoder,
            cache=EncodingCache(cache, NAME, DIMENSION),
            on_done=lambda _: None,
        )

        assert found[0].failure is Failure.UNREADABLE
        assert cache.kept == {}


def sha256_of(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()


def spoil(cache: MemoryFaceCache, damage: str) -> None:
    arrays, photos = cache.kept[ENTRY]
    spoilt = {
        "one array": {"sha256": np.arange(3)},
        "other arrays": {"numbers": np.arange(3)},
        "other dimension": arrays | {"vectors": arrays["vectors"][:, :5]},
        "NaN": arrays | {"vectors": np.full_like(arrays["vectors"], np.nan)},
        "text": arrays | {"failures": np.array(["none"] * photos)},
    }
    cache.kept[ENTRY] = spoilt[damage], photos


def test_embeddings_with_the_mirror_image_are_found_where_they_have_always_been() -> None:
    assert cache_name(resnet29_model()) == "resnet29-1cf4e54993b0d28e"


@pytest.mark.parametrize(
    "other",
    [
        {"adds_mirror_image": False},
        {"chip_padding": 0.3},
        {"weights_sha256": "0" * 64},
    ],
)
def test_embeddings_made_in_another_way_lie_elsewhere(other) -> None:
    model = resnet29_model()

    assert cache_name(replace(model, **other)) != cache_name(model)
