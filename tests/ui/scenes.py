"""Builders of what the window is shown."""

from datetime import UTC, datetime

import numpy as np

from door_access.domain.door.alarms import Alarm, Notice
from door_access.domain.door.modes import OperatingMode
from door_access.domain.door.states import DoorState
from door_access.domain.faces.faces import Box, DetectedFace, Frame, SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.scene import Scene, TrackedFace
from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.runtime.events import (
    AlarmsChanged,
    CameraChanged,
    ContactChanged,
    DecisionMade,
    DoorChanged,
    ModeChanged,
    Noticed,
    SceneSeen,
)
from door_access.runtime.messages import CameraState

FACE_BOX = Box(20, 10, 44, 34)


def a_frame(index: int = 0, *, width: int = 64, height: int = 48, grey: int = 90) -> Frame:
    return Frame(np.full((height, width, 3), grey, np.uint8), index / 30, index)


def a_face(box: Box = FACE_BOX, *, is_present: bool = True) -> TrackedFace:
    return TrackedFace(DetectedFace(box, np.zeros((5, 2), np.float32)), 1, is_present)


def a_scene(
    guidance: Guidance = Guidance.NOBODY, *, index: int = 0, faces: tuple[TrackedFace, ...] = ()
) -> SceneSeen:
    return SceneSeen(Scene(a_frame(index), faces, guidance))


def a_camera(
    state: CameraState = CameraState.STREAMING, *, kind: SourceKind = SourceKind.LIVE, detail: str = ""
) -> CameraChanged:
    return CameraChanged(state, "camera 0", kind, detail)


def a_denial(reason: Reason = Reason.NO_MATCH) -> DecisionMade:
    return DecisionMade(AccessDecision(Outcome.DENIED, reason, 1.0, distance=0.61, threshold=0.34), None)


def a_door(
    state: DoorState, *, cause: Reason | None = None, person: str | None = None, unlock_s: float = 0.0
) -> DoorChanged:
    return DoorChanged(state, cause, 1.0, person, unlock_s)


def a_welcome(person: str = "Ada Lovelace", unlock_s: float = 5.0) -> DoorChanged:
    return a_door(DoorState.UNLOCKED, cause=Reason.MATCH, person=person, unlock_s=unlock_s)


def a_mode(mode: OperatingMode, until_utc: datetime | None = None) -> ModeChanged:
    return ModeChanged(mode, until_utc, 1.0)


def a_notice(notice: Notice, detail: str = "") -> Noticed:
    return Noticed(notice, 2.0, detail)


def a_contact(*, is_open: bool) -> ContactChanged:
    return ContactChanged(is_open, 2.0)


def alarms(*kinds: Notice, is_over: bool = False) -> AlarmsChanged:
    return AlarmsChanged(tuple(Alarm(kind, datetime.now(UTC), is_over) for kind in kinds), 2.0)
