"""The golden chip: an input every encoder is tested on before anybody's door depends on it.

One rule: it comes from whole numbers and a formula, so that every machine makes the same bytes.
"""

import numpy as np

from door_access.domain.faces.faces import Rgb, frozen_array

ROW_STEP, COLUMN_STEP, COLOUR_STEP, BEND = 2, 1, 61, 37
"""Guesses that make bent coloured stripes: edges in every direction, so that every filter has work to do."""


def golden_chip(side_px: int) -> Rgb:
    """Return the chip ``(side, side, 3)`` uint8."""
    row, column, colour = np.indices((side_px, side_px, 3))
    stripes = ROW_STEP * row + COLUMN_STEP * column + COLOUR_STEP * colour + row * column // BEND
    return frozen_array((stripes % 256).astype(np.uint8))
