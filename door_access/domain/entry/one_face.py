"""Whether a track has shown one face all along. Its one rule: who has changed once is not believed again.

Tracks follow boxes, and signs of life belong to tracks; a photo raised before a living face inherits both.
"""

from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.identification import is_match


class OneFace:
    """Watches the compared frames of one track at a time. One thread owns it."""

    def __init__(self, agreement: float) -> None:
        """``agreement``: largest distance between two frames that still show one face."""
        self._agreement = agreement
        self._track: int | None = None
        self._newest: Embedding | None = None
        self.is_changed = False

    def see(self, track: int, embedding: Embedding) -> None:
        """Take the next compared frame; another track begins anew."""
        if track != self._track:
            self._track, self._newest, self.is_changed = track, embedding, False
        assert self._newest is not None
        if not is_match(embedding.distance_to(self._newest), self._agreement):
            self.is_changed = True
        self._newest = embedding
