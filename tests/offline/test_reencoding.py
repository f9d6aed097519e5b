"""Another model measures everybody anew from kept pictures, and names who must come again."""

from dataclasses import replace

import numpy as np
import pytest

from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.consent import ConsentKind
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.faces.faces import DetectedFace, Rgb
from door_access.offline.reencoding import Reencoder, reencode
from door_access.ports import NewPerson
from door_access.runtime.enrolment import EnrolmentJob, EnrolmentRequest
from tests.builders import CURVES, GOOD_QUALITY, at_distance, chip_of, faceless_chip, sample, scene, template
from tests.fakes import FakeEncoder, MemoryPeopleStore
from tests.memory_consents import MemoryConsentStore

ADA, BEN = 1, 2
SIDE = 24


class RawPictures:
    """FacePictures whose JPEG is the picture's bytes; the door's picture is the chip itself."""

    def keep(self, rgb: Rgb, face: DetectedFace) -> FacePicture:
        return FacePicture(rgb.tobytes(), face)

    def open(self, picture: FacePicture) -> Rgb:
        return np.frombuffer(picture.jpeg, np.uint8).reshape(SIDE, SIDE, 3)


class AsItIs:
    """An aligner and a meter for pictures that are chips already."""

    def chip(self, rgb: Rgb, _face: DetectedFace) -> Rgb:
        return rgb

    def measure(self, _face: DetectedFace, _chip_rgb: Rgb):
        return GOOD_QUALITY


class Site:
    """People enrolled with one model, and another one that is to be used."""

    def __init__(self) -> None:
        self.people = MemoryPeopleStore()
        self.consents = MemoryConsentStore(self.people)
        encoder = FakeEncoder()
        self.reencoder = Reencoder(pictures=RawPictures(), aligner=AsItIs(), meter=AsItIs(), encoder=encoder)
        self.told: list[tuple[int, int]] = []

    def enrol(self, name: str, *chips: Rgb, keeps_picture: bool = True, **others: object) -> str:
        of_old = template(at_distance(0.0, model_key="facenet@89abcdef"))
        taken = [replace(of_old, picture=RawPictures().keep(chip, sample().face)) for chip in chips]
        new = NewPerson(name, "yes", tuple(taken) or (of_old,), keeps_picture=keeps_picture, **others)
        return self.people.enrol(new)

    def run(self):
        done = reencode(self.people, self.consents, self.reencoder, lambda *told: self.told.append(told))
        return {one.name: (one.pictures, one.templates) for one in done}


@pytest.fixture
def site() -> Site:
    return Site()


def test_who_has_kept_pictures_is_known_to_the_new_model_and_the_others_are_named(site):
    ada = site.enrol("Ada", chip_of(ADA), chip_of(ADA, 2))
    site.enrol("Ben", chip_of(BEN), keeps_picture=False)

    assert site.run() == {"Ada": (2, 2), "Ben": (0, 0)}

    (reference,) = site.people.gallery(FakeEncoder.model_key).references
    assert reference.person_id == ada
    assert reference.embedding.distance_to(FakeEncoder().encode(chip_of(ADA))) < 0.1
    assert site.told == [(0, 2), (1, 2), (2, 2)]


def test_a_second_run_has_nothing_left_to_do_for_those_it_did(site):
    site.enrol("Ada", chip_of(ADA))
    site.run()

    assert site.run() == {}


def test_a_picture_in_which_the_model_sees_no_face_is_left_out(site):
    site.enrol("Ada", faceless_chip(), chip_of(ADA))
    site.enrol("Ben", faceless_chip())

    assert site.run() == {"Ada": (2, 1), "Ben": (1, 0)}


def test_who_enters_by_card_and_pin_need_not_come_again(site):
    site.enrol("Ada", keeps_picture=False, entry=EntryRule.CARD_PIN)

    assert site.run() == {}


def test_who_took_the_pictures_back_must_come_again(site):
    ada = site.enrol("Ada", chip_of(ADA))
    site.consents.withdraw(ada, ConsentKind.PICTURE)

    assert site.run() == {"Ada": (0, 0)}


@pytest.mark.parametrize("keeps_picture", [False, True])
def test_an_enrolment_keeps_pictures_of_its_samples_only_by_consent(site, keeps_picture):
    request = EnrolmentRequest("Ada", "yes", wanted=2, every=1, keeps_picture=keeps_picture)
    job = _job(site, request)
    for look in range(2):
        seen = scene(look / 10, chip_rgb=chip_of(ADA, look))
        job.see(replace(seen, frame=replace(seen.frame, rgb=chip_of(ADA, look))))

    (person,) = site.people.people(FakeEncoder.model_key)
    assert person.keeps_picture is keeps_picture
    assert len(site.consents.chips_of(person.id)) == (2 if keeps_picture else 0)


@pytest.mark.parametrize("agreed_before", [False, True])
def test_more_samples_of_somebody_keep_pictures_by_the_consent_there_is(site, agreed_before):
    ada = site.enrol("Ada", chip_of(ADA), keeps_picture=agreed_before)
    request = EnrolmentRequest("Ada", "yes", wanted=1, every=1, add_to=ada)

    _job(site, request).offer(sample(chip_rgb=chip_of(ADA)), chip_of(ADA, 5))

    assert len(site.consents.chips_of(ada)) == (2 if agreed_before else 0)


def _job(site: Site, request: EnrolmentRequest) -> EnrolmentJob:
    return EnrolmentJob(
        request,
        encoder=FakeEncoder(),
        store=site.people,
        curves=CURVES,
        gallery=lambda: site.people.gallery(FakeEncoder.model_key),
        pictures=RawPictures(),
    )
