"""One .npy file per variable: numbers only, whole, and exactly those of the network."""

import io
import shutil

import numpy as np
import pytest

from door_access.errors import WeightsFault
from door_access.facenet.readers import npy
from tests.facenet.readers.tiny import SHAPES, tensors, write_npy


@pytest.fixture
def folder(tmp_path):
    return write_npy(tmp_path / "npy")


def read(folder):
    return npy.read(sorted(folder.iterdir()), SHAPES)


def npy_bytes(array, **options):
    file = io.BytesIO()
    np.save(file, array, **options)
    return file.getvalue()


def test_every_file_becomes_the_tensor_of_its_name(folder):
    got = read(folder)
    assert got.keys() == SHAPES.keys()
    assert all((got[name] == tensor).all() for name, tensor in tensors().items())


@pytest.mark.parametrize("dtype", [np.float16, np.float64, ">f4"])
def test_other_floats_become_float32(folder, dtype):
    np.save(folder / "bn1_beta.npy", np.arange(5).astype(dtype))
    got = read(folder)["bn1/beta"]
    assert got.dtype == np.float32
    assert got.tolist() == [0, 1, 2, 3, 4]


def test_an_array_in_columns_keeps_its_numbers_in_their_places(folder):
    np.save(folder / "dense_kernel.npy", np.asfortranarray(tensors()["dense/kernel"]))
    assert (read(folder)["dense/kernel"] == tensors()["dense/kernel"]).all()


@pytest.mark.parametrize("kept", [0, 3, 7, 40, 127, 130, -1])
def test_a_truncated_file_is_named(folder, kept):
    file = folder / "conv1_kernel.npy"
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(WeightsFault, match=r"^conv1_kernel\.npy is not a whole \.npy file of numbers\.$"):
        read(folder)


def test_a_pickled_object_is_refused_and_never_run(folder, tmp_path):
    class Trap:
        def __reduce__(self):
            return (open, (str(tmp_path / "sprung"), "w"))

    (folder / "bn1_beta.npy").write_bytes(npy_bytes(np.array([Trap()], dtype=object), allow_pickle=True))

    with pytest.raises(WeightsFault, match=r"bn1_beta\.npy is not a whole \.npy file of numbers"):
        read(folder)
    assert not (tmp_path / "sprung").exists()


def test_a_header_that_promises_more_than_the_file_has_takes_no_memory(folder):
    header = npy_bytes(np.zeros(5, np.float32))[:128]
    huge = header.replace(b"(5,), ", b"(9999999999999,), ")[: len(header)]
    (folder / "bn1_beta.npy").write_bytes(huge)
    with pytest.raises(WeightsFault, match=r"bn1_beta\.npy is not a whole"):
        read(folder)


def npy_of(header: str) -> bytes:
    """Return a file of format 2, whose header may be as long as it likes, with five numbers in it."""
    body = np.arange(5, dtype=np.float32).tobytes()
    return b"\x93NUMPY\x02\x00" + len(header).to_bytes(4, "little") + header.encode() + body


@pytest.mark.parametrize(
    "header",
    [
        f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({10**30},)}}\n",
        f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({2**62},)}}\n",
        f"{{'descr': '<f4', 'fortran_order': False, 'shape': ({2**40}, {2**40})}}\n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-5,)}\n",
        "{'descr': (('<f4', (5,)),), 'fortran_order': False, 'shape': (1,)}\n",
        "-" * 9900 + "1",
        "[" * 9000,
    ],
)
def test_a_header_made_to_harm_is_refused(folder, header):
    (folder / "bn1_beta.npy").write_bytes(npy_of(header))
    with pytest.raises(WeightsFault, match=r"^bn1_beta\.npy is not a whole \.npy file of numbers\.$"):
        read(folder)


def test_a_file_larger_than_any_layer_is_not_read_to_the_end_of_its_header(folder):
    (folder / "bn1_beta.npy").write_bytes(npy_of(""))
    with (folder / "bn1_beta.npy").open("r+b") as file:
        file.truncate(npy.LARGEST_FILE_BYTES + 1)
    with pytest.raises(
        WeightsFault, match=r"^bn1_beta\.npy has 100000001 bytes, at most 100000000 expected\.$"
    ):
        read(folder)


def test_whole_numbers_are_no_weights(folder):
    np.save(folder / "bn1_beta.npy", np.arange(5))
    with pytest.raises(WeightsFault, match=r"bn1_beta\.npy holds values of the kind int64, expected float32"):
        read(folder)


def test_another_shape_is_named(folder):
    np.save(folder / "bn1_beta.npy", np.zeros(6, np.float32))
    with pytest.raises(WeightsFault, match=r"bn1/beta has the shape \(6,\), expected \(5,\)"):
        read(folder)


def test_a_missing_file_is_named_by_its_tensor(folder):
    (folder / "bn1_beta.npy").unlink()
    with pytest.raises(WeightsFault, match="has no tensor for bn1/beta"):
        read(folder)


def test_an_unknown_file_is_refused(folder):
    shutil.copy(folder / "bn1_beta.npy", folder / "bn9_beta.npy")
    with pytest.raises(WeightsFault, match=r"holds the unknown bn9_beta\.npy"):
        read(folder)


def test_damaged_bytes_anywhere_in_the_header_are_refused_or_change_nothing_but_numbers(folder):
    file = folder / "bn1_beta.npy"
    whole = file.read_bytes()
    random = np.random.default_rng(3)
    for place in range(128):
        damaged = bytearray(whole)
        damaged[place] ^= int(random.integers(1, 256))
        file.write_bytes(bytes(damaged))
        try:
            got = read(folder)["bn1/beta"]
        except WeightsFault:
            continue
        assert got.shape == (5,)
