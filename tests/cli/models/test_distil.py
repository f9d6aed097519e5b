"""``train --distil``: a model that has learnt what others say of faces, or one sentence and nothing."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from door_access.bootstrap.models import make_models
from door_access.bootstrap.site import opened_site
from door_access.cli import progress
from door_access.cli.models import train
from door_access.cli.photos import photo_encoding
from door_access.facenet.installation.installed_toml import read_installed
from door_access.facenet.networks import registry
from door_access.facenet.tensor_file import read_tensor_file
from door_access.facenet.tensors import digest
from door_access.offline.aligned_photos import Failure
from door_access.offline.encoded_photos import cache_name
from door_access.offline.encoding_cache import Encoded, EncodingCache
from door_access.offline.training import run
from tests.cli.models import tiny_training
from tests.cli.terminal import Answer, Terminal, answer_of, assert_one_sentence
from tests.facenet.training.determinism import switched_off_afterwards

_switched_off_afterwards = switched_off_afterwards

GROUPS = ("north", "south", "west")
FACES = 48
"""Of as many people; two are held out."""
SHORT = ("--terms", "LFW", "--batch", 6, "--epochs", 2, "--steps", 2)
TAUGHT = ("--init", "one", "--distil", "one,two", "--out-id", "taught")
FITTED = (*TAUGHT, "--data", ".", "--epochs", 0)


@pytest.fixture(scope="module", autouse=True)
def _a_tiny_network_is_shipped() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        tiny_training.ship(patched)
        yield


@pytest.fixture(scope="module")
def photos(data: Path) -> list[Path]:
    """Return photos of different people, each with a face that is found (measured)."""
    found = (one / f"{one.name}_0001.jpg" for one in sorted((data / "lfw_dev").iterdir()))
    return list(islice((photo for photo in found if photo.exists()), FACES))


def in_groups(folder: Path, photos: list[Path], groups: tuple[str, ...] = GROUPS) -> Path:
    """Link the photos into a folder per group, in turn."""
    for number, photo in enumerate(photos):
        group = folder / groups[number % len(groups)]
        group.mkdir(parents=True, exist_ok=True)
        (group / photo.name).symlink_to(photo)
    return folder


@pytest.fixture(scope="module")
def teachers(tmp_path_factory: pytest.TempPathFactory, _a_tiny_network_is_shipped: None) -> Path:
    """Return a data directory with two models of the tiny network, ``one`` and ``two``."""
    folder = tmp_path_factory.mktemp("teachers")
    chips = tiny_training.chips_of(folder / "people", 4, 4, 4, 4)
    order = ("train", chips, "--network", "tiny", "--aligned", "--people", 2, "--photos", 2, "--epochs", 1)
    for seed, name in enumerate(("one", "two")):
        words = ("--terms", f"staff of {name}", "--out-id", name, "--seed", seed, "--steps", 2)
        answer = answer_of(*order, *words, "--data-dir", folder / "data")
        assert answer.status == 0, answer
    assert answer_of("cache", "show", "--data-dir", folder / "data").status == 0  # makes key and salt, once
    return folder / "data"


@dataclass(frozen=True)
class First:
    """The first distillation; others take a copy of the directory that it began with."""

    answer: Answer
    data_dir: Path
    faces: Path

    @property
    def model(self) -> Path:
        return self.data_dir / "models" / "taught"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, photos: list[Path], teachers: Path) -> First:
    folder = tmp_path_factory.mktemp("distilled")
    faces = in_groups(folder / "faces", photos)
    (faces / "west" / "zz_broken.jpg").write_bytes(b"no picture")
    shutil.copytree(teachers, folder / "data")
    answer = answer_of("train", *TAUGHT, "--data", faces, *SHORT, "--data-dir", folder / "data", "--json")
    return First(answer, folder / "data", faces)


@pytest.fixture
def site(terminal: Terminal, teachers: Path, first: First) -> Terminal:
    """Return a terminal on a site with the two teachers, whose cache knows the faces of the first."""
    shutil.copytree(teachers, terminal.data_dir)
    shutil.copytree(first.data_dir / "cache", terminal.data_dir / "cache")
    return terminal


def distilled(terminal: Terminal, folder: Path, *more: object) -> Answer:
    return terminal("train", *TAUGHT, "--data", folder, *SHORT, *more)


def models(terminal: Terminal) -> list[str]:
    return sorted(path.name for path in (terminal.data_dir / "models").glob("[!.]*"))


class TestADistillation:
    def test_it_tells_of_its_teachers_its_groups_and_every_epoch(self, first) -> None:
        assert first.answer.status == 0, first.answer
        found = first.answer.document

        assert [model.partition("@")[0] for model in found["teachers"]] == ["one", "two"]
        assert found["begun_with"] == found["teachers"][0]
        assert found["training"] == {"groups": 3, "photos": FACES - 2}
        assert found["validation"] == {"groups": 2, "photos": 2}
        assert [epoch["epoch"] for epoch in found["epochs"]] == [1, 2]
        assert all(0 <= epoch["fnmr_at_fmr_1e-3"] <= 1 and epoch["loss"] > 0 for epoch in found["epochs"])
        assert all(0 < epoch["away_from_teachers"] < 4 for epoch in found["epochs"])
        assert found["before"]["genuine_pairs"] == 2  # a face and its second look
        assert found["before"]["impostor_pairs"] == 4
        assert [(Path(one["file"]).name, one["reason"]) for one in found["refused"]] == [
            ("zz_broken.jpg", "unreadable")
        ]

    def test_it_owes_what_the_teachers_owe_and_claims_no_curves(self, first) -> None:
        model, installation = read_installed(first.model / "card.toml")

        assert first.answer.document["model"] == model.key
        assert digest(read_tensor_file(first.model / "weights.npz")) == model.weights_sha256
        assert "one (" in model.weights_licence and "two (" in model.weights_licence
        assert "staff of one" in model.training_data_terms and "staff of two" in model.training_data_terms
        assert model.training_data_terms.endswith("LFW")
        assert f"taught by {', '.join(first.answer.document['teachers'])}" in model.source
        assert "2 faces held out" in model.figures[0].protocol
        assert not model.can_decide and not first.answer.document["can_decide"]
        assert installation.origin == f"a distillation on {first.faces}"

    def test_it_is_encoded_as_the_model_it_began_with(self, first) -> None:
        model, _ = read_installed(first.model / "card.toml")

        assert model.adds_mirror_image
        assert model.encoding == tiny_training.tiny_model().encoding

    def test_without_an_epoch_only_the_last_layer_is_fitted(self, site, first) -> None:
        order = ("train", *TAUGHT, "--data", first.faces, "--terms", "LFW")
        answer = site(*order, "--epochs", 0, "--out-id", "fitted")

        assert answer.status == 0, answer
        assert (answer.document["epochs"], answer.document["best_epoch"]) == ([], 0)
        begun, fitted = (
            read_tensor_file(site.data_dir / "models" / name / "weights.npz") for name in ("one", "fitted")
        )
        changed = {name for name in begun if (begun[name] != fitted[name]).any()}
        assert changed == {"head/kernel", "head/bias"}

    def test_the_second_time_no_photo_is_looked_at_and_the_model_is_the_same(
        self, site, first, monkeypatch
    ) -> None:
        def no_reader(*_: object) -> None:
            raise AssertionError("every face is known")

        monkeypatch.setattr(train, "make_photo_reader", no_reader)
        monkeypatch.setattr(photo_encoding, "make_photo_reader", no_reader)

        again = distilled(site, first.faces)

        assert again.document == first.answer.document

    def test_a_face_that_one_teacher_cannot_encode_is_left_out_and_named(self, site, first) -> None:
        unseen = next((first.faces / "south").iterdir())
        two = make_models(site.data_dir).model("two")
        with opened_site(site.data_dir) as opened:
            cache = EncodingCache(opened.face_cache, cache_name(two), two.dimension)
            with cache.saved():
                cache.put(sha256(unseen.read_bytes()).digest(), Encoded(None, Failure.NOT_ENCODED, 1))

        found = distilled(site, first.faces).document

        assert found["training"]["photos"] + found["validation"]["photos"] == FACES - 1
        assert {"file": str(unseen), "reason": "not_encoded"} in found["refused"]

    def test_people_read_how_many_faces_there_are_and_why_it_cannot_decide(self, site, first) -> None:
        answer = site.plainly("train", *TAUGHT, "--data", first.faces, *SHORT)

        assert "Learnt from: 3 groups (46 photos); held out: 2 groups (2 photos)." in answer.err
        assert "Left out: 1 unreadable." in answer.err
        assert "Faces of nobody in particular give no impostor curves" in answer.out
        assert "evaluate DIR --model taught --calibrate" in answer.out


def ended_at(step: int):
    """Return who is told of a training, and ends it as Ctrl-C does."""

    def tell(now):
        if now.step == step:
            raise KeyboardInterrupt

    return tell


def about(terminal: Terminal, name: str) -> dict[str, Any]:
    """Return what the checkpoint of a training says of it."""
    with np.load(terminal.data_dir / "training" / name / "checkpoint.npz") as arrays:
        return json.loads(str(arrays["about"]))["about"]


class TestADistillationThatIsEnded:
    @pytest.fixture
    def ended(self, site, first, monkeypatch) -> Answer:
        """The answer of a distillation that Ctrl-C ended amid its second epoch."""
        with monkeypatch.context() as patched:
            patched.setattr(progress, "_note_epochs", ended_at(3))
            return distilled(site, first.faces)

    def test_the_next_one_goes_on_with_it_and_fits_no_last_layer_again(
        self, site, ended, first, monkeypatch
    ) -> None:
        assert (ended.status, models(site)) == (130, ["one", "two"])
        assert "the same command goes on from there" in ended.err.splitlines()[-1]

        def fit_again(*_: object) -> None:
            raise AssertionError("what was learnt would be lost")

        monkeypatch.setattr(run, "fit_head", fit_again)
        resumed = distilled(site, first.faces)

        assert resumed.status == 0, resumed
        assert "Before training" not in resumed.err
        assert resumed.document == first.answer.document
        assert list((site.data_dir / "training").glob("[!.]*")) == []

    def test_it_is_judged_as_the_new_model_will_encode_and_its_rate_falls(self, site, ended) -> None:
        found = about(site, "taught")

        assert found["adds_mirror_image"] is True
        assert found["is_cooling"] is True

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            (("--pairwise", 3), r"began with pairwise 0.0, not 3.0; give the same, or --restart"),
            (("--distil", "two"), "began with teachers ['one@"),
        ],
    )
    def test_another_one_does_not_go_on_with_it(self, site, ended, first, more, sentence) -> None:
        other = distilled(site, first.faces, *more)

        assert (other.status, models(site)) == (2, ["one", "two"])
        assert sentence in other.err

    def test_it_can_be_forgotten(self, site, ended, first) -> None:
        answer = distilled(site, first.faces, "--pairwise", 3, "--restart")

        assert answer.status == 0, answer
        assert answer.document["model"] != first.answer.document["model"]


class TestSeveralFolders:
    def test_groups_of_one_name_in_two_folders_are_two_groups(self, site, photos, tmp_path) -> None:
        folders = [
            in_groups(tmp_path / name, photos[start::2], GROUPS[:2]) for start, name in enumerate("ab")
        ]

        answer = distilled(site, folders[0], "--data", folders[1])

        assert answer.status == 0, answer
        assert answer.document["training"] == {"groups": 4, "photos": FACES - 2}
        _, installation = read_installed(site.data_dir / "models" / "taught" / "card.toml")
        assert installation.origin == f"a distillation on {folders[0]}, {folders[1]}"


class TestBadInput:
    def refused(self, answer: Answer, terminal: Terminal) -> str:
        assert_one_sentence(answer, status=2)
        assert models(terminal) == ["one", "two"]
        return answer.err

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            (("--distil", "one", "--data", "."), "--distil needs --init"),
            (("--distil", "one", "--init", "one"), "--distil needs --data"),
            ((*TAUGHT, "--data", ".", "--distil", "one,nobody"), "The model 'nobody' is not installed"),
            ((*TAUGHT, "--data", ".", "--distil", "one,"), "The model '' is not installed"),
            ((*TAUGHT, "--data", ".", "--distil", "one, one"), "--distil names a teacher twice"),
            ((*TAUGHT, "--data", ".", "--data", "../{}"), "--data names a folder twice"),
            ((*TAUGHT, "--data", ".", "--people", 3), "--people does not belong to --distil"),
            ((*TAUGHT, "--data", ".", "--miner", "all"), "--miner does not belong to --distil"),
            ((*TAUGHT, "--data", ".", "--aligned"), "--aligned does not belong to --distil"),
            ((*FITTED, "--learning-rate", 0.1), "--learning-rate does not belong to --epochs 0"),
            ((*FITTED, "--steps", 7), "--steps does not belong to --epochs 0"),
            ((*FITTED, "--no-augmentation"), "--no-augmentation does not belong to --epochs 0"),
            ((*TAUGHT, "--data", ".", "--batch", 1), "--batch is at least 2, got 1"),
            ((*TAUGHT, "--data", ".", "--pairwise", "nan"), "--pairwise is 0 or more, got nan"),
            ((*TAUGHT, "--data", ".", "--network", "facenet"), "--init one has the network tiny_net"),
            ((*TAUGHT, "--data", "nowhere"), "There is no folder 'nowhere'"),
            ((".", "--init", "one", "--batch", 9), "--batch does not belong to a training without --distil"),
            ((".", "--init", "one", "--data", "."), "--data does not belong to a training without --distil"),
            (("--init", "one"), "DIR is missing"),
        ],
    )
    def test_what_cannot_be_done_is_one_sentence(self, site, tmp_path, monkeypatch, asked, sentence) -> None:
        monkeypatch.chdir(tmp_path)
        words = [str(word).format(tmp_path.name) for word in asked]

        assert sentence in self.refused(site("train", *words, "--terms", "LFW"), site)

    def test_more_last_layers_than_there_are_before_the_fit(self, site, first, monkeypatch) -> None:
        monkeypatch.setattr(run, "fit_head", None)

        answer = distilled(site, first.faces, "--last-layers", 500)

        assert (answer.status, models(site)) == (2, ["one", "two"])
        assert answer.err.endswith("tiny_net has 3 layers with weights, --last-layers asks for 500.\n")

    def test_a_network_without_a_dense_last_layer_before_a_photo_is_looked_at(
        self, site, tmp_path, monkeypatch
    ) -> None:
        others = [replace(known, has_dense_head=False) for known in registry.NETWORKS]
        monkeypatch.setattr(registry, "NETWORKS", tuple(others))

        answer = distilled(site, tmp_path)

        assert "a last layer that is dense; tiny_net has none" in self.refused(answer, site)

    def test_photos_of_nobody(self, site, empty_room, tmp_path) -> None:
        folder = in_groups(tmp_path / "faces", [empty_room])

        assert "has 1 photo, none with a face" in self.refused(distilled(site, folder), site)

    def test_a_folder_that_is_none_before_another_one_is_looked_at(self, site, empty_room, tmp_path) -> None:
        folder = in_groups(tmp_path / "faces", [empty_room])

        answer = distilled(site, folder, "--data", empty_room)

        assert "is not a folder" in self.refused(answer, site)

    def test_too_few_faces(self, site, photos, tmp_path) -> None:
        folder = in_groups(tmp_path / "faces", photos[:5])

        sentence = self.refused(distilled(site, folder), site)

        assert "At least 40 faces are needed to learn from, got 5" in sentence

    def test_fewer_faces_than_the_network_has_numbers(self, site, first) -> None:
        answer = distilled(site, first.faces, "--init", "resnet29")

        expected = f"network of 128 numbers needs as many faces to be taught, got {FACES - 2}"
        assert expected in self.refused(answer, site)
