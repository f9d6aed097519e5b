"""Read the tensors of MXNet's ``.params`` files: plain Python and NumPy, no MXNet, and no graph.

The file is little-endian: the number 0x112, a zero, how many arrays, the arrays; how many names, the names.
An array is a magic number that tells its version, a storage kind, its shape, a device, a number type, its
values. Names are ``arg:LAYER_weight`` for what training learnt and ``aux:LAYER_moving_mean`` for what it
counted. One rule: whatever does not read exactly as expected is refused, never guessed.
"""

import math
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from door_access.domain.faces.faces import frozen_array
from door_access.errors import WeightsFault
from door_access.facenet.byte_stream import ByteStream, NotAsExpected
from door_access.facenet.tensors import Tensor, Tensors, shown

FILE_MAGIC = 0x112
ARRAY_V1, ARRAY_V2, ARRAY_V3 = 0xF993FAC8, 0xF993FAC9, 0xF993FACA
"""Versions of an array; before the first of them it began with its number of dimensions, of 32 bits each."""
DENSE, FLOAT32 = 0, 0
"""Codes of the storage kind and of the number type, the only ones that networks are saved in here."""
FLOAT_BYTES = 4
MOST_DIMENSIONS = 8
LARGEST_FILE_BYTES = 300_000_000
MOST_TENSORS = 100_000
LONGEST_NAME = 1_000
"""Our largest file has 4.1 MB and 284 tensors. Keeps a wrong one from asking for all the memory."""

SUFFIXES = (".params",)
KINDS = ("arg:", "aux:")
VARIABLES = {
    "weight": "kernel",
    "bias": "bias",
    "gamma": "gamma",
    "beta": "beta",
    "moving_mean": "moving_mean",
    "moving_var": "moving_variance",
}
"""MXNet's word for a variable and Keras's."""


def read(path: Path) -> Tensors:
    """Return the tensors of the file by ``layer/variable``, in Keras's layout.

    Raises:
        WeightsFault: it cannot be read, ends early, holds anything but dense float32 tensors of layers, or is
            no such file.
    """
    try:
        return _tensors(_Stream(_content(path)))
    except OSError as error:
        raise WeightsFault(f"{path} cannot be read: {error.strerror}.") from error
    except NotAsExpected as error:
        raise WeightsFault(f"{path.name} is not a whole MXNet parameter file: {error}.") from error


def _content(path: Path) -> bytes:
    size = path.stat().st_size
    if size > LARGEST_FILE_BYTES:
        raise NotAsExpected(f"{size} bytes, at most {LARGEST_FILE_BYTES} expected")
    return path.read_bytes()


def _tensors(stream: "_Stream") -> dict[str, Tensor]:
    magic, _ = stream.number("<Q"), stream.number("<Q")
    if magic != FILE_MAGIC:
        raise NotAsExpected(f"it begins with {magic:#x}, expected {FILE_MAGIC:#x}")
    arrays = [_array(stream) for _ in range(stream.count("tensors", MOST_TENSORS))]
    names = [_name(stream) for _ in range(stream.count("names", MOST_TENSORS))]
    if len(set(names)) != len(arrays) or len(names) != len(arrays):
        raise NotAsExpected(f"{len(set(names))} different names for {len(arrays)} tensors")
    stream.check_end()
    upstream = {_split(name): array for name, array in zip(names, arrays, strict=True)}
    ours = dict(_ours(*name, upstream) for name in upstream)
    if len(ours) < len(arrays):
        raise NotAsExpected("several of its names stand for the same tensor")
    return ours


def _array(stream: "_Stream") -> Tensor:
    version = stream.number("<I")
    if version in {ARRAY_V2, ARRAY_V3} and (storage := stream.number("<i")) != DENSE:
        raise NotAsExpected(f"a tensor stored as kind {storage}, expected {DENSE} (dense)")
    shape = _shape(stream, version)
    stream.number("<q")  # the device it was saved on
    kind = stream.number("<i")
    if kind != FLOAT32:
        raise NotAsExpected(f"a tensor of number type {kind}, expected {FLOAT32} (float32)")
    return stream.floats(shape)


