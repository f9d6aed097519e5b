"""Models that come with the product: where their weights lie, and that nothing else is taken for them."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from door_access.domain.matching.calibration import Configuration, ImpostorCurve, ImpostorCurves
from door_access.errors import WeightsFault
from door_access.facenet.conversion_process import convert_apart
from door_access.facenet.dlib_weights import resnet_file
from door_access.facenet.installation import built_in, shipped
from door_access.facenet.installation.built_in import built_in_weights, check_built_in
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.installation.model_cache import ensure_model
from door_access.facenet.installation.shipped import built_in_models
from door_access.facenet.networks.registry import network
from door_access.facenet.tensor_file import read_tensor_file, write_half_tensor_file
from door_access.facenet.tensors import digest, tensors_of
from door_access.facenet.training.start import begun
from door_access.vision.encoder import LiteRtEncoder
from tests.facenet.chips import dlib_descriptor, portrait_chips
from tests.facenet.halved import NAME, OUR_MANIFEST, halved_manifest
from tests.facenet.installation.models import MODEL, TENSORS, small_model
from tests.facenet.resnet29 import session_cache

HALVING = 2e-3
"""Distance of raw vectors of length about 1.4 (measured: 9e-4)."""
STRICTER = ImpostorCurves({Configuration(1, 1): ImpostorCurve(((1e-3, 0.3), (1e-4, 0.2)))})


@pytest.fixture
def manifest(tmp_path, tmp_path_factory, monkeypatch) -> Path:
    """Let the product ship ``halved``, whose archive a test may spoil."""
    shutil.copytree(halved_manifest(tmp_path_factory).parent, tmp_path / "weights", symlinks=True)
    own = tmp_path / "weights" / OUR_MANIFEST.name
    monkeypatch.setattr(shipped, "MANIFEST", own)
    return own


@pytest.fixture
def halved(manifest):
    return built_in_models()[NAME]


@pytest.fixture
def models(tmp_path) -> InstalledModels:
    return InstalledModels(tmp_path / "data", self_test=lambda _path, _model: None)


def no_archive(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1000])


def one_bit_turned(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def one_number_changed(path: Path) -> None:
    tensors = read_tensor_file(path)
    tensors["stem/bias"][3] *= 2
    write_half_tensor_file(path, tensors)


def one_tensor_less(path: Path) -> None:
    tensors = read_tensor_file(path)
    del tensors["head/kernel"]
    write_half_tensor_file(path, tensors)


SPOILT = [
    (no_archive, r"halved\.npz cannot be read; it is missing or damaged\.$"),
    (cut_short, r"halved\.npz cannot be read; it is missing or damaged\.$"),
    (one_bit_turned, r"halved\.npz cannot be read; it is missing or damaged\.$"),
    (one_number_changed, r"halved\.npz does not hold the weights of this model: SHA-256 .*, expected "),
    (one_tensor_less, r"halved\.npz does not hold the weights of this model: SHA-256 .*, expected "),
]


def test_the_built_in_models_come_in_the_order_of_the_manifest(manifest, models):
    ours = list(built_in_models(OUR_MANIFEST))

    assert ours == ["door-128", "resnet29"]
    assert list(built_in_models()) == [*ours, NAME]
    assert models.all_ids() == (*ours, NAME)
    assert list(models.readable()) == [*ours, NAME]


def test_installed_models_come_after_them(manifest, models):
    models.install(small_model("a-first-name"), MODEL, TENSORS, origin="here")

    assert list(models.readable()) == [*built_in_models(), "a-first-name"]
    assert models.ids() == ("a-first-name",)


def test_a_built_in_model_without_a_hash_is_none(manifest):
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(text.replace('weights_sha256 = ""', 'weights_sha256 = ""\nis_built_in = true'))

    with pytest.raises(WeightsFault, match=r"manifest\.toml, .* a built-in model knows its weights_sha256"):
        built_in_models()


def test_ours_lie_beside_the_manifest_and_dlibs_in_its_package(manifest, halved, model):
    assert built_in_weights(halved) == manifest.with_name("halved.npz")
    assert built_in_weights(model) == resnet_file()


def test_half_the_numbers_size_is_half_the_archive(halved):
    assert built_in_weights(halved).stat().st_size == pytest.approx(
        resnet_file().stat().st_size / 2, rel=0.01
    )


def test_whole_weights_pass(halved, model):
    check_built_in(halved)
    check_built_in(model)


@pytest.mark.parametrize(("spoil", "sentence"), SPOILT)
def test_a_spoilt_archive_is_refused(halved, spoil, sentence):
    spoil(built_in_weights(halved))

    with pytest.raises(WeightsFault, match=sentence):
        check_built_in(halved)


def test_the_converted_model_passes_its_self_test_and_nearly_gives_dlibs_vectors(halved, tmp_path_factory):
    cache = session_cache(tmp_path_factory)
    path = ensure_model(halved, cache_dir=cache, progress=lambda _: None)
    encoder = LiteRtEncoder(path, halved)

    away = [float(np.linalg.norm(encoder.raw(chip) - dlib_descriptor(chip))) for chip in portrait_chips()]
    assert 0 < max(away) < HALVING


def test_an_archives_numbers_are_kept_beside_the_model_so_that_one_can_be_installed_from_it(halved, tmp_path):
    folder = tmp_path / "workshop" / "new"
    folder.mkdir(parents=True)

    findings = convert_apart(halved, built_in_weights(halved), folder)

    assert findings.weights_sha256 == halved.weights_sha256
    assert findings.golden == pytest.approx(halved.golden, abs=1e-5)
    assert digest(read_tensor_file(folder / "weights.npz")) == halved.weights_sha256
    assert sorted(path.name for path in folder.iterdir()) == ["model.tflite", "weights.npz"]


@pytest.mark.parametrize(("spoil", "sentence"), [SPOILT[1], SPOILT[3]])
def test_a_spoilt_archive_is_never_converted(halved, tmp_path, spoil, sentence):
    spoil(built_in_weights(halved))

    with pytest.raises(WeightsFault, match=sentence):
        ensure_model(halved, cache_dir=tmp_path / "cache", progress=lambda _: None)

    assert list((tmp_path / "cache").iterdir()) == []


def test_a_training_begins_with_the_archives_numbers(halved, models):
    keras_network = begun(network("resnet29"), models, NAME)

    assert digest(tensors_of(keras_network)) == halved.weights_sha256


def test_a_training_never_begins_with_a_spoilt_archive(halved, models):
    one_number_changed(built_in_weights(halved))

    with pytest.raises(WeightsFault, match="does not hold the weights of this model"):
        begun(network("resnet29"), models, NAME)


def test_a_training_never_begins_with_a_changed_file_of_dlibs(models, tmp_path, monkeypatch):
    changed = tmp_path / "changed.dat"
    shutil.copy(resnet_file(), changed)
    one_bit_turned(changed)
    monkeypatch.setattr(built_in, "resnet_file", lambda: changed)

    with pytest.raises(WeightsFault, match=r"changed\.dat does not hold the weights of this model"):
        begun(network("resnet29"), models, "resnet29")


def test_each_built_in_model_takes_the_sites_own_curves(halved, models):
    before = models.model("resnet29")
    models.save_curves(models.model(NAME), STRICTER)

    assert models.model(NAME).measured_curves == STRICTER
    assert models.model(NAME).is_built_in
    assert models.model("resnet29") == before
    assert models.ids() == ()


def test_of_what_lies_in_the_data_directory_only_the_measurements_count_for_a_built_in_model(halved, models):
    models.save_curves(models.model(NAME), STRICTER)
    path = models.folder / NAME / "card.toml"
    written = path.read_text()
    assert "accuracy_rank = 0" in written
    path.write_text(written.replace("accuracy_rank = 0", "accuracy_rank = 90"))

    assert models.model(NAME).accuracy_rank == halved.accuracy_rank


def test_nothing_in_a_data_directory_can_claim_to_be_built_in(models):
    models.install(small_model(), MODEL, TENSORS, origin="here")
    path = models.folder / "mine" / "card.toml"
    path.write_text("is_built_in = true\n" + path.read_text())

    with pytest.raises(WeightsFault, match=r"card\.toml, is_built_in: there is no such key\.$"):
        models.model("mine")


def test_a_model_of_ones_own_under_a_built_in_ones_name_is_not_taken_for_it(models, request):
    models.install(small_model(NAME), MODEL, TENSORS, origin="trained before there was a built-in one")
    shipped = request.getfixturevalue("halved")

    assert models.model(NAME) == shipped
    assert models.ids() == ()


def test_broken_curves_of_one_built_in_model_leaves_the_other_usable(halved, models, caplog):
    models.save_curves(models.model(NAME), STRICTER)
    (models.folder / NAME / "card.toml").write_text("id = 3")

    assert NAME not in models.readable()
    assert "resnet29" in models.readable()
    assert "card.toml, id: input should be a valid string" in caplog.text
    with pytest.raises(WeightsFault, match=r"card\.toml, id"):
        models.model(NAME)
