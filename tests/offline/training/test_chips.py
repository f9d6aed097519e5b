"""The chips of a training are cut once; whatever became of the cache, they are right."""

import logging
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from door_access.errors import BadInput
from door_access.facenet.installation.shipped import shipped_models
from door_access.offline.aligned_photos import AlignedPhoto, Failure
from door_access.offline.photo_folder import RefusedPhoto
from door_access.offline.photos import PhotoReader
from door_access.offline.training import chips as module
from door_access.offline.training.chips import cut_chips
from tests.spoilt_archives import encrypted, packed_oddly

RESNET29 = shipped_models()["resnet29"]


class Cutter:
    """Stands in for finding faces: a photo's chip is as grey as its content says; 0 is nobody."""

    def __init__(self) -> None:
        self.rounds = 0

    def __call__(self, photos, _make_reader):
        self.rounds += 1
        for photo in photos:
            grey = int(photo.file.read_text())
            chip = np.full((4, 4, 3), grey, np.uint8) if grey else None
            yield AlignedPhoto(photo, chip, None if grey else Failure.NO_FACE, 1)


@pytest.fixture
def cutter(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cutter:
    fake = Cutter()
    monkeypatch.setattr(module, "aligned_photos", fake)
    monkeypatch.setenv("DOOR_ACCESS_CACHE", str(tmp_path / "cache"))
    return fake


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, greys in {"Ada": (10, 0, 12), "Bob": (20,), "Cy": (0,)}.items():
        for number, grey in enumerate(greys):
            (tmp_path / "people" / name).mkdir(parents=True, exist_ok=True)
            (tmp_path / "people" / name / f"{number}.jpg").write_text(str(grey))
    return tmp_path / "people"


class Count:
    """Counts what is done, of how many."""

    def __init__(self) -> None:
        self.told: list[tuple[str, int]] = []
        self.done = 0

    @contextmanager
    def __call__(self, what: str, total: int) -> Iterator[Callable[[int], None]]:
        self.told.append((what, total))
        yield self._add

    def _add(self, done: int) -> None:
        self.done += done


def no_reader() -> PhotoReader:
    raise AssertionError("the cutter looks with eyes of its own")


def cut(folder: Path, *, is_cached: bool = True, count: Count | None = None):
    return cut_chips(folder, RESNET29, no_reader, count or Count(), is_cached=is_cached)


def greys_of(found) -> list[tuple[str, int]]:
    chips = found.chips
    greys = chips.chips_rgb[:, 0, 0, 0].tolist()
    return [(chips.names[person], grey) for person, grey in zip(chips.person, greys, strict=True)]


def test_every_chip_has_its_owner_and_who_has_none_is_nobody(cutter, folder) -> None:
    found = cut(folder)

    assert greys_of(found) == [("Ada", 10), ("Ada", 12), ("Bob", 20)]
    assert found.refused == (
        RefusedPhoto(str(folder / "Ada" / "1.jpg"), "no_face"),
        RefusedPhoto(str(folder / "Cy" / "0.jpg"), "no_face"),
    )


def test_every_photo_that_is_looked_at_is_counted_and_none_when_all_are_known(cutter, folder) -> None:
    first, second = Count(), Count()

    cut(folder, count=first)
    cut(folder, count=second)

    assert (first.told, first.done) == ([("finding faces", 5)], 5)
    assert (second.told, second.done) == ([], 0)


def test_the_second_time_nothing_is_cut_and_everything_is_the_same(cutter, folder) -> None:
    first, second = cut(folder), cut(folder)

    assert cutter.rounds == 1
    assert greys_of(second) == greys_of(first)
    assert second.refused == first.refused
    assert second.chips.digest() == first.chips.digest()


def test_chips_that_must_not_be_kept_are_not(cutter, folder, tmp_path) -> None:
    found = cut(folder, is_cached=False)

    assert len(greys_of(found)) == 3
    assert not (tmp_path / "cache").exists()


def test_the_cache_is_its_owners_only(cutter, folder, tmp_path) -> None:
    cut(folder)

    (cache,) = (tmp_path / "cache" / "chips").iterdir()
    assert stat.S_IMODE(cache.stat().st_mode) == 0o600
    assert stat.S_IMODE(cache.parent.stat().st_mode) == 0o700


def test_a_photo_that_changed_is_cut_anew(cutter, folder) -> None:
    cut(folder)
    (folder / "Bob" / "0.jpg").write_text("21")

    assert greys_of(cut(folder))[-1] == ("Bob", 21)


@pytest.mark.parametrize(
    "spoil",
    [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b[:-200] + bytes(200), encrypted, packed_oddly],
)
def test_a_broken_cache_is_made_anew(cutter, folder, tmp_path, spoil, caplog) -> None:
    first = cut(folder)
    (cache,) = (tmp_path / "cache" / "chips").iterdir()
    cache.write_bytes(spoil(cache.read_bytes()))

    with caplog.at_level(logging.WARNING):
        assert greys_of(cut(folder)) == greys_of(first)

    assert cutter.rounds == 2
    assert "is broken and will be made anew" in caplog.text


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(cutter, folder, tmp_path, caplog) -> None:
    (tmp_path / "cache").write_text("a file, where a folder should be")

    assert len(greys_of(cut(folder))) == 3
    assert "the chips cannot be kept" in caplog.text


def test_photos_of_nobody_are_refused(cutter, folder) -> None:
    for photo in folder.glob("*/*.jpg"):
        photo.write_text("0")

    with pytest.raises(BadInput, match="None of the 5 photos in"):
        cut(folder)
