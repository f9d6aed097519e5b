"""Whose face may be seen in a picture: nobody's who was not recognised."""

import pytest

from door_access.domain.matching.access import AccessDecision, Outcome, Reason
from door_access.domain.privacy.pictures import PicturesOf, shown_track

GRANTED = AccessDecision(
    Outcome.GRANTED, Reason.MATCH, 1.0, track=7, person_id="p-1", distance=0.2, threshold=0.3
)
STRANGER = AccessDecision(Outcome.DENIED, Reason.NO_MATCH, 1.0, track=7, distance=0.5, threshold=0.3)


@pytest.mark.parametrize("shows_denied", [False, True])
def test_whoever_is_let_in_by_face_is_seen_and_a_stranger_never(shows_denied):
    assert shown_track(GRANTED, shows_denied=shows_denied) == 7
    assert shown_track(STRANGER, shows_denied=shows_denied) is None


def test_somebody_denied_is_seen_only_where_that_is_wanted():
    expired = GRANTED.denied(Reason.EXPIRED)
    assert shown_track(expired, shows_denied=False) is None
    assert shown_track(expired, shows_denied=True) == 7


@pytest.mark.parametrize("reason", [Reason.CARD_MISMATCH, Reason.FACE_CHANGED, Reason.SPOOF_SUSPECTED])
def test_another_in_the_place_of_whom_the_row_is_about_is_not_seen(reason):
    assert shown_track(GRANTED.denied(reason), shows_denied=True) is None


def test_whoever_came_by_card_and_pin_is_not_seen_for_nobody_looked():
    by_card = AccessDecision(Outcome.GRANTED, Reason.CARD_AND_PIN, 1.0, track=7, person_id="p-1")
    assert shown_track(by_card, shows_denied=True) is None


def test_pictures_are_of_the_answers_that_were_chosen():
    kept = {of: (of.fits(GRANTED), of.fits(STRANGER)) for of in PicturesOf}
    assert kept == {
        PicturesOf.ALL: (True, True),
        PicturesOf.GRANTED: (True, False),
        PicturesOf.DENIED: (False, True),
    }
