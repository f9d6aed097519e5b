"""Whether a track has shown one face all along."""

from door_access.domain.entry.one_face import OneFace
from tests.builders import at_distance

ADA, ADA_AGAIN, BEN = at_distance(0.0), at_distance(0.2), at_distance(1.0)


def after(*frames: tuple[int, object]) -> bool:
    watched = OneFace(0.4)
    for track, embedding in frames:
        watched.see(track, embedding)  # type: ignore[arg-type]
    return watched.is_changed


def test_nothing_seen_has_not_changed():
    assert not OneFace(0.4).is_changed


def test_one_face_stays_one_face():
    assert not after((1, ADA), (1, ADA_AGAIN), (1, ADA))


def test_another_face_on_the_same_track_is_a_change_that_stays():
    assert after((1, BEN), (1, ADA), (1, ADA))


def test_one_face_ends_at_the_limit():
    assert not after((1, ADA), (1, at_distance(0.399)))
    assert after((1, ADA), (1, at_distance(0.401)))


def test_another_face_on_another_track_is_no_change():
    assert not after((1, BEN), (2, ADA))


def test_a_track_that_changed_is_forgotten_with_the_next():
    assert not after((1, BEN), (1, ADA), (2, ADA))
