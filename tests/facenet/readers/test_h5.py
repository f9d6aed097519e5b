"""Legacy Keras files: arrays found by their layer's name, and nothing else in the file is looked at."""

import h5py
import keras
import numpy as np
import pytest

from door_access.errors import WeightsFault
from door_access.facenet.readers import h5
from door_access.facenet.tensors import shapes_of
from tests.facenet.readers.tiny import SHAPES, keras_2, tensors, write_h5

KERAS_1 = {
    "conv1/kernel": "conv1/conv1_W:0",
    "conv1/bias": "conv1/conv1_b:0",
    "bn1/gamma": "bn1/bn1_gamma:0",
    "bn1/beta": "bn1/bn1_beta:0",
    "bn1/moving_mean": "bn1/bn1_running_mean:0",
    "bn1/moving_variance": "bn1/bn1_running_std:0",
    "dense/kernel": "dense/dense_W:0",
}
LAYOUTS = {
    "weights alone": keras_2(),
    "a whole model": keras_2(root="model_weights/"),
    "a model in a model": keras_2(root="model_weights/tiny/"),
    "a name made unique": {name: place.replace("/conv1/", "/conv1_1/") for name, place in keras_2().items()},
    "without a colon": {name: place.partition(":")[0] for name, place in keras_2().items()},
    "Keras-OpenFace": keras_2() | {"dense/kernel": "dense_layer/dense_layer/kernel:0"},
    "Keras 1": KERAS_1,
    "Keras 1, short names": keras_2() | {"conv1/kernel": "conv1/W", "bn1/moving_mean": "bn1/running_mean"},
}
KERAS_SAVES = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
"""Keras hands its variables to h5py in a way that NumPy 2 deprecates."""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.h5"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_tensors(path, layout):
    got = h5.read(write_h5(path, LAYOUTS[layout]), SHAPES)
    assert got.keys() == SHAPES.keys()
    assert all((got[name] == tensor).all() for name, tensor in tensors().items())


def keras_model(scale_of_a_lambda=None):
    x = given = keras.Input((4, 4, 2))
    x = keras.layers.Conv2D(3, 3, name="conv1")(x)
    x = keras.layers.BatchNormalization(name="bn1")(x)
    if scale_of_a_lambda:
        x = keras.layers.Lambda(lambda values: values * scale_of_a_lambda)(x)
    return keras.Model(given, keras.layers.Dense(2, name="dense_layer")(x))


def outline(model):
    return {name.replace("dense_layer", "dense"): shape for name, shape in shapes_of(model).items()}


@KERAS_SAVES
def test_a_file_that_keras_wrote_with_lambda_and_optimizer_gives_its_tensors(path):
    model = keras_model(scale_of_a_lambda=0.17)
    model.compile("adam", "mse")
    model.fit(np.ones((2, 4, 4, 2)), np.ones((2, 2, 2, 2)), verbose=0)
    model.save(path)

    got = h5.read(path, outline(model))

    assert (got["conv1/kernel"] == model.get_layer("conv1").kernel.numpy()).all()
    assert (got["bn1/moving_variance"] == model.get_layer("bn1").moving_variance.numpy()).all()
    assert (got["dense/bias"] == model.get_layer("dense_layer").bias.numpy()).all()


@KERAS_SAVES
def test_a_file_of_keras_3_that_names_no_layers_says_what_to_save_instead(tmp_path):
    path = tmp_path / "tiny.weights.h5"
    keras_model().save_weights(path)
    with pytest.raises(WeightsFault, match=r"^tiny\.weights\.h5 names no layers: expected a model saved in"):
        h5.read(path, SHAPES)


def test_a_file_of_another_network_is_refused_by_name(path):
    write_h5(path, {name: f"block1/block1/{index}:0" for index, name in enumerate(SHAPES)})
    with pytest.raises(
        WeightsFault, match="has no tensor for bn1/beta, bn1/gamma, bn1/moving_mean and 4 more"
    ):
        h5.read(path, SHAPES)


def test_a_layer_too_many_is_refused_by_name(path):
    write_h5(path, keras_2())
    with h5py.File(path, "a") as file:
        file["predictions/predictions/kernel:0"] = np.zeros((2, 2), np.float32)
    with pytest.raises(WeightsFault, match="holds the unknown predictions/kernel"):
        h5.read(path, SHAPES)