def _shape(stream: "_Stream", version: int) -> tuple[int, ...]:
    is_old = version not in {ARRAY_V1, ARRAY_V2, ARRAY_V3}
    dimensions = version if is_old else stream.number("<I")
    if not 1 <= dimensions <= MOST_DIMENSIONS:
        raise NotAsExpected(f"a tensor of {dimensions} dimensions, expected 1 to {MOST_DIMENSIONS}")
    return tuple(stream.number("<I" if is_old else "<q") for _ in range(dimensions))


def _name(stream: "_Stream") -> str:
    written = stream.take(stream.count("letters", LONGEST_NAME))
    try:
        return written.decode("ascii")
    except UnicodeDecodeError as error:
        raise NotAsExpected(f"a tensor has the name {written!r}") from error


def _split(name: str) -> tuple[str, str]:
    """Return layer and Keras's word for the variable."""
    bare = name[len(KINDS[0]) :]
    for theirs, keras in VARIABLES.items():
        if name.startswith(KINDS) and bare.endswith(f"_{theirs}"):
            return bare.removesuffix(f"_{theirs}"), keras
    raise NotAsExpected(f"the tensor {shown(name)} is none of a layer's {', '.join(VARIABLES)}")


def _ours(layer: str, variable: str, upstream: Mapping[tuple[str, str], Tensor]) -> tuple[str, Tensor]:
    """Return canonical name and layout; two of MXNet's names need a look at what else there is.

    A gamma without a beta is a PReLU's slope. A weight beside a beta belongs to the dense layer in front of
    that BatchNorm, which InsightFace calls ``pre_`` and the BatchNorm's name.
    """
    values, is_normalised = upstream[layer, variable], (layer, "beta") in upstream
    if variable == "gamma" and not is_normalised:
        return f"{layer}/alpha", frozen_array(values.reshape(1, 1, -1))
    if variable != "kernel":
        return f"{layer}/{variable}", values
    return f"pre_{layer}/kernel" if is_normalised else f"{layer}/kernel", _turned(values)


def _turned(weight: Tensor) -> Tensor:
    """Return a kernel as Keras has it; one input channel a filter means a depthwise convolution.

    Dense ``(out, in)`` → ``(in, out)``, convolution ``(out, in, h, w)`` → ``(h, w, in, out)``, depthwise
    ``(channels, 1, h, w)`` → ``(h, w, channels, 1)``.
    """
    if weight.ndim != 4:
        return frozen_array(np.ascontiguousarray(weight.T))
    is_depthwise = weight.shape[1] == 1
    return frozen_array(
        np.ascontiguousarray(weight.transpose((2, 3, 0, 1) if is_depthwise else (2, 3, 1, 0)))
    )


class _Stream(ByteStream):
    """Numbers and arrays as MXNet writes them."""

    def number(self, layout: str) -> int:
        """Return the whole number here, written as ``struct`` calls it."""
        (value,) = struct.unpack(layout, self.take(struct.calcsize(layout)))
        return int(value)

    def count(self, what: str, most: int) -> int:
        """Return how many of something follow."""
        found = self.number("<Q")
        if found > most:
            raise NotAsExpected(f"{found} {what} before byte {self.at}, at most {most} expected")
        return found

    def floats(self, shape: tuple[int, ...]) -> Tensor:
        """Return the tensor of this shape here."""
        if min(shape) < 1:
            raise NotAsExpected(f"a tensor of the shape {shape} before byte {self.at}")
        values = np.frombuffer(self.take(math.prod(shape) * FLOAT_BYTES), "<f4").reshape(shape)
        return frozen_array(values.astype(np.float32))

    def check_end(self) -> None:
        """Refuse a file that goes on."""
        left = len(self.content) - self.at
        if left:
            raise NotAsExpected(f"{left} bytes follow the last name")
