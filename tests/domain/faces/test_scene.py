"""One frame after detection."""

from door_access.domain.faces.faces import Box, SourceKind
from door_access.domain.faces.guidance import Guidance
from door_access.domain.faces.scene import Scene, TrackedFace
from tests.builders import face_at, frame, scene


def test_only_faces_in_the_zone_are_present_and_keep_their_order() -> None:
    faces = tuple(TrackedFace(face_at(), track, is_present=track != 2) for track in (1, 2, 3))

    shown = Scene(frame(4.5, kind=SourceKind.LIVE), faces, Guidance.ONE_AT_A_TIME)

    assert [face.track for face in shown.present] == [1, 3]
    assert shown.at_s == 4.5


def test_a_tracked_face_has_the_box_of_its_face() -> None:
    assert scene().faces[0].box == Box(0.0, 0.0, 150.0, 150.0)
