"""MXNet's own description of a network, computed in float64 with NumPy: what our Keras files are held to.

It knows the operations of the two networks of the test data, for one picture, and no others.
"""

import ast
import json
import math
import struct
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

Values = np.ndarray
DEFAULT_EPSILON = 1e-3
MAGIC_BYTES, KIND_LETTERS = 16, len("arg:")


def published_tensors(params: Path) -> dict[str, Values]:
    """Return the tensors by the file's names and in its layout: not by our reader, and unchecked."""
    with params.open("rb") as file:
        file.seek(MAGIC_BYTES)
        arrays = [_array(file) for _ in range(*_numbers(file, "<Q"))]
        names = [file.read(*_numbers(file, "<Q")).decode() for _ in range(*_numbers(file, "<Q"))]
    return {name[KIND_LETTERS:]: values for name, values in zip(names, arrays, strict=True)}


def _array(file: BinaryIO) -> Values:
    _version, _storage, dimensions = _numbers(file, "<IiI")
    shape = _numbers(file, f"<{dimensions}q")
    _device, _number, _kind = _numbers(file, "<iii")
    return np.frombuffer(file.read(4 * math.prod(shape)), "<f4").reshape(shape)


def _numbers(file: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(layout, file.read(struct.calcsize(layout)))


def published_vector(symbol: Path, weights: Mapping[str, Values], chip_rgb: Values) -> Values:
    """Return the raw vector of one chip; the weights go by the file's names, without their kind."""
    values: list[Values] = []
    for node in json.loads(symbol.read_text(encoding="utf-8"))["nodes"]:
        inputs = [values[source[0]] for source in node["inputs"]]
        if node["op"] != "null":
            values.append(OPERATIONS[node["op"]](*inputs, **node.get("attrs", {})))
        elif node["name"] == "data":
            values.append(chip_rgb.transpose(2, 0, 1).astype(np.float64))
        else:
            values.append(weights[node["name"]].astype(np.float64))
    return values[-1]


def _convolution(x: Values, filters: Values, bias: Values | float = 0.0, **said: str) -> Values:
    side, stride, pad = (ast.literal_eval(said[key])[0] for key in ("kernel", "stride", "pad"))
    padded = np.pad(x, ((0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (side, side), (1, 2))[:, ::stride, ::stride]
    if int(said.get("num_group", "1")) > 1:
        return np.einsum("chwij,cij->chw", windows, filters[:, 0])
    filtered = np.tensordot(filters, windows, axes=([1, 2, 3], [0, 3, 4]))
    return filtered + np.reshape(bias, (-1, 1, 1))


def _normalisation(x: Values, *learnt_and_counted: Values, **said: str) -> Values:
    gamma, beta, mean, variance = learnt_and_counted
    epsilon = float(said.get("eps", DEFAULT_EPSILON))
    learnt = np.ones_like(gamma) if said["fix_gamma"] == "True" else gamma
    shape = (-1, *[1] * (x.ndim - 1))
    scale = (learnt / np.sqrt(variance + epsilon)).reshape(shape)
    return (x - mean.reshape(shape)) * scale + beta.reshape(shape)


def _slope(x: Values, slope: Values, **_: str) -> Values:
    return np.where(x > 0, x, x * slope[:, np.newaxis, np.newaxis])


def _dense(x: Values, kernel: Values, bias: Values | float = 0.0, **_: str) -> Values:
    return kernel @ x.ravel() + bias


OPERATIONS: dict[str, Callable[..., Any]] = {
    "_minus_scalar": lambda x, scalar: x - float(scalar),
    "_mul_scalar": lambda x, scalar: x * float(scalar),
    "_maximum_scalar": lambda x, scalar: np.maximum(x, float(scalar)),
    "_minimum_scalar": lambda x, scalar: np.minimum(x, float(scalar)),
    "elemwise_add": lambda x, y, **_: x + y,
    "Flatten": lambda x: x.ravel(),
    "Convolution": _convolution,
    "BatchNorm": _normalisation,
    "LeakyReLU": _slope,
    "FullyConnected": _dense,
}
