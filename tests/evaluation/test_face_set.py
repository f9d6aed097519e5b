"""Photos as arrays, with those that gave no face still counted."""

import numpy as np
import pytest

from door_access.errors import BadInput
from door_access.evaluation.face_set import LabelledPhoto, face_set
from door_access.evaluation.sessions import are_first_sessions

FACE = np.array([1.0, 0.0], np.float32)


def photo(person: str, *, has_face: bool = True, enrols: bool = True, probes: bool = True) -> LabelledPhoto:
    return LabelledPhoto(person, "name", FACE if has_face else None, enrols, probes)


def test_pairs_lost_to_photos_without_a_face_are_counted_with_their_person() -> None:
    faces = face_set([photo("ada"), photo("ada"), photo("ada", has_face=False), photo("bob")])

    assert faces.lost_pairs().tolist() == [2, 0]


def test_with_sessions_only_pairs_of_the_two_sides_are_lost() -> None:
    first, later = {"probes": False}, {"enrols": False}
    faces = face_set(
        [
            photo("ada", **first),
            photo("ada", has_face=False, **first),
            photo("ada", **later),
            photo("ada", **later),
        ]
    )

    assert not faces.is_symmetric
    assert faces.lost_pairs().tolist() == [2]


def test_somebody_without_any_face_is_still_one_of_the_people() -> None:
    faces = face_set([photo("ada"), photo("bob", has_face=False)])

    assert faces.names == ("ada", "bob")
    assert faces.person.tolist() == [0]


def test_the_first_session_is_each_persons_own() -> None:
    people = ["ada", "ada", "bob", "bob"]
    stems = ["a_1_02_x", "a_1_01_y", "b_1_02_x", "b_1_02_y"]

    assert are_first_sessions(people, stems, 3) == [False, True, True, True]


def test_a_name_without_the_sessions_field_is_named() -> None:
    with pytest.raises(BadInput, match=r"ada/portrait.*field 4"):
        are_first_sessions(["ada"], ["portrait"], 4)
