"""What a distillation cannot be asked for."""

import math

import pytest

from door_access.errors import BadInput
from door_access.facenet.training.checkpoint import described
from door_access.facenet.training.distil_settings import DistilSettings


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"batch": 1}, "--batch is at least 2, got 1"),
        ({"pairwise": -0.1}, r"--pairwise is 0 or more, got -0\.1"),
        ({"triplet": -1.0}, r"--triplet is 0 or more, got -1\.0"),
        ({"pairwise": math.nan}, "--pairwise is 0 or more, got nan"),
        ({"triplet": math.inf}, "--triplet is 0 or more, got inf"),
        ({"epochs": -1}, "--epochs is at least 0"),
        ({"teachers": ("a@1", "b@2", "a@1")}, "--distil names a teacher twice"),
    ],
)
def test_what_cannot_work_is_refused(asked, sentence):
    with pytest.raises(BadInput, match=sentence):
        DistilSettings("tiny", **asked)


def test_every_epoch_may_be_left_out():
    assert DistilSettings("tiny", batch=2, epochs=0).last_step == 0


def test_teachers_are_described_as_a_checkpoint_gives_them_back():
    settings = DistilSettings("tiny", teachers=("a@1", "b@2"))

    assert described(settings, "data")["teachers"] == ["a@1", "b@2"]
