"""The split by identity, and what a set of chips must be."""

import numpy as np
import pytest

from door_access.errors import BadInput
from door_access.facenet.training.data.chip_set import ChipSet, split
from tests.facenet.training.tiny import faces

MANY = faces(*[3] * 20, *[1] * 10)


def test_nobody_is_on_both_sides():
    sides = split(MANY)

    assert not set(sides.training.names) & set(sides.validation.names)
    assert (len(sides.training.names), len(sides.validation.names)) == (16, 6)


def test_each_chip_stays_with_its_owner():
    sides = split(MANY)
    for side in (sides.training, sides.validation):
        for place, name in enumerate(side.names):
            own = MANY.chips_rgb[MANY.person == MANY.names.index(name)]
            assert (side.chips_rgb[side.person == place] == own).all()


def test_who_has_one_photo_trains_nothing_but_is_a_stranger_in_validation():
    sides = split(MANY)

    assert sides.training.counts.min() == 3
    assert sorted(sides.validation.counts.tolist()) == [1, 1, 3, 3, 3, 3]


def test_the_split_follows_names_not_order():
    backwards = MANY.of(np.arange(30))
    turned = ChipSet(MANY.chips_rgb[::-1].copy(), (29 - MANY.person[::-1]).copy(), MANY.names[::-1])

    assert set(split(backwards).validation.names) == set(split(turned).validation.names)


@pytest.mark.parametrize("photos", [(9,), (3, 3, 3), (2, 2, 2, 1), (1,) * 9])
def test_too_few_people_with_a_pair_of_photos_are_refused(photos):
    several = sum(count > 1 for count in photos)

    with pytest.raises(BadInput, match=f"at least 4 with two photos or more are needed, got {several} among"):
        split(faces(*photos))


def test_four_people_with_two_photos_are_enough():
    sides = split(faces(2, 2, 2, 2))

    assert (len(sides.training.names), len(sides.validation.names)) == (2, 2)


def test_the_digest_sees_a_pixel_an_owner_and_a_name():
    chips = faces(2, 2)
    pixel = chips.chips_rgb.copy()
    pixel[0, 0, 0, 0] ^= 1
    others = [
        ChipSet(pixel, chips.person, chips.names),
        ChipSet(chips.chips_rgb, np.array([0, 1, 1, 1], np.int32), chips.names),
        ChipSet(chips.chips_rgb, chips.person, ("Ada", "Bob")),
    ]

    assert chips.digest() == faces(2, 2).digest()
    assert chips.digest() not in {other.digest() for other in others}


def test_chips_without_an_owner_are_a_mistake():
    with pytest.raises(ValueError, match="3 chips need as many owners"):
        ChipSet(np.zeros((3, 4, 4, 3), np.uint8), np.zeros(2, np.int32), ("Ada",))
