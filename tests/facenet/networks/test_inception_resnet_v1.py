"""FaceNet with its published numbers knows the course's people, in Keras and in LiteRT alike."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from door_access.domain.models.golden import golden_chip
from door_access.errors import WeightsFault
from door_access.facenet.cost import operations
from door_access.facenet.flatbuffer import flatbuffer
from door_access.facenet.networks import inception_resnet_v1
from door_access.facenet.networks.registry import network
from door_access.facenet.tensors import shapes_of
from tests.facenet.litert import output_of

PARAMETERS, PUBLISHED_PARAMETERS = 22_807_888, 23_497_424
PUBLISHED_OPERATIONS = 2.846e9
"""As OpenVINO's model zoo states it, which counts a little more than convolutions."""
PEOPLE = ["andrew", "arnaud", "benoit", "bertrand", "dan", "danielle", "felix", "kevin", "kian"]
PEOPLE += ["sebastiano", "tian", "younes"]
CAMERAS = [f"camera_{number}" for number in range(6)]
ROUNDING = 1e-4


@pytest.fixture(scope="module")
def untrained():
    return network("inception_resnet_v1").build()


@pytest.fixture(scope="module")
def course(facenet, data: Path) -> dict[str, np.ndarray]:
    """Return the unit vectors of the course's photos, made larger as OpenCV does by default."""
    names = PEOPLE + CAMERAS
    files = [next((data / "course_images").glob(f"{name}.*")) for name in names]
    photos = [np.asarray(Image.open(file).convert("RGB")) for file in files]
    chips = np.stack([cv2.resize(photo, (160, 160)) for photo in photos]).astype(np.float32)
    vectors = facenet(chips).numpy()
    return dict(zip(names, vectors / np.linalg.norm(vectors, axis=1, keepdims=True), strict=True))


def distance(course, first: str, second: str) -> float:
    return float(np.linalg.norm(course[first] - course[second]))


def test_it_has_as_many_numbers_as_its_layers(untrained):
    assert untrained.count_params() == PARAMETERS


def test_its_published_form_has_the_published_size_and_cost():
    published = inception_resnet_v1.build_published()
    assert published.count_params() == PUBLISHED_PARAMETERS
    assert operations(published) == pytest.approx(PUBLISHED_OPERATIONS, rel=5e-3)


def test_younes_is_recognised_at_the_door_and_who_says_he_is_kian_is_not(course):
    assert distance(course, "camera_0", "younes") == pytest.approx(0.549, abs=1e-3)
    assert distance(course, "camera_2", "kian") == pytest.approx(1.321, abs=1e-3)


@pytest.mark.parametrize(
    ("camera", "person"),
    [(0, "younes"), (1, "bertrand"), (2, "benoit"), (3, "bertrand"), (4, "dan"), (5, "arnaud")],
)
def test_the_nearest_person_is_the_one_in_the_picture(course, camera, person):
    assert min(PEOPLE, key=lambda name: distance(course, f"camera_{camera}", name)) == person


def test_black_and_white_become_minus_and_plus_one_but_for_a_256th(untrained):
    normalised = untrained.get_layer("normalised")(np.array([0.0, 127.5, 255.0], np.float32))
    assert normalised.numpy().tolist() == [-127.5 / 128, 0, 127.5 / 128]


def test_converted_it_gives_the_vectors_of_keras(facenet):
    noise = np.random.default_rng(1).integers(0, 256, (160, 160, 3)).astype(np.uint8)
    model = flatbuffer(facenet)
    for chip_rgb in (golden_chip(160), noise):
        expected = facenet(chip_rgb[np.newaxis].astype(np.float32)).numpy()[0]
        assert np.abs(output_of(model, chip_rgb) - expected).max() <= ROUNDING


def test_tensors_of_our_own_head_are_loaded_as_they_are(untrained):
    tensors = {name: np.full(shape, 0.5, np.float32) for name, shape in shapes_of(untrained).items()}
    loaded = network("inception_resnet_v1").loaded(tensors)
    assert (loaded.get_layer("Embedding").kernel.numpy() == 0.5).all()


def test_a_head_of_128_numbers_as_an_older_facenet_has_is_another_network(facenet_tensors):
    older = dict(facenet_tensors) | {"Bottleneck/kernel": np.zeros((1792, 128), np.float32)}
    with pytest.raises(
        WeightsFault, match=r"Bottleneck/kernel has the shape \(1792, 128\), expected \(1792, 512\)"
    ):
        network("inception_resnet_v1").loaded(older)
