"""The door's questions, asked of a photo."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from door_access.domain.enrolment.people import Person
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.faces.faces import FaceSample
from door_access.domain.matching.access import Reason
from door_access.domain.matching.identification import OperatingPoint
from door_access.errors import BadImage, Refused
from door_access.offline.identification import Verified, embedded, verified
from door_access.offline.photo_folder import RefusedPhoto
from door_access.ports import NewPerson
from tests.builders import CURVES, chip_of, faceless_chip, sample
from tests.fakes import FakeEncoder, MemoryPeopleStore
from tests.runtime.looking import Looker
from tests.runtime.thinking import ADA, STRANGER, templates_of

POINT = OperatingPoint(CURVES, wanted_fpir=0.003, margin=0.05, looks=1)


class Office:
    """Ada is enrolled; a photo is compared with her."""

    def __init__(self) -> None:
        self.people = MemoryPeopleStore()
        self.ada = self.people.enrol(NewPerson("Ada", "yes", templates_of(ADA)))
        self.encoders_made = 0

    def person(self) -> Person:
        return self.people.find(self.ada, FakeEncoder.model_key)[0]

    def make_encoder(self) -> FakeEncoder:
        self.encoders_made += 1
        return FakeEncoder()

    def compared(self, *samples: FaceSample) -> Verified:
        return verified(
            self.person(),
            samples,
            self.make_encoder,
            self.people.gallery,
            POINT,
            otherwise=Reason.CARD_MISMATCH,
        )


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_person_claimed_is_a_match_and_says_how_near(office) -> None:
    found = office.compared(sample(chip_rgb=chip_of(ADA, 7)))

    assert (found.is_match, found.reason) == (True, Reason.MATCH)
    assert found.comparison is not None and found.comparison.distance <= found.comparison.threshold


def test_somebody_else_gets_the_claims_own_reason(office) -> None:
    found = office.compared(sample(chip_rgb=chip_of(STRANGER)))

    assert (found.is_match, found.reason) == (False, Reason.CARD_MISMATCH)
    assert found.comparison is not None


def test_a_blocked_person_is_no_match_though_the_face_is_hers(office) -> None:
    office.people.set_blocked(office.ada, True)

    found = office.compared(sample(chip_rgb=chip_of(ADA)))

    assert (found.is_match, found.reason) == (False, Reason.BLOCKED)


@pytest.mark.parametrize(("faces", "reason"), [(0, Reason.NO_FACE), (2, Reason.SEVERAL_FACES)])
def test_without_exactly_one_face_nothing_is_encoded(office, faces: int, reason: Reason) -> None:
    found = office.compared(*[sample()] * faces)

    assert found == Verified(False, reason)
    assert office.encoders_made == 0


def test_a_person_without_templates_of_the_model_cannot_be_compared(office) -> None:
    office.ada = office.people.enrol(NewPerson("Bea", "yes", (), entry=EntryRule.CARD_PIN))

    assert office.compared(sample(chip_rgb=chip_of(ADA))) == Verified(False, Reason.NO_TEMPLATES)


def test_a_chip_that_stands_for_no_face_is_refused(office) -> None:
    with pytest.raises(Refused, match="The face cannot be compared"):
        office.compared(sample(chip_rgb=faceless_chip()))


class TestEmbeddings:
    def embedded(self, looker: Looker, files: Sequence[Path]):
        self.told: list[str] = []
        encoder = FakeEncoder()
        return embedded(
            files,
            looker.photo_reader(),
            lambda chip_rgb: encoder.encode(chip_rgb).vector,
            self.told.append,
            is_aligned=False,
        )

    def test_files_and_vectors_come_in_the_order_of_the_files(self, tmp_path) -> None:
        files = [Path("b.jpg"), Path("a.jpg")]

        found = self.embedded(Looker(), files)
        found.write(tmp_path / "out.npz")

        with np.load(tmp_path / "out.npz") as arrays:
            assert arrays["files"].tolist() == ["b.jpg", "a.jpg"]
            assert np.array_equal(arrays["vectors"], np.stack(found.vectors))
        assert (found.refused, self.told) == ((), [])

    def test_a_photo_of_nobody_is_refused_in_a_sentence_and_stops_nothing(self) -> None:
        found = self.embedded(Looker(faces=0), [Path("a.jpg"), Path("b.jpg")])

        assert found.vectors == ()
        assert found.refused[1] == RefusedPhoto("b.jpg", "There is no face on b.jpg.")
        assert self.told == [one.reason for one in found.refused]

    def test_a_face_that_cannot_be_encoded_is_refused_by_its_file(self) -> None:
        def refuse(_chip):
            raise BadImage("A chip is 150×150.")

        found = embedded([Path("a.jpg")], Looker().photo_reader(), refuse, lambda _: None, is_aligned=False)

        assert found.refused[0].reason == "a.jpg cannot be embedded: A chip is 150×150."
