"""Faces in single photos and from a source without a door."""

from pathlib import Path

import numpy as np
import pytest

from door_access.domain.enrolment.enrolment import EnrolmentProgress, EnrolmentRules, EnrolmentStage
from door_access.domain.enrolment.lookalikes import LookalikeAnswer
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.faces.faces import DetectedFace, Quality, Rgb
from door_access.domain.matching.access import Reason
from door_access.domain.matching.gallery import Gallery
from door_access.errors import CameraFault, Refused
from door_access.offline.enrolment import capture_chips, enrol_from_source
from door_access.offline.photos import TURNED
from door_access.ports import NewPerson
from door_access.runtime.enrolment import SENTENCES, EnrolmentJob, EnrolmentRequest
from tests.builders import (
    CURVES,
    GOOD_QUALITY,
    chip_of,
    faceless_chip,
    gallery,
    picture,
    sample,
)
from tests.fakes import FakeEncoder, ListedFrames, MemoryPeopleStore
from tests.memory_credentials import MemoryCredentialStore
from tests.runtime.looking import FACELESS, Looker
from tests.runtime.thinking import ADA, STRANGER, templates_of

NOBODY = gallery()
MARK = 99
"""Grey level of the row that is at the top."""
DARK = Quality(150, 200, 10, 40, 0, 0.75, 0)


class TestPhotos:
    def test_the_one_good_face_is_the_sample(self) -> None:
        reader = Looker().photo_reader()

        found = reader.only_sample(Path("ada.jpg"), pytest.fail)

        assert not isinstance(found, Reason)
        assert found.quality == GOOD_QUALITY

    @pytest.mark.parametrize(
        ("looker", "grey", "reason"),
        [
            (Looker(), 0, Reason.NO_FACE),
            (Looker(faces=2), ADA, Reason.SEVERAL_FACES),
            (Looker(quality=DARK), ADA, Reason.TOO_DARK),
        ],
    )
    def test_a_photo_that_cannot_be_taken_says_why(self, looker: Looker, grey: int, reason: Reason) -> None:
        reader = looker.photo_reader(lambda _: picture(640, 480, grey=grey))
        assert reader.only_sample(Path("ada.jpg"), pytest.fail) is reason

    def test_all_faces_are_found_whatever_their_quality(self) -> None:
        assert len(Looker(faces=3, quality=DARK).photo_reader().samples(picture(640, 480, grey=ADA))) == 3

    @pytest.mark.parametrize(("quarters", "words"), [(0, ""), *TURNED.items()])
    def test_a_photo_without_an_upright_face_is_tried_in_four_turns_and_said_so(
        self, quarters: int, words: str
    ) -> None:
        told: list[str] = []
        upright = np.array(picture(640, 480, grey=ADA))
        upright[0] = MARK
        lying = np.rot90(upright, -quarters)

        found = UprightLooker().photo_reader(lambda _: lying).only_sample(Path("ada.jpg"), told.append)

        assert not isinstance(found, Reason)
        assert told == ([] if quarters == 0 else [f"ada.jpg has no good upright face; it was read {words}."])


