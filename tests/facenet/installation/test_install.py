"""From a source to an installed model, with a converter that takes no time; tests/cli uses the real one."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from door_access.domain.matching.calibration import Configuration, ImpostorCurve, ImpostorCurves
from door_access.domain.models.model import Download, Figure
from door_access.errors import BadInput, StorageFault, WeightsFault
from door_access.facenet.converted import Findings
from door_access.facenet.installation.install import Telling, install_weights, origin_of, source_of
from door_access.facenet.installation.installed import InstalledModels
from door_access.facenet.tensor_file import write_tensor_file
from door_access.facenet.tensors import digest
from tests.facenet.installation.models import MODEL, TENSORS, small_model
from tests.facenet.installation.web import Web, serving

GOLDEN = (0.5,) * 16
STRICTER = ImpostorCurves({Configuration(1, 1): ImpostorCurve(((1e-3, 0.3), (1e-4, 0.2)))})
FIGURES = (Figure("FNMR at FMR 1e-4", "our own people", 0.01),)


class FakeConverter:
    """Makes a model out of any source, and remembers what it was asked."""

    def __init__(self, fault: Exception | None = None) -> None:
        self.fault = fault
        self.asked: list = []
        self.read: list[bytes] = []

    def __call__(self, model, place, folder) -> Findings:
        self.asked.append((model, place))
        if place.is_file():
            self.read.append(place.read_bytes())
        (folder / "model.tflite").write_bytes(MODEL)
        write_tensor_file(folder / "weights.npz", TENSORS)
        if self.fault:
            raise self.fault
        return Findings(digest(TENSORS), GOLDEN)


@pytest.fixture
def models(tmp_path) -> InstalledModels:
    return InstalledModels(tmp_path / "data", self_test=lambda _path, _model: None)


@pytest.fixture
def weights(tmp_path):
    folder = tmp_path / "weights"
    folder.mkdir()
    return folder


@pytest.fixture
def web() -> Iterator[Web]:
    with serving() as web:
        web.files["/model.params"] = b"published weights"
        yield web


def install(models, model, source, converter=None, *, terms_accepted=False, steps=None, told=None):
    telling = Telling(
        (steps if steps is not None else []).append,
        lambda received, total: (told if told is not None else []).append((received, total)),
    )
    return install_weights(
        models, model, source, telling, terms_accepted=terms_accepted, convert=converter or FakeConverter()
    )


def names(models) -> list[str]:
    return sorted(path.name for path in models.folder.iterdir()) if models.folder.exists() else []


def test_a_folder_of_weights_becomes_an_installed_model(models, weights):
    steps = []

    installed = install(models, small_model(), weights, terms_accepted=True, steps=steps)

    assert installed.model == small_model()
    assert installed.installation.origin == str(weights)
    assert installed.installation.terms_accepted
    assert not installed.installation.trusted_once
    assert len(steps) == 1 and "mine" in steps[0]
    assert names(models) == ["mine"]


def test_an_address_is_fetched_told_and_not_kept(models, web):
    steps, told, converter = [], [], FakeConverter()

    installed = install(
        models, small_model(), Download(web.address + "/model.params"), converter, steps=steps, told=told
    )

    assert installed.installation.origin == web.address + "/model.params"
    assert converter.read == [b"published weights"]
    assert told[-1] == (17, 17)
    assert steps[0] == f"Fetching {web.address}/model.params …"
    assert names(models) == ["mine"]


def test_a_file_of_another_hash_is_never_read(models, web):
    converter = FakeConverter()
    with pytest.raises(WeightsFault, match="gave another file than the wanted one"):
        install(models, small_model(), Download(web.address + "/model.params", "0" * 64), converter)

    assert converter.asked == []
    assert names(models) == []


@pytest.mark.parametrize(
    "fault", [WeightsFault("these are not the weights of the card"), StorageFault("the disk is full")]
)
def test_a_source_that_cannot_be_converted_leaves_nothing(models, web, fault):
    with pytest.raises(type(fault), match=str(fault)):
        install(models, small_model(), Download(web.address + "/model.params"), FakeConverter(fault))

    assert names(models) == []


def test_a_fault_in_what_was_fetched_names_the_address_and_not_where_it_lay(models, web):
    def refuse(_model, place, _folder) -> Findings:
        raise WeightsFault(f"{place} holds no weights.")

    url = web.address + "/model.params"
    with pytest.raises(WeightsFault, match=rf"^{url}: weights-model\.params holds no weights\.$"):
        install(models, small_model(), Download(url), refuse)


def test_a_disk_that_fills_up_under_a_download_is_one_sentence(models, web, monkeypatch):
    def full(*_words):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("door_access.facenet.installation.download._keep", full)
    with pytest.raises(StorageFault, match=r"models cannot be written: No space left on device\.$"):
        install(models, small_model(), Download(web.address + "/model.params"))

    assert names(models) == []


def test_weights_that_no_model_knows_are_trusted_at_the_first_installation(models, weights):
    unknown = small_model(weights_sha256="", golden=(), measured_curves=None)

    installed = install(models, unknown, weights)

    assert installed.model.weights_sha256 == digest(TENSORS)
    assert installed.model.golden == GOLDEN
    assert installed.installation.trusted_once
    assert not installed.model.can_decide


def test_after_the_first_installation_only_the_same_weights_are_taken(models, weights):
    unknown = small_model(weights_sha256="", golden=(), measured_curves=None)
    install(models, unknown, weights)
    converter = FakeConverter()

    install(models, unknown, weights, converter)

    assert converter.asked[0][0].weights_sha256 == digest(TENSORS)


def test_installing_again_keeps_what_was_measured_here(models, weights):
    install(models, small_model(), weights)
    models.save_curves(models.model("mine"), STRICTER, FIGURES, forced_on=date(2026, 1, 2))

    model = install(models, small_model(), weights).model

    assert (model.measured_curves, model.figures) == (STRICTER, FIGURES)
    assert model.curves_forced_on == date(2026, 1, 2)


def test_what_was_measured_with_another_cut_of_the_chip_is_not_kept(models, weights):
    install(models, small_model(chip_padding=0.25), weights)
    models.save_curves(models.model("mine"), STRICTER, FIGURES)

    assert install(models, small_model(chip_padding=0.35), weights).model == small_model(chip_padding=0.35)


def test_a_broken_installation_is_cured_by_installing_again(models, weights):
    install(models, small_model(), weights)
    (models.folder / "mine" / "card.toml").write_text("no card")

    assert install(models, small_model(), weights).model == small_model()


def test_a_source_is_told_from_an_address_by_its_looks(tmp_path):
    model = small_model(download=Download("https://example.org/own.zip", "0" * 64))

    assert source_of(str(tmp_path), model) == tmp_path
    assert source_of("https://example.org/a.zip", model) == Download("https://example.org/a.zip")
    assert source_of("https://example.org/own.zip", model) == model.download
    assert source_of(None, model) == model.download


def test_a_path_where_nothing_lies_is_named(tmp_path):
    with pytest.raises(BadInput, match=r"nowhere is not there"):
        source_of(str(tmp_path / "nowhere"), small_model())


def test_a_path_longer_than_any_is_named_by_its_beginning():
    with pytest.raises(BadInput, match=r"^x{200} is not there"):
        source_of("x" * 5000, small_model())


def test_the_home_of_somebody_unknown_is_named():
    with pytest.raises(BadInput, match=r"^~nobody-of-this-name/weights is not there"):
        source_of("~nobody-of-this-name/weights", small_model())


def test_an_empty_source_is_not_the_folder_that_one_stands_in():
    with pytest.raises(BadInput, match=r"--from is empty"):
        source_of(" ", small_model())


def test_a_model_without_an_address_needs_a_source():
    with pytest.raises(BadInput, match=r"mine has no address of its own: --from must say"):
        source_of(None, small_model())


def test_an_origin_tells_no_secret():
    assert origin_of(Download("https://me:secret@example.org/a.zip?key=1")) == "https://example.org/a.zip"


def test_what_was_installed_under_another_hash_does_not_bind_a_shipped_model(models, weights):
    install(models, small_model(weights_sha256="", golden=()), weights)
    models.save_curves(models.model("mine"), STRICTER)

    shipped = replace(small_model(), weights_sha256="1" * 64)
    converter = FakeConverter()
    install(models, shipped, weights, converter)

    assert converter.asked[0][0] == shipped
