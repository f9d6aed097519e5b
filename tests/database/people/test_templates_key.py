"""Face templates are sealed, and their key is never replaced silently."""

import errno
import re
import sqlite3

import numpy as np
import pytest

from database.engine import FILE_NAME, open_database
from database.keys.key_file import KEY_BYTES
from database.keys.keys import Keys
from database.people.encryption import Sealed, TemplateCipher
from database.people.people import open_people
from door_access import atomic_file
from door_access.errors import StorageFault
from tests.database.building import KEY_FILE, MODEL, newcomer, template, usually

VECTOR = template(1).embedding.vector
ROW = {"kind": Sealed.TEMPLATE, "person_id": "p-1", "model_key": MODEL}


@pytest.fixture
def cipher():
    return TemplateCipher(Keys(0, {0: bytes(range(KEY_BYTES))}))


def test_sealed_vector_opens_bit_for_bit(cipher):
    opened = cipher.open(cipher.seal(VECTOR, **ROW), **ROW)

    np.testing.assert_array_equal(opened, VECTOR)
    assert opened.dtype == np.float32


def test_one_vector_is_sealed_differently_each_time(cipher):
    assert cipher.seal(VECTOR, **ROW) != cipher.seal(VECTOR, **ROW)


@pytest.mark.parametrize(
    "other", [{"person_id": "p-2"}, {"model_key": "facenet@89abcdef"}, {"kind": Sealed.REFERENCE}]
)
def test_sealed_vector_moved_to_another_row_does_not_open(cipher, other):
    sealed = cipher.seal(VECTOR, **ROW)

    with pytest.raises(StorageFault, match="cannot be decrypted"):
        cipher.open(sealed, **(ROW | other))


@pytest.mark.parametrize("position", [0, 3, 15, -1])
def test_changed_byte_is_noticed(cipher, position):
    sealed = bytearray(cipher.seal(VECTOR, **ROW))
    sealed[position] ^= 1

    with pytest.raises(StorageFault):
        cipher.open(bytes(sealed), **ROW)


@pytest.mark.parametrize("sealed", [b"", b"short"])
def test_cut_off_vector_is_noticed(cipher, sealed):
    with pytest.raises(StorageFault):
        cipher.open(sealed, **ROW)


def test_key_of_another_length_is_a_bug():
    with pytest.raises(ValueError, match="32 bytes"):
        Keys(0, {0: bytes(16)})


def test_stored_file_holds_no_vector_in_the_clear(tmp_path):
    with open_database(tmp_path) as database:
        open_people(database, usually).enrol(newcomer(templates=(template(1),)))

    assert VECTOR[:4].tobytes() not in (tmp_path / FILE_NAME).read_bytes()


def test_key_is_made_once_and_stays(tmp_path):
    with open_database(tmp_path) as database:
        open_people(database, usually)
        first = (tmp_path / KEY_FILE).read_bytes()
        open_people(database, usually)

    assert (tmp_path / KEY_FILE).read_bytes() == first
    assert len(first) == KEY_BYTES


def test_unfinished_key_of_a_crashed_start_is_ignored(tmp_path):
    path = tmp_path / KEY_FILE
    path.parent.mkdir()
    (path.parent / f".{path.name}.unfinished").write_bytes(b"half")

    with open_database(tmp_path) as database:
        open_people(database, usually).enrol(newcomer())

    assert len(path.read_bytes()) == KEY_BYTES


def test_key_that_cannot_reach_the_disk_is_a_fault_and_leaves_no_file(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    with open_database(tmp_path) as database:
        monkeypatch.setattr(atomic_file.os, "fsync", full)
        with pytest.raises(StorageFault, match=r"templates\.key cannot be used: No space left on device"):
            open_people(database, usually)

    assert [p for p in (tmp_path / KEY_FILE).parent.glob("*") if p.is_file()] == []


@pytest.fixture
def enrolled(tmp_path):
    """Return a closed data directory in which one person is enrolled."""
    with open_database(tmp_path) as database:
        open_people(database, usually).enrol(newcomer())
    return tmp_path


def _refusal(data_dir) -> str:
    with open_database(data_dir) as database, pytest.raises(StorageFault) as refusal:
        open_people(database, usually)
    return str(refusal.value)


def test_missing_key_is_named_and_not_replaced(enrolled):
    (enrolled / KEY_FILE).unlink()

    assert re.search(
        r"templates\.key is missing: put it back, only it can read people's names", _refusal(enrolled)
    )
    assert not (enrolled / KEY_FILE).exists()


def test_wrong_key_is_refused_and_kept(enrolled):
    (enrolled / KEY_FILE).write_bytes(bytes(KEY_BYTES))

    assert "is not the key that this database was written with" in _refusal(enrolled)
    assert (enrolled / KEY_FILE).read_bytes() == bytes(KEY_BYTES)


def test_key_file_of_wrong_length_is_refused(enrolled):
    (enrolled / KEY_FILE).write_bytes(b"too short")

    assert "has 9 bytes instead of 32" in _refusal(enrolled)


def test_directory_in_place_of_the_key_is_refused(enrolled):
    (enrolled / KEY_FILE).unlink()
    (enrolled / KEY_FILE).mkdir()

    assert "templates.key cannot be used" in _refusal(enrolled)


def test_template_swapped_between_people_empties_no_gallery_silently(tmp_path):
    with open_database(tmp_path) as database:
        people = open_people(database, usually)
        people.enrol(newcomer("Ada", seed=0))
        people.enrol(newcomer("Bob", seed=9))
        connection = sqlite3.connect(tmp_path / FILE_NAME)
        (first,) = connection.execute("SELECT vector FROM person_references LIMIT 1").fetchone()
        connection.execute("UPDATE person_references SET vector = ?", (first,))
        connection.commit()
        connection.close()

        with pytest.raises(StorageFault, match="cannot be decrypted"):
            people.gallery(MODEL)
