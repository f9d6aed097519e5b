"""Consents: which words are which version, and whose consent is to older ones."""

from dataclasses import replace
from datetime import timedelta

import pytest

from door_access.domain.enrolment.consent import (
    Consent,
    ConsentKind,
    ConsentText,
    checked_words,
    newest,
    version_of,
)
from door_access.errors import BadInput
from tests.fakes import NOON

FACE = ConsentKind.FACE
FIRST, SECOND = (
    ConsentText(FACE, 1, "I agree.", NOON),
    ConsentText(FACE, 2, "I do.", NOON + timedelta(days=9)),
)
BEFORE, AFTER = NOON + timedelta(days=1), NOON + timedelta(days=10)


@pytest.mark.parametrize(
    ("consent", "is_behind"),
    [
        (Consent(FACE, 1, BEFORE), True),
        (Consent(FACE, 2, AFTER), False),
        (Consent(FACE, None, BEFORE), True),
        (Consent(FACE, None, AFTER), False),
        (Consent(FACE, 1, BEFORE, withdrawn_at_utc=AFTER), False),
    ],
)
def test_behind_is_whoever_stands_by_words_from_before_the_last_change(consent, is_behind):
    assert consent.is_behind(SECOND) is is_behind


def test_nobody_is_behind_words_that_were_never_changed():
    assert not Consent(FACE, None, NOON - timedelta(days=900)).is_behind(FIRST)


def test_the_same_words_are_a_version_however_their_lines_are_broken():
    texts = [FIRST, SECOND, replace(FIRST, version=3)]

    assert version_of("I\n  agree. ", texts, FACE) == 3
    assert version_of("I do.", texts, FACE) == 2
    assert version_of("Yes.", texts, FACE) is None
    assert version_of("I do.", texts, ConsentKind.PICTURE) is None
    assert newest(texts, FACE).version == 3


@pytest.mark.parametrize("words", ["", "\n ", "a\x07b", "é" * 4_001])
def test_what_cannot_be_shown_to_anybody_is_no_text(words):
    with pytest.raises(BadInput):
        checked_words(words)


def test_lines_may_be_broken_in_a_text():
    assert checked_words(" I agree\nto this. ") == "I agree\nto this."
