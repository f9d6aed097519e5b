"""What every FaceCache does, the adapter and the fake alike."""

import numpy as np
import pytest

from database.face_cache import open_face_cache
from door_access.ports import CacheKind, FaceCache
from tests.fakes import MemoryFaceCache

VECTORS = np.arange(12, dtype=np.float32).reshape(3, 4)
NAMES = np.array(["", "no_face", ""])
NOTHING = np.zeros((0, 0, 0, 3), np.uint8)


@pytest.fixture(params=["memory", "sealed"])
def cache(request: pytest.FixtureRequest) -> FaceCache:
    if request.param == "memory":
        return MemoryFaceCache()
    return open_face_cache(request.getfixturevalue("database"))


def test_what_was_kept_comes_back_as_it_was(cache):
    cache.put(CacheKind.CHIPS, "one", {"vectors": VECTORS, "names": NAMES, "empty": NOTHING}, photos=3)

    found = cache.get(CacheKind.CHIPS, "one")

    assert list(found) == ["vectors", "names", "empty"]
    for name, wanted in (("vectors", VECTORS), ("names", NAMES), ("empty", NOTHING)):
        assert found[name].dtype == wanted.dtype
        np.testing.assert_array_equal(found[name], wanted)


def test_what_was_never_kept_is_not_there(cache):
    cache.put(CacheKind.CHIPS, "one", {"vectors": VECTORS}, photos=3)

    assert cache.get(CacheKind.CHIPS, "two") is None
    assert cache.get(CacheKind.ENCODINGS, "one") is None


def test_the_newest_takes_the_place_of_the_older(cache):
    cache.put(CacheKind.ENCODINGS, "one", {"vectors": VECTORS}, photos=3)
    cache.put(CacheKind.ENCODINGS, "one", {"vectors": VECTORS[:1]}, photos=1)

    np.testing.assert_array_equal(cache.get(CacheKind.ENCODINGS, "one")["vectors"], VECTORS[:1])
    assert {one.kind: (one.files, one.photos) for one in cache.held()}[CacheKind.ENCODINGS] == (1, 1)


def test_the_photos_of_every_kind_are_counted(cache):
    cache.put(CacheKind.ENCODINGS, "one", {"vectors": VECTORS}, photos=3)
    cache.put(CacheKind.ENCODINGS, "two", {"vectors": VECTORS}, photos=4)
    cache.put(CacheKind.CHIPS, "one", {"chips": NOTHING}, photos=5)

    held = {one.kind: one for one in cache.held()}

    assert (held[CacheKind.ENCODINGS].files, held[CacheKind.ENCODINGS].photos) == (2, 7)
    assert (held[CacheKind.CHIPS].files, held[CacheKind.CHIPS].photos) == (1, 5)
    assert held[CacheKind.ENCODINGS].size_bytes >= 2 * VECTORS.nbytes


def test_a_cleared_cache_says_what_it_had_and_has_nothing(cache):
    cache.put(CacheKind.ENCODINGS, "one", {"vectors": VECTORS}, photos=3)

    cleared = {one.kind: one.photos for one in cache.clear()}

    assert cleared == {CacheKind.ENCODINGS: 3, CacheKind.CHIPS: 0}
    assert cache.get(CacheKind.ENCODINGS, "one") is None
    assert [one.files for one in cache.held()] == [0, 0]
