"""The store of installed models: a model is there, whole, or it is not there."""

import errno
import os
import stat
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from door_access import atomic_file
from door_access.domain.matching.calibration import Configuration, ImpostorCurve, ImpostorCurves
from door_access.domain.models.model import Alignment, Download, Figure
from door_access.errors import StorageFault, WeightsFault
from door_access.facenet.installation import installed
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.installation.shipped import built_in_models
from tests.facenet.installation.models import MODEL, TENSORS, small_model
from tests.spoilt_archives import encrypted, packed_oddly

BUILT_IN = list(built_in_models())
STRICTER = ImpostorCurves({Configuration(1, 1): ImpostorCurve(((1e-3, 0.3), (1e-4, 0.2)))})


def passing(_path, _model):
    """Take every model for a good one."""


def failing(_path, model):
    raise WeightsFault(f"The self-test of {model.id} failed.")


@pytest.fixture
def models(tmp_path) -> InstalledModels:
    return InstalledModels(tmp_path, self_test=passing)


def names(models: InstalledModels) -> list[str]:
    return sorted(path.name for path in models.folder.iterdir()) if models.folder.exists() else []


def test_an_installed_model_is_what_was_given(models):
    model = small_model(
        alignment=Alignment.ARCFACE_5,
        figures=(Figure("FNMR at FMR 1e-4", "LFW", 0.02),),
        download=Download("https://example.org/x", "0" * 64),
        terms_to_accept="No commercial use.",
    )

    models.install(model, MODEL, TENSORS, origin="/media/stick")
    found = models.installed("mine")

    assert found.model == model
    assert found.model_path.read_bytes() == MODEL
    assert found.installation.origin == "/media/stick"
    assert {name: tensor.tolist() for name, tensor in found.tensors().items()} == {
        name: tensor.tolist() for name, tensor in TENSORS.items()
    }
    assert models.ids() == ("mine",)
    assert names(models) == ["mine"]


def test_a_new_data_directory_has_the_built_in_models_and_is_left_as_it_is(models, tmp_path):
    assert list(models.readable()) == BUILT_IN
    assert list(tmp_path.iterdir()) == []


def test_a_model_that_is_not_installed_is_named_with_those_that_are(models):
    models.install(small_model(), MODEL, TENSORS, origin="here")

    with pytest.raises(
        WeightsFault, match=rf"'facenet' is not installed; there is {', '.join(BUILT_IN)}, mine\.$"
    ):
        models.model("facenet")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps rights elsewhere")
def test_only_the_owner_may_look_at_an_installed_model(models):
    folder = models.install(small_model(), MODEL, TENSORS, origin="here").folder

    assert {stat.S_IMODE(path.stat().st_mode) for path in (folder, folder.parent)} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_a_model_that_fails_its_self_test_is_not_installed(tmp_path):
    models = InstalledModels(tmp_path, self_test=failing)

    with pytest.raises(WeightsFault, match="self-test of mine failed"):
        models.install(small_model(), MODEL, TENSORS, origin="here")

    assert names(models) == []


def test_a_disk_that_fills_up_leaves_nothing(models, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic_file.os, "fsync", full)
    with pytest.raises(StorageFault, match="No space left"):
        models.install(small_model(), MODEL, TENSORS, origin="here")

    assert names(models) == []


def test_a_disk_that_fills_up_at_the_last_step_is_one_sentence(models, monkeypatch):
    def full(_folder):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(installed, "settle", full)
    with pytest.raises(StorageFault, match=r"models cannot be written: No space left on device\.$"):
        models.install(small_model(), MODEL, TENSORS, origin="here")

    assert names(models) == []


def test_a_data_directory_that_is_a_file_is_one_sentence(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StorageFault, match=r"file.models cannot be written"):
        InstalledModels(tmp_path / "file", self_test=passing).install(
            small_model(), MODEL, TENSORS, origin="here"
        )


def test_what_a_killed_installation_left_counts_for_nothing_and_is_swept(models):
    left = models.folder / ".installing-abc"
    left.mkdir(parents=True)
    (left / "card.toml").write_text("id = ")

    assert list(models.readable()) == BUILT_IN
    models.install(small_model(), MODEL, TENSORS, origin="here")

    assert names(models) == ["mine"]


def test_a_folder_without_card_toml_is_no_model(models):
    (models.folder / "half").mkdir(parents=True)
    (models.folder / "half" / "model.tflite").write_bytes(MODEL)

    assert models.ids() == ()


def test_an_installation_killed_between_two_names_gives_the_old_model_back(models):
    models.install(small_model(), MODEL, TENSORS, origin="first")
    (models.folder / "mine").rename(models.folder / ".replaced-mine")

    models.install(small_model("another"), MODEL, TENSORS, origin="here")

    assert models.installed("mine").installation.origin == "first"
    assert names(models) == ["another", "mine"]


def test_installing_again_replaces(models):
    models.install(small_model(), b"spoilt", TENSORS, origin="first")
    models.install(small_model(), MODEL, TENSORS, origin="second")

    assert models.installed("mine").model_path.read_bytes() == MODEL
    assert names(models) == ["mine"]


