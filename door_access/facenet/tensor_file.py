"""Tensors in one file of our own: a NumPy archive, one array per ``layer/variable``, nothing executable."""

import zipfile
import zlib
from pathlib import Path

import numpy as np

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


def write_tensor_file(path: Path, tensors: Tensors) -> None:
    """Write the archive; raises OSError."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, tensor in tensors.items():
            with archive.open(f"{name}.npy", "w") as file:
                np.lib.format.write_array(file, tensor, allow_pickle=False)


def read_tensor_file(path: Path) -> dict[str, Tensor]:
    """Return the tensors; raises WeightsFault for a file that is missing, damaged, or not ours."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return {name: np.asarray(archive[name], np.float32) for name in archive.files}
    except UNREADABLE as error:
        raise WeightsFault(f"{path} cannot be read; it is missing or damaged.") from error
