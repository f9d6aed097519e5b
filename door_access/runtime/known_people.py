"""The gallery in memory, kept as new as the database."""

from door_access.domain.matching.gallery import Gallery
from door_access.ports import PeopleStore
from door_access.runtime.events import EventHub, GalleryChanged

POLL_EVERY_S = 0.5
"""A change made by another process reaches the kiosk within 1 s; one query of a single number."""


class KnownPeople:
    """Holds the gallery of one model. One thread owns it."""

    def __init__(self, store: PeopleStore, *, model: str, hub: EventHub) -> None:
        self._store = store
        self._model = model
        self._hub = hub
        self._gallery: Gallery | None = None
        self._checked_at_s = 0.0

    @property
    def version(self) -> int | None:
        """Return the version of the gallery that is held; None before the first was read."""
        return None if self._gallery is None else self._gallery.version

    def current(self) -> Gallery:
        """Return the gallery as the database has it now; raises StorageFault."""
        if self._gallery is None or self._store.version() != self._gallery.version:
            self._gallery = self._store.gallery(self._model)
            self._hub.publish(GalleryChanged(len(self._gallery), self._gallery.version))
        return self._gallery

    def poll(self, now_s: float) -> None:
        """Look for a change, at most every half second."""
        if self._gallery is None or now_s - self._checked_at_s >= POLL_EVERY_S:
            self._checked_at_s = now_s
            self.current()