def test_a_tensor_of_another_shape_is_refused_before_it_is_read(path):
    write_h5(path, keras_2())
    with h5py.File(path, "a") as file:
        del file["bn1/bn1/beta:0"]
        file.create_dataset("bn1/bn1/beta:0", shape=(10**12,), dtype="f4", chunks=(1000,))
    with pytest.raises(WeightsFault, match=r"bn1/beta has the shape \(1000000000000,\), expected \(5,\)"):
        h5.read(path, SHAPES)


def test_a_tensor_that_is_there_twice_is_refused(path):
    write_h5(path, keras_2())
    with h5py.File(path, "a") as file:
        file["conv1/conv1_1/kernel:0"] = tensors()["conv1/kernel"]
    with pytest.raises(WeightsFault, match=r"weights\.h5 holds the tensor conv1/kernel twice"):
        h5.read(path, SHAPES)


def test_numbers_that_lie_in_another_file_are_not_fetched(path, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(np.ones(5, np.float32).tobytes())
    write_h5(path, keras_2())
    with h5py.File(path, "a") as file:
        del file["bn1/bn1/beta:0"]
        file.create_dataset("bn1/bn1/beta:0", (5,), "f4", external=[(str(secret), 0, 20)])
    with pytest.raises(WeightsFault, match=r"weights\.h5 does not hold the numbers of bn1/beta plainly"):
        h5.read(path, SHAPES)


def test_links_are_not_followed(path, tmp_path):
    other = write_h5(tmp_path / "other.h5", keras_2())
    write_h5(path, keras_2())
    with h5py.File(path, "a") as file:
        del file["bn1/bn1/beta:0"]
        file["bn1/bn1/beta:0"] = h5py.ExternalLink(str(other), "bn1/bn1/beta:0")
    with pytest.raises(WeightsFault, match="has no tensor for bn1/beta"):
        h5.read(path, SHAPES)


def test_a_link_in_place_of_all_the_weights_is_not_followed(path, tmp_path):
    other = write_h5(tmp_path / "other.h5", keras_2())
    with h5py.File(path, "w") as file:
        file["model_weights"] = h5py.ExternalLink(str(other), "/")
    with pytest.raises(WeightsFault, match="has no tensor for bn1/beta"):
        h5.read(path, SHAPES)


def test_groups_that_hold_each_other_end(path):
    write_h5(path, keras_2())
    with h5py.File(path, "a") as file:
        file["bn1/again"] = file["/"]
    assert h5.read(path, SHAPES).keys() == SHAPES.keys()


def test_groups_in_groups_without_end_are_not_followed_down(path):
    write_h5(path, keras_2())
    with h5py.File(path, "a") as file:
        file.create_group("g/" * 300)
    with pytest.raises(WeightsFault, match=r"weights\.h5 is not a whole HDF5 file"):
        h5.read(path, SHAPES)


@pytest.mark.parametrize(
    "how",
    [
        {"data": np.ones(5, np.float32), "maxshape": (None,), "chunks": (10**6,), "compression": "gzip"},
        {"data": np.ones(5, np.float32), "chunks": (5,)},
        {"shape": (5,), "dtype": "f4"},
    ],
    ids=["packed", "in chunks", "never written"],
)
def test_numbers_that_do_not_lie_there_as_keras_writes_them_are_refused(path, how):
    write_h5(path, keras_2())
    with h5py.File(path, "a") as file:
        del file["bn1/bn1/beta:0"]
        file.create_dataset("bn1/bn1/beta:0", **how)
    with pytest.raises(WeightsFault, match="does not hold the numbers of bn1/beta plainly, expected float32"):
        h5.read(path, SHAPES)


def test_words_are_no_weights(path):
    write_h5(path, keras_2(), tensors() | {"bn1/beta": np.array([b"a"] * 5)})
    with pytest.raises(WeightsFault, match="does not hold the numbers of bn1/beta plainly"):
        h5.read(path, SHAPES)


@pytest.mark.parametrize("kept", [0, 100, 3000, -1])
def test_a_truncated_file_is_named(path, kept):
    path.write_bytes(write_h5(path, keras_2()).read_bytes()[:kept])
    with pytest.raises(WeightsFault, match=r"^weights\.h5 is not a whole HDF5 file\.$"):
        h5.read(path, SHAPES)
