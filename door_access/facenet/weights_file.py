"""The hash of weights in one file. One rule: dlib's file is hashed itself, of an archive only its numbers."""

import hashlib
from pathlib import Path

from door_access.errors import WeightsFault
from door_access.facenet import tensor_file
from door_access.facenet.tensors import digest

DLIB_SUFFIX = ".dat"


def is_dlibs(path: Path) -> bool:
    """Say whether the file is one of dlib's, not an archive of ours."""
    return path.suffix == DLIB_SUFFIX


def is_archive(path: Path) -> bool:
    """Say whether the file is an archive of ours."""
    return path.suffix == tensor_file.SUFFIX


def weights_sha256(path: Path) -> str:
    """Return the hash as a model says it: of dlib's file itself, of an archive's numbers.

    Raises:
        WeightsFault: the file is missing or damaged.
    """
    return _file_hash(path) if is_dlibs(path) else digest(tensor_file.read_tensor_file(path))


def check_hash(place: Path, found: str, expected: str) -> None:
    """Raise WeightsFault unless these are the expected weights; an empty hash takes any."""
    if expected and found != expected:
        raise WeightsFault(
            f"{place} does not hold the weights of this model: SHA-256 {found}, expected {expected}."
        )


def _file_hash(path: Path) -> str:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise WeightsFault(f"{path} cannot be read: {error.strerror}.") from error
