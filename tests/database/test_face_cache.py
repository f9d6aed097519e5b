"""The sealed cache of faces: nothing plain on the disk, nothing after an erasure, and never an error."""

import logging
import os
import stat
import sys
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from database import face_cache
from database.connections import Database
from database.engine import open_database
from database.face_cache import FOLDER, SealedFaceCache, cache_key, open_face_cache
from database.keys.opening import open_keyring
from door_access.ports import CacheKind
from tests.database.building import newcomer

VECTORS = np.arange(4000, dtype=np.float32)
KIND, NAME = CacheKind.ENCODINGS, "resnet29-made-so"


@pytest.fixture
def cache(database: Database) -> SealedFaceCache:
    return open_face_cache(database)


def kept(cache: SealedFaceCache, database: Database) -> Path:
    cache.put(KIND, NAME, {"vectors": VECTORS}, photos=40)
    (path,) = (database.data_dir / FOLDER / KIND).iterdir()
    return path


def test_no_vector_is_plain_in_the_file(cache, database):
    content = kept(cache, database).read_bytes()

    plain = VECTORS.tobytes()
    assert not any(plain[at : at + 16] in content for at in range(0, len(plain), 16))
    assert b"NUMPY" not in content and b"photos" not in content


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no file modes")
def test_the_files_are_their_owners_only(cache, database):
    path = kept(cache, database)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (path.parent, path.parent.parent)} == {0o700}


def test_arrays_of_several_chunks_come_back_whole(cache, monkeypatch):
    monkeypatch.setattr(face_cache, "CHUNK_BYTES", 1000)
    cache.put(KIND, NAME, {"vectors": VECTORS, "more": VECTORS[:7]}, photos=1)

    found = cache.get(KIND, NAME)

    np.testing.assert_array_equal(found["vectors"], VECTORS)
    np.testing.assert_array_equal(found["more"], VECTORS[:7])


