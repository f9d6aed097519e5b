"""The two small networks have the published size, names and numbers, and run converted as in Keras."""

from pathlib import Path

import numpy as np
import pytest

from door_access.domain.models.golden import golden_chip
from door_access.errors import WeightsFault
from door_access.facenet.flatbuffer import flatbuffer
from door_access.facenet.networks.registry import network
from door_access.facenet.readers import mxnet
from tests.facenet.litert import output_of
from tests.facenet.networks.mxnet_graph import published_tensors, published_vector

PUBLISHED = {
    "mobilefacenet": "mobilefacenet_mxnet/model-0000.params",
    "mobileface_v2": "mobileface_v2_mxnet/MobileFace_Identification_V2-0000.params",
}
GRAPHS = {
    "mobilefacenet": "mobilefacenet_mxnet/model-symbol.json",
    "mobileface_v2": "mobileface_v2_mxnet/MobileFace_Identification_V2-symbol.json",
}
SIZES = {"mobilefacenet": 1_022_848, "mobileface_v2": 892_384}
ROUNDING = 1e-4


@pytest.fixture(scope="module", params=PUBLISHED)
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def tensors(name, data: Path):
    return mxnet.read(data / PUBLISHED[name])


@pytest.fixture(scope="module")
def loaded(name, tensors):
    return network(name).loaded(tensors)


def test_the_network_has_as_many_numbers_as_the_published_one(name):
    assert network(name).build().count_params() == SIZES[name]


def test_untrained_it_turns_chips_into_vectors_of_its_dimension(name):
    known = network(name)
    chips = np.zeros((2, known.side_px, known.side_px, 3), np.float32)
    assert known.build()(chips).shape == (2, known.dimension)


def test_a_published_file_without_one_tensor_is_refused_by_its_name(name, tensors):
    missing = next(iter(sorted(tensors)))
    with pytest.raises(WeightsFault, match=f"has no tensor for {missing}"):
        network(name).loaded({key: tensors[key] for key in tensors if key != missing})


def test_converted_it_gives_the_vectors_of_keras(loaded):
    chip_rgb = golden_chip(loaded.input_shape[1])
    expected = loaded(chip_rgb[np.newaxis].astype(np.float32)).numpy()[0]

    got = output_of(flatbuffer(loaded), chip_rgb)

    assert np.abs(got - expected).max() <= ROUNDING * np.linalg.norm(expected)


def test_it_computes_what_the_published_graph_says(name, loaded, data):
    chip_rgb = golden_chip(loaded.input_shape[1])
    expected = published_vector(data / GRAPHS[name], published_tensors(data / PUBLISHED[name]), chip_rgb)

    got = loaded(chip_rgb[np.newaxis].astype(np.float32)).numpy()[0]

    assert np.abs(got - expected).max() <= ROUNDING * np.linalg.norm(expected)
