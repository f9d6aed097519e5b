"""What a training is asked for. One rule: a value that cannot work is refused before anything is read."""

from dataclasses import dataclass
from enum import StrEnum

from door_access.counts import counted_people
from door_access.errors import BadInput

MARGIN = 0.2
"""Squared distance by which the other person must lie further away; FaceNet's and the course's value."""
LARGEST_LEARNING_RATE = 0.1
"""Adam's usual rate is 1e-3; a hundred times that has never trained anything."""
LARGEST_MARGIN = 4.0
"""The squared distance of opposite unit vectors; a larger margin can never be kept."""

LARGEST_SEED = 2**32 - 1
"""What NumPy's oldest dice, which Keras seeds too, take at most."""


class Miner(StrEnum):
    """Which triplets of a batch are learnt from (``facenet/miners.py``)."""

    ALL = "all"
    HARD = "hard"
    SEMI_HARD = "semi-hard"


@dataclass(frozen=True, slots=True)
class TrainingSettings:
    """How to train, whatever is learnt; with the data it decides every number of the result.

    Attributes:
        network: its name in the registry.
        init: ``id@hash8`` of the model whose weights are the start; empty for random ones.
        epochs, steps: at most so many epochs of so many batches.
        learning_rate: Adam's, at its highest.
        is_cooling: whether the rate rises over the first steps and then falls to nothing by the last.
        patience: so many epochs without a better validation figure end the training.
        seed: of the first weights, the batches and the augmentation.
        is_augmented: whether photos are varied as a webcam would.
        last_layers: only so many of the last layers with weights learn; 0 means all.
        margin: of the triplet loss, a squared distance of unit vectors.
        adds_mirror_image: whether the door encodes with the new model a chip and its mirror image, or the
            chip alone; the validation does as the door.
        is_bfloat16: whether a processor that can multiplies 16-bit numbers in the steps, to be faster; what
            is measured and installed comes from 32.
    """

    network: str
    init: str = ""
    epochs: int = 10
    steps: int = 50
    learning_rate: float = 1e-3
    is_cooling: bool = False
    patience: int = 3
    seed: int = 0
    is_augmented: bool = True
    last_layers: int = 0
    margin: float = MARGIN
    adds_mirror_image: bool = True
    is_bfloat16: bool = False

    def __post_init__(self) -> None:
        check_least(self, epochs=0, steps=1, patience=1)
        for name in ("seed", "last_layers"):
            if getattr(self, name) < 0:
                raise BadInput(f"--{name.replace('_', '-')} is 0 or more, got {getattr(self, name)}.")
        if self.seed > LARGEST_SEED:
            raise BadInput(f"--seed is at most {LARGEST_SEED}, got {self.seed}.")
        check_range("--learning-rate", self.learning_rate, LARGEST_LEARNING_RATE)
        check_range("--margin", self.margin, LARGEST_MARGIN)

    @property
    def last_step(self) -> int:
        """Steps of the whole training, if nothing ends it earlier."""
        return self.epochs * self.steps


@dataclass(frozen=True, slots=True)
class TripletSettings(TrainingSettings):
    """How to learn people from their photos.

    Attributes:
        miner: which triplets of a batch are learnt from.
        people, photos: a batch holds so many people with so many photos each.
    """

    miner: Miner = Miner.SEMI_HARD
    people: int = 16
    photos: int = 4

    def __post_init__(self) -> None:
        TrainingSettings.__post_init__(self)
        check_least(self, epochs=1, people=2, photos=2)

    def check_people(self, there: int) -> None:
        """Raise BadInput unless a batch finds so many people to train on."""
        if there < self.people:
            raise BadInput(
                f"A batch of {counted_people(self.people)} needs as many to train on, got {there}:"
                f" use --people {there}."
            )


def check_least(settings: TrainingSettings, **least: int) -> None:
    """Raise BadInput unless these of the settings are so large."""
    for name, number in least.items():
        if getattr(settings, name) < number:
            raise BadInput(f"--{name} is at least {number}, got {getattr(settings, name)}.")


def check_range(option: str, value: float, most: float) -> None:
    """Raise BadInput unless the value lies above 0 and is at most this."""
    if not 0 < value <= most:
        raise BadInput(f"{option} lies above 0 and is at most {most}, got {value}.")
