"""The chips of a training are cut once; whatever became of the cache, they are right."""

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
from door_access.ports import CacheKind
from tests.fakes import MemoryFaceCache

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
def cutter(monkeypatch: pytest.MonkeyPatch) -> Cutter:
    fake = Cutter()
    monkeypatch.setattr(module, "aligned_photos", fake)
    return fake


@pytest.fixture
def cache() -> MemoryFaceCache:
    return MemoryFaceCache()


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


def cut(folder: Path, cache: MemoryFaceCache | None, *, count: Count | None = None):
    return cut_chips(folder, RESNET29, no_reader, count or Count(), cache=cache)


def greys_of(found) -> list[tuple[str, int]]:
    chips = found.chips
    greys = chips.chips_rgb[:, 0, 0, 0].tolist()
    return [(chips.names[person], grey) for person, grey in zip(chips.person, greys, strict=True)]


def test_every_chip_has_its_owner_and_who_has_none_is_nobody(cutter, cache, folder) -> None:
    found = cut(folder, cache)

    assert greys_of(found) == [("Ada", 10), ("Ada", 12), ("Bob", 20)]
    assert found.refused == (
        RefusedPhoto(str(folder / "Ada" / "1.jpg"), "no_face"),
        RefusedPhoto(str(folder / "Cy" / "0.jpg"), "no_face"),
    )


def test_every_photo_that_is_looked_at_is_counted_and_none_when_all_are_known(cutter, cache, folder) -> None:
    first, second = Count(), Count()

    cut(folder, cache, count=first)
    cut(folder, cache, count=second)

    assert (first.told, first.done) == ([("finding faces", 5)], 5)
    assert (second.told, second.done) == ([], 0)


def test_the_second_time_nothing_is_cut_and_everything_is_the_same(cutter, cache, folder) -> None:
    first, second = cut(folder, cache), cut(folder, cache)

    assert cutter.rounds == 1
    assert greys_of(second) == greys_of(first)
    assert second.refused == first.refused
    assert second.chips.digest() == first.chips.digest()


def test_chips_that_must_not_be_kept_are_not(cutter, folder) -> None:
    cut(folder, None)
    cut(folder, None)

    assert cutter.rounds == 2


def test_the_cache_is_told_how_many_photos_it_holds(cutter, cache, folder) -> None:
    cut(folder, cache)

    assert {one.kind: one.photos for one in cache.held()}[CacheKind.CHIPS] == 5


def test_a_photo_that_changed_is_cut_anew(cutter, cache, folder) -> None:
    cut(folder, cache)
    (folder / "Bob" / "0.jpg").write_text("21")

    assert greys_of(cut(folder, cache))[-1] == ("Bob", 21)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: {},
        lambda arrays: {"chips": arrays["chips"]},
        lambda arrays: arrays | {"failures": arrays["failures"][1:]},
        lambda arrays: arrays | {"chips": arrays["chips"][1:]},
        lambda arrays: arrays | {"chips": arrays["chips"].astype(np.float32)},
    ],
    ids=["nothing", "no failures", "a failure too few", "a chip too few", "other numbers"],
)
def test_a_broken_cache_is_made_anew(cutter, cache, folder, spoil) -> None:
    first = cut(folder, cache)
    ((entry, (arrays, photos)),) = cache.kept.items()
    cache.kept[entry] = spoil(arrays), photos

    assert greys_of(cut(folder, cache)) == greys_of(first)
    assert cutter.rounds == 2


def test_a_cache_that_keeps_nothing_costs_nothing_but_time(cutter, cache, folder) -> None:
    cache.is_broken = True

    assert len(greys_of(cut(folder, cache))) == 3


def test_photos_of_nobody_are_refused(cutter, cache, folder) -> None:
    for photo in folder.glob("*/*.jpg"):
        photo.write_text("0")

    with pytest.raises(BadInput, match="has 5 photos, none with a face"):
        cut(folder, cache)
