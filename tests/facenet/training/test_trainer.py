"""One step after another: what of a network follows the batches, and which weights are kept."""

import dataclasses

import numpy as np
import pytest

from door_access.facenet.training.lessons import TripletLesson
from door_access.facenet.training.trainer import Trainer
from tests.facenet.training.runs import SETTINGS
from tests.facenet.training.taught import unit
from tests.facenet.training.tiny import SIDE_PX, faces, tiny_network

FINE_TUNED = dataclasses.replace(SETTINGS, init="tiny@12345678")
STEPS = 3


def batch():
    chips = faces(3, 3, 3)
    return chips.chips_rgb.astype(np.float32), chips.person


def trained_by(network, settings) -> Trainer:
    return Trainer(network, TripletLesson(settings.miner, settings.margin), settings)


def statistics(network) -> list[float]:
    return network.get_layer("stem_bn").moving_mean.numpy().tolist()


@pytest.mark.parametrize(("settings", "follow"), [(SETTINGS, True), (FINE_TUNED, False)])
def test_statistics_follow_the_batches_of_a_network_that_began_with_random_weights_only(settings, follow):
    network = tiny_network()
    before = statistics(network)

    trained_by(network, settings).learn(*batch())

    assert (statistics(network) != before) is follow


def head(network) -> np.ndarray:
    return network.get_layer("head").kernel.numpy()


def learnt(settings):
    """Return the head after each of some steps, what is lent in the end, and what is there afterwards."""
    network = tiny_network()
    trainer, heads = trained_by(network, settings), []
    for _ in range(STEPS):
        trainer.learn(*batch())
        heads.append(head(network))
    with trainer.averaged():
        lent = head(network)
    return heads, lent, head(network)


def test_of_a_fine_tuned_network_the_mean_of_the_steps_weights_is_lent_and_learning_goes_on_with_its_own():
    heads, lent, after = learnt(FINE_TUNED)

    assert np.abs(heads[0] - heads[-1]).max() > 1e-3
    np.testing.assert_allclose(lent, np.mean(heads, axis=0), atol=1e-6)
    assert (after == heads[-1]).all()


def test_of_a_network_from_random_weights_the_last_ones_are_lent():
    heads, lent, _ = learnt(SETTINGS)

    np.testing.assert_allclose(lent, heads[-1], atol=1e-6)


@pytest.mark.parametrize("adds", [True, False])
def test_faces_are_encoded_as_the_door_will_encode_them(adds):
    network = tiny_network()
    chips = np.random.default_rng(0).integers(0, 256, (70, SIDE_PX, SIDE_PX, 3), np.uint8)
    own, mirrored = (network.predict(rgb.astype(np.float32), verbose=0) for rgb in (chips, chips[:, :, ::-1]))
    raw = own + mirrored if adds else own

    found = trained_by(network, dataclasses.replace(SETTINGS, adds_mirror_image=adds)).vectors(chips)

    np.testing.assert_allclose(found, unit(raw), atol=1e-5)
    assert np.abs(unit(own) - unit(own + mirrored)).max() > 0.01
