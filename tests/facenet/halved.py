"""A second built-in model of real parts: ``resnet29`` at half precision, in an archive of ours."""

from dataclasses import replace
from pathlib import Path

import pytest
import tomlkit

from door_access.facenet.conversion import golden_of
from door_access.facenet.dlib_weights import read_network, resnet_file
from door_access.facenet.installation import shipped
from door_access.facenet.installation.model_table import rows_of
from door_access.facenet.networks.registry import network
from door_access.facenet.tensor_file import SUFFIX, read_tensor_file, write_half_tensor_file
from door_access.facenet.tensors import digest, tensors_of
from tests.facenet.resnet29 import resnet29_model

NAME = "halved"
BEST_RANK = 0
OUR_MANIFEST = shipped.MANIFEST


def halved_manifest(factory: pytest.TempPathFactory) -> Path:
    """Return our manifest with one more model at its end, all weights beside it; made once per session."""
    folder = factory.getbasetemp() / NAME
    manifest = folder / OUR_MANIFEST.name
    if not manifest.exists():
        folder.mkdir()
        for archive in OUR_MANIFEST.parent.glob(f"*{SUFFIX}"):
            (folder / archive.name).symlink_to(archive)
        manifest.write_text(OUR_MANIFEST.read_text(encoding="utf-8") + _made(folder), encoding="utf-8")
    return manifest


def _made(folder: Path) -> str:
    """Write the weights and return the model's table."""
    from door_access.facenet.networks.resnet29 import resnet29  # noqa: PLC0415  # TensorFlow takes seconds

    archive = folder / f"{NAME}{SUFFIX}"
    write_half_tensor_file(archive, tensors_of(resnet29(read_network(resnet_file()))))
    tensors = read_tensor_file(archive)
    keras_network = network("resnet29").loaded(tensors)
    model = replace(
        resnet29_model(),
        id=NAME,
        weights_sha256=digest(tensors),
        golden=golden_of(keras_network, 150),
        accuracy_rank=BEST_RANK,
    )
    return "\n" + tomlkit.dumps({"model": [rows_of(model) | {"is_built_in": True}]})
