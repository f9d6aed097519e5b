"""Read the tensors of dlib's ``.dat`` networks: plain Python and NumPy, no dlib, no TensorFlow.

The file is a stream in the order the data flows, input first. A layer writes its name (a length and the
letters), then its numbers. An integer is a control byte (low nibble: how many bytes follow; high bit:
negative) and that many little-endian bytes. A tensor is the integer 2 (its version), four dimensions, and
little-endian float32 values. One rule: whatever does not read exactly as expected is refused, never
guessed.
"""

import importlib.util
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import frozen_array
from door_access.errors import WeightsFault
from door_access.facenet.byte_stream import ByteStream, NotAsExpected

PACKAGE = "face_recognition_models"
RESNET_FILE = "dlib_face_recognition_resnet_model_v1.dat"

CONVOLUTION, AFFINE, DENSE = b"con_4", b"affine_", b"fc_2"
TENSOR_VERSION = 2
ALIAS_VERSION = 1
LARGEST_INTEGER_BYTES = 8
LARGEST_TENSOR = 10_000_000
"""Values; dlib's largest layer has 590,080. Keeps a wrong file from asking for all the memory."""

Tensor = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Convolution:
    """One convolution and the per-channel affine after it: ``gamma * (filters ∗ x + bias) + beta``.

    Attributes:
        filters: ``(out, in, height, width)``.
        stride, padding: pixels, the same both ways.
        bias, gamma, beta: ``(out,)``.
    """

    filters: Tensor
    bias: Tensor
    gamma: Tensor
    beta: Tensor
    stride: int
    padding: int


@dataclass(frozen=True, slots=True, eq=False)
class DlibNetwork:
    """A network's learnt numbers, in the order the data flows. ``dense`` is ``(in, out)``, without bias."""

    convolutions: tuple[Convolution, ...]
    dense: Tensor


def resnet_file() -> Path:
    """Return the path of dlib's face network in its PyPI package, which is found but never imported.

    Raises:
        WeightsFault: the package, or the file in it, is not there.
    """
    spec = importlib.util.find_spec(PACKAGE)
    folders = (spec.submodule_search_locations if spec else None) or []
    paths = [Path(folder) / "models" / RESNET_FILE for folder in folders]
    found = next((path for path in paths if path.is_file()), None)
    if found is None:
        raise WeightsFault(f"{RESNET_FILE} was not found; `pip install {PACKAGE}` brings it.")
    return found


def read_network(path: Path) -> DlibNetwork:
    """Read a file of convolutions, each followed by an affine, and one dense layer.

    Raises:
        WeightsFault: the file cannot be read, ends early, or is something else.
    """
    try:
        stream = _Stream(path.read_bytes())
        return _network(stream)
    except OSError as error:
        raise WeightsFault(f"{path} cannot be read: {error.strerror}.") from error
    except NotAsExpected as error:
        raise WeightsFault(f"{path.name} is not a whole dlib network: {error}.") from error


def _network(stream: "_Stream") -> DlibNetwork:
    convolutions = []
    while (name := stream.next_layer()) == CONVOLUTION:
        convolutions.append(_convolution(stream))
    if name != DENSE:
        raise NotAsExpected(f"a convolution or the last layer expected, got {name.decode()}")
    return DlibNetwork(tuple(convolutions), _dense(stream))


def _convolution(stream: "_Stream") -> Convolution:
    values = stream.tensor()
    out, height, width, stride, stride_x, padding, padding_x = (stream.integer() for _ in range(7))
    filters, bias = stream.alias(), stream.alias()
    if (stride, padding) != (stride_x, padding_x) or filters[0] != out or filters[2:] != (height, width):
        raise NotAsExpected(f"a {height}×{width} convolution does not fit its filters {filters}")
    if bias != (1, out, 1, 1) or min(filters) < 1 or values.size != math.prod(filters) + out:
        raise NotAsExpected(f"{filters} and {bias} do not add up to {values.size} values")
    gamma, beta = _affine(stream, out)
    kernel, offset = values[:-out].reshape(filters), values[-out:]
    return Convolution(frozen_array(kernel), frozen_array(offset), gamma, beta, stride, padding)


def _affine(stream: "_Stream", channels: int) -> tuple[Tensor, Tensor]:
    name = stream.next_layer()
    if name != AFFINE:
        raise NotAsExpected(f"an affine after each convolution expected, got {name.decode()}")
    values = stream.tensor()
    if values.size != 2 * channels:
        raise NotAsExpected(f"an affine of {channels} channels has {2 * channels} values, got {values.size}")
    return frozen_array(values[:channels]), frozen_array(values[channels:])


def _dense(stream: "_Stream") -> Tensor:
    outputs, inputs = stream.integer(), stream.integer()
    values = stream.tensor()
    if inputs < 1 or values.size != inputs * outputs:
        raise NotAsExpected(f"a dense layer of {inputs}×{outputs} does not have {values.size} values")
    return frozen_array(values.reshape(inputs, outputs))


class _Stream(ByteStream):
    """Layers, integers and tensors as dlib writes them."""

    def next_layer(self) -> bytes:
        """Go behind the name of the next layer that has learnt numbers, and return it."""
        names = {name: _written(name) for name in (CONVOLUTION, AFFINE, DENSE)}
        places = {name: self.content.find(written, self.at) for name, written in names.items()}
        found = {name: place for name, place in places.items() if place >= 0}
        if not found:
            raise NotAsExpected(f"no further layer after byte {self.at}")
        name = min(found, key=lambda candidate: found[candidate])
        self.at = found[name] + len(names[name])
        return name

    def integer(self) -> int:
        """Return the integer here."""
        control = self.take(1)[0]
        length, negative = control & 0x0F, control & 0x80
        if not 1 <= length <= LARGEST_INTEGER_BYTES:
            raise NotAsExpected(f"an integer expected at byte {self.at - 1}")
        magnitude = int.from_bytes(self.take(length), "little")
        return -magnitude if negative else magnitude

    def tensor(self) -> Tensor:
        """Return the values of the tensor here, flat."""
        size = math.prod(self._shape(TENSOR_VERSION))
        if not 0 < size <= LARGEST_TENSOR:
            raise NotAsExpected(f"a tensor of {size} values before byte {self.at}")
        return np.frombuffer(self.take(4 * size), dtype="<f4").astype(np.float32)

    def alias(self) -> tuple[int, ...]:
        """Return the shape of a part of a tensor, as layers write it after their numbers."""
        return self._shape(ALIAS_VERSION)

    def _shape(self, version: int) -> tuple[int, ...]:
        got = self.integer()
        if got != version:
            raise NotAsExpected(f"version {version} expected before byte {self.at}, got {got}")
        return tuple(self.integer() for _ in range(4))


def _written(name: bytes) -> bytes:
    return bytes([1, len(name)]) + name
