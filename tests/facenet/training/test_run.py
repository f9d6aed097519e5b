"""A training: what it learns, that its seed decides it, and that a kill changes nothing."""

import dataclasses
import errno
import signal
import subprocess
import sys

import numpy as np
import pytest
import tensorflow as tf

from door_access import atomic_file
from door_access.errors import BadInput, Refused, StorageFault
from door_access.facenet.training.data.chip_set import split
from door_access.facenet.training.device import BFLOAT16
from door_access.facenet.training.history import Progress
from door_access.facenet.training.lessons import TripletLesson
from door_access.facenet.training.trainer import Trainer
from door_access.offline.training.validation import validated
from tests.facenet.training.runs import EVERY_STEPS, PHOTOS, SETTINGS, tiny_run, weights_of
from tests.facenet.training.tiny import SIDE_PX, faces, tiny_network
from tests.spoilt_archives import encrypted, packed_oddly

KILLED_AT = 11
"""Amid the second epoch, three steps after a checkpoint."""


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory):
    """One training from beginning to end: its history, its weights, and what was told of it."""
    told: list[Progress] = []
    run, network = tiny_run(tmp_path_factory.mktemp("whole") / "checkpoint.npz", tell=told.append)
    return run.to_the_end(), weights_of(network), told


class Stopped(Exception):
    pass


def stopped_at(step):
    def tell(progress):
        if progress.step == step:
            raise Stopped

    return tell


def test_the_loss_falls(uninterrupted):
    history, _, _ = uninterrupted

    assert history.epochs[-1].batches.loss < 0.8 * history.epochs[0].batches.loss


def test_every_step_is_told_and_every_epoch(uninterrupted):
    _, _, told = uninterrupted

    assert [progress.step for progress in told] == list(range(19))
    assert [progress.step for progress in told if progress.batch is None] == [0, 6, 12, 18]


def test_the_same_seed_gives_the_same_bytes_and_the_best_epoch_is_what_remains(uninterrupted, tmp_path):
    history, weights, _ = uninterrupted
    run, network = tiny_run(tmp_path / "checkpoint.npz")

    assert run.to_the_end() == history
    assert weights_of(network) == weights
    vectors, person = run.validation_vectors(), split(faces(*PHOTOS)).validation.person
    assert validated(vectors, person) == history.epochs[history.best].validation


def test_another_seed_gives_other_weights(uninterrupted, tmp_path):
    run, network = tiny_run(tmp_path / "checkpoint.npz", settings=dataclasses.replace(SETTINGS, seed=6))
    run.to_the_end()

    assert weights_of(network) != uninterrupted[1]


def test_a_killed_training_goes_on_as_if_nothing_had_happened(uninterrupted, tmp_path):
    checkpoint = tmp_path / "checkpoint.npz"
    child = [sys.executable, "-m", "tests.facenet.training.runs", str(checkpoint), str(KILLED_AT)]
    assert subprocess.run(child, capture_output=True, check=False).returncode == -signal.SIGKILL
    told: list[Progress] = []
    run, network = tiny_run(checkpoint, tell=told.append)

    history = run.to_the_end()

    assert told[0].step == KILLED_AT // EVERY_STEPS * EVERY_STEPS
    assert history == uninterrupted[0]
    assert weights_of(network) == uninterrupted[1]


def test_sixteen_bits_are_for_the_steps_alone(tmp_path, monkeypatch):
    seen = {}
    for name in ("_learnt", "_encoded"):
        monkeypatch.setattr(Trainer, name, watched(getattr(Trainer, name), seen))
    settings = dataclasses.replace(SETTINGS, is_bfloat16=True)
    run, network = tiny_run(tmp_path / "coarse.npz", settings=settings)

    losses = [epoch.batches.loss for epoch in run.to_the_end().epochs]

    assert seen == {"_learnt": True, "_encoded": False}
    assert losses[-1] < losses[0]
    assert all(array.dtype == np.float32 for array in network.get_weights())


def watched(method, seen):
    """Return the method; whether it was traced with 16 bits is told under its name."""

    def traced(*arguments):
        seen[method.__name__] = tf.config.optimizer.get_experimental_options().get(BFLOAT16, False)
        return method(*arguments)

    return traced


def test_only_the_last_layers_learn_where_so_many_were_asked_for(tmp_path):
    settings = dataclasses.replace(SETTINGS, last_layers=1, epochs=1)
    run, network = tiny_run(tmp_path / "checkpoint.npz", settings=settings)
    before = {layer.name: layer.get_weights() for layer in network.layers}

    run.to_the_end()

    changed = [
        layer.name
        for layer in network.layers
        if any((old != new).any() for old, new in zip(before[layer.name], layer.get_weights(), strict=True))
    ]
    assert changed == ["head"]


