"""The converted models, in the user's cache directory: made on first use, checked at every start.

One rule: a file's name says what it is made from (weights, converter) and the SHA-256 of its own content.
So there is nothing beside it that could disagree with it, a broken file gives itself away, and two
processes that convert at once cannot spoil each other's: each renames a finished file into place.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs

from door_access.domain.model_card import ModelCard
from door_access.errors import StorageFault, WeightsFault
from door_access.facenet.conversion import EXIT_FAULT
from door_access.facenet.dlib_weights import resnet_file

CONVERSION = "door_access.facenet.conversion"
CONVERTER = "v1"
"""Raise it whenever the same weights are converted in another way: older files are then no longer found."""
VARIABLE = "DOOR_ACCESS_CACHE"
APPLICATION = "door-access"
CONVERSION_LIMIT_S = 600.0
"""A conversion takes about 6 s here (measured); a slow machine may need a hundred times as long (guess)."""
PRIVATE = 0o700
PROJECT = Path(__file__).resolve().parents[2]


def cache_dir() -> Path:
    """Return the directory of converted models: ``DOOR_ACCESS_CACHE``, else the user's cache directory."""
    wanted = os.environ.get(VARIABLE)
    return Path(wanted).expanduser().absolute() if wanted else platformdirs.user_cache_path(APPLICATION)


def ensure_model(
    card: ModelCard, *, cache_dir: Path, progress: Callable[[str], None], weights: Path | None = None
) -> Path:
    """Return the converted model's file, converting first where there is no whole one.

    Args:
        progress: told in one line before the seconds that a conversion takes.
        weights: the file to convert; None looks where ``resnet29`` has its own.

    Raises:
        WeightsFault: the weights are missing or not the card's, or cannot be converted.
        StorageFault: the cache directory cannot be used.
    """
    found = _whole_model(card, cache_dir)
    if found:
        return found
    progress(f"Preparing the face model {card.id}: once, about ten seconds …")
    return _converted(card, weights or resnet_file(), _made(cache_dir))


def _prefix(card: ModelCard) -> str:
    return f"{card.id}-{CONVERTER}-{card.weights_sha256[:16]}-"


def _whole_model(card: ModelCard, cache: Path) -> Path | None:
    """Return a file whose content is what its name says; None when there is none."""
    candidates = sorted(cache.glob(f"{_prefix(card)}*.tflite"))
    return next((path for path in candidates if _is_whole(path)), None)


def _is_whole(path: Path) -> bool:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == path.stem.rpartition("-")[2]
    except OSError:
        return False


def _made(cache: Path) -> Path:
    try:
        cache.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    except OSError as error:
        raise StorageFault(f"The model cache {cache} cannot be made: {error.strerror}.") from error
    return cache


def _converted(card: ModelCard, weights: Path, cache: Path) -> Path:
    try:
        with tempfile.TemporaryDirectory(dir=cache, prefix=".converting-") as workshop:
            out = Path(workshop) / "model.tflite"
            _run_conversion(card, weights, out)
            final = cache / f"{_prefix(card)}{hashlib.sha256(out.read_bytes()).hexdigest()}.tflite"
            _remove_broken(card, cache)
            return out.replace(final)
    except OSError as error:
        raise StorageFault(f"The model cache {cache} cannot be written: {error.strerror}.") from error


def _remove_broken(card: ModelCard, cache: Path) -> None:
    for path in cache.glob(f"{_prefix(card)}*.tflite"):
        if not _is_whole(path):
            path.unlink(missing_ok=True)


def _run_conversion(card: ModelCard, weights: Path, out: Path) -> None:
    command = [sys.executable, "-m", CONVERSION, card.network, str(weights), card.weights_sha256]
    try:
        done = subprocess.run(
            [*command, str(out)],
            env=_environment(out.parent),
            capture_output=True,
            check=False,
            timeout=CONVERSION_LIMIT_S,
        )
    except subprocess.TimeoutExpired as error:
        raise WeightsFault(
            f"Converting {card.id} did not end within {CONVERSION_LIMIT_S:.0f} seconds."
        ) from error
    if done.returncode:
        raise WeightsFault(_sentence(card, done.returncode, done.stderr.decode(errors="replace")))


def _environment(workshop: Path) -> dict[str, str]:
    """Return an environment in which TensorFlow is quiet, uses no GPU and writes nothing into the home."""
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH", "")]))
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": "-1"}
    keras = {"KERAS_BACKEND": "tensorflow", "KERAS_HOME": str(workshop)}
    return os.environ | quiet | keras | {"PYTHONPATH": path}


def _sentence(card: ModelCard, code: int, stderr: str) -> str:
    last = (stderr.strip().splitlines() or ["it said nothing"])[-1]
    return last if code == EXIT_FAULT else f"Converting {card.id} ended with code {code}: {last}."
