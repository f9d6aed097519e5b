import re
from dataclasses import replace

import pytest
import tomlkit

from door_access.domain.matching.calibration import Configuration
from door_access.domain.models.model import Alignment, Download, Figure
from door_access.errors import WeightsFault
from door_access.facenet.installation.model_table import ModelTable, read_table, rows_of
from door_access.facenet.installation.shipped import MANIFEST, shipped_models
from door_access.facenet.networks.registry import network


@pytest.fixture
def changed(tmp_path):
    """Return a manifest that differs from ours in one place."""

    def write(old: str, new: str):
        text = MANIFEST.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "manifest.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return write


def test_the_built_in_model_is_shipped(model):
    assert model.id == "resnet29"
    assert (model.chip_side_px, model.chip_padding, model.dimension) == (150, 0.25, 128)
    assert model.key == "resnet29@55533b28"


def test_a_model_that_says_nothing_of_its_alignment_means_dlibs(model):
    assert model.alignment is Alignment.DLIB


def test_a_model_that_says_nothing_of_the_mirror_image_adds_it(model, changed):
    manifest = changed("chip_padding = 0.25", "chip_padding = 0.25\nadds_mirror_image = false")

    assert model.adds_mirror_image
    assert [one.id for one in shipped_models(manifest).values() if not one.adds_mirror_image] == ["door-128"]


def test_a_model_may_ask_for_a_chip_cut_to_a_template(changed):
    manifest = changed("chip_padding = 0.25", 'alignment = "arcface-5"\nchip_padding = 0')
    assert shipped_models(manifest)["door-128"].alignment is Alignment.ARCFACE_5


def test_five_templates_and_three_frames_have_their_own_stricter_threshold(model):
    thresholds = [
        model.curves.threshold(Configuration(templates, frames), 1e-4)
        for templates, frames in ((1, 1), (5, 1), (5, 3))
    ]

    assert thresholds == pytest.approx([0.3375, 0.310, 0.281])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("chip_side_px = 150", "", "model.0.chip_side_px: field required"),
        ("chip_side_px = 150", 'chip_side_px = "wide"', "model.0.chip_side_px: input should be a valid"),
        (
            "chip_side_px = 150",
            'chip_side_px = 150\nalignment = "eyes"',
            "model.0.alignment: input should be",
        ),
        (
            "chip_side_px = 150",
            'chip_side_px = 150\nalignment = "arcface-5"',
            "model.0: value error, a chip cut as arcface-5 has the padding 0, got 0.25",
        ),
        ("chip_side_px = 150", "chip_side_px = 150\ncolour = 3", "model.0.colour: there is no such key"),
        ('id = "resnet29"', 'id = "../../etc/passwd"', "model.1.id: string should match"),
        ("55533b28a95800a551ba", "55533b28", "model.1.weights_sha256: string should match"),
        ('licence = "CC0-1.0"', 'licence = " "', "model.1.weights_licence: string should have at least"),
        ("[1e-3, 0.378]", "[1e-3, 0.5]", "model.1.curves.0: value error, an impostor curve needs"),
        ("templates = 1", "templates = 0", "model.0.curves.0.templates: input should be greater"),
        ("rate = 0.992", "rate = 99.2", "model.1.figures.0.rate: input should be less than"),
        (
            "[1e-4, 0.0320]",
            "[1e-4, 0.0020]",
            "model.1: value error, misses are (FMR, FNMR) with a falling FMR",
        ),
        (
            'weights_sha256 = ""',
            'weights_sha256 = "' + 64 * "0" + '"',
            "model.3: value error, golden needs 8",
        ),
        ("golden = []", "golden = [1.0, 2.0]", "model.3: value error, golden is known, so weights_sha256"),
        (
            "dimension = 128",
            "dimension = 9",
            "model.0: value error, golden has 16 numbers, more than a vector's 9",
        ),
    ],
)
def test_a_wrong_key_or_value_is_named(changed, old, new, message):
    with pytest.raises(WeightsFault) as caught:
        shipped_models(changed(old, new))

    assert str(caught.value).startswith(f"manifest.toml, {message}")


@pytest.mark.parametrize("nonsense", ["[[model", "rank = " + 5000 * "9", "rank = " + 5000 * "["])
def test_a_manifest_that_is_no_toml_is_refused(changed, nonsense):
    with pytest.raises(WeightsFault, match=r"is not a TOML file: .*\.$"):
        shipped_models(changed("[[model]]", nonsense))


def test_a_missing_manifest_is_named(tmp_path):
    with pytest.raises(WeightsFault, match=r"nowhere\.toml cannot be read"):
        shipped_models(tmp_path / "nowhere.toml")


def test_every_shipped_model_fits_its_network():
    for model in shipped_models().values():
        known = network(model.network)
        assert (model.chip_side_px, model.dimension) == (known.side_px, known.dimension), model.id


def test_shipped_weights_are_fetched_from_a_fixed_commit_over_an_encrypted_line():
    downloads = {model.id: model.download for model in shipped_models().values() if model.download}

    assert downloads.keys() == {"facenet", "mobilefacenet", "mobileface-v2"}
    assert all(re.match(r"https://.*/[0-9a-f]{40}", download.url) for download in downloads.values())


def test_weights_that_are_not_free_come_with_terms_to_accept():
    models = shipped_models().values()

    assert [model.id for model in models if model.terms_to_accept] == ["mobilefacenet"]
    assert all(model.terms_to_accept for model in models if "non-commercial" in model.weights_licence)


def test_the_built_in_model_can_decide_without_any_calibration(model):
    assert model.can_decide


def test_a_model_is_read_as_it_was_written(model, tmp_path):
    figure, download = Figure("FNMR", 'a "quoted" protocol', 0.1), Download("https://x.org/a")
    full = replace(model, figures=(figure,), download=download, adds_mirror_image=False, is_built_in=False)
    path = tmp_path / "card.toml"
    path.write_text(tomlkit.dumps(rows_of(full)), encoding="utf-8")

    assert read_table(path, ModelTable).model() == full
