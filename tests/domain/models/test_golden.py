import hashlib

import numpy as np

from door_access.domain.models.golden import golden_chip

SHA256 = "395e66c58823bbd8cead819143f66245e1a455d362523ba676ab281fd6753b22"
"""Of the chip that the models' golden numbers were computed from; another chip needs other numbers."""


def test_the_golden_chip_never_changes():
    assert hashlib.sha256(golden_chip(150).tobytes()).hexdigest() == SHA256


def test_the_golden_chip_uses_every_grey_level_in_every_colour():
    chip = golden_chip(150)

    assert all(len(np.unique(chip[..., colour])) == 256 for colour in range(3))


def test_the_golden_chip_is_of_the_side_asked_for_and_read_only():
    chip = golden_chip(112)

    assert (chip.shape, chip.dtype, chip.flags.writeable) == ((112, 112, 3), np.uint8, False)
