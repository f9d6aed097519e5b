"""The converted models, in the user's cache directory: made on first use, checked at every start.

One rule: a file's name says what it is made from (weights, converter) and the SHA-256 of its own content.
So there is nothing beside it that could disagree with it, a broken file gives itself away, and two processes
that convert at once cannot spoil each other's: each renames a finished file into place.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import platformdirs

from door_access.atomic_file import private_folder
from door_access.domain.models.model import Model
from door_access.errors import BadInput, StorageFault
from door_access.facenet.conversion_process import convert_apart
from door_access.facenet.converted import MODEL_FILE
from door_access.facenet.installation.built_in import built_in_weights
from door_access.homes import folder_of_user, whole_path

CONVERTER = "v1"
"""Raise it whenever the same weights are converted in another way: older files are then no longer found."""
VARIABLE = "DOOR_ACCESS_CACHE"
APPLICATION = "door-access"

Convert = Callable[[Model, Path, Path], object]
"""Called with the model, the weights file and an empty folder, in which it writes ``model.tflite``."""


def cache_dir() -> Path:
    """Return the directory of converted models: ``DOOR_ACCESS_CACHE``, else the user's cache directory.

    Raises:
        StorageFault: it lies in the home of somebody whom the system does not know, or there is no home.
    """
    wanted = os.environ.get(VARIABLE)
    if not wanted:
        own = partial(platformdirs.user_cache_path, APPLICATION)
        return folder_of_user(own, f"name a folder for converted face models in {VARIABLE}")
    try:
        return whole_path(Path(wanted))
    except BadInput as error:
        raise StorageFault(
            f"{VARIABLE} is {wanted}, in the home of somebody whom this system does not know."
        ) from error


def ensure_model(
    model: Model,
    *,
    cache_dir: Path,
    progress: Callable[[str], None],
    weights: Path | None = None,
    convert: Convert = convert_apart,
) -> Path:
    """Return the converted model's file, converting first where there is no whole one.

    Args:
        progress: told in one line before the seconds that a conversion takes.
        weights: the file to convert; None takes that of a built-in model.

    Raises:
        WeightsFault: the weights are missing or not the model's, or cannot be converted.
        StorageFault: the cache directory cannot be used.
    """
    found = _whole_model(model, cache_dir)
    if found:
        return found
    source = weights or built_in_weights(model)
    progress(f"Preparing the face model {model.id}: once, about ten seconds …")
    try:
        return _converted(model, source, private_folder(cache_dir), convert)
    except OSError as error:
        raise StorageFault(
            f"The model cache {cache_dir} cannot be written: {error.strerror}. {VARIABLE} names another."
        ) from error


def _converted(model: Model, weights: Path, cache: Path, convert: Convert) -> Path:
    with tempfile.TemporaryDirectory(dir=cache, prefix=".converting-") as workshop:
        out = Path(workshop) / "new" / MODEL_FILE
        out.parent.mkdir()
        convert(model, weights, out.parent)
        for broken in _candidates(model, cache):
            if not _is_whole(broken):
                broken.unlink(missing_ok=True)
        return out.replace(cache / f"{_prefix(model)}{_sha256(out)}.tflite")


def _whole_model(model: Model, cache: Path) -> Path | None:
    return next((path for path in _candidates(model, cache) if _is_whole(path)), None)


def _candidates(model: Model, cache: Path) -> list[Path]:
    return sorted(cache.glob(f"{_prefix(model)}*.tflite"))


def _prefix(model: Model) -> str:
    return f"{model.id}-{CONVERTER}-{model.weights_sha256[:16]}-"


def _is_whole(path: Path) -> bool:
    try:
        return path.stem.endswith(_sha256(path))
    except OSError:
        return False


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
