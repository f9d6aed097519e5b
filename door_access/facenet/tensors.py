"""Learnt tensors by name, on their way from any file format into any of our networks.

One rule: a tensor is called ``layer/variable`` (``Conv2d_1a_3x3/kernel``) and lies in Keras's layout,
float32, whatever the file calls it and however it turns it. Readers make it so; networks know no file format.
"""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from door_access.errors import WeightsFault

Tensor = NDArray[np.float32]
Tensors = Mapping[str, Tensor]
Shapes = Mapping[str, tuple[int, ...]]
NAMED_AT_MOST = 3
"""So many names in one sentence; a person looks at the first and needs no list."""
LONGEST_SHOWN = 100
"""Letters of a name that a file gave, in a sentence; our longest has 59."""
VARIANCE = "/moving_variance"


def shapes_of(model: Any) -> dict[str, tuple[int, ...]]:
    """Return the shape of every variable of a Keras network by ``layer/variable``, in the layers' order."""
    return {name: tuple(variable.shape) for name, variable in _variables(model).items()}


def tensors_of(model: Any) -> dict[str, Tensor]:
    """Return copies of a Keras network's learnt numbers, which :func:`assign` gives to another one."""
    return {name: np.array(variable.numpy(), np.float32) for name, variable in _variables(model).items()}


def assign(model: Any, tensors: Tensors) -> None:
    """Give a Keras network its learnt numbers, all of them or none.

    Raises:
        WeightsFault: a tensor is missing, unknown, or of another shape; the sentence names it.
    """
    variables = _variables(model)
    check(tensors, shapes_of(model))
    for name, variable in variables.items():
        variable.assign(tensors[name])


def on_trunk(trunk: Tensors, own: Tensors, shapes: Shapes) -> dict[str, Tensor]:
    """Return a network's own tensors with those of another one in all layers that both have."""
    return {**own, **{name: tensor for name, tensor in trunk.items() if name in shapes}}


def check(tensors: Tensors, shapes: Shapes) -> None:
    """Raise WeightsFault unless these are exactly the wanted tensors, finite, no variance below zero."""
    check_outline({name: tensor.shape for name, tensor in tensors.items()}, shapes)
    for name, tensor in tensors.items():
        if not np.isfinite(tensor).all():
            raise WeightsFault(f"The tensor {name} holds a value that is no number.")
        if name.endswith(VARIANCE) and (tensor < 0).any():
            raise WeightsFault(f"The tensor {name} holds {tensor.min():g}, and no variance is below zero.")


def check_outline(found: Shapes, shapes: Shapes) -> None:
    """Raise WeightsFault unless names and shapes are those: known before a single number is read."""
    _refuse("has no tensor for", [name for name in shapes if name not in found])
    _refuse("holds the unknown", [name for name in found if name not in shapes])
    for name, shape in shapes.items():
        if found[name] != shape:
            raise WeightsFault(f"The tensor {name} has the shape {found[name]}, expected {shape}.")


def shown(name: str) -> str:
    """Return a name that a file gave, fit to be printed: short, and without what would steer a terminal."""
    short = name[:LONGEST_SHOWN]
    return short if short.isprintable() else repr(short)


def digest(tensors: Tensors) -> str:
    """Return the SHA-256 of names, shapes and numbers: the same for every file format they came in."""
    hashed = hashlib.sha256()
    for name in sorted(tensors):
        little_endian = np.ascontiguousarray(tensors[name], dtype="<f4")
        hashed.update(f"{name}{little_endian.shape}".encode())
        hashed.update(little_endian.tobytes())
    return hashed.hexdigest()


def _variables(model: Any) -> dict[str, Any]:
    return {f"{layer.name}/{v.name}": v for layer in model.layers for v in layer.weights}


def _refuse(complaint: str, names: Iterable[str]) -> None:
    found = sorted(names)
    if found:
        more = f" and {len(found) - NAMED_AT_MOST} more" if len(found) > NAMED_AT_MOST else ""
        raise WeightsFault(f"The source {complaint} {', '.join(map(shown, found[:NAMED_AT_MOST]))}{more}.")