SPOILT = {
    "empty": lambda content: b"",
    "cut in the middle": lambda content: content[: len(content) // 2],
    "one chunk short": lambda content: content[:-1000],
    "one byte other": lambda content: content[:-1] + bytes([content[-1] ^ 1]),
    "longer": lambda content: content + b"\0" * 20,
    "something else": lambda content: b"no cache at all" * 20,
    "another salt": lambda content: content[:20] + bytes(32) + content[52:],
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_damaged_file_is_not_there_and_no_error(cache, database, monkeypatch, caplog, spoil):
    monkeypatch.setattr(face_cache, "CHUNK_BYTES", 984)  # sealed, with its length, 1004
    path = kept(cache, database)
    path.write_bytes(spoil(path.read_bytes()))

    with caplog.at_level(logging.WARNING):
        assert cache.get(KIND, NAME) is None

    assert "cannot be read and will be made anew" in caplog.text
    cache.put(KIND, NAME, {"vectors": VECTORS}, photos=40)
    assert cache.get(KIND, NAME) is not None


def test_chunks_in_another_order_are_not_read(cache, database, monkeypatch):
    monkeypatch.setattr(face_cache, "CHUNK_BYTES", 984)
    path = kept(cache, database)
    content, chunk = path.read_bytes(), 1004
    middle = len(content) - 5 * chunk
    moved = content[middle + chunk : middle + 2 * chunk] + content[middle : middle + chunk]
    path.write_bytes(content[:middle] + moved + content[middle + 2 * chunk :])

    assert cache.get(KIND, NAME) is None


def test_a_file_under_another_name_is_not_read(cache, database):
    path = kept(cache, database)
    path.rename(path.with_name("other.sealed"))

    assert cache.get(KIND, "other") is None


def test_another_data_directorys_file_is_not_read(cache, database, tmp_path):
    path = kept(cache, database)
    with open_database(tmp_path / "other") as other:
        stranger = open_face_cache(other)
        stranger.put(KIND, NAME, {"vectors": VECTORS}, photos=1)
        (theirs,) = (other.data_dir / FOLDER / KIND).iterdir()
        theirs.write_bytes(path.read_bytes())

        assert stranger.get(KIND, NAME) is None
        assert [one.photos for one in stranger.held()] == [0, 0]


def test_a_cache_that_cannot_be_written_says_so_and_goes_on(cache, database, caplog):
    (database.data_dir / FOLDER).write_text("a file, where a folder should be")

    with caplog.at_level(logging.WARNING):
        cache.put(KIND, NAME, {"vectors": VECTORS}, photos=1)

    assert "cannot be written" in caplog.text


def test_whoever_is_removed_takes_all_that_is_cached_along(cache, database, sql_people):
    path = kept(cache, database)
    person_id = sql_people.enrol(newcomer())

    sql_people.remove(person_id)

    assert not path.exists()
    assert [one.files for one in open_face_cache(database).held()] == [0, 0]


def test_what_a_removal_could_not_delete_cannot_be_opened_any_more(cache, database, sql_people):
    content = kept(cache, database).read_bytes()
    sql_people.remove(sql_people.enrol(newcomer()))

    again = open_face_cache(database)
    again.put(KIND, NAME, {"vectors": VECTORS}, photos=1)
    (path,) = (database.data_dir / FOLDER / KIND).iterdir()
    path.write_bytes(content)

    assert again.get(KIND, NAME) is None


def test_a_run_that_knows_the_removed_persons_face_keeps_nothing_any_more(cache, database, sql_people):
    kept(cache, database)
    sql_people.remove(sql_people.enrol(newcomer()))
    open_face_cache(database)

    cache.put(KIND, NAME, {"vectors": VECTORS}, photos=40)

    assert list((database.data_dir / FOLDER / KIND).iterdir()) == []


def test_drafts_that_a_crash_has_left_go_with_the_rest(cache, database, sql_people):
    path = kept(cache, database)
    draft = path.with_name(".resnet29.sealed.abc123")
    draft.write_bytes(b"half of a file")

    sql_people.remove(sql_people.enrol(newcomer()))

    assert not draft.exists()


def test_what_was_not_used_for_a_month_is_deleted_and_what_was_is_not(cache, database):
    cache.put(KIND, "old", {"vectors": VECTORS}, photos=1)
    cache.put(KIND, "new", {"vectors": VECTORS}, photos=1)
    cache.put(KIND, "used", {"vectors": VECTORS}, photos=1)
    long_ago = face_cache.time.time() - face_cache.UNUSED_S - 60
    for name in ("old", "used"):
        os.utime(database.data_dir / FOLDER / KIND / f"{name}.sealed", (long_ago, long_ago))
    cache.get(KIND, "used")

    again = open_face_cache(database)

    assert [again.get(KIND, name) is not None for name in ("old", "new", "used")] == [False, True, True]


def test_a_cleared_cache_leaves_no_salt_by_which_a_copy_could_be_opened(cache, database):
    kept(cache, database)
    with database.reading() as connection:
        salt = connection.scalar(text("SELECT text FROM secrets WHERE key = 'cache_salt'"))

    cache.clear()

    files = [path for path in database.data_dir.rglob("*") if path.is_file()]
    assert len(salt) == 64
    assert not any(salt.encode() in path.read_bytes() for path in files)


def test_a_salt_that_is_none_is_replaced(cache, database):
    kept(cache, database)
    with database.writing() as connection:
        connection.execute(text("UPDATE secrets SET text = 'none' WHERE key = 'cache_salt'"))

    again = open_face_cache(database)

    assert again.get(KIND, NAME) is None
    again.put(KIND, NAME, {"vectors": VECTORS}, photos=1)
    assert again.get(KIND, NAME) is not None


def test_the_caches_key_is_not_the_data_directorys(database):
    key = cache_key(database, open_keyring(database))

    assert len(key) == 32
    assert key not in {path.read_bytes() for path in database.key_dir.iterdir()}


def test_the_key_alone_opens_nothing_once_the_salt_is_gone(cache, database):
    content = kept(cache, database).read_bytes()
    cache.clear()

    with_key_alone = SealedFaceCache(database, cache_key(database, open_keyring(database)))
    path = database.data_dir / FOLDER / KIND / f"{NAME}.sealed"
    path.write_bytes(content)

    assert with_key_alone.get(KIND, NAME) is None
