"""Tensors enter a network by name and shape, all or none; their digest knows no file format."""

from types import SimpleNamespace

import numpy as np
import pytest

from door_access.errors import WeightsFault
from door_access.facenet.tensors import assign, digest, shapes_of


class Variable:
    def __init__(self, name, shape):
        self.name = name
        self.shape = shape
        self.value = None

    def assign(self, value):
        self.value = value


def a_network(*variables):
    dense = SimpleNamespace(name="dense", weights=list(variables))
    return SimpleNamespace(layers=[SimpleNamespace(name="input", weights=[]), dense])


@pytest.fixture
def model():
    return a_network(Variable("kernel", (2, 3)), Variable("bias", (3,)))


@pytest.fixture
def tensors():
    return {
        "dense/kernel": np.arange(6, dtype=np.float32).reshape(2, 3),
        "dense/bias": np.ones(3, np.float32),
    }


def test_every_variable_is_known_by_layer_and_name(model):
    assert shapes_of(model) == {"dense/kernel": (2, 3), "dense/bias": (3,)}


def test_every_tensor_reaches_its_variable(model, tensors):
    assign(model, tensors)
    kernel, bias = model.layers[1].weights
    assert (kernel.value == tensors["dense/kernel"]).all()
    assert (bias.value == tensors["dense/bias"]).all()


def without(tensors, name):
    return {key: value for key, value in tensors.items() if key != name}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda t: without(t, "dense/bias"), "The source has no tensor for dense/bias."),
        (lambda t: t | {"dense/gamma": t["dense/bias"]}, "The source holds the unknown dense/gamma."),
        (
            lambda t: t | {"dense/bias": np.ones(4, np.float32)},
            r"The tensor dense/bias has the shape \(4,\), expected \(3,\).",
        ),
        (
            lambda t: t | {"dense/bias": np.array([1, np.nan, 1], np.float32)},
            "The tensor dense/bias holds a value that is no number.",
        ),
        (
            lambda t: t | {f"x/{n}": t["dense/bias"] for n in range(5)},
            "The source holds the unknown x/0, x/1, x/2 and 2 more.",
        ),
        (lambda t: t | {"\x1b[2J\n": t["dense/bias"]}, r"The source holds the unknown '\\x1b\[2J\\n'\.$"),
        (lambda t: t | {"x" * 9999: t["dense/bias"]}, r"The source holds the unknown x{100}\.$"),
    ],
)
def test_what_does_not_fit_is_named_and_changes_nothing(model, tensors, change, sentence):
    with pytest.raises(WeightsFault, match=sentence):
        assign(model, change(tensors))
    assert all(variable.value is None for variable in model.layers[1].weights)


def test_a_variance_below_zero_is_refused():
    model = a_network(Variable("moving_variance", (2,)))
    with pytest.raises(
        WeightsFault, match=r"The tensor dense/moving_variance holds -0\.5, and no variance is below zero"
    ):
        assign(model, {"dense/moving_variance": np.array([1, -0.5], np.float32)})


def test_the_digest_knows_no_order_and_no_memory_layout(tensors):
    turned = {name: np.asfortranarray(tensors[name]) for name in reversed(tensors)}
    assert digest(turned) == digest(tensors)


def test_the_digest_sees_a_name_a_shape_and_a_number(tensors):
    others = [
        {"dense/kernel": tensors["dense/kernel"], "dense/beta": tensors["dense/bias"]},
        tensors | {"dense/kernel": tensors["dense/kernel"].reshape(3, 2)},
        tensors | {"dense/bias": np.array([1, 1, 2], np.float32)},
    ]
    assert digest(tensors) not in {digest(other) for other in others}
