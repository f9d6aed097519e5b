"""A frame becomes a scene: who is there, who is meant, what to tell them."""

import numpy as np
import pytest

from door_access.domain.faces.faces import DetectedFace, Frame, Quality, Rgb, SourceKind
from door_access.domain.faces.guidance import Guidance, PresenceZone
from door_access.domain.liveness.liveness import Liveness, LivenessEvidence
from door_access.errors import BadSetting
from door_access.runtime.detection import Detection, LivenessWatch, SceneFinder, Seen
from door_access.runtime.mailbox import Mailbox, MailboxClosed
from door_access.runtime.messages import CameraReport, CameraState
from tests.builders import GATE, GOOD_QUALITY, chip_of, face_at, frame

FAR_PX = 80.0
REPORT = CameraReport(CameraState.LOST, "camera", SourceKind.LIVE, 1.0)


class Sees:
    """Search, tracker, aligner and meter in one: these faces, these numbers, this quality."""

    is_resting = False

    def __init__(self, *faces: DetectedFace, quality: Quality = GOOD_QUALITY) -> None:
        self._faces = faces
        self._quality = quality

    def faces(self, frame: Frame) -> tuple[DetectedFace, ...]:
        return self._faces

    def track(self, faces: tuple[DetectedFace, ...], at_s: float) -> tuple[int, ...]:
        return tuple(range(1, len(faces) + 1))

    def chip(self, rgb: Rgb, face: DetectedFace) -> Rgb:
        return chip_of(1)

    def measure(self, face: DetectedFace, chip_rgb: Rgb) -> Quality:
        return self._quality


def finder(
    *faces: DetectedFace,
    zone: PresenceZone | None = None,
    quality: Quality = GOOD_QUALITY,
    liveness: LivenessWatch | None = None,
) -> SceneFinder:
    sees = Sees(*faces, quality=quality)
    return SceneFinder(
        search=sees,
        tracker=sees,
        aligner=sees,
        meter=sees,
        zone=zone or PresenceZone(),
        gate=GATE,
        liveness=liveness,
    )


def shown() -> Frame:
    return Frame(frame(kind=SourceKind.LIVE).rgb.repeat(10, axis=0).repeat(10, axis=1), 2.5, 0)


def test_an_empty_picture_shows_nobody() -> None:
    scene = finder().find(shown())

    assert (scene.faces, scene.guidance, scene.sample) == ((), Guidance.NOBODY, None)


def test_one_good_face_in_the_zone_is_the_sample_of_the_frames_time() -> None:
    scene = finder(face_at()).find(shown())

    assert scene.guidance is Guidance.GOOD
    assert scene.sample is not None
    assert (scene.sample.track, scene.sample.captured_at_s) == (1, 2.5)


def test_a_face_far_away_is_told_to_step_closer() -> None:
    scene = finder(face_at(width_px=FAR_PX)).find(shown())

    assert (scene.guidance, scene.sample, scene.present) == (Guidance.STEP_CLOSER, None, ())
    assert len(scene.faces) == 1


def test_two_faces_in_the_zone_are_told_to_come_one_at_a_time_and_neither_is_compared() -> None:
    scene = finder(face_at(), face_at(200)).find(shown())

    assert (scene.guidance, scene.sample) == (Guidance.ONE_AT_A_TIME, None)


def test_the_nearer_of_two_is_meant_when_the_other_stands_clearly_behind() -> None:
    scene = finder(face_at(width_px=300), face_at(320, width_px=150)).find(shown())

    assert scene.guidance is Guidance.GOOD
    assert [face.track for face in scene.present] == [1]
    assert len(scene.faces) == 2


def test_two_who_stand_nearly_side_by_side_are_told_to_come_one_at_a_time() -> None:
    scene = finder(face_at(width_px=300), face_at(320, width_px=151)).find(shown())

    assert (scene.guidance, scene.sample) == (Guidance.ONE_AT_A_TIME, None)


def test_a_wide_face_outside_the_zone_pushes_nobody_behind() -> None:
    scene = finder(face_at(), face_at(400, width_px=240), zone=PresenceZone(right=0.5)).find(shown())

    assert [face.track for face in scene.present] == [1]


def test_people_outside_the_zone_are_ignored() -> None:
    left_half = PresenceZone(right=0.5)
    scene = finder(face_at(), face_at(400), zone=left_half).find(shown())

    assert scene.guidance is Guidance.GOOD
    assert [face.track for face in scene.present] == [1]


