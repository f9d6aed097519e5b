"""Enrolling from photos while the door runs: they are read beside it, and their faces offered one by one.

A thread of its own decodes and looks for faces, which takes seconds; recognition, which owns the encoder,
gets only the face that was cut out. One photo is on its way at a time, so that nothing piles up.
"""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from functools import partial
from pathlib import Path

from door_access.complaints import Complaint
from door_access.domain.matching.access import Reason
from door_access.errors import BadImage, BadInput
from door_access.offline.photos import PhotoReader
from door_access.ports import FacePictures
from door_access.runtime.enrolment import MOST_PHOTOS, EnrolmentRequest
from door_access.runtime.events import PhotoRefusal, PhotosRead
from door_access.runtime.recognition import NoMorePhotos, OfRequest, PhotoFace, Withdrawal

_log = logging.getLogger(__name__)

_LOOKS_EVERY_S = 0.2
"""Whether it was told to stop, while recognition has not answered."""


class PhotoFeed:
    """Reads one enrolment's photos at a time; any thread may call it."""

    def __init__(
        self,
        make_reader: Callable[[], PhotoReader],
        pictures: FacePictures,
        *,
        offer: Callable[[PhotoFace | OfRequest], object],
        tell: Callable[[PhotosRead], object],
    ) -> None:
        """Take what it works with.

        Args:
            make_reader: called on the reading thread, once; detectors take their time to load.
            offer: hands something to recognition.
            tell: hears after every photo how far it is.
        """
        self._make_reader = make_reader
        self._reader: PhotoReader | None = None
        self._pictures = pictures
        self._offer = offer
        self._tell = tell
        self._request: EnrolmentRequest | None = None
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="photos")

    def begin(self, request: EnrolmentRequest, photos: Sequence[Path]) -> None:
        """Read these photos for an enrolment that has begun; any earlier one is fed no more."""
        self._request = request
        fed = self._thread.submit(self._feed, request, tuple(photos))
        fed.add_done_callback(partial(self._end, request))

    def stop(self) -> None:
        """Feed nobody any more; returns at once."""
        self._request = None

    def close(self) -> None:
        """Stop, and wait until the photo at hand is read."""
        self.stop()
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _feed(self, request: EnrolmentRequest, photos: tuple[Path, ...]) -> None:
        refused: list[PhotoRefusal] = []
        for number, photo in enumerate(photos, start=1):
            if self._request is not request:
                return
            refusal = self._take(request, photo)
            refused += [refusal] if refusal else []
            self._tell(PhotosRead(request, number, len(photos), tuple(refused)))
        self._offer(NoMorePhotos(request))

    def _end(self, request: EnrolmentRequest, fed: "Future[None]") -> None:
        """Withdraw an enrolment whose photos were not all read: nothing of it is stored."""
        if not fed.cancelled() and fed.exception() is not None:
            _log.error("the photos could not be read", exc_info=fed.exception())
            self._offer(Withdrawal(request))

    def _take(self, request: EnrolmentRequest, photo: Path) -> PhotoRefusal | None:
        """Offer the photo's face; return why it gave none."""
        self._reader = self._reader or self._make_reader()
        try:
            found = self._reader.only_face(photo, lambda _: None)
        except BadImage as error:
            return PhotoRefusal(photo.name, None, str(error))
        if isinstance(found, Reason):
            return PhotoRefusal(photo.name, found)
        answer: Future[bool | None] = Future()
        picture = self._pictures.keep(found.rgb, found.sample.face)
        self._offer(PhotoFace(request, found.sample, picture, answer.set_result))
        if self._answer(request, answer) is False:
            return PhotoRefusal(photo.name, Reason.NO_MATCH)
        return None

    def _answer(self, request: EnrolmentRequest, answer: "Future[bool | None]") -> bool | None:
        """Wait for recognition's answer; None where there is none, and then nothing more is offered."""
        while self._request is request:
            try:
                taken = answer.result(_LOOKS_EVERY_S)
            except TooLate:
                continue
            if taken is None:
                self._request = None
            return taken
        return None


def checked_photos(photos: Sequence[Path]) -> tuple[Path, ...]:
    """Return the photos of one person; raises BadInput for none, or for more than are taken."""
    if not photos:
        raise BadInput(Complaint.NO_PHOTOS)
    if len(photos) > MOST_PHOTOS:
        raise BadInput(Complaint.TOO_MANY_PHOTOS, most=MOST_PHOTOS, count=len(photos))
    return tuple(photos)
