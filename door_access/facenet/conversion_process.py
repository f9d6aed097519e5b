"""The conversion, in a process of its own. One rule: whatever goes wrong there comes back as one sentence."""

import os
import subprocess
import sys
from pathlib import Path

from door_access.domain.model_card import ModelCard
from door_access.errors import WeightsFault
from door_access.facenet.conversion import EXIT_FAULT

MODULE = "door_access.facenet.conversion"
PROJECT = Path(__file__).resolve().parents[2]
LIMIT_S = 600.0
"""A conversion took 5 s here (measured); a slow machine may need a hundred times as long (guess)."""


def convert_apart(card: ModelCard, weights: Path, out: Path) -> None:
    """Convert the weights to the model file ``out`` in another process, and wait for it.

    Raises:
        WeightsFault: the weights are not the card's, or the other process failed or did not end.
    """
    command = [sys.executable, "-m", MODULE, card.network, str(weights), card.weights_sha256, str(out)]
    surroundings = _environment(out.parent)
    try:
        done = subprocess.run(command, env=surroundings, capture_output=True, check=False, timeout=LIMIT_S)
    except subprocess.TimeoutExpired as error:
        raise WeightsFault(f"Converting {card.id} did not end within {LIMIT_S:.0f} seconds.") from error
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
    return last if code == EXIT_FAULT else f"Converting {card.id} ended with code {code}: {last.rstrip('.')}."