def test_a_face_far_away_outside_the_zone_is_nobody() -> None:
    scene = finder(face_at(400, width_px=FAR_PX), zone=PresenceZone(right=0.5)).find(shown())

    assert scene.guidance is Guidance.NOBODY


def test_a_person_behind_does_not_keep_the_one_in_front_from_being_compared() -> None:
    scene = finder(face_at(), face_at(300, width_px=FAR_PX)).find(shown())

    assert scene.sample is not None


def test_a_face_of_poor_quality_is_guided_and_not_compared() -> None:
    dark = Quality(150, 200, 10, 40, 0, 0.75, 0)
    scene = finder(face_at(), quality=dark).find(shown())

    assert (scene.guidance, scene.sample) == (Guidance.TOO_DARK, None)
    assert scene.quality is dark


def test_a_dark_face_before_a_bright_window_is_told_of_the_light_behind_it() -> None:
    dark = Quality(150, 200, 10, 40, 0, 0.75, 0)
    bright = Frame(np.full((480, 640, 3), 220, np.uint8), 2.5, 0)

    assert finder(face_at(), quality=dark).find(bright).guidance is Guidance.BACKLIT


def test_the_quality_of_several_faces_is_nobodys() -> None:
    assert finder(face_at(), face_at(200)).find(shown()).quality is None


class TestStage:
    """The thread's steps."""

    @pytest.fixture
    def boxes(self) -> tuple[Mailbox[Frame | CameraReport], Mailbox[Seen]]:
        return Mailbox(), Mailbox()

    def test_a_frame_goes_on_as_a_scene_and_a_report_as_it_is(self, boxes) -> None:
        inbox, outbox = boxes
        detection = Detection(lambda: finder(face_at()), inbox, outbox)
        inbox.put(REPORT)
        detection.step()
        assert outbox.take(0) is REPORT
        inbox.put(shown())
        detection.step()

        assert outbox.take(0).sample is not None  # type: ignore[union-attr]

    def test_a_new_finder_looks_from_the_next_frame_on(self, boxes) -> None:
        inbox, outbox = boxes
        made = [finder(face_at()), finder()]
        detection = Detection(lambda: made.pop(0), inbox, outbox)
        detection.renew_soon()
        inbox.put(shown())
        detection.step()

        assert outbox.take(0).faces == ()  # type: ignore[union-attr]
        assert made == []

    def test_a_finder_that_cannot_be_made_is_tried_again_and_nothing_is_seen_meanwhile(self, boxes) -> None:
        inbox, outbox = boxes
        made = [finder(face_at()), BadSetting("zone.left is wrong."), finder()]

        def make() -> SceneFinder:
            answer = made.pop(0)
            if isinstance(answer, BadSetting):
                raise answer
            return answer

        detection = Detection(make, inbox, outbox)
        detection.renew_soon()
        inbox.put(shown())
        with pytest.raises(BadSetting):
            detection.step()
        assert outbox.take(0) is None
        inbox.put(shown())
        detection.step()

        assert outbox.take(0).faces == ()  # type: ignore[union-attr]

    def test_a_closed_inbox_ends_it_and_closing_tells_the_next(self, boxes) -> None:
        inbox, outbox = boxes
        detection = Detection(finder, inbox, outbox)
        inbox.close()
        with pytest.raises(MailboxClosed):
            detection.step()
        detection.close()
        with pytest.raises(MailboxClosed):
            outbox.take(0)


class Watched:
    """A watch that remembers whom it was asked about."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int | None]] = []

    def watch(self, frame, faces, meant) -> LivenessEvidence | None:
        self.asked.append((len(faces), meant and meant.track))
        return UNDECIDED if meant else None


UNDECIDED = LivenessEvidence(Liveness.UNDECIDED, None, 0, 0.0)


@pytest.mark.parametrize(
    ("faces", "asked", "known"),
    [
        ([], (0, None), None),
        ([face_at(width_px=FAR_PX)], (1, None), None),
        ([face_at()], (1, 1), UNDECIDED),
        ([face_at(), face_at(200)], (2, None), None),
    ],
    ids=["nobody", "far away", "one", "two"],
)
def test_only_the_one_present_face_is_watched_for_being_alive(faces, asked, known) -> None:
    watch = Watched()
    scene = finder(*faces, liveness=watch).find(shown())

    assert watch.asked == [asked]
    assert scene.liveness is known


def test_a_door_that_does_not_ask_knows_nothing_of_being_alive() -> None:
    assert finder(face_at()).find(shown()).liveness is None
