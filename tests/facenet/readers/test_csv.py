"""One .csv file per variable, in Torch's layout: as many numbers as the shape has, or none."""

import gzip

import numpy as np
import pytest

from door_access.errors import WeightsFault
from door_access.facenet.readers import csv
from tests.facenet.readers.tiny import SHAPES, tensors, write_csv


@pytest.fixture
def folder(tmp_path):
    return write_csv(tmp_path / "csv")


def read(folder):
    return csv.read(sorted(folder.iterdir()), SHAPES)


@pytest.mark.parametrize("packed", [False, True])
def test_torchs_layout_is_turned_into_keras(tmp_path, packed):
    got = read(write_csv(tmp_path, packed=packed))
    assert got.keys() == SHAPES.keys()
    assert all((got[name] == tensor).all() for name, tensor in tensors().items())


def test_a_number_may_stand_on_a_line_of_its_own(folder):
    (folder / "bn1_b.csv").write_text("1\n2\n3e0\n-4.5\n5\n")
    assert read(folder)["bn1/beta"].tolist() == [1, 2, 3, -4.5, 5]


@pytest.mark.parametrize("text", ["1,2,3,4", "1,2,,3,4", "1,2,3,4,5,6", ""])
def test_a_missing_or_surplus_number_is_counted(folder, text):
    (folder / "bn1_b.csv").write_text(text)
    count = len([word for word in text.split(",") if word])
    with pytest.raises(WeightsFault, match=rf"^bn1_b\.csv holds {count} numbers, expected 5\.$"):
        read(folder)


@pytest.mark.parametrize("word", ["abc", "1.2.3", "0x10", "<!DOCTYPE", "1e", "ä"])
def test_a_word_is_named(folder, word):
    (folder / "bn1_b.csv").write_text(f"1,2,{word},4,5", encoding="latin-1")
    with pytest.raises(WeightsFault, match=rf"^bn1_b\.csv holds '{word}' in place of a number\.$"):
        read(folder)


def test_a_file_much_too_long_is_not_read_to_its_end(folder):
    packed = gzip.compress(b"1," * 10_000_000)
    (folder / "bn1_b.csv").unlink()
    (folder / "bn1_b.csv.gz").write_bytes(packed)
    with pytest.raises(WeightsFault, match=r"bn1_b\.csv\.gz is longer than the 5 numbers"):
        read(folder)


def test_a_gzipped_file_with_a_header_without_end_is_not_read(folder):
    (folder / "bn1_b.csv").unlink()
    with (folder / "bn1_b.csv.gz").open("wb") as file:
        file.write(b"\x1f\x8b\x08\x08" + bytes(6))
        file.write(b"a" * 2_000)
    with pytest.raises(WeightsFault, match=r"bn1_b\.csv\.gz is longer than the 5 numbers"):
        read(folder)


@pytest.mark.parametrize(
    "damage", [lambda b: b[:-9], lambda b: b"plain" + b, lambda b: b[:12] + b"\xff" * 20]
)
def test_a_damaged_gzip_is_named(tmp_path, damage):
    folder = write_csv(tmp_path, packed=True)
    file = folder / "dense_w.csv.gz"
    file.write_bytes(damage(file.read_bytes()))
    with pytest.raises(WeightsFault, match=r"^dense_w\.csv\.gz is not a whole gzipped file\.$"):
        read(folder)


def test_a_missing_file_is_named_by_its_tensor(folder):
    (folder / "conv1_w.csv").unlink()
    with pytest.raises(WeightsFault, match="has no tensor for conv1/kernel"):
        read(folder)


def test_an_unknown_file_is_refused(folder):
    (folder / "conv7_w.csv").write_text("1")
    with pytest.raises(WeightsFault, match=r"holds the unknown conv7_w\.csv"):
        read(folder)


def test_a_tensor_that_lies_there_twice_is_refused(folder):
    (folder / "bn1_b.csv.gz").write_bytes(gzip.compress(b"1,2,3,4,5"))
    with pytest.raises(WeightsFault, match=r"bn1_b\.csv and bn1_b\.csv\.gz hold the same tensor"):
        read(folder)


def test_the_two_files_of_openface_that_nobody_reads_are_passed_over(folder):
    (folder / "inception_5a_3x3_conv2_m.csv").write_text("1,2")
    assert read(folder).keys() == SHAPES.keys()


def test_real_files_give_their_numbers_in_keras_layout(data):
    files = [data / "openface_nn4_small2_csv" / f"conv1_{letter}.csv.gz" for letter in "wb"]
    got = csv.read(files, {"conv1/kernel": (7, 7, 3, 64), "conv1/bias": (64,)})

    written = np.loadtxt(files[0], delimiter=",").reshape(64, 3, 7, 7)
    assert got["conv1/kernel"][6, 1, 2, 63] == np.float32(written[63, 2, 6, 1])
    assert got["conv1/bias"][0] == np.float32(0.074328526854515)