class UprightLooker(Looker):
    """Sees faces only where the picture's first row is at the top."""

    def detect(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
        return super().detect(rgb[1:]) if (rgb[0, 1:-1] == MARK).all() else ()

    def chip(self, rgb: Rgb, face: DetectedFace) -> Rgb:
        return super().chip(rgb[1:], face)


class Office:
    """Enrols from photos and sources into a store in memory."""

    def __init__(self) -> None:
        self.store = MemoryPeopleStore()
        self.credentials = MemoryCredentialStore(self.store)

    def job(self, *, known: Gallery = NOBODY, **others: object) -> EnrolmentJob:
        values = {"wanted": 5, "every": 1} | others
        credentials = values.pop("credentials", self.credentials)
        return EnrolmentJob(
            EnrolmentRequest("Ada", "yes", **values),  # type: ignore[arg-type]
            encoder=FakeEncoder(),
            store=self.store,
            curves=CURVES,
            gallery=lambda: known,
            credentials=credentials,  # type: ignore[arg-type]
        )

    def enrol(self, name: str) -> str:
        return self.store.enrol(NewPerson(name, "yes", templates_of(ADA)))

    def gallery(self) -> Gallery:
        return self.store.gallery(FakeEncoder.model_key)

    def with_ada(self) -> Gallery:
        self.ada = self.enrol("Ada")
        return self.gallery()


@pytest.fixture
def office() -> Office:
    return Office()


class TestOffers:
    def test_photos_of_one_person_are_taken_and_stored_at_the_last_one(self, office: Office) -> None:
        job = office.job(wanted=3)
        taken = [job.offer(sample(chip_rgb=chip_of(ADA, look)), picture()) for look in range(3)]

        assert (taken, job.is_over, job.progress.taken) == ([True] * 3, True, 3)
        assert list(office.store.names().values()) == ["Ada"]

    def test_a_photo_of_somebody_else_is_not_taken_and_stops_nothing(self, office: Office) -> None:
        job = office.job(wanted=3)
        job.offer(sample(chip_rgb=chip_of(ADA)), picture())

        assert not job.offer(sample(chip_rgb=chip_of(STRANGER)), picture())
        assert job.finish().stage is EnrolmentStage.DONE
        assert job.progress.taken == 1

    def test_a_photo_whose_chip_stands_for_no_face_is_not_taken(
        self, office: Office, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert not office.job().offer(sample(chip_rgb=faceless_chip()), picture())

    def test_one_photo_of_a_stranger_is_not_added_to_a_person(self, office: Office) -> None:
        known = office.with_ada()
        job = office.job(known=known, wanted=1, add_to=office.ada)
        job.offer(sample(chip_rgb=chip_of(STRANGER)), picture())

        assert job.progress.stage is EnrolmentStage.STOPPED
        assert office.store.people(FakeEncoder.model_key)[0].templates == 5

    def test_one_photo_of_a_look_alike_is_asked_about(self, office: Office) -> None:
        job = office.job(known=office.with_ada(), wanted=1)
        job.offer(sample(chip_rgb=chip_of(ADA, 3)), picture())
        assert job.progress.stage is EnrolmentStage.LOOKALIKE
        job.cancel()

        assert len(office.store.names()) == 1

    def test_a_merged_look_alike_and_the_others_need_their_cards_from_now_on(self, office: Office) -> None:
        ada, twin, gone = (office.enrol(name) for name in ("Ada", "Twin", "Gone"))
        faceless = office.enrol("Faceless")
        office.credentials.set_entry_rule(faceless, EntryRule.CARD_PIN)
        job = office.job(known=office.gallery(), wanted=1)
        job.offer(sample(chip_rgb=chip_of(ADA)), picture())
        office.store.remove(gone)
        job.answer(LookalikeAnswer(ada))

        assert job.progress.stage is EnrolmentStage.DONE
        assert [office.credentials.entry_rule(one) for one in (ada, twin, faceless)] == [
            EntryRule.CARD_FACE,
            EntryRule.CARD_FACE,
            EntryRule.CARD_PIN,
        ]

    def test_one_person_under_two_names_is_merged_and_needs_no_card(self, office: Office) -> None:
        job = office.job(known=office.with_ada(), wanted=1)
        job.offer(sample(chip_rgb=chip_of(ADA)), picture())
        job.answer(LookalikeAnswer(office.ada))

        assert (job.progress.person_id, job.progress.with_card) == (office.ada, ())
        assert office.credentials.entry_rule(office.ada) is EntryRule.AS_DOOR

    def test_where_no_card_can_be_required_a_look_alike_is_not_enrolled(self, office: Office) -> None:
        job = office.job(known=office.with_ada(), wanted=1, credentials=None)
        job.offer(sample(chip_rgb=chip_of(ADA)), picture())

        with pytest.raises(Refused, match="nothing was stored"):
            job.answer(LookalikeAnswer())
        assert len(office.store.names()) == 1

    def test_what_is_over_stays_as_it_ended(self, office: Office) -> None:
        job = office.job(wanted=1)
        job.offer(sample(chip_rgb=chip_of(ADA)), picture())
        job.cancel()

        assert job.progress.stage is EnrolmentStage.DONE
        assert len(office.store.names()) == 1


class TestFromSource:
    def enrol(self, office: Office, greys: list[int], **others: object) -> EnrolmentProgress:
        source = ListedFrames([picture(640, 480, grey=grey) for grey in greys])
        self.told: list[EnrolmentProgress] = []
        progress = enrol_from_source(source, Looker().finder(), office.job(**others), self.told.append)
        with pytest.raises(CameraFault):
            source.read()
        return progress

    def test_it_ends_when_enough_samples_are_taken_and_lets_go_of_the_source(self, office: Office) -> None:
        progress = self.enrol(office, [ADA] * 20)

        assert (progress.stage, progress.taken, len(self.told)) == (EnrolmentStage.DONE, 5, 5)
        assert progress.message == "5 templates were stored."

    def test_the_end_of_the_source_enrols_with_what_there_is_and_says_weak(self, office: Office) -> None:
        progress = self.enrol(office, [0, ADA, ADA])

        assert (progress.stage, progress.taken, progress.is_weak) == (EnrolmentStage.DONE, 2, True)

    def test_one_template_is_told_in_the_singular(self, office: Office) -> None:
        assert self.enrol(office, [0, ADA]).message == "1 template was stored."

    def test_a_source_without_a_face_enrols_nobody(self, office: Office) -> None:
        progress = self.enrol(office, [0, 0])

        assert (progress.stage, office.store.names()) == (EnrolmentStage.STOPPED, {})
        assert progress.message == "No usable face was seen; nothing was stored."

    def test_it_stops_at_another_face(self, office: Office) -> None:
        progress = self.enrol(office, [ADA, ADA, STRANGER, ADA])

        assert (progress.stage, office.store.names()) == (EnrolmentStage.STOPPED, {})

    def test_it_stops_at_the_question_about_a_look_alike(self, office: Office) -> None:
        progress = self.enrol(office, [ADA] * 20, known=office.with_ada())

        assert progress.stage is EnrolmentStage.LOOKALIKE
        assert len(office.store.names()) == 1


class TestChips:
    def capture(self, greys: list[int], wanted: int = 3) -> tuple[list[Rgb], str]:
        source = ListedFrames([picture(640, 480, grey=grey) for grey in greys])
        rules = EnrolmentRules(CURVES, wanted=wanted, every=1)
        return capture_chips(source, Looker().finder(), FakeEncoder(), rules, NOBODY)

    def test_the_wanted_number_of_chips_is_taken(self) -> None:
        chips, sentence = self.capture([ADA] * 9)

        assert ([chip.shape for chip in chips], sentence) == ([chip_of(ADA).shape] * 3, "")

    def test_another_face_leaves_no_chips(self) -> None:
        chips, sentence = self.capture([ADA, STRANGER])

        assert (chips, sentence) == ([], next(s for s in SENTENCES.values() if "Another face" in s))

    def test_a_chip_that_stands_for_no_face_is_skipped(self, caplog: pytest.LogCaptureFixture) -> None:
        chips, sentence = self.capture([FACELESS, *[ADA] * 3])

        assert (len(chips), sentence) == (3, "")

    def test_no_face_leaves_no_chips(self) -> None:
        chips, sentence = self.capture([0])

        assert chips == []
        assert "No usable face" in sentence
