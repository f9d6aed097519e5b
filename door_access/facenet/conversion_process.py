"""The conversion, in a process of its own. One rule: whatever goes wrong there comes back as one sentence."""

import os
import subprocess
import sys
from pathlib import Path

from door_access.domain.models.model import Model
from door_access.errors import WeightsFault
from door_access.facenet.converted import EXIT_FAULT, Findings, take_findings

MODULE = "door_access.facenet.conversion"
SAFE_PATH = "-P"
"""Python takes no module from the folder in which the command was given."""
PROJECT = Path(__file__).resolve().parents[2]
LIMIT_S = 600.0
"""A conversion takes 5 to 25 s here (measured); a slow machine may need twenty times as long (guess)."""


def convert_apart(model: Model, place: Path, folder: Path) -> Findings:
    """Convert the weights into ``folder`` in another process, and wait for it.

    Args:
        place: where the weights are: a folder, a file, an archive.
        folder: an empty one, into which ``model.tflite`` and, but for dlib's own file, ``weights.npz`` go.

    Raises:
        WeightsFault: the weights are not the model's, or the other process failed or did not end.
    """
    what = (model.network, str(place), model.weights_sha256, str(folder))
    command = [sys.executable, SAFE_PATH, "-m", MODULE, *what]
    surroundings = _environment(folder)
    try:
        done = subprocess.run(command, env=surroundings, capture_output=True, check=False, timeout=LIMIT_S)
    except subprocess.TimeoutExpired as error:
        raise WeightsFault(f"Converting {model.id} did not end within {LIMIT_S:.0f} seconds.") from error
    except OSError as error:
        raise WeightsFault(
            f"{sys.executable}, which converts {model.id}, cannot be started: {error.strerror}."
        ) from error
    if done.returncode:
        raise WeightsFault(_sentence(model, done.returncode, done.stderr.decode(errors="replace")))
    return take_findings(folder)


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment in which TensorFlow is quiet and uses no GPU.

    Whatever is written on the way, Keras's settings, unpacked archives, lands beside the folder, so that
    whoever clears away the workshop clears away all of it, even after a kill.
    """
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH", "")]))
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "CUDA_VISIBLE_DEVICES": "-1"}
    keras = {"KERAS_BACKEND": "tensorflow", "KERAS_HOME": str(folder.parent)}
    return os.environ | quiet | keras | {"PYTHONPATH": path, "TMPDIR": str(folder.parent)}


def _sentence(model: Model, code: int, stderr: str) -> str:
    last = (stderr.strip().splitlines() or ["it said nothing"])[-1]
    return (
        last if code == EXIT_FAULT else f"Converting {model.id} ended with code {code}: {last.rstrip('.')}."
    )
