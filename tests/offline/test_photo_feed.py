"""Photos fed to a running door: read beside it, offered one by one, refused by name."""

from collections.abc import Callable
from pathlib import Path

import pytest

from door_access.domain.enrolment.chips import FacePicture
from door_access.domain.enrolment.enrolment import EnrolmentStage
from door_access.domain.faces.faces import DetectedFace, Rgb
from door_access.domain.matching.access import Reason
from door_access.errors import BadImage
from door_access.offline.photo_feed import PhotoFeed
from door_access.runtime.enrolment import EnrolmentRequest
from door_access.runtime.events import EnrolmentChanged, PhotoRefusal, PhotosRead
from door_access.runtime.messages import Suspend
from door_access.runtime.recognition import NoMorePhotos, PhotoFace
from tests.builders import picture, sample
from tests.patience import waited_for
from tests.runtime.looking import Looker
from tests.runtime.thinking import ADA, BEN, STRANGER, Thinking

DARKNESS = 0


class NoPictures:
    """Keeps nothing of any face."""

    def keep(self, rgb: Rgb, face: DetectedFace) -> FacePicture | None:
        return None

    def open(self, picture: FacePicture) -> Rgb:
        raise ValueError("there are none")


def read(photo: Path) -> Rgb:
    """Return a photo of the person whose number the file's name begins with; other names are no pictures."""
    if not photo.name[0].isdigit():
        raise BadImage(f"{photo.name} is not a picture of a kind this program reads.")
    return picture(640, 480, grey=int(photo.name[0]))


def request(**values: object) -> EnrolmentRequest:
    wanted = {"wanted": 4, "every": 1, "from_photos": True} | values
    return EnrolmentRequest("Ada", "yes", **wanted)  # type: ignore[arg-type]


class Feeding(Thinking):
    """A recognition that is fed photos by a feed on its own thread."""

    def __init__(self, make_reader: Callable = lambda: Looker().photo_reader(read)) -> None:
        super().__init__()
        self.feed = PhotoFeed(make_reader, NoPictures(), offer=self.recognition.wish, tell=self.hub.publish)

    def enrol_from(self, wanted: EnrolmentRequest, *names: str) -> None:
        self.recognition.wish(wanted)
        self.feed.begin(wanted, [Path(name) for name in names])

    def until(self, is_so: Callable[[], object]) -> None:
        """Let recognition go on until it is so."""
        assert waited_for(lambda: (self.watch(STRANGER, 0.1), is_so())[1])

    @property
    def ends(self) -> list[EnrolmentChanged]:
        return [one for one in self.heard.of(EnrolmentChanged) if one.progress.stage.is_over]

    @property
    def refused(self) -> tuple[PhotoRefusal, ...]:
        told = self.heard.of(PhotosRead)
        return told[-1].refused if told else ()


@pytest.fixture
def feeding():
    feeding = Feeding()
    yield feeding
    feeding.feed.close()


def test_every_good_photo_becomes_a_template_and_every_other_is_refused_by_its_name(feeding):
    feeding.enrol_from(request(wanted=6), "1a.jpg", "notes.txt", "0.jpg", "1b.jpg", "2.jpg", "1c.jpg")
    feeding.until(lambda: feeding.ends)

    (end,) = feeding.ends
    assert (end.progress.stage, end.progress.taken) == (EnrolmentStage.DONE, 3)
    assert [person.name for person in feeding.store.people("fake@00000000")] == ["Ada"]
    assert feeding.refused == (
        PhotoRefusal("notes.txt", None, "notes.txt is not a picture of a kind this program reads."),
        PhotoRefusal("0.jpg", Reason.NO_FACE),
        PhotoRefusal("2.jpg", Reason.NO_MATCH),
    )
    assert [one.read for one in feeding.heard.of(PhotosRead)] == [1, 2, 3, 4, 5, 6]


def test_the_door_is_not_suspended_and_takes_no_sample_from_its_camera(feeding):
    feeding.enrol_from(request(), "1a.jpg", "1b.jpg", "1c.jpg")
    feeding.until(lambda: feeding.ends and feeding.reasons)
    assert feeding.ends[0].progress.taken == 3
    assert not [one for one in feeding.messages if isinstance(one, Suspend)]
    assert feeding.reasons[0] is Reason.NO_MATCH  # the stranger before the camera was answered as ever


def test_photos_without_any_face_store_nobody(feeding):
    feeding.enrol_from(request(), "0a.jpg", "0b.jpg")
    feeding.until(lambda: feeding.ends)
    assert feeding.ends[0].progress.stage is EnrolmentStage.STOPPED
    assert feeding.store.names() == {}


def test_a_look_alike_is_asked_about_as_at_the_camera(feeding):
    feeding.enrol("Ben", ADA)
    feeding.enrol_from(request(), *(f"1{look}.jpg" for look in "abcd"))
    asked = lambda: [  # noqa: E731
        one for one in feeding.heard.of(EnrolmentChanged) if one.progress.stage is EnrolmentStage.LOOKALIKE
    ]
    feeding.until(asked)
    assert feeding.ends == [] and list(feeding.store.names().values()) == ["Ben"]


def test_cancelling_stops_the_reading_and_stores_nobody(feeding):
    feeding.enrol_from(request(wanted=50), *(f"1{look}.jpg" for look in range(50)))
    feeding.until(lambda: feeding.heard.of(PhotosRead))
    feeding.feed.stop()
    feeding.recognition.wish(None)
    feeding.until(lambda: feeding.ends)
    assert feeding.ends[0].progress.stage is EnrolmentStage.CANCELLED
    assert feeding.store.names() == {}
    feeding.feed.close()
    assert len(feeding.heard.of(PhotosRead)) < 50


def test_a_reader_that_fails_withdraws_the_enrolment(caplog):
    def broken():
        raise RuntimeError("no detector")

    feeding = Feeding(broken)
    feeding.enrol_from(request(), "1a.jpg")
    feeding.until(lambda: feeding.ends)
    assert feeding.ends[0].progress.stage is EnrolmentStage.CANCELLED
    assert "the photos could not be read" in caplog.text
    feeding.feed.close()


def test_a_photo_for_an_enrolment_that_is_over_is_answered_and_taken_by_nobody(feeding):
    answers: list[bool | None] = []
    mine, other = request(), request()
    feeding.recognition.wish(mine)
    feeding.recognition.wish(PhotoFace(other, sample(), None, answers.append))
    feeding.recognition.wish(NoMorePhotos(other))
    feeding.watch(BEN, 0.1)
    assert answers == [None] and feeding.ends == []
