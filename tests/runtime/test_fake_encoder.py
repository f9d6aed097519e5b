"""The tests' encoder keeps what every encoder must, and tells the made-up people apart."""

from itertools import combinations

import pytest

from door_access.domain.faces.faces import Rgb
from tests.builders import chip_of, faceless_chip
from tests.fakes import FakeEncoder
from tests.vision.port_face_encoder import MirroringEncoderContract

SAME_AT_MOST, OTHER_AT_LEAST = 0.25, 0.9


class TestFakeEncoder(MirroringEncoderContract):
    @pytest.fixture
    def encoder(self) -> FakeEncoder:
        return FakeEncoder()

    @pytest.fixture
    def chip(self) -> Rgb:
        return chip_of(1)

    def test_a_black_chip_stands_for_no_face(self, encoder: FakeEncoder) -> None:
        with pytest.raises(ValueError, match="stands for no face"):
            encoder.encode(faceless_chip())

    def test_looks_of_one_person_differ_a_little_and_people_a_lot(self, encoder: FakeEncoder) -> None:
        people = {
            person: [encoder.encode(chip_of(person, look)) for look in range(7)] for person in (1, 2, 3)
        }

        for looks in people.values():
            assert max(a.distance_to(b) for a, b in combinations(looks, 2)) < SAME_AT_MOST
        for one, other in combinations(people, 2):
            assert people[one][0].distance_to(people[other][0]) > OTHER_AT_LEAST