def test_more_last_layers_than_there_are_is_refused(tmp_path):
    with pytest.raises(BadInput, match="tiny has 3 layers with weights, --last-layers asks for 4"):
        tiny_run(tmp_path / "checkpoint.npz", settings=dataclasses.replace(SETTINGS, last_layers=4))


def test_a_training_that_gets_no_better_ends_early(tmp_path):
    still = {"learning_rate": 1e-9, "init": "frozen@12345678"}
    settings = dataclasses.replace(SETTINGS, **still, epochs=9, steps=2, patience=2)
    run, _ = tiny_run(tmp_path / "checkpoint.npz", settings=settings)

    assert len(run.to_the_end().epochs) == 3


@pytest.fixture(scope="module")
def left_over(tmp_path_factory):
    """The checkpoint that a training ended at step 6 has left."""
    checkpoint = tmp_path_factory.mktemp("stopped") / "checkpoint.npz"
    with pytest.raises(Stopped):
        tiny_run(checkpoint, tell=stopped_at(6))[0].to_the_end()
    return checkpoint


def test_other_settings_are_refused_and_named(left_over):
    run, _ = tiny_run(left_over, settings=dataclasses.replace(SETTINGS, margin=0.5))

    with pytest.raises(BadInput, match=r"began with margin 0\.2, not 0\.5"):
        run.to_the_end()


def test_other_photos_are_refused(left_over):
    run, _ = tiny_run(left_over, chips=faces(*PHOTOS, seed=1))

    with pytest.raises(BadInput, match="are not those that the training"):
        run.to_the_end()


def test_a_collapse_is_a_sentence_and_leaves_no_checkpoint(tmp_path):
    grey = faces(*PHOTOS, noise=0.0)
    same = dataclasses.replace(grey, chips_rgb=np.full_like(grey.chips_rgb, 120))
    settings = dataclasses.replace(SETTINGS, is_augmented=False, init="frozen@12345678")
    run, _ = tiny_run(tmp_path / "checkpoint.npz", settings=settings, chips=same)

    with pytest.raises(Refused, match=r"has collapsed.*--learning-rate lower than 0\.01"):
        run.to_the_end()

    assert list(tmp_path.iterdir()) == []


def test_broken_first_weights_are_a_sentence(tmp_path):
    run, network = tiny_run(tmp_path / "checkpoint.npz")
    network.set_weights([np.full_like(array, np.nan) for array in network.get_weights()])

    with pytest.raises(Refused, match="vectors are no numbers"):
        run.to_the_end()


def test_a_loss_that_is_no_number_is_a_sentence():
    trainer = Trainer(tiny_network(), TripletLesson(SETTINGS.miner, SETTINGS.margin), SETTINGS)
    broken = np.full((4, SIDE_PX, SIDE_PX, 3), np.nan, np.float32)

    with pytest.raises(Refused, match=r"The loss is nan.*--learning-rate lower than 0\.01"):
        trainer.learn(broken, np.array([0, 0, 1, 1], np.int32))


def test_a_full_disk_is_a_storage_fault_and_leaves_nothing(tmp_path, monkeypatch):
    def full(_handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic_file.os, "fsync", full)
    run, _ = tiny_run(tmp_path / "checkpoint.npz")

    with pytest.raises(StorageFault, match=r"checkpoint\.npz cannot be written: No space left"):
        run.to_the_end()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "spoil", [lambda b: b[: len(b) // 2], lambda b: b"", lambda b: b"nonsense", encrypted, packed_oddly]
)
def test_a_broken_checkpoint_is_named(left_over, tmp_path, spoil):
    broken = tmp_path / "checkpoint.npz"
    broken.write_bytes(spoil(left_over.read_bytes()))

    with pytest.raises(StorageFault, match=r"checkpoint\.npz is not a whole checkpoint"):
        tiny_run(broken)[0].to_the_end()


def test_a_checkpoint_whose_arrays_are_another_networks_is_named(left_over, tmp_path):
    with np.load(left_over) as archive:
        arrays = dict(archive)
    arrays["now.0"] = arrays["now.0"][:-1]
    np.savez(tmp_path / "checkpoint.npz", allow_pickle=False, **arrays)

    with pytest.raises(StorageFault, match="not a whole checkpoint of this training; --restart forgets it"):
        tiny_run(tmp_path / "checkpoint.npz")[0].to_the_end()


def test_more_people_in_a_batch_than_there_are_is_refused_with_the_number(tmp_path):
    people = len(split(faces(*PHOTOS)).training.names)

    with pytest.raises(BadInput, match=f"got {people}: use --people {people}"):
        tiny_run(tmp_path / "checkpoint.npz", settings=dataclasses.replace(SETTINGS, people=8))
