"""Tensors in one file of our own: a NumPy archive, one array per ``layer/variable``, nothing executable."""

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from door_access.errors import WeightsFault
from door_access.facenet.tensors import Tensor, Tensors

UNREADABLE = (
    OSError,
    ValueError,
    EOFError,
    TypeError,
    KeyError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy and zipfile raise on an archive that is damaged, or that holds objects instead of numbers."""
SUFFIX = ".npz"


def write_tensor_file(path: Path, tensors: Tensors) -> None:
    """Write the archive; raises OSError."""
    _write(path, tensors)


def write_half_tensor_file(path: Path, tensors: Tensors) -> None:
    """Write the archive at half its size: what is read back has 11 bits of each number's 24.

    Raises:
        ValueError: a number is too large for 16 bits.
        OSError: the file cannot be written.
    """
    with np.errstate(over="ignore"):
        halved = {name: tensor.astype(np.float16) for name, tensor in tensors.items()}
    for name, tensor in halved.items():
        if not np.isfinite(tensor).all():
            raise ValueError(f"{name} holds a number beyond {np.finfo(np.float16).max}, or none")
    _write(path, halved)


def _write(path: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        for name, array in arrays.items():
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, array, allow_pickle=False)


def read_tensor_file(path: Path) -> dict[str, Tensor]:
    """Return the tensors, float32; raises WeightsFault for a file that is missing, damaged, or not ours."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return {name: np.asarray(archive[name], np.float32) for name in archive.files}
    except UNREADABLE as error:
        raise WeightsFault(f"{path} cannot be read; it is missing or damaged.") from error
