"""Keeps a small picture of each answer, beside the door: a listener of the hub, and a thread that stores.

The door never waits for it, and a picture that cannot be made or stored stops nothing: the row is written by
then, and the lock has moved. While pictures are off nothing is remembered and nothing is stored.
"""

import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from door_access.domain.faces.scene import Scene
from door_access.domain.matching.access import AccessDecision
from door_access.domain.privacy.pictures import shown_track
from door_access.errors import DoorAccessError
from door_access.kept_settings import PrivacySettings
from door_access.ports import PictureMaker, PictureStore
from door_access.runtime.events import DecisionMade, Event, SceneSeen
from door_access.runtime.worker import Worker

MOST_REMEMBERED_BYTES = 48_000_000
"""Frames that are remembered until an answer comes: three seconds of an ordinary camera."""
MOST_WAITING = 20
"""Pictures that wait to be stored; when a disk hangs the oldest are given up."""
NEAREST_S = 0.5
"""So far from the frame that decided may the one be that is kept, where that is remembered no more."""
_IDLE_S = 1.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Answered:
    seq: int
    decision: AccessDecision
    scene: Scene
    shows_denied: bool


class EventPictures:
    """Listens on any thread; :meth:`step` runs on one of its own."""

    def __init__(
        self,
        store: PictureStore,
        make: PictureMaker,
        *,
        settings: PrivacySettings,
        worker: Worker | None = None,
    ) -> None:
        """``worker``: whose thread steps, to pause and wake it; None in tests, which step themselves."""
        self._store = store
        self._make = make
        self._settings = settings
        self._pause: Callable[[float], None] = worker.pause if worker else lambda _: None
        self._wake: Callable[[], None] = worker.wake if worker else lambda: None
        self._recent: deque[Scene] = deque()
        self._recent_bytes = 0
        self._waiting: deque[_Answered] = deque(maxlen=MOST_WAITING)

    def follow(self, settings: PrivacySettings) -> None:
        """Go by other settings from the next frame and the next answer on."""
        self._settings = settings

    def listen(self, event: Event) -> None:
        """Remember frames, and choose one of them for an answer."""
        if not self._settings.pictures_days:
            if self._recent:
                self._forget()
        elif isinstance(event, SceneSeen):
            self._remember(event.scene)
        elif isinstance(event, DecisionMade) and event.seq is not None:
            self._choose(event.decision, event.seq)

    def _forget(self) -> None:
        self._recent = deque()
        self._recent_bytes = 0

    def _remember(self, scene: Scene) -> None:
        self._recent.append(scene)
        self._recent_bytes += scene.frame.rgb.nbytes
        while self._recent_bytes > MOST_REMEMBERED_BYTES and len(self._recent) > 1:
            self._recent_bytes -= self._recent.popleft().frame.rgb.nbytes

    def _choose(self, decision: AccessDecision, seq: int) -> None:
        if not self._settings.pictures_of.fits(decision):
            return
        known = list(self._recent)
        scene = min(known, key=lambda one: abs(one.at_s - decision.at_s), default=None)
        if scene is not None and abs(scene.at_s - decision.at_s) <= NEAREST_S:
            self._waiting.append(_Answered(seq, decision, scene, self._settings.pictures_show_denied))
            self._wake()

    def step(self) -> None:
        """Make and store one picture, or pause."""
        try:
            answered = self._waiting.popleft()
        except IndexError:
            self._pause(_IDLE_S)
            return
        try:
            self._store.keep(answered.seq, self._picture(answered))
        except DoorAccessError as error:
            _log.warning("the picture of row %d is not kept: %s", answered.seq, error)

    def _picture(self, answered: _Answered) -> bytes:
        scene = answered.scene
        track = shown_track(answered.decision, shows_denied=answered.shows_denied)
        theirs = [face.box for face in scene.faces if face.track == track]
        hidden = [face.box for face in scene.faces if face.track != track]
        shown = theirs[0] if len(theirs) == 1 else None
        return self._make(scene.frame.rgb, shown=shown, hidden=hidden if shown else hidden + theirs)

    def close(self) -> None:
        """Store what waits still; forget the frames."""
        while self._waiting:
            self.step()
        self._forget()
