"""A film is cut into presentations of three seconds, each judged anew."""

from collections.abc import Iterator

import pytest

from door_access.domain.faces.faces import Frame
from door_access.domain.liveness.liveness import AttackSign, Liveness, LivenessEvidence
from door_access.offline.presentations import presentations
from tests.builders import picture
from tests.runtime.looking import NOBODY_THERE, Looker

RATE_HZ = 10
PERSON = 1
UNDECIDED = LivenessEvidence(Liveness.UNDECIDED, None, 0, 0.0)
BONA_FIDE = LivenessEvidence(Liveness.BONA_FIDE, None, 1, 1.0)
ATTACK = LivenessEvidence(Liveness.ATTACK, AttackSign.PLANAR, 0, 1.0)


class Film:
    """Shows one grey level after the other, ten a second."""

    def __init__(self, *greys: int) -> None:
        self._frames = iter(
            Frame(picture(640, 480, grey=grey), n / RATE_HZ, n) for n, grey in enumerate(greys)
        )
        self.is_open = False

    def open(self) -> None:
        self.is_open = True

    def read(self) -> Frame | None:
        return next(self._frames, None)

    def close(self) -> None:
        self.is_open = False


class Scripted:
    """A watch that says these one after the other, and the last one for ever."""

    def __init__(self, *says: LivenessEvidence) -> None:
        self._says: Iterator[LivenessEvidence] = iter(says)
        self._last = says[-1]

    def watch(self, frame, faces, meant) -> LivenessEvidence | None:
        return next(self._says, self._last) if meant else None


class Renumbered(Looker):
    """Takes everybody for somebody new once a second."""

    def track(self, faces, at_s: float) -> tuple[int, ...]:
        return (int(at_s),) * len(faces)


def verdicts(film: Film, *says: LivenessEvidence, looker: Looker | None = None) -> list[Liveness]:
    finder = (looker or Looker()).finder()
    return [one.verdict for one in presentations(film, finder, lambda: Scripted(*says))]


def test_every_whole_three_seconds_are_a_presentation_and_a_remainder_is_none() -> None:
    assert verdicts(Film(*[PERSON] * 92), UNDECIDED) == [Liveness.UNDECIDED] * 2
    assert verdicts(Film(*[PERSON] * 29), UNDECIDED) == []


@pytest.mark.parametrize("first", [BONA_FIDE, ATTACK])
def test_the_first_decision_counts(first) -> None:
    assert verdicts(Film(*[PERSON] * 31), UNDECIDED, first, BONA_FIDE, ATTACK) == [first.verdict]


def test_every_presentation_has_a_watch_of_its_own() -> None:
    assert verdicts(Film(*[PERSON] * 96), ATTACK, UNDECIDED) == [Liveness.ATTACK] * 3


def test_nobody_is_no_presentation_and_a_face_that_is_missed_for_a_moment_goes_on() -> None:
    film = Film(*[NOBODY_THERE] * 40, *[PERSON] * 10, *[NOBODY_THERE] * 3, *[PERSON] * 19)

    assert len(verdicts(film, UNDECIDED)) == 1


def test_three_seconds_of_different_tracks_are_no_presentation() -> None:
    assert verdicts(Film(*[PERSON] * 60), UNDECIDED, looker=Renumbered()) == []


def test_a_film_is_closed_however_it_ends() -> None:
    film = Film(*[PERSON] * 96)
    shown = presentations(film, Looker().finder(), lambda: Scripted(UNDECIDED))
    next(shown)
    assert film.is_open
    shown.close()

    assert not film.is_open
