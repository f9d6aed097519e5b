"""Enrolling from photos, and asking who is on another one."""

from pathlib import Path

import pytest

from tests.cli.terminal import Terminal, assert_one_sentence

CONSENT = ("--consent", "agreed at the front desk")


def enrol(terminal: Terminal, name: str, photos: list[Path], *more: str) -> str:
    answer = terminal("enroll", name, "--images", *photos, *CONSENT, *more)
    assert answer.status == 0, answer
    return str(answer.document["person_id"])


def test_an_enrolled_person_is_named_on_a_photo_that_was_not_enrolled(terminal, grace):
    person_id = enrol(terminal, "Grace Hopper", grace[:5])
    answer = terminal("identify", grace[6])
    [face] = answer.document["faces"]
    assert answer.status == 0
    assert (face["person"], face["person_id"], face["second"]) == ("Grace Hopper", person_id, None)
    assert face["distance"] <= face["threshold"]


def test_a_stranger_gets_no_name(terminal, grace, eileen):
    enrol(terminal, "Grace Hopper", grace[:5])
    answer = terminal("identify", eileen[0])
    [face] = answer.document["faces"]
    assert answer.status == 1
    assert face["person"] is None and face["person_id"] is None
    assert face["distance"] > face["threshold"]


def test_with_nobody_enrolled_everybody_is_a_stranger(terminal, eileen):
    answer = terminal("identify", eileen[0])
    assert (answer.status, answer.document["faces"][0]["reason"]) == (1, "nobody_enrolled")


def test_a_photo_of_nobody_has_no_faces(terminal, empty_room):
    answer = terminal("identify", empty_room)
    assert (answer.status, answer.document["faces"]) == (1, [])


def test_enrolment_tells_templates_weakness_and_refused_photos(terminal, grace, eileen, empty_room):
    answer = terminal("enroll", "Grace", "--images", *grace[:2], empty_room, eileen[0], *CONSENT)
    assert answer.status == 0
    assert (answer.document["templates"], answer.document["weak"]) == (2, True)
    refused = [(Path(one["file"]).name, one["reason"]) for one in answer.document["refused"]]
    assert refused == [("nobody.png", "no_face"), (eileen[0].name, "no_match")]
    poses = answer.document["poses"]
    assert sum(poses.values()) == 2
    assert {pose for pose, count in poses.items() if not count} <= set(answer.document["missing_poses"])


def test_a_lookalike_is_refused_and_nothing_is_stored(terminal, grace):
    first = enrol(terminal, "Grace Hopper", grace[:5])
    answer = terminal("enroll", "An Impostor", "--images", *grace[3:], *CONSENT)
    assert answer.status == 1
    assert answer.document["person_id"] is None and answer.document["templates"] == 0
    assert [one["person_id"] for one in answer.document["lookalikes"]] == [first]
    assert [person["name"] for person in terminal("people", "list").document["people"]] == ["Grace Hopper"]


def test_twins_are_enrolled_on_request_and_then_neither_is_let_in(terminal, grace):
    enrol(terminal, "Grace", grace[:5])
    enrol(terminal, "Her Twin", grace[1:6], "--allow-lookalike")
    answer = terminal("identify", grace[6])
    assert (answer.status, answer.document["faces"][0]["reason"]) == (1, "ambiguous")


def test_more_photos_of_the_same_person_are_added_to_them(terminal, grace):
    enrol(terminal, "Grace", grace[:2])
    answer = terminal("enroll", "Grace", "--images", *grace[2:6], *CONSENT, "--add")
    assert answer.status == 0
    assert [person["templates"] for person in terminal("people", "list").document["people"]] == [6]


def test_another_face_is_not_added_to_a_person(terminal, grace, eileen):
    enrol(terminal, "Grace", grace[:5])
    answer = terminal("enroll", "Grace", "--images", *eileen[:4], *CONSENT, "--add")
    assert (answer.status, answer.document["reason"]) == (1, "not_that_person")
    assert [person["templates"] for person in terminal("people", "list").document["people"]] == [5]


def test_enrolment_without_consent_is_bad_usage(terminal, grace):
    assert_one_sentence(terminal("enroll", "Grace", "--images", grace[0]), status=2)
    assert_one_sentence(terminal("enroll", "Grace", "--images", grace[0], "--consent", "  "), status=2)


def test_photos_without_a_face_enrol_nobody(terminal, empty_room):
    answer = terminal("enroll", "Nobody", "--images", empty_room, *CONSENT)
    assert (answer.status, answer.document["reason"]) == (1, "no_usable_face")
    assert terminal("people", "list").document["people"] == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 300, "a/b", "line\nbreak", "bell\a", "\u202eevil"])
def test_what_cannot_be_a_name_is_refused_in_a_sentence(terminal, grace, name):
    assert_one_sentence(terminal("enroll", name, "--images", grace[0], *CONSENT), status=2)
    assert terminal("people", "list").document["people"] == []


@pytest.mark.parametrize("name", ["Zoë 🙂", "ليلى", "李小龍", "O'Brien-Smith"])
def test_names_of_any_script_are_welcome(terminal, grace, name):
    enrol(terminal, name, grace[:2])
    assert [person["name"] for person in terminal("people", "list").document["people"]] == [name]


def test_verification_compares_with_the_claimed_person_alone(terminal, grace, eileen):
    enrol(terminal, "Grace", grace[:5])
    enrol(terminal, "Eileen", eileen[:5])
    right, wrong = terminal("verify", "Eileen", eileen[6]), terminal("verify", "Grace", eileen[6])
    assert (right.status, right.document["match"], right.document["reason"]) == (0, True, "match")
    assert (wrong.status, wrong.document["match"], wrong.document["reason"]) == (1, False, "no_match")
    assert wrong.document["distance"] > wrong.document["threshold"]


def test_a_photo_of_nobody_verifies_nobody(terminal, grace, empty_room):
    enrol(terminal, "Grace", grace[:5])
    answer = terminal("verify", "Grace", empty_room)
    assert (answer.status, answer.document["match"], answer.document["reason"]) == (1, False, "no_face")


def test_verifying_somebody_who_is_not_enrolled_is_bad_usage(terminal, grace):
    assert_one_sentence(terminal("verify", "Nobody", grace[0]), status=2)


def test_a_blocked_person_is_recognised_and_denied(terminal, grace):
    enrol(terminal, "Grace", grace[:5])
    terminal("people", "block", "Grace")
    identified, verified = terminal("identify", grace[6]), terminal("verify", "Grace", grace[6])
    assert (identified.status, identified.document["faces"][0]["reason"]) == (1, "blocked")
    assert identified.document["faces"][0]["person"] is None
    assert (verified.status, verified.document["reason"]) == (1, "blocked")


def test_templates_added_by_id_or_in_other_letters_are_told_under_the_persons_own_name(terminal, grace):
    person_id = enrol(terminal, "Grace", grace[:2])
    for typed in (person_id, "gRACE"):
        answer = terminal("enroll", typed, "--images", *grace[2:4], *CONSENT, "--add")
        assert (answer.document["person"], answer.document["person_id"]) == ("Grace", person_id)


def test_people_read_reasons_as_words(terminal, eileen):
    assert "(nobody enrolled; distance –" in terminal.plainly("identify", eileen[0]).out
