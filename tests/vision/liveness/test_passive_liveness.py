"""The whole watch, on pictures: what is flat, what repeats, what is forgotten, what the real ones give."""

import numpy as np
import pytest

from door_access.domain.faces.faces import Box, DetectedFace, Frame
from door_access.domain.faces.scene import TrackedFace
from door_access.domain.faces.tracking import Tracker
from door_access.domain.liveness.liveness import AttackSign, Liveness, LivenessEvidence
from door_access.domain.liveness.liveness_measures import LivenessMeasures
from door_access.domain.liveness.passive import LivenessFusion
from door_access.vision.cameras.video_file import VideoFile
from door_access.vision.detector import HogDetector
from door_access.vision.liveness.passive_liveness import PassiveLiveness
from tests.vision.liveness.moving_faces import FACE, noisy, texture, turning
from tests.vision.liveness.test_eye_patches import CORNERS


def person(track: int = 1) -> TrackedFace:
    return TrackedFace(DetectedFace(FACE, CORNERS), track, is_present=True)


def watched(frames, *, watch: PassiveLiveness | None = None, track: int = 1) -> LivenessEvidence:
    watch = watch or PassiveLiveness()
    evidence = [watch.watch(frame, [person(track)], person(track)) for frame in frames]
    assert evidence[-1] is not None
    return evidence[-1]


def test_a_photo_that_is_turned_in_the_hand_is_an_attack() -> None:
    assert watched(turning(depth_px=0.0)).sign is AttackSign.PLANAR


def test_a_head_that_turns_is_not() -> None:
    assert watched(turning(depth_px=40.0)).verdict is not Liveness.ATTACK


def test_a_photo_held_still_is_undecided() -> None:
    still = (Frame(noisy(texture(), n), n / 30, n) for n in range(60))

    assert watched(still).verdict is Liveness.UNDECIDED


def test_a_picture_that_stands_still_is_frozen() -> None:
    assert watched(Frame(texture(), n / 30, n) for n in range(20)).sign is AttackSign.FROZEN


def test_a_film_that_begins_again_is_a_loop_although_the_face_is_tracked_anew() -> None:
    film = [noisy(np.roll(texture(), 2 * n, axis=1), n) for n in range(20)]
    frames = [Frame(film[n % 20].copy(), n / 30, n) for n in range(40)]
    watch = PassiveLiveness()
    watched(frames[:20], watch=watch, track=1)

    assert watched(frames[20:], watch=watch, track=2).sign is AttackSign.LOOPING


def breaks(*looks: tuple[float, list[TrackedFace]]) -> list[bool]:
    """Return whether each look at one face was taken for the same as before."""
    told = Told()
    watch = PassiveLiveness(told)
    for index, (at_s, faces) in enumerate(looks):
        meant = faces[0] if len(faces) == 1 else None
        watch.watch(Frame(noisy(texture(), index), at_s, index), faces, meant)
    return told.unbroken


class Told(LivenessFusion):
    """Writes down what it hears of breaks."""

    def __init__(self) -> None:
        super().__init__()
        self.unbroken: list[bool] = []

    def see(self, measures: LivenessMeasures) -> LivenessEvidence:
        self.unbroken.append(measures.is_unbroken)
        return super().see(measures)


def moved(by: float) -> TrackedFace:
    box = Box(FACE.left + by * FACE.width, FACE.top, FACE.right + by * FACE.width, FACE.bottom)
    return TrackedFace(DetectedFace(box, CORNERS), 1, is_present=True)


def test_a_face_that_stays_is_unbroken_and_its_first_look_is_not():
    assert breaks((0.0, [person()]), (0.1, [person()]), (0.2, [moved(0.1)])) == [False, True, True]


def test_a_frame_without_the_face_breaks_nothing_but_a_moment_does():
    assert breaks((0.0, [person()]), (0.1, []), (0.2, [person()])) == [False, True]
    assert breaks((0.0, [person()]), (0.2, []), (0.4, [person()])) == [False, False]


def test_a_second_face_another_track_a_leap_and_a_clock_set_back_are_breaks():
    assert breaks((0.0, [person()]), (0.1, [person(), person(2)]), (0.2, [person()])) == [False, False]
    assert breaks((0.0, [person(1)]), (0.1, [person(2)])) == [False, False]
    assert breaks((0.0, [person()]), (0.1, [moved(0.5)])) == [False, False]
    assert breaks((0.1, [person()]), (0.0, [person()])) == [False, False]


def test_nobody_meant_is_nobody_judged_and_what_was_known_of_a_track_stays() -> None:
    watch = PassiveLiveness()
    watched((Frame(texture(), n / 30, n) for n in range(20)), watch=watch)

    assert watch.watch(Frame(noisy(texture(), 1), 0.7, 20), [person(1), person(2)], None) is None
    assert watched([Frame(noisy(texture(), 2), 0.75, 21)], watch=watch).sign is AttackSign.FROZEN


@pytest.mark.parametrize(("video", "least_blinks"), [("liveportrait_d9.mp4", 1), ("liveportrait_d14.mp4", 1)])
def test_a_filmed_face_that_blinks_and_turns_is_bona_fide(data, video, least_blinks) -> None:
    source, detector, tracker = VideoFile(data / "videos" / video), HogDetector(150.0), Tracker()
    watch, evidence = PassiveLiveness(), None
    source.open()
    for _ in range(60):
        frame = source.read()
        assert frame is not None
        found = detector.detect(frame.rgb)
        tracks = tracker.track(found, frame.captured_at_s)
        faces = [TrackedFace(face, track, True) for face, track in zip(found, tracks, strict=True)]
        evidence = watch.watch(frame, faces, faces[0]) if faces else evidence
    source.close()

    assert evidence is not None
    assert evidence.verdict is Liveness.BONA_FIDE
    assert evidence.blinks >= least_blinks
