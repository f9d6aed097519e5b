"""The gallery in memory, kept as new as the database.

It is read on another thread and takes the old one's place when it is whole. Until then people are recognised
by the old one, and whom the change was about is turned away at the door, which asks the database once more.
"""

from concurrent.futures import Executor, Future, wait
from time import monotonic

from door_access.domain.matching.gallery import Gallery
from door_access.domain.permissions.verdict import Entrant
from door_access.errors import StorageFault
from door_access.ports import PeopleStore
from door_access.runtime.events import EventHub, GalleryChanged

POLL_EVERY_S = 0.5
"""A change made by another process reaches the kiosk within 1 s; one query of a single number."""
PATIENCE_S = 0.05
"""How long a look waits for what has just changed: as long as one change takes among 50,000 people, about."""
FRESH_WITHIN_S = 1.0
"""How long an enrolment or rehearsal waits for it; the door's own watch on recognition allows two."""
LOADING = "The people are still being loaded; try again in a moment."


class KnownPeople:
    """Holds the gallery of one model. One thread owns it; ``reader`` has others that read."""

    def __init__(
        self,
        store: PeopleStore,
        *,
        model: str,
        hub: EventHub,
        reader: Executor,
        patience_s: float | None = PATIENCE_S,
    ) -> None:
        """``patience_s``: None waits for every change, for playback, where two runs must be the same."""
        self._store = store
        self._model = model
        self._hub = hub
        self._reader = reader
        self._patience_s = patience_s
        self._gallery: Gallery | None = None
        self._reading: Future[Gallery] | None = None
        self._checked_at_s = 0.0

    @property
    def version(self) -> int | None:
        """Return the version of the gallery that is held; None before the first was read."""
        return None if self._gallery is None else self._gallery.version

    @property
    def is_loading(self) -> bool:
        """Say whether nobody is known yet, because the first gallery is still being read."""
        return self._gallery is None

    def stored_version(self) -> int:
        """Return the version of what is stored now; raises StorageFault."""
        return self._store.version()

    def entrant(self, person_id: str) -> Entrant | None:
        """Return what the rules must know of somebody, as it is stored now; raises StorageFault."""
        return self._store.entrant(person_id)

    def current(self) -> Gallery:
        """Return the newest gallery that can be had without a long wait.

        Raises:
            StorageFault: the database does not answer, or the first gallery is not there yet.
        """
        self._catch_up(self._patience_s)
        return self._held()

    def fresh(self) -> Gallery:
        """Return the gallery as the database has it now, for who may wait for it: nobody stands at the door.

        Raises:
            StorageFault: the database does not answer, or cannot be followed.
        """
        self._catch_up(None if self._patience_s is None else FRESH_WITHIN_S)
        if self._is_behind():
            raise StorageFault(LOADING)
        return self._held()

    def poll(self, now_s: float) -> None:
        """Look for a change, at most every half second, and take up what was read meanwhile."""
        self._take_up()
        if self._gallery is None or now_s - self._checked_at_s >= POLL_EVERY_S:
            self._checked_at_s = now_s
            if self._is_behind():
                self._read(0 if self._patience_s is not None else None)

    def _held(self) -> Gallery:
        if self._gallery is None:
            raise StorageFault(LOADING)
        return self._gallery

    def _catch_up(self, patience_s: float | None) -> None:
        self._take_up()
        until_s = None if patience_s is None else monotonic() + patience_s
        left_s = patience_s
        while left_s != 0.0 and self._is_behind():
            left_s = None if until_s is None else max(0.0, until_s - monotonic())
            self._read(left_s)

    def _is_behind(self) -> bool:
        return self._gallery is None or self._store.version() != self._gallery.version

    def _read(self, patience_s: float | None) -> None:
        """Have what has changed read, unless that is under way, and take it up if it is there in time."""
        if self._reading is None:
            self._reading = self._reader.submit(self._store.gallery, self._model, self._gallery)
        wait([self._reading], patience_s)
        self._take_up()

    def _take_up(self) -> None:
        if self._reading is None or not self._reading.done():
            return
        read, self._reading = self._reading, None
        self._gallery = gallery = read.result()
        self._hub.publish(GalleryChanged(len(gallery), gallery.version))
