"""FaceNet with its published numbers, loaded once, faces to look at, and what the test data lacks."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from door_access.facenet.networks.registry import network
from door_access.facenet.readers.source import read_tensors

FACENET = "facenet_vggface2_npy"
ABSENT = {
    "inception_3c_3x3_conv2/kernel",
    "inception_4e_3x3_conv2/kernel",
    "inception_5a_1x1_conv/kernel",
    "inception_5a_3x3_conv2/kernel",
    "inception_5b_3x3_conv2/kernel",
}
"""The five tensors that the test data of OpenFace lacks, the largest ones."""


@pytest.fixture(scope="session")
def facenet_tensors(data: Path):
    return read_tensors(data / FACENET, network("inception_resnet_v1"))


@pytest.fixture(scope="session")
def facenet(facenet_tensors):
    return network("inception_resnet_v1").loaded(facenet_tensors)


@pytest.fixture(scope="session")
def lfw_faces(data: Path) -> np.ndarray:
    """Return the middle of 24 people's photos, ``(24, 160, 160, 3)`` float32."""
    photos = sorted((data / "lfw_dev").glob("*/*_0001.jpg"))[::80][:24]
    middle = [np.asarray(Image.open(photo).convert("RGB"))[45:205, 45:205] for photo in photos]
    return np.stack(middle).astype(np.float32)