@pytest.mark.parametrize("content", [b"", b"another converted model", MODEL[:-1]])
def test_a_model_changed_after_installation_is_found_out(models, content):
    installed = models.install(small_model(), MODEL, TENSORS, origin="here")
    installed.check()
    installed.model_path.write_bytes(content)

    with pytest.raises(WeightsFault, match="is not the model that was installed"):
        installed.check()


def test_a_missing_model_file_is_found_out(models):
    installed = models.install(small_model(), MODEL, TENSORS, origin="here")
    installed.model_path.unlink()

    with pytest.raises(WeightsFault, match=r"model\.tflite cannot be read"):
        installed.check()


def test_numbers_of_another_model_are_found_out(models):
    other = {**TENSORS, "Logits/bias": np.zeros(2, np.float32)}
    installed = models.install(small_model(), MODEL, other, origin="here")

    with pytest.raises(WeightsFault, match=r"does not hold the numbers that card\.toml names"):
        installed.tensors()


@pytest.mark.parametrize(
    "spoil", [bytes.upper, lambda content: content[:40], lambda _: b"", encrypted, packed_oddly]
)
def test_a_damaged_weights_file_is_one_sentence(models, spoil):
    installed = models.install(small_model(), MODEL, TENSORS, origin="here")
    installed.weights_path.write_bytes(spoil(installed.weights_path.read_bytes()))

    with pytest.raises(WeightsFault, match=r"weights\.npz"):
        installed.tensors()


def test_a_broken_model_leaves_the_other_models_usable(models, caplog):
    models.install(small_model(), MODEL, TENSORS, origin="here")
    models.install(small_model("other"), MODEL, TENSORS, origin="here")
    (models.folder / "mine" / "card.toml").write_text("id = 3")

    assert list(models.readable()) == [*BUILT_IN, "other"]
    assert "card.toml, id: input should be a valid string" in caplog.text
    with pytest.raises(WeightsFault, match=r"card\.toml, id"):
        models.model("mine")


def test_a_model_under_anothers_name_is_refused(models):
    models.install(small_model(), MODEL, TENSORS, origin="here")
    (models.folder / "mine").rename(models.folder / "yours")

    with pytest.raises(WeightsFault, match=r"describes mine, expected yours\.$"):
        models.model("yours")


def test_an_installed_model_must_know_its_weights(models):
    models.install(small_model(), MODEL, TENSORS, origin="here")
    path = models.folder / "mine" / "card.toml"
    path.write_text("\n".join(line for line in path.read_text().splitlines() if "weights_sha256" not in line))

    with pytest.raises(WeightsFault, match="weights_sha256"):
        models.model("mine")


def test_saved_curves_take_the_place_of_those_that_were_there(models):
    models.install(small_model(measured_curves=None), MODEL, TENSORS, origin="here")

    models.save_curves(models.model("mine"), STRICTER, (Figure("FNMR", "our own people", 0.01),))

    assert models.model("mine") == small_model(
        measured_curves=STRICTER, figures=(Figure("FNMR", "our own people", 0.01),)
    )
    assert models.installed("mine").installation.origin == "here"


def test_saved_curves_leave_the_figures_unless_there_are_new_ones(models):
    figures = (Figure("FNMR", "LFW", 0.02),)
    models.install(small_model(figures=figures), MODEL, TENSORS, origin="here")

    models.save_curves(models.model("mine"), STRICTER)

    assert models.model("mine").figures == figures


def test_the_built_in_model_takes_the_sites_curves(models):
    shipped = models.model("resnet29")

    models.save_curves(models.model("resnet29"), STRICTER)

    assert models.model("resnet29") == replace(shipped, measured_curves=STRICTER, misses=())
    assert models.ids() == ()


def test_curves_measured_with_other_weights_of_the_built_in_model_do_not_count(models):
    shipped = models.model("resnet29")
    models.save_curves(models.model("resnet29"), STRICTER)
    path = models.folder / "resnet29" / "card.toml"
    path.write_text(path.read_text().replace(shipped.weights_sha256, "0" * 64))

    assert models.model("resnet29") == shipped


def test_curves_of_a_model_that_is_not_installed_are_refused(models):
    with pytest.raises(WeightsFault, match="is not installed"):
        models.save_curves(small_model(), STRICTER)

    assert names(models) == []


@pytest.mark.parametrize(
    "other",
    [{"weights_sha256": "0" * 64}, {"alignment": Alignment.ARCFACE_5}, {"adds_mirror_image": False}],
)
def test_curves_measured_with_what_has_been_replaced_since_are_refused(models, other):
    measured = small_model(**other)
    models.install(small_model(), MODEL, TENSORS, origin="here")

    with pytest.raises(WeightsFault, match=r"^mine was installed anew meanwhile"):
        models.save_curves(measured, STRICTER)

    assert models.model("mine") == small_model()


def test_nothing_is_changed_without_the_lock(tmp_path):
    @contextmanager
    def taken():
        raise StorageFault("Another process is changing the models.")
        yield

    models = InstalledModels(tmp_path, self_test=passing, lock=taken)
    with pytest.raises(StorageFault, match="Another process"):
        models.install(small_model(), MODEL, TENSORS, origin="here")

    assert names(models) == []


def test_an_origin_that_is_no_text_is_written_all_the_same(models):
    installed = models.install(small_model(), MODEL, TENSORS, origin="/media/\udcff")

    assert installed.installation.origin == "/media/\\udcff"
