"""The models that accuracy is measured with, installed by the product's own command.

They lie in a data directory of their own under the cache, so that no site's models are touched.
"""

import shutil
import subprocess
from pathlib import Path

from benchmarks.door_site import ROOT, command
from benchmarks.footage import evaluation_data
from door_access.facenet.installation.model_cache import cache_dir

WEIGHTS = {
    "door-128": None,
    "resnet29": None,
    "facenet": "facenet_vggface2_npy",
    "mobileface-v2": "mobileface_v2_mxnet",
    "mobilefacenet": "mobilefacenet_mxnet",
}
"""Each model, and the folder of its weights in the test data; OpenFace's is not whole there."""


def data_dir() -> Path:
    """Return the data directory of the measurements."""
    return cache_dir() / "benchmarks" / "accuracy"


def forget() -> None:
    """Remove the models of earlier measurements: they are of an earlier manifest."""
    shutil.rmtree(data_dir(), ignore_errors=True)


def install(model_id: str) -> None:
    """Install the model unless it is there."""
    folder = WEIGHTS[model_id]
    is_there = (data_dir() / "models" / model_id / "card.toml").exists()
    if folder and not is_there:
        told("weights", "install", model_id, "--from", evaluation_data() / folder, "--accept-licence")


def told(*words: object) -> str:
    """Return what the product prints for a command on that data directory."""
    line = command(*map(str, words), "--data-dir", str(data_dir()))
    return subprocess.run(line, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
