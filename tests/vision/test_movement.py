"""What moves is told from noise, however much of it there is."""

import numpy as np
import pytest

from door_access.domain.faces.faces import Rgb
from door_access.vision.movement import PictureMovement
from tests.builders import picture


@pytest.mark.parametrize("grain", [0.0, 3.0, 12.0])
def test_noise_does_not_move_and_a_face_does(grain: float) -> None:
    dice = np.random.default_rng(7)

    def noisy(rgb: Rgb) -> Rgb:
        return np.clip(rgb + dice.normal(0, grain, rgb.shape), 0, 255).astype(np.uint8)

    hall = picture(640, 480, grey=90)
    movement = PictureMovement()
    assert not movement.has_moved(hall)
    movement.has_moved(noisy(hall))
    movement.keep()
    assert not any(movement.has_moved(noisy(hall)) for _ in range(50))
    hall[200:290, 300:390] = 180
    assert movement.has_moved(noisy(hall))


def test_a_cloud_before_the_sun_does_not_move_but_a_lamp_and_a_picture_of_another_shape_do() -> None:
    movement = PictureMovement()
    movement.has_moved(picture(640, 480, grey=90))
    movement.keep()

    assert not movement.has_moved(picture(640, 480, grey=100))
    assert movement.has_moved(picture(640, 480, grey=160))
    assert movement.has_moved(picture(640, 360, grey=90))
