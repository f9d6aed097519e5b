"""The agreeing frames of one face: what a probe is made of."""

from collections import deque
from collections.abc import Sequence

import numpy as np

from door_access.domain.faces.faces import Embedding
from door_access.domain.matching.identification import Probe, is_match


class AgreeingFrames:
    """Keeps the newest embeddings that show one face; one that disagrees starts afresh.

    A swapped face on the same track therefore never shares a probe with the face before it.
    """

    def __init__(self, *, limit: int, agreement: float) -> None:
        """Keep up to ``limit`` frames no farther than ``agreement`` from the mean of those before."""
        self._limit = limit
        self._agreement = agreement
        self._embeddings: deque[Embedding] = deque(maxlen=limit)
        self._newest_s = 0.0

    def add(self, embedding: Embedding, at_s: float) -> None:
        """Take a frame's embedding."""
        if self._embeddings and not self._agrees(embedding):
            self._embeddings.clear()
        self._embeddings.append(embedding)
        self._newest_s = at_s

    def is_full(self) -> bool:
        """Say whether there are as many frames as a probe wants."""
        return len(self._embeddings) == self._limit

    def take(self, track: int) -> Probe:
        """Return the fused probe and begin anew, so that two probes never share a frame."""
        frames = tuple(self._embeddings)
        probe = Probe(Embedding.mean_of(frames), len(frames), track, self._newest_s, _spread(frames))
        self._embeddings.clear()
        return probe

    def _agrees(self, embedding: Embedding) -> bool:
        return is_match(embedding.distance_to(Embedding.mean_of(tuple(self._embeddings))), self._agreement)


def _spread(frames: Sequence[Embedding]) -> float:
    """Return 1 − |mean|² of the frames' vectors, 0 for one picture several times."""
    mean = np.mean([frame.vector for frame in frames], axis=0, dtype=np.float64)
    return 1.0 - float(np.linalg.norm(mean)) ** 2
