"""The encoder that we ship: a last layer of ours on dlib's convolutions."""

import numpy as np
import pytest

from door_access.domain.matching.calibration import Configuration
from door_access.domain.models.model_choice import AUTO, id_in_use
from door_access.errors import WeightsFault
from door_access.facenet.dlib_weights import resnet_file
from door_access.facenet.installation import built_in
from door_access.facenet.installation.built_in import built_in_weights, check_built_in
from door_access.facenet.installation.model_cache import ensure_model
from door_access.facenet.installation.shipped import built_in_models, shipped_models
from door_access.facenet.networks import resnet29_wide
from door_access.facenet.networks.registry import network
from door_access.facenet.tensor_file import read_tensor_file
from door_access.facenet.weights_reading import built_in_network, completed
from door_access.vision.encoder import LiteRtEncoder
from tests.facenet.chips import portrait_chips
from tests.facenet.resnet29 import session_cache

NAME = "door-128"


@pytest.fixture(scope="module")
def model():
    return built_in_models()[NAME]


@pytest.fixture(scope="module")
def encoder(model, tmp_path_factory) -> LiteRtEncoder:
    path = ensure_model(model, cache_dir=session_cache(tmp_path_factory), progress=lambda _: None)
    return LiteRtEncoder(path, model)


def test_it_is_what_a_fresh_door_takes(model) -> None:
    assert id_in_use(built_in_models().values(), wanted=AUTO, chosen=None, enrolled_with=None) == NAME
    assert model.can_decide


def test_its_archive_is_its_own_and_holds_the_last_layer_alone(model) -> None:
    check_built_in(model)
    path = built_in_weights(model)

    assert path.stat().st_size < 1.5e6
    assert list(read_tensor_file(path)) == [f"{resnet29_wide.HEAD}/kernel"]


def test_litert_says_what_keras_says(model, encoder) -> None:
    keras_network = built_in_network(model)
    for chip in portrait_chips()[:2]:
        expected = keras_network(chip[np.newaxis].astype(np.float32)).numpy()[0]
        np.testing.assert_allclose(encoder.raw(chip), expected, atol=1e-4)


def test_its_convolutions_are_dlibs(model) -> None:
    ours, dlibs = built_in_network(model), built_in_network(shipped_models()["resnet29"])

    *trunk, _ = ours.get_weights()
    *expected, _ = dlibs.get_weights()
    assert all((a == b).all() for a, b in zip(trunk, expected, strict=True))


def test_a_whole_network_is_taken_as_it_is(model) -> None:
    known = network(model.network)
    whole = {name: np.ones(shape, np.float32) for name, shape in known.published_shapes().items()}

    assert completed(known, whole) is whole


def test_without_dlibs_file_there_is_one_sentence(model, monkeypatch) -> None:
    def missing():
        raise WeightsFault("dlib's file was not found.")

    monkeypatch.setattr(built_in, "resnet_file", missing)

    with pytest.raises(WeightsFault, match="dlib's file was not found"):
        built_in_network(model)


def test_with_another_file_of_dlibs_it_is_refused_everywhere(model, tmp_path, monkeypatch) -> None:
    other = bytearray(resnet_file().read_bytes())
    other[len(other) // 3] ^= 1
    path = tmp_path / resnet_file().name
    path.write_bytes(other)
    monkeypatch.setattr(built_in, "resnet_file", lambda: path)

    with pytest.raises(WeightsFault, match="does not hold the weights of this model"):
        check_built_in(model)
    with pytest.raises(WeightsFault, match="does not hold the weights of this model"):
        completed(network(model.network), read_tensor_file(built_in_weights(model)))


def test_two_people_lie_farther_apart_than_two_looks_at_one(model, encoder) -> None:
    first, second = portrait_chips()[:2]
    again = np.clip(first.astype(np.float32) * 0.7 + 10.0, 0, 255).astype(np.uint8)
    here, there, darker = (encoder.encode(chip).vector for chip in (first, second, again))

    strict, lax = (model.curves.threshold(Configuration(1, 1), fmr) for fmr in (1e-5, 1e-2))
    assert np.linalg.norm(here - darker) < strict
    assert np.linalg.norm(here - there) > lax
