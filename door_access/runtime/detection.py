"""The detection thread: a frame becomes a scene, with the one face that may be compared."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from door_access.domain.faces.faces import DetectedFace, FaceSample, Frame
from door_access.domain.faces.guidance import Guidance, PresenceZone, QualityGate
from door_access.domain.faces.scene import Scene, TrackedFace
from door_access.domain.liveness.liveness import LivenessEvidence
from door_access.ports import FaceAligner, FaceDetector, QualityMeter
from door_access.runtime.capture import Captured
from door_access.runtime.mailbox import Mailbox
from door_access.runtime.messages import CameraReport

Seen = Scene | CameraReport


class FaceTracker(Protocol):
    """Gives faces a number that stays."""

    def track(self, faces: tuple[DetectedFace, ...], at_s: float) -> tuple[int, ...]: ...


class LivenessWatch(Protocol):
    """Watches whether the face that is meant is alive. The detection thread owns it."""

    def watch(
        self, frame: Frame, faces: Sequence[TrackedFace], meant: TrackedFace | None
    ) -> LivenessEvidence | None: ...


@dataclass(frozen=True, slots=True)
class Eyes:
    """What detection looks with. One thread owns it. No ``liveness``: the door does not ask for it."""

    detector: FaceDetector
    tracker: FaceTracker
    aligner: FaceAligner
    meter: QualityMeter
    zone: PresenceZone
    gate: QualityGate
    liveness: LivenessWatch | None = None


class Detection:
    """Turns frames into scenes. The detection thread owns it; :meth:`renew_soon` may come from elsewhere."""

    def __init__(self, eyes: Callable[[], Eyes], inbox: Mailbox[Captured], outbox: Mailbox[Seen]) -> None:
        self._make_eyes = eyes
        self._eyes = eyes()
        self._wanted = self._made = 0
        self._inbox = inbox
        self._outbox = outbox

    def renew_soon(self) -> None:
        """Look with new eyes from the next frame on: the settings changed, or the old ones failed."""
        self._wanted += 1

    def step(self) -> None:
        """Wait for one frame and hand its scene on; reports pass through in their order."""
        captured = self._inbox.take()
        self._renew()
        if isinstance(captured, CameraReport):
            self._outbox.put(captured)
        elif captured is not None:
            self._outbox.put(see(self._eyes, captured))

    def close(self) -> None:
        """Tell the next thread that nothing more will come."""
        self._outbox.close()

    def _renew(self) -> None:
        """Make new eyes if they are wanted; while that fails, no frame is looked at."""
        wanted = self._wanted
        if wanted != self._made:
            self._eyes = self._make_eyes()
            self._made = wanted


def see(eyes: Eyes, frame: Frame) -> Scene:
    """Return the scene of one frame."""
    found = eyes.detector.detect(frame.rgb)
    numbers = eyes.tracker.track(found, frame.captured_at_s)
    faces = tuple(
        TrackedFace(face, number, _is_present(eyes.zone, face, frame))
        for face, number in zip(found, numbers, strict=True)
    )
    return _judged(eyes, frame, faces)


def _is_present(zone: PresenceZone, face: DetectedFace, frame: Frame) -> bool:
    return zone.is_near(face.box) and _is_inside(zone, face, frame)


def _is_inside(zone: PresenceZone, face: DetectedFace, frame: Frame) -> bool:
    return zone.covers(face.box, width_px=frame.width_px, height_px=frame.height_px)


def _judged(eyes: Eyes, frame: Frame, faces: tuple[TrackedFace, ...]) -> Scene:
    present = [face for face in faces if face.is_present]
    meant = present[0] if len(present) == 1 else None
    evidence = eyes.liveness.watch(frame, faces, meant) if eyes.liveness else None
    if meant is not None:
        return _close_up(eyes, Scene(frame, faces, Guidance.GOOD, liveness=evidence), meant)
    if present:
        return Scene(frame, faces, Guidance.ONE_AT_A_TIME)
    is_near = any(_is_inside(eyes.zone, face.face, frame) for face in faces)
    return Scene(frame, faces, Guidance.STEP_CLOSER if is_near else Guidance.NOBODY)


def _close_up(eyes: Eyes, scene: Scene, meant: TrackedFace) -> Scene:
    """Return the scene with what its one present face shows."""
    sample = sample_of(eyes, scene.frame, meant)
    guidance = eyes.gate.judge(sample.quality)
    comparable = sample if guidance is Guidance.GOOD else None
    return replace(scene, guidance=guidance, sample=comparable, quality=sample.quality)


def sample_of(eyes: Eyes, frame: Frame, tracked: TrackedFace) -> FaceSample:
    """Return the aligned face with its measured quality, good or not."""
    chip_rgb = eyes.aligner.chip(frame.rgb, tracked.face)
    quality = eyes.meter.measure(tracked.face, chip_rgb)
    return FaceSample(tracked.face, quality, chip_rgb, tracked.track, frame.captured_at_s)
