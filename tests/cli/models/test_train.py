"""``train``: a model of one's own at the end, or one sentence and nothing."""

import errno
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from database.file_lock import FileLock
from door_access import atomic_file
from door_access.cli import progress
from door_access.cli.models import train
from door_access.facenet.installation.installed_toml import read_installed
from door_access.facenet.tensor_file import read_tensor_file
from door_access.facenet.tensors import digest
from door_access.vision.encoder import LiteRtEncoder
from tests.cli.models import tiny_training
from tests.cli.terminal import Answer, Terminal, answer_of, assert_one_sentence
from tests.facenet.training.determinism import switched_off_afterwards

_switched_off_afterwards = switched_off_afterwards

PHOTOS = (4, 4, 4, 4, 3, 1)
ORDER = ("train", "--network", "tiny", "--aligned")
SHORT = ("--terms", "made up", "--people", 3, "--photos", 2, "--epochs", 2, "--steps", 2)


@pytest.fixture(scope="module", autouse=True)
def _a_tiny_network_is_shipped() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        tiny_training.ship(patched)
        yield


@dataclass(frozen=True)
class First:
    """The first training of a data directory, from random weights; others only add to the directory."""

    answer: Answer
    data_dir: Path
    chips: Path

    @property
    def model(self) -> Path:
        return self.data_dir / "models" / "own"

    def train(self, *more: object) -> Answer:
        """Train in the same data directory again."""
        return answer_of(*ORDER, self.chips, *SHORT, *more, "--data-dir", self.data_dir, "--json")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, _a_tiny_network_is_shipped: None) -> First:
    folder = tmp_path_factory.mktemp("first")
    chips = tiny_training.chips_of(folder / "people", *PHOTOS)
    untrained = First(Answer(0, "", ""), folder / "data", chips)
    return First(untrained.train(), folder / "data", chips)


@pytest.fixture
def chips(tmp_path: Path) -> Path:
    return tiny_training.chips_of(tmp_path / "people", *PHOTOS)


def trained(terminal: Terminal, folder: Path, *more: object) -> Answer:
    return terminal(*ORDER, folder, *SHORT, *more)


def models(terminal: Terminal) -> list[str]:
    return sorted(path.name for path in (terminal.data_dir / "models").glob("[!.]*"))


def hash_of(answer: Answer) -> str:
    return answer.document["model"].partition("@")[2]


class TestATraining:
    def test_it_ends_with_an_installed_model_that_passes_its_own_test(self, first) -> None:
        assert first.answer.status == 0, first.answer
        model, installation = read_installed(first.model / "card.toml")
        assert first.answer.document["model"] == model.key
        assert (model.network, model.alignment, model.training_data_terms) == ("tiny_net", "dlib", "made up")
        assert digest(read_tensor_file(first.model / "weights.npz")) == model.weights_sha256
        assert installation.origin == f"a training on {first.chips}"
        encoder = LiteRtEncoder(first.model / "model.tflite", model)
        assert encoder.encode(np.full((32, 32, 3), 90, np.uint8)).model_key == model.key

    def test_it_tells_of_every_epoch_and_of_who_was_held_out(self, first) -> None:
        found = first.answer.document

        assert [epoch["epoch"] for epoch in found["epochs"]] == [1, 2]
        assert all(0 <= epoch["fnmr_at_fmr_1e-3"] <= 1 and epoch["loss"] > 0 for epoch in found["epochs"])
        assert (found["training"]["people"], found["validation"]["people"]) == (3, 3)
        assert found["epochs"][0]["genuine_pairs"] + found["epochs"][0]["impostor_pairs"] > 20
        assert found["begun_with"] is None
        assert not found["can_decide"]

    def test_what_it_leaves_is_its_owners_only(self, first) -> None:
        folders = (first.data_dir, first.data_dir / "training", first.model)

        assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700] * 3
        assert stat.S_IMODE((first.model / "weights.npz").stat().st_mode) == 0o600

    def test_a_model_of_ones_own_can_be_trained_on(self, first) -> None:
        answer = first.train("--init", "own", "--out-id", "own-2", "--last-layers", 1)

        assert answer.document["begun_with"] == first.answer.document["model"]
        before = read_tensor_file(first.model / "weights.npz")
        after = read_tensor_file(first.model.with_name("own-2") / "weights.npz")
        assert {name for name in before if (before[name] != after[name]).any()} == {
            "head/kernel",
            "head/bias",
        }

    def test_a_name_that_is_taken_is_not_taken_again(self, first) -> None:
        answer = first.train()

        assert_one_sentence(answer, status=2)
        assert "There is a model 'own' already" in answer.err

    def test_people_read_what_was_left_out_how_it_went_and_what_to_do_next(self, terminal, chips) -> None:
        (chips / "person 0" / "broken.png").write_bytes(b"no picture")

        answer = terminal.plainly(*ORDER, chips, *SHORT)

        assert "Left out: 1 unreadable." in answer.err
        assert "Step 4, epoch 2: loss" in answer.err
        assert "before" in answer.out
        assert "evaluate DIR --model own --calibrate" in answer.out


class TestATrainingThatIsEnded:
    @pytest.fixture
    def ended(self, terminal, chips, monkeypatch) -> Answer:
        """The answer of a training that Ctrl-C ended amid its second epoch."""

        def tell(now):
            if now.step == 3:
                raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(progress, "_note_epochs", tell)
            return trained(terminal, chips)

    def test_it_leaves_nothing_installed_and_the_next_one_goes_on_with_it(
        self, terminal, chips, ended, first
    ) -> None:
        assert (ended.status, models(terminal)) == (130, [])
        assert "the same command goes on from there" in ended.err.splitlines()[-1]

        resumed = trained(terminal, chips)

        assert "Before training" not in resumed.err
        assert resumed.document["epochs"] == first.answer.document["epochs"]
        assert hash_of(resumed) == hash_of(first.answer)
        assert list((terminal.data_dir / "training").glob("[!.]*")) == []

    def test_other_settings_do_not_go_on_with_it_but_may_forget_it(
        self, terminal, chips, ended, first
    ) -> None:
        other = trained(terminal, chips, "--seed", 9)

        assert other.status == 2
        assert "began with seed 0, not 9; give the same, or --restart" in other.err
        assert hash_of(trained(terminal, chips, "--seed", 9, "--restart")) != hash_of(first.answer)


