"""Cuts a film into presentations, each judged by a watch of its own. Its one rule: the first decision counts.

At a door, too, the first decision is acted on, and what would have been seen later no longer matters.
"""

from collections.abc import Callable, Iterator

from door_access.domain.liveness.liveness import Liveness, LivenessEvidence
from door_access.ports import FrameSource
from door_access.runtime.detection import LivenessWatch, SceneFinder

WINDOW_S = 3.0
"""How long an attempt lasts before it is denied."""

NOBODY = -1
"""No track has this number."""
UNSEEN = LivenessEvidence(Liveness.UNDECIDED, None, blinks=0, observed_s=0.0)


def presentations(
    source: FrameSource, finder: SceneFinder, make_watch: Callable[[], LivenessWatch]
) -> Iterator[LivenessEvidence]:
    """Yield what was decided in every whole ``WINDOW_S`` of a track; shorter remainders are left out.

    Args:
        finder: one that does not ask for liveness itself.
        make_watch: called for every presentation.

    Raises:
        CameraFault: the source cannot be played.
    """
    watch, track, began_s, decided = make_watch(), NOBODY, 0.0, UNSEEN
    source.open()
    try:
        for frame in iter(source.read, None):
            if track == NOBODY:
                watch = make_watch()
            scene = finder.find(frame)
            meant = scene.present[0] if len(scene.present) == 1 else None
            evidence = watch.watch(frame, scene.faces, meant)
            if meant is None or evidence is None:
                continue
            if meant.track != track:
                track, began_s, decided = meant.track, scene.at_s, evidence
            elif decided.verdict is Liveness.UNDECIDED:
                decided = evidence
            if scene.at_s - began_s >= WINDOW_S:
                track = NOBODY
                yield decided
    finally:
        source.close()
