"""What one frame shows: who stands where, who is meant, and what to tell them."""

from dataclasses import dataclass, field

from door_access.domain.faces.faces import Box, DetectedFace, FaceSample, Frame, Quality
from door_access.domain.faces.guidance import Guidance
from door_access.domain.liveness.liveness import LivenessEvidence


@dataclass(frozen=True, slots=True, eq=False)
class TrackedFace:
    """A face with its number while in sight. ``is_present``: in the zone and near enough."""

    face: DetectedFace
    track: int
    is_present: bool

    @property
    def box(self) -> Box:
        return self.face.box


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """One frame after detection.

    Attributes:
        faces: everybody in the picture, the widest first.
        guidance: the next step for the person who is meant.
        sample: the one present face, aligned, when its quality allows a comparison; else None.
        quality: of the one present face, whatever its guidance; None when there is none or are several.
        liveness: what is known of that face's being alive; None where the door does not ask.
        codes: what QR codes say that were read a moment ago and mean to be passes: secrets.
    """

    frame: Frame
    faces: tuple[TrackedFace, ...]
    guidance: Guidance
    sample: FaceSample | None = None
    quality: Quality | None = None
    liveness: LivenessEvidence | None = None
    codes: tuple[str, ...] = field(default=(), repr=False)

    @property
    def at_s(self) -> float:
        return self.frame.captured_at_s

    @property
    def present(self) -> tuple[TrackedFace, ...]:
        """Return the faces in the presence zone, the widest first."""
        return tuple(face for face in self.faces if face.is_present)