class TestBadInput:
    def refused(self, answer: Answer, terminal: Terminal, *, status: int = 2) -> str:
        assert_one_sentence(answer, status=status)
        assert models(terminal) == []
        return answer.err

    @pytest.mark.parametrize(
        ("more", "sentence"),
        [
            (("--network", "vgg99"), "no network named 'vgg99', only resnet29"),
            (("--init", "nobody"), "'nobody' is not installed"),
            (("--init", "resnet29"), "--init resnet29 has the network resnet29, but --network says tiny"),
            (
                ("--network", "resnet29-wide", "--init", "resnet29"),
                "Only --distil fits the last layer of resnet29-wide, which resnet29 does not have.",
            ),
            (("--terms", " "), "--terms needs words"),
            (("--out-id", "My Model"), "small letters, digits and hyphens, got 'My Model'"),
            (("--out-id", "mine\n"), "small letters, digits and hyphens, got 'mine\\n'"),
            (("--out-id", "resnet29"), "the name of a published model"),
            (("--seed", 2**32), "--seed is at most 4294967295, got 4294967296"),
            (("--people", 1), "--people is at least 2, got 1"),
            (("--people", 9), "A batch of 9 people needs as many to train on, got 3: use --people 3"),
            (("--learning-rate", 0), "--learning-rate lies above 0"),
            (("--margin", 9), "--margin lies above 0 and is at most 4"),
            (("--last-layers", -1), "--last-layers is 0 or more"),
        ],
    )
    def test_what_cannot_be_trained_is_one_sentence(self, terminal, chips, more, sentence) -> None:
        assert sentence in self.refused(trained(terminal, chips, *more), terminal)

    def test_a_folder_with_one_person(self, terminal, tmp_path) -> None:
        folder = tiny_training.chips_of(tmp_path / "alone", 6)

        assert "got 1 among 1" in self.refused(trained(terminal, folder), terminal)

    def test_people_with_one_photo_each(self, terminal, tmp_path) -> None:
        folder = tiny_training.chips_of(tmp_path / "single", *[1] * 6)

        assert "got 0 among 6" in self.refused(trained(terminal, folder), terminal)

    def test_nothing_but_unreadable_files(self, terminal, tmp_path) -> None:
        (tmp_path / "people" / "ada").mkdir(parents=True)
        (tmp_path / "people" / "ada" / "1.jpg").write_bytes(b"no picture")

        answer = trained(terminal, tmp_path / "people")

        assert "has 1 photo, none with a face" in self.refused(answer, terminal)

    def test_a_folder_that_is_not_there(self, terminal, tmp_path) -> None:
        assert "There is no folder" in self.refused(trained(terminal, tmp_path / "nowhere"), terminal)

    def test_chips_of_another_size(self, terminal, tmp_path) -> None:
        folder = tiny_training.chips_of(tmp_path / "large", 2, 2, 2, 2, side_px=40)

        sentence = self.refused(trained(terminal, folder), terminal)

        assert "is 40×40 pixels, and a chip of this network is 32×32" in sentence

    def test_another_process_that_trains_the_same_model_before_a_photo_is_looked_at(
        self, terminal, chips, monkeypatch
    ) -> None:
        monkeypatch.setattr(train, "aligned_chips", None)
        folder = terminal.data_dir / "training"
        folder.mkdir(parents=True)
        lock = FileLock(folder / ".own.lock")
        lock.acquire()
        try:
            answer = trained(terminal, chips)
        finally:
            lock.release()

        assert (answer.status, models(terminal)) == (3, [])
        assert "Another process trains own already." in answer.err

    def test_a_full_disk(self, terminal, chips, monkeypatch) -> None:
        def full(_handle):
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(atomic_file.os, "fsync", full)

        answer = trained(terminal, chips)

        assert answer.status == 3
        assert answer.err.splitlines()[-1].endswith("cannot be written: No space left on device.")
        assert models(terminal) == []


class TestRealPhotos:
    def test_dlibs_network_is_fine_tuned_on_photos_whose_chips_are_cut_once(
        self, terminal, data, tmp_path
    ) -> None:
        folder = _people_of_lfw(data, tmp_path / "people")
        order = ("train", folder, "--network", "resnet29", "--init", "resnet29", "--last-layers", 1)

        answer = terminal(*order, "--terms", "LFW", "--people", 3, "--photos", 2, "--epochs", 1, "--steps", 2)

        assert answer.status == 0, answer
        assert answer.document["before"]["fnmr_at_fmr_1e-3"] == 0
        assert answer.document["begun_with"] == "resnet29@55533b28"
        assert [(one["files"], one["photos"]) for one in terminal("cache", "show").document["cached"]] == [
            (0, 0),
            (1, 15),
        ]


def _people_of_lfw(data: Path, folder: Path) -> Path:
    several = [one for one in sorted((data / "lfw_dev").iterdir()) if (one / f"{one.name}_0003.jpg").exists()]
    for person in several[:5]:
        (folder / person.name).mkdir(parents=True)
        for photo in sorted(person.iterdir())[:3]:
            (folder / person.name / photo.name).symlink_to(photo)
    return folder
