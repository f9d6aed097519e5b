"""Where a training stands, in one file, written whole. One rule: what does not fit exactly is refused."""

import io
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from door_access.atomic_file import written_whole_bytes
from door_access.errors import BadInput, StorageFault
from door_access.facenet.tensor_file import UNREADABLE
from door_access.facenet.training.history import History
from door_access.facenet.training.settings import TrainingSettings

FILE_NAME = "checkpoint.npz"
ABOUT, NOW, BEST = "about", "now", "best"
"""Arrays of the file: ``about`` is JSON; ``now.N`` and ``best.N`` are numbered."""
OPTIONS = {"is_bfloat16": "bfloat16", "is_augmented": "augmentation", "is_cooling": "cooling"}
"""Settings that are called otherwise where somebody asks for them."""

Arrays = tuple[NDArray[Any], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """A training after so many steps.

    Attributes:
        step: the next one.
        now: the trainer's state.
        best: the network's state after the best epoch; empty before the first.
    """

    step: int
    history: History
    now: Arrays
    best: Arrays


def save(path: Path, checkpoint: Checkpoint, about: dict[str, Any]) -> None:
    """Write the checkpoint of the training that ``about`` describes; raises StorageFault."""
    document = {"about": about, "step": checkpoint.step, "history": checkpoint.history.as_document()}
    arrays = {ABOUT: np.array(json.dumps(document))}
    arrays |= _numbered(NOW, checkpoint.now) | _numbered(BEST, checkpoint.best)
    try:
        with written_whole_bytes(path) as file:
            np.savez(file, allow_pickle=False, **arrays)
    except OSError as error:
        raise StorageFault(f"{path} cannot be written: {error.strerror}.") from error


def load(path: Path, about: dict[str, Any]) -> Checkpoint | None:
    """Return the checkpoint, None where there is none.

    Raises:
        BadInput: it belongs to a training with other settings or data; the sentence names the first of them.
        StorageFault: the file cannot be read.
    """
    if not path.exists():
        return None
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as arrays:
            document = json.loads(str(arrays[ABOUT]))
            _check(path, document["about"], about)
            return _checkpoint(document, arrays)
    except UNREADABLE as error:
        raise broken(path) from error


def broken(path: Path) -> StorageFault:
    """Return what is raised for a file that no training can go on with."""
    return StorageFault(f"{path} is not a whole checkpoint of this training; --restart forgets it.")


def described(settings: TrainingSettings, data: str) -> dict[str, Any]:
    """Return what decides a training, as JSON keeps it; ``data`` is the digest of all chips."""
    about: dict[str, Any] = json.loads(json.dumps(asdict(settings)))
    return about | {"data": data}


def _check(path: Path, found: dict[str, Any], wanted: dict[str, Any]) -> None:
    differing = [key for key in wanted if found.get(key) != wanted[key]]
    if not differing:
        return
    if differing == ["data"]:
        raise BadInput(
            f"The photos or the teachers' words are not those that the training in {path.parent} began with;"
            " --restart forgets it."
        )
    key = next(key for key in differing if key != "data")
    name, before, now = OPTIONS.get(key, key), found.get(key), wanted[key]
    raise BadInput(
        f"The training in {path.parent} began with {name} {before!r}, not {now!r};"
        f" give the same, or --restart to forget it."
    )


def _checkpoint(document: dict[str, Any], arrays: Any) -> Checkpoint:
    history = History.from_document(document["history"])
    return Checkpoint(document["step"], history, _listed(NOW, arrays), _listed(BEST, arrays))


def _numbered(group: str, arrays: Arrays) -> dict[str, NDArray[Any]]:
    return {f"{group}.{number}": array for number, array in enumerate(arrays)}


def _listed(group: str, arrays: Any) -> Arrays:
    count = sum(name.startswith(f"{group}.") for name in arrays.files)
    return tuple(arrays[f"{group}.{number}"] for number in range(count))
