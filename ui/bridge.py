"""The one door between the threads and the window: events become Qt signals on the GUI thread.

Nothing waits and nothing piles up. Scenes come some thirty times a second; only the newest is
kept and at most one call for it is under way, however slow the window is.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance, Slot
from shiboken6 import isValid

from door_access.bootstrap.kiosk import Kiosk
from door_access.config import Settings
from door_access.desk.desk import Desk
from door_access.domain.door.lock import LockCapabilities
from door_access.errors import DoorAccessError
from door_access.runtime.events import (
    AlarmsChanged,
    CameraChanged,
    ContactChanged,
    DecisionMade,
    DoorChanged,
    EnrolmentChanged,
    Event,
    FaultsChanged,
    GalleryChanged,
    LockStateChanged,
    LogGrew,
    ModeChanged,
    Noticed,
    PassesChanged,
    PhaseChanged,
    PhotosRead,
    PromptChanged,
    RehearsalChanged,
    SceneSeen,
    TroubleChanged,
    WishRefused,
)
from ui.gate.who_is_here import WhoIsHere
from ui.words import error_words

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class _Answer:
    """A finished job of the desk, on its way to whoever asked."""

    future: "Future[Any]"
    owner: QObject
    then: Callable[[Any], object]
    otherwise: Callable[[str], object] | None


class Bridge(QObject):
    """Re-emits every event of one kiosk and brings back the answers of its desk.

    Attributes:
        here: who is signed in; every widget that holds the bridge asks it what to offer.
    """

    scene_seen = Signal(object)
    camera_changed = Signal(object)
    phase_changed = Signal(object)
    decision_made = Signal(object)
    door_changed = Signal(object)
    faults_changed = Signal(object)
    gallery_changed = Signal(object)
    log_grew = Signal(object)
    enrolment_changed = Signal(object)
    photos_read = Signal(object)
    rehearsal_changed = Signal(object)
    prompt_changed = Signal(object)
    passes_changed = Signal(object)
    mode_changed = Signal(object)
    contact_changed = Signal(object)
    lock_state_changed = Signal(object)
    noticed = Signal(object)
    alarms_changed = Signal(object)
    trouble_changed = Signal(object)
    wish_refused = Signal(object)
    settings_changed = Signal(object)
    refused = Signal(str)

    _scene_waiting = Signal()
    _event_waiting = Signal(object)
    _answer_waiting = Signal(object)

    def __init__(self, kiosk: Kiosk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kiosk = kiosk
        self.here = WhoIsHere(kiosk.permits(), self)
        self._newest_scene: deque[SceneSeen] = deque(maxlen=1)
        self._is_scene_pending = False
        self._signals = self._routes()
        queued = Qt.ConnectionType.QueuedConnection
        self._scene_waiting.connect(self._on_scene_waiting, queued)
        self._event_waiting.connect(self._on_event_waiting, queued)
        self._answer_waiting.connect(self._on_answer_waiting, queued)

    def _routes(self) -> dict[type, SignalInstance]:
        return {
            CameraChanged: self.camera_changed,
            PhaseChanged: self.phase_changed,
            DecisionMade: self.decision_made,
            DoorChanged: self.door_changed,
            FaultsChanged: self.faults_changed,
            GalleryChanged: self.gallery_changed,
            LogGrew: self.log_grew,
            EnrolmentChanged: self.enrolment_changed,
            PhotosRead: self.photos_read,
            RehearsalChanged: self.rehearsal_changed,
            PromptChanged: self.prompt_changed,
            PassesChanged: self.passes_changed,
            ModeChanged: self.mode_changed,
            ContactChanged: self.contact_changed,
            LockStateChanged: self.lock_state_changed,
            Noticed: self.noticed,
            AlarmsChanged: self.alarms_changed,
            TroubleChanged: self.trouble_changed,
            WishRefused: self.wish_refused,
        }

    @property
    def settings(self) -> Settings:
        """Return the settings in force."""
        return self._kiosk.settings

    @property
    def lock_capabilities(self) -> LockCapabilities:
        """Return what the lock that runs can do; what it cannot is offered nowhere."""
        return self._kiosk.lock_capabilities

    def open(self) -> None:
        """Begin to listen."""
        self._kiosk.hub.subscribe(self._take)

    def close(self) -> None:
        """Stop listening; events under way are still delivered."""
        self._kiosk.hub.unsubscribe(self._take)

    def wish(self, command: Callable[[Kiosk], object]) -> bool:
        """Tell the kiosk something that returns at once; say whether it took it, else emit ``refused``."""
        try:
            command(self._kiosk)
        except DoorAccessError as error:
            self.refused.emit(error_words(error))
            return False
        return True

    def ask(
        self,
        job: Callable[[Desk], T],
        *,
        owner: QObject,
        then: Callable[[T], object],
        otherwise: Callable[[str], object] | None = None,
    ) -> None:
        """Run the job on the desk's thread and bring its answer back to the GUI thread.

        ``then`` gets the answer; ``otherwise`` the sentence of a refusal (left out: ``refused`` is emitted).
        Neither is called once the owner is gone.
        """
        future = self._kiosk.at_desk(job)
        future.add_done_callback(
            lambda done: self._answer_waiting.emit(_Answer(done, owner, then, otherwise))
        )

    def announce_settings(self) -> None:
        """Tell every view that other settings are in force."""
        self.settings_changed.emit(self.settings)

    def _take(self, event: Event) -> None:
        """Run on the publisher's thread; what no view shows goes by.

        The flag falls before the slot is emptied: no scene is forgotten.
        """
        if not isinstance(event, SceneSeen):
            if type(event) in self._signals:
                self._event_waiting.emit(event)
            return
        self._newest_scene.append(event)
        if not self._is_scene_pending:
            self._is_scene_pending = True
            self._scene_waiting.emit()

    @Slot()
    def _on_scene_waiting(self) -> None:
        self._is_scene_pending = False
        if self._newest_scene:
            self.scene_seen.emit(self._newest_scene.pop())

    @Slot(object)
    def _on_event_waiting(self, event: Event) -> None:
        self._signals[type(event)].emit(event)

    @Slot(object)
    def _on_answer_waiting(self, answer: _Answer) -> None:
        if not isValid(answer.owner) or answer.future.cancelled():
            return
        error = answer.future.exception()
        if error is None:
            answer.then(answer.future.result())
        elif isinstance(error, DoorAccessError):
            (answer.otherwise or self.refused.emit)(error_words(error))
        else:
            if answer.otherwise:
                answer.otherwise(self.tr("That did not work because of an unexpected error; see the log."))
            raise error
