"""Read weights kept as one ``.csv`` file per variable, plain or gzipped, as OpenFace's were exported.

A file is called ``LAYER_x.csv``, where x is ``w`` (a kernel, or the gamma of a normalisation), ``b`` (bias,
or beta), ``m`` (moving mean) or ``v`` (moving variance). It holds bare numbers, and the network knows the
shape. They lie in Torch's layout: convolutions ``(out, in, height, width)``, dense layers ``(out, in)``.
One rule: as many numbers as the shape has, or none.
"""

import gzip
import math
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from door_access.domain.faces.faces import frozen_array
from door_access.errors import WeightsFault
from door_access.facenet.tensors import Shapes, Tensor, check_outline

SUFFIXES = (".csv", ".csv.gz")
LETTERS = {
    "kernel": "w",
    "gamma": "w",
    "bias": "b",
    "beta": "b",
    "moving_mean": "m",
    "moving_variance": "v",
}
STRAY = frozenset({"inception_5a_3x3_conv2_m", "inception_5a_3x3_conv2_v"})
"""Statistics of a convolution, which has none: OpenFace's export has these two files, read by nobody."""
LONGEST_NUMBER = 40
"""Letters of one number and its comma (the longest seen has 21): no file can ask for all the memory."""
SPARE_BYTES = 1_000
"""What a file may have besides: white space, and the file name which gzip keeps."""


def file_names(shapes: Shapes) -> dict[str, str]:
    """Return the tensor that each file name, without its suffix, stands for."""
    parts = {name: name.rpartition("/") for name in shapes}
    return {
        f"{layer}_{LETTERS[variable]}": name
        for name, (layer, _, variable) in parts.items()
        if variable in LETTERS
    }


def read(files: Sequence[Path], shapes: Shapes) -> dict[str, Tensor]:
    """Return the tensors of these files, turned into Keras's layout.

    Raises:
        WeightsFault: a file is missing or unknown, or holds a word or another count of numbers.
    """
    found = _by_tensor(files, shapes)
    check_outline({name: shapes.get(name, ()) for name in found}, shapes)
    return {
        name: _turned(_numbers(file, math.prod(shapes[name])), shapes[name]) for name, file in found.items()
    }


def _by_tensor(files: Sequence[Path], shapes: Shapes) -> dict[str, Path]:
    known = file_names(shapes)
    found: dict[str, Path] = {}
    for file in files:
        stem = file.name.removesuffix(".gz").removesuffix(".csv")
        name = known.get(stem, file.name)
        if name in found:
            raise WeightsFault(
                f"{found[name].name} and {file.name} hold the same tensor, expected one of them."
            )
        if stem not in STRAY:
            found[name] = file
    return found


def _turned(numbers: Tensor, shape: tuple[int, ...]) -> Tensor:
    """Return Torch's numbers in Keras's shape."""
    *window, inputs, outputs = shape if len(shape) > 1 else (1, *shape)
    torch = numbers.reshape(outputs, inputs, *window)
    axes = (*range(2, torch.ndim), 1, 0)
    return frozen_array(np.ascontiguousarray(torch.transpose(axes)).reshape(shape))


def _numbers(file: Path, count: int) -> Tensor:
    words = _words(file, count)
    try:
        with np.errstate(over="ignore"):  # it becomes infinite, and what is infinite is refused by name
            numbers = np.array(words, np.float64).astype(np.float32)
    except ValueError as error:
        word = next(word for word in words if not _is_number(word))
        raise WeightsFault(f"{file.name} holds {word[:LONGEST_NUMBER]!r} in place of a number.") from error
    if len(numbers) != count:
        raise WeightsFault(f"{file.name} holds {len(numbers)} numbers, expected {count}.")
    return numbers


def _words(file: Path, count: int) -> list[str]:
    limit = LONGEST_NUMBER * count + SPARE_BYTES
    try:
        if file.stat().st_size > limit:
            raise _too_long(file, count)
        with gzip.open(file) if file.suffix == ".gz" else file.open("rb") as source:
            text = source.read(limit + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise WeightsFault(f"{file.name} is not a whole gzipped file.") from error
    except OSError as error:
        raise WeightsFault(f"{file.name} cannot be read: {error.strerror}.") from error
    if len(text) > limit:
        raise _too_long(file, count)
    return text.decode("latin-1").replace(",", " ").split()


def _too_long(file: Path, count: int) -> WeightsFault:
    return WeightsFault(f"{file.name} is longer than the {count} numbers that are expected can be.")


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
