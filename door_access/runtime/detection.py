"""The detection thread: a frame becomes a scene, with the one face that may be compared."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

import numpy as np

from door_access.domain.faces.faces import DetectedFace, FaceSample, Frame
from door_access.domain.faces.guidance import (
    Guidance,
    PresenceZone,
    QualityGate,
    before_the_light,
    stands_behind,
)
from door_access.domain.faces.scene import Scene, TrackedFace
from door_access.domain.liveness.liveness import LivenessEvidence
from door_access.ports import FaceAligner, QualityMeter
from door_access.runtime.capture import Captured
from door_access.runtime.code_sight import CodeSight
from door_access.runtime.mailbox import Mailbox
from door_access.runtime.messages import CameraReport

Seen = Scene | CameraReport


class Search(Protocol):
    """Finds the faces of frame after frame."""

    @property
    def is_resting(self) -> bool:
        """Whether it is enough to be shown a few frames a second."""

    def faces(self, frame: Frame) -> tuple[DetectedFace, ...]: ...


class FaceTracker(Protocol):
    """Gives faces a number that stays."""

    def track(self, faces: tuple[DetectedFace, ...], at_s: float) -> tuple[int, ...]: ...


class LivenessWatch(Protocol):
    """Watches whether the face that is meant is alive. The detection thread owns it."""

    def watch(
        self, frame: Frame, faces: Sequence[TrackedFace], meant: TrackedFace | None
    ) -> LivenessEvidence | None: ...


class SceneFinder:
    """Finds the scene of a frame: who is there, who is meant, what to tell them. One thread owns it."""

    def __init__(
        self,
        *,
        search: Search,
        tracker: FaceTracker,
        aligner: FaceAligner,
        meter: QualityMeter,
        zone: PresenceZone,
        gate: QualityGate,
        liveness: LivenessWatch | None = None,
        codes: CodeSight | None = None,
    ) -> None:
        """``liveness`` and ``codes``: None where no face need be alive, and where no passes are read."""
        self._search = search
        self._tracker = tracker
        self._aligner = aligner
        self._meter = meter
        self._zone = zone
        self._gate = gate
        self._liveness = liveness
        self._codes = codes

    @property
    def is_resting(self) -> bool:
        """Say whether a few frames a second are enough: nobody is there and nothing moves."""
        return self._search.is_resting

    def find(self, frame: Frame) -> Scene:
        """Return the scene of the next frame."""
        scene = self._found(frame)
        codes = self._codes.codes(frame, is_empty=self.is_resting) if self._codes else ()
        return replace(scene, codes=codes) if codes else scene

    def _found(self, frame: Frame) -> Scene:
        found = self._search.faces(frame)
        numbers = self._tracker.track(found, frame.captured_at_s)
        in_zone = [self._is_near(face, frame) and self._is_inside(face, frame) for face in found]
        widest_px = max(
            (face.box.width for face, is_in in zip(found, in_zone, strict=True) if is_in), default=0.0
        )
        faces = tuple(
            TrackedFace(face, number, is_in and not stands_behind(face.box, widest_px))
            for face, number, is_in in zip(found, numbers, in_zone, strict=True)
        )
        present = [face for face in faces if face.is_present]
        meant = present[0] if len(present) == 1 else None
        evidence = self._liveness.watch(frame, faces, meant) if self._liveness else None
        if meant is not None:
            return self._close_up(Scene(frame, faces, Guidance.GOOD, liveness=evidence), meant)
        if present:
            return Scene(frame, faces, Guidance.ONE_AT_A_TIME)
        is_far = any(self._is_inside(face.face, frame) for face in faces)
        return Scene(frame, faces, Guidance.STEP_CLOSER if is_far else Guidance.NOBODY)

    def _is_near(self, face: DetectedFace, frame: Frame) -> bool:
        return self._zone.is_near(face.box, width_px=frame.width_px, height_px=frame.height_px)

    def _is_inside(self, face: DetectedFace, frame: Frame) -> bool:
        return self._zone.covers(face.box, width_px=frame.width_px, height_px=frame.height_px)

    def _close_up(self, scene: Scene, meant: TrackedFace) -> Scene:
        """Return the scene with what its one present face shows."""
        chip_rgb = self._aligner.chip(scene.frame.rgb, meant.face)
        quality = self._meter.measure(meant.face, chip_rgb)
        guidance = self._gate.judge(quality)
        if guidance is Guidance.TOO_DARK:
            guidance = before_the_light(guidance, bright_quarter(scene.frame))
        if guidance is not Guidance.GOOD:
            return replace(scene, guidance=guidance, quality=quality)
        sample = FaceSample(meant.face, quality, chip_rgb, meant.track, scene.at_s)
        return replace(scene, sample=sample, quality=quality)


SAMPLED_PX = 16
"""Every so-manieth row and column tells how bright a picture is."""
BRIGHT_PERCENTILE = 75


def bright_quarter(frame: Frame) -> float:
    """Return the level, 0…255, that a quarter of the picture's sampled values exceeds."""
    return float(np.percentile(frame.rgb[::SAMPLED_PX, ::SAMPLED_PX], BRIGHT_PERCENTILE))


class Detection:
    """Turns frames into scenes. The detection thread owns it.

    From elsewhere :meth:`renew_soon` may be called and :attr:`is_resting` be read.
    """

    def __init__(
        self, make_finder: Callable[[], SceneFinder], inbox: Mailbox[Captured], outbox: Mailbox[Seen]
    ) -> None:
        self._make_finder = make_finder
        self._finder = make_finder()
        self._wanted = self._made = 0
        self._inbox = inbox
        self._outbox = outbox

    def renew_soon(self) -> None:
        """Make a new finder before the next frame: the settings changed, or the old one failed."""
        self._wanted += 1

    @property
    def is_resting(self) -> bool:
        """Say whether a few frames a second are enough."""
        return self._finder.is_resting

    def step(self) -> None:
        """Wait for one frame and hand its scene on; reports pass through in their order."""
        captured = self._inbox.take()
        self._renew()
        if isinstance(captured, CameraReport):
            self._outbox.put(captured)
        elif captured is not None:
            self._outbox.put(self._finder.find(captured))

    def close(self) -> None:
        """Tell the next thread that nothing more will come."""
        self._outbox.close()

    def _renew(self) -> None:
        """Make a new finder if one is wanted; while that fails, no frame is looked at."""
        wanted = self._wanted
        if wanted != self._made:
            self._finder = self._make_finder()
            self._made = wanted
