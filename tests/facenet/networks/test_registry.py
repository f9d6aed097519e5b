"""Networks are known by name, and TensorFlow is imported only to build one."""

import subprocess
import sys

import keras
import pytest

from door_access.errors import WeightsFault
from door_access.facenet.networks.registry import NETWORKS, network


def test_a_network_nobody_knows_is_answered_with_those_there_are():
    with pytest.raises(WeightsFault, match="no network named 'vgg99', only resnet29, resnet29_wide, incep"):
        network("vgg99")


@pytest.mark.parametrize("known", NETWORKS, ids=lambda known: known.name)
def test_the_registry_says_of_a_network_what_its_file_says(known):
    module = known.imported()
    assert (known.side_px, known.dimension) == (module.SIDE_PX, module.DIMENSION)


@pytest.mark.parametrize("known", NETWORKS, ids=lambda known: known.name)
def test_every_network_maps_chips_to_vectors_of_its_dimension(known):
    model = known.build()
    assert model.input_shape == (None, known.side_px, known.side_px, 3)
    assert model.output_shape == (None, known.dimension)


@pytest.mark.parametrize("known", NETWORKS, ids=lambda known: known.name)
def test_the_registry_says_whether_a_network_ends_in_a_dense_layer(known):
    assert known.has_dense_head is isinstance(known.build().layers[-1], keras.layers.Dense)


def test_asking_for_a_network_or_its_readers_imports_no_tensorflow():
    asks = "import sys, door_access.facenet.networks.registry as r, door_access.facenet.readers.source"
    program = f"{asks}; r.network('resnet29'); print(sorted({{'tensorflow', 'keras'}} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_without_tensorflow_there_is_one_sentence(monkeypatch):
    known = network("openface_nn4_small2")
    monkeypatch.delitem(sys.modules, "door_access.facenet.networks.openface_nn4_small2", raising=False)
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(
        WeightsFault, match=r"^TensorFlow, which builds openface_nn4_small2, cannot be loaded: .*\.$"
    ):
        known.build()
