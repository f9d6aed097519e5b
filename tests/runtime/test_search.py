"""People are looked for everywhere at first, then around where they were, and seldom in an empty hall."""

from collections.abc import Iterable

from door_access.domain.faces.faces import Box, DetectedFace, Frame, Rgb
from door_access.runtime.search import REST_AFTER_S, FaceSearch
from door_access.vision.movement import PictureMovement
from tests.builders import face_at, picture

RATE_HZ = 30.0
HALL = 90
"""The grey level of an empty hall; every level above it shows so many more people."""


class Sees:
    """Sees the people that the picture's grey level tells, and notes where it was asked to look."""

    def __init__(self, looks: list[str], name: str, *, least: int = 1) -> None:
        self._looks, self._name, self._least = looks, name, least

    def detect(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
        self._looks.append(self._name)
        return self._seen(rgb)

    def follow(self, rgb: Rgb, box: Box) -> tuple[DetectedFace, ...]:
        self._looks.append(f"around {self._name}")
        return self._seen(rgb)[:1]

    def _seen(self, rgb: Rgb) -> tuple[DetectedFace, ...]:
        people = int(rgb[0, 0, 0]) - HALL
        return tuple(face_at(200.0 * n) for n in range(people)) if people >= self._least else ()


class Hall:
    """A search at thirty frames a second; ``looks`` are those of the newest frames."""

    def __init__(self, *, near_sees_from: int = 1) -> None:
        self.looks: list[str] = []
        self.at_s = 0.0
        near, far = Sees(self.looks, "near", least=near_sees_from), Sees(self.looks, "far")
        self.search = FaceSearch((near, far), PictureMovement())

    def show(self, people: int, seconds: float, *, moving: bool = False) -> list[int]:
        """Show the hall for a while; return how many faces were found in each frame."""
        self.looks.clear()
        return [self._next(people, moving, n) for n in range(round(seconds * RATE_HZ))]

    def _next(self, people: int, moving: bool, n: int) -> int:
        rgb = picture(64, 48, grey=HALL + people)
        if moving:
            rgb[n % 40 : n % 40 + 8, 20:40] = 250
            rgb[0, 0] = HALL + people
        self.at_s += 1 / RATE_HZ
        return len(self.search.faces(Frame(rgb, self.at_s, n)))


def count(looks: Iterable[str], name: str) -> int:
    return sum(1 for look in looks if look == name)


def test_an_empty_hall_is_searched_five_times_a_second_in_turn_for_near_and_far() -> None:
    hall = Hall()
    hall.show(0, 2 * REST_AFTER_S)
    assert hall.search.is_resting

    hall.show(0, 4.0)
    assert 18 <= len(hall.looks) <= 20
    assert abs(count(hall.looks, "near") - count(hall.looks, "far")) <= 1


def test_until_the_hall_counts_as_empty_every_frame_is_searched_near_and_far() -> None:
    hall = Hall()
    hall.show(0, 0.5)

    assert hall.looks == ["near", "far"] * 15
    assert not hall.search.is_resting


def test_whoever_comes_is_seen_within_a_fifth_of_a_second_and_ends_the_rest() -> None:
    hall = Hall()
    hall.show(0, 5.0)

    found = hall.show(1, 0.5)
    assert sum(n == 0 for n in found) <= 0.4 * RATE_HZ
    assert found[-1] == 1
    assert not hall.search.is_resting


def test_what_moves_is_looked_at_in_the_same_frame() -> None:
    hall = Hall()
    hall.show(0, 5.0)

    found = hall.show(1, 1 / RATE_HZ, moving=True)
    assert found == [1]
    assert not hall.search.is_resting


def test_while_something_moves_every_frame_is_searched() -> None:
    hall = Hall()
    hall.show(0, 5.0)
    hall.show(0, 1.0, moving=True)

    assert count(hall.looks, "near") >= RATE_HZ - 1
    assert count(hall.looks, "far") >= RATE_HZ - 1


def test_one_face_is_followed_and_the_whole_picture_searched_every_fifth_frame() -> None:
    hall = Hall()
    found = hall.show(1, 1.0)

    assert set(found) == {1}
    assert count(hall.looks, "near") == 6
    assert count(hall.looks, "around near") == 24
    assert count(hall.looks, "far") == 0


def test_a_face_that_only_the_far_look_finds_is_followed_by_it() -> None:
    hall = Hall(near_sees_from=2)
    hall.show(1, 0.1)

    assert hall.looks == ["near", "far", "around far", "around far"]


def test_a_second_face_is_seen_within_three_tenths_of_a_second_and_then_in_every_frame() -> None:
    hall = Hall()
    hall.show(1, 1.0)

    found = hall.show(2, 1.0)
    first = found.index(2)
    assert first / RATE_HZ < 0.3
    assert set(found[first:]) == {2}


def test_a_face_that_is_lost_where_it_was_is_looked_for_everywhere_in_the_same_frame() -> None:
    hall = Hall()
    hall.show(1, 0.1)
    hall.show(0, 1 / RATE_HZ)

    assert hall.looks == ["around near", "near", "far"]


def test_at_five_frames_a_second_the_whole_picture_is_searched_every_time() -> None:
    looks: list[str] = []
    search = FaceSearch((Sees(looks, "near"),), PictureMovement())
    for n in range(10):
        search.faces(Frame(picture(grey=HALL + 1), n / 5, n))

    assert looks == ["near"] * 10


def test_another_source_whose_time_begins_anew_is_searched_from_the_beginning() -> None:
    hall = Hall()
    hall.show(0, 5.0)
    hall.at_s = 0.0

    assert hall.show(1, 1 / RATE_HZ) == [1]
