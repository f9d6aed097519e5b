"""Read weights kept as one ``.npy`` file per variable. One rule: numbers only, nothing is ever unpickled.

A file is called ``LAYER_VARIABLE.npy`` (``Conv2d_1a_3x3_BatchNorm_beta.npy``) and lies in Keras's layout
already, as Keras wrote it.
"""

import tokenize
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from door_access.domain.faces.faces import frozen_array
from door_access.errors import WeightsFault
from door_access.facenet.tensors import Shapes, Tensor, check_outline

SUFFIXES = (".npy",)
LARGEST_FILE_BYTES = 100_000_000
"""FaceNet's largest has 3.7 MB. A header is read whole, however long it says it is."""
DAMAGED = (
    *(ValueError, TypeError, EOFError, SyntaxError, tokenize.TokenError),
    *(ArithmeticError, LookupError, MemoryError, RuntimeError),
)
"""What NumPy raises on a file that ends early, has another header, or holds objects; a header is Python, so
one made to harm raises what a wrong program raises."""


def file_names(shapes: Shapes) -> dict[str, str]:
    """Return the tensor that each file name stands for."""
    return {f"{name.replace('/', '_')}.npy": name for name in shapes}


def read(files: Sequence[Path], shapes: Shapes) -> dict[str, Tensor]:
    """Return the tensors of these files.

    Raises:
        WeightsFault: a file is missing, unknown, damaged, or of another shape or kind.
    """
    known = file_names(shapes)
    found = {known.get(file.name, file.name): file for file in files}
    check_outline({name: shapes.get(name, ()) for name in found}, shapes)
    return {name: _tensor(file, name, shapes[name]) for name, file in found.items()}


def _tensor(file: Path, name: str, shape: tuple[int, ...]) -> Tensor:
    array = _mapped(file)
    if array.dtype.kind != "f":
        raise WeightsFault(f"{file.name} holds values of the kind {array.dtype}, expected float32.")
    check_outline({name: array.shape}, {name: shape})
    with np.errstate(over="ignore"):  # it becomes infinite, and what is infinite is refused by name
        return frozen_array(np.array(array, np.float32, order="C"))


def _mapped(file: Path) -> NDArray[np.generic]:
    """Return the array without reading its numbers, so that a wrong header cannot ask for all the memory."""
    try:
        _check_size(file)
        with np.errstate(over="ignore"):  # a product of sizes, which then does not fit the file
            return np.lib.format.open_memmap(file, mode="r")
    except OSError as error:
        raise WeightsFault(f"{file.name} cannot be read: {error.strerror or error}.") from error
    except DAMAGED as error:
        raise WeightsFault(f"{file.name} is not a whole .npy file of numbers.") from error


def _check_size(file: Path) -> None:
    size = file.stat().st_size
    if size > LARGEST_FILE_BYTES:
        raise WeightsFault(f"{file.name} has {size} bytes, at most {LARGEST_FILE_BYTES} expected.")
