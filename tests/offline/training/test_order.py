"""Which model says how chips are cut, and which networks may begin with which model."""

from dataclasses import replace

import pytest

from door_access.bootstrap.models import held_alone, make_models
from door_access.errors import BadInput
from door_access.facenet.installation.shipped import shipped_models
from door_access.offline.training import order as module
from door_access.offline.training.order import order

MODELS = shipped_models()


@pytest.fixture
def ordered(tmp_path):
    def base(network="", init=""):
        return order(
            tmp_path, make_models(tmp_path), network=network, init=init, out_id="own", terms="made up"
        ).base

    return base


def test_a_network_with_another_last_layer_may_begin_with_the_model_of_its_trunk(ordered) -> None:
    assert ordered("resnet29-wide", "resnet29") == replace(MODELS["resnet29"], network="resnet29_wide")
    assert ordered("resnet29_wide", "resnet29").network == "resnet29_wide"


@pytest.mark.parametrize("network", ["facenet", "openface-nn4", "mobilefacenet"])
def test_no_other_network_may(ordered, network) -> None:
    with pytest.raises(BadInput, match=f"--init resnet29 has the network resnet29, but .* says {network}"):
        ordered(network, "resnet29")


def test_a_network_that_no_published_model_has_needs_a_model_to_begin_with(ordered) -> None:
    with pytest.raises(BadInput, match="says how chips for nobodys are cut; name one with --init"):
        ordered("nobodys")


@pytest.fixture(autouse=True)
def _two_models_share_a_network(monkeypatch) -> None:
    """Publish a second model of MobileFaceNet, its chips cut in another way; know a network of nobody."""
    second = replace(MODELS["mobilefacenet"], id="second", alignment=MODELS["mobileface-v2"].alignment)
    monkeypatch.setattr(module, "shipped_models", lambda: {**MODELS, "second": second})
    registry = module.registry
    nobodys = registry.Network("nobodys", 8, 4, "nobodys")
    monkeypatch.setattr(registry, "NETWORKS", (*registry.NETWORKS, nobodys))


@pytest.mark.parametrize("model", ["second", "mobilefacenet"])
def test_a_model_that_is_named_says_how_its_chips_are_cut_not_the_first_of_its_network(
    ordered, model
) -> None:
    assert ordered(model).id == model


def test_of_a_network_that_is_named_the_first_model_says_so(ordered) -> None:
    assert ordered("inception-resnet-v1").id == "facenet"


class TestHavingTheNameAlone:
    @pytest.fixture
    def wanted(self, tmp_path):
        return order(
            tmp_path, make_models(tmp_path), network="facenet", init="", out_id="own", terms="made up"
        )

    def test_a_model_that_another_process_has_installed_meanwhile_is_not_replaced(
        self, wanted, monkeypatch
    ) -> None:
        monkeypatch.setattr(type(wanted.models), "ids", lambda _: ("resnet29", "own"))

        with pytest.raises(BadInput, match="There is a model 'own' already"), wanted.alone(held_alone):
            pass

    def test_a_training_that_was_refused_leaves_no_folder(self, wanted) -> None:
        with pytest.raises(BadInput, match="no photos"), wanted.alone(held_alone):
            assert wanted.folder.is_dir()
            raise BadInput("There are no photos.")

        assert not wanted.folder.exists()

    def test_what_there_is_to_go_on_with_stays(self, wanted) -> None:
        with pytest.raises(KeyboardInterrupt), wanted.alone(held_alone):
            (wanted.folder / "checkpoint.npz").write_bytes(b"half way")
            raise KeyboardInterrupt

        assert (wanted.folder / "checkpoint.npz").exists()

    def test_beginning_anew_leaves_an_empty_folder(self, wanted) -> None:
        with wanted.alone(held_alone):
            (wanted.folder / "checkpoint.npz").write_bytes(b"half way")
            wanted.forget()

            assert list(wanted.folder.iterdir()) == []
