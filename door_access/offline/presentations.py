"""Cuts a film into presentations, each judged by a watch of its own. Its one rule: the first decision counts.

At a door, too, the first decision is acted on, and what would have been seen later no longer matters.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from door_access.domain.faces.faces import Frame
from door_access.domain.faces.scene import Scene
from door_access.domain.liveness.liveness import Liveness, LivenessEvidence
from door_access.ports import FrameSource
from door_access.runtime.detection import Eyes, LivenessWatch, see

WINDOW_S = 3.0
"""How long an attempt lasts before it is denied."""

UNSEEN = LivenessEvidence(Liveness.UNDECIDED, None, blinks=0, observed_s=0.0)


class _Cutter:
    """Watches one presentation after the other."""

    def __init__(self, eyes: Eyes, make_watch: Callable[[], LivenessWatch]) -> None:
        self._make_watch = make_watch
        self._eyes = eyes
        self._track: int | None = None
        self._began_s = 0.0
        self._decided = UNSEEN

    def take(self, frame: Frame) -> LivenessEvidence | None:
        """Look at the next frame and return the evidence of a presentation that it ends."""
        if self._track is None:
            self._eyes = replace(self._eyes, liveness=self._make_watch())
        scene = see(self._eyes, frame)
        if scene.liveness is None:
            return None
        if scene.present[0].track != self._track:
            self._begin(scene, scene.liveness)
        elif self._decided.verdict is Liveness.UNDECIDED:
            self._decided = scene.liveness
        return self._end() if scene.at_s - self._began_s >= WINDOW_S else None

    def _begin(self, scene: Scene, evidence: LivenessEvidence) -> None:
        self._track, self._began_s, self._decided = scene.present[0].track, scene.at_s, evidence

    def _end(self) -> LivenessEvidence:
        self._track = None
        return self._decided


def presentations(
    source: FrameSource, eyes: Eyes, make_watch: Callable[[], LivenessWatch]
) -> Iterator[LivenessEvidence]:
    """Yield what was decided in every whole ``WINDOW_S`` of a track; shorter remainders are left out.

    Raises:
        CameraFault: the source cannot be played.
    """
    cutter = _Cutter(eyes, make_watch)
    source.open()
    try:
        for frame in iter(source.read, None):
            decided = cutter.take(frame)
            if decided is not None:
                yield decided
    finally:
        source.close()
