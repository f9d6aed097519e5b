"""Short trainings of the tiny network; as a program (``CHECKPOINT STEP``), one that kills itself."""

import os
import signal
import sys
from pathlib import Path

from door_access.facenet.training.data.chip_set import split
from door_access.facenet.training.data.people_batches import taught_by_people
from door_access.facenet.training.device import prepare
from door_access.facenet.training.history import Progress
from door_access.facenet.training.run import Run, Workplace
from door_access.facenet.training.settings import TripletSettings
from door_access.offline.training.validation import validated
from tests.facenet.training.tiny import faces, tiny_network

SETTINGS = TripletSettings(
    "tiny", people=3, photos=3, epochs=3, steps=6, learning_rate=1e-2, patience=3, seed=5
)
EVERY_STEPS = 4
PHOTOS = (4, 4, 4, 4, 4, 3, 2, 1)


def tiny_run(checkpoint: Path, *, settings=SETTINGS, tell=lambda _: None, chips=None):
    """Return a run of the tiny network, and the network."""
    prepare(settings.seed)
    network = tiny_network(settings.seed)
    sides = split(chips or faces(*PHOTOS))
    workplace = Workplace(checkpoint, EVERY_STEPS, validated, tell)
    return Run(network, taught_by_people(sides, settings), settings, workplace), network


def weights_of(network) -> bytes:
    return b"".join(array.tobytes() for array in network.get_weights())


def killed_at(step: int):
    """Return a listener that ends the process as no program can prevent."""

    def tell(progress: Progress) -> None:
        if progress.step == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return tell


if __name__ == "__main__":
    tiny_run(Path(sys.argv[1]), tell=killed_at(int(sys.argv[2])))[0].to_the_end()
