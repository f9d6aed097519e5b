"""On real faces, the folded head gives the cosines of the published network."""

import keras
import numpy as np
import pytest

from door_access.facenet.networks import inception_resnet_v1
from door_access.facenet.tensors import assign
from tests.facenet.networks.conftest import FACENET
from tests.facenet.test_head import PUBLISHED_CHANGE, cosines


@pytest.fixture(scope="module")
def features(facenet, lfw_faces) -> np.ndarray:
    return keras.Model(facenet.input, facenet.get_layer("AvgPool").output)(lfw_faces).numpy()


@pytest.fixture(scope="module")
def ours(facenet, features) -> np.ndarray:
    return facenet.get_layer("Embedding")(features).numpy()


def test_cosines_of_faces_are_those_of_the_published_512_numbers(facenet_tensors, lfw_faces, ours):
    published = inception_resnet_v1.build_published()
    assign(published, facenet_tensors)
    whole = published(lfw_faces).numpy()
    assert whole.shape == (24, 512)
    assert np.abs(cosines(ours) - cosines(whole)).max() <= PUBLISHED_CHANGE


def test_cosines_of_faces_are_those_of_another_derivation(data, features, ours):
    derived = np.load(data / FACENET / "derived_128d_head.npz")
    other = features @ derived["kernel"] + derived["bias"]
    assert np.abs(cosines(ours) - cosines(other)).max() <= PUBLISHED_CHANGE
