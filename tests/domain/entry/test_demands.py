"""What is asked, held against what was shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.domain.entry.credentials import Requirement
from door_access.domain.entry.demands import by_face, easiest, lacking, shown_for
from door_access.domain.matching.access import GRANTS, AccessDecision, Outcome, Reason
from tests.domain.permissions.site import CARD_FACE, CARD_PIN, FACE, PIN_FACE

THINGS = st.builds(Requirement, card=st.booleans(), face=st.booleans(), pin=st.booleans())


def grant(reason: Reason, claim: str = "") -> AccessDecision:
    return AccessDecision(Outcome.GRANTED, reason, at_s=0.0, person_id="ada", claim=claim)


@pytest.mark.parametrize(
    ("reason", "claim", "shown"),
    [
        (Reason.MATCH, "", FACE),
        (Reason.CARD_AND_FACE, "card", CARD_FACE),
        (Reason.FACE_AND_PIN, "", PIN_FACE),
        (Reason.FACE_AND_PIN, "card", Requirement(card=True, face=True, pin=True)),
        (Reason.CARD_AND_PIN, "card", CARD_PIN),
    ],
)
def test_what_was_shown_is_read_off_the_grant(reason, claim, shown):
    assert shown_for(grant(reason, claim)) == shown


def test_every_reason_of_a_grant_but_a_pass_tells_of_two_things_or_a_face():
    for reason in GRANTS:
        shown = shown_for(grant(reason, "card"))
        assert shown.face or shown.pin or reason is Reason.PASS


@pytest.mark.parametrize(
    ("demands", "has_card", "chosen"),
    [
        ((FACE,), False, FACE),
        ((FACE,), True, FACE),
        ((CARD_FACE,), False, None),
        ((CARD_FACE, PIN_FACE), False, PIN_FACE),
        ((CARD_FACE, PIN_FACE), True, CARD_FACE),
        ((PIN_FACE,), True, PIN_FACE),
        ((CARD_PIN,), True, None),
        ((), True, None),
    ],
)
def test_a_recognised_face_is_asked_for_the_least_that_it_can_still_show(demands, has_card, chosen):
    assert by_face(demands, has_card=has_card) == chosen


def test_of_a_card_the_demand_without_a_pin_is_the_easiest():
    assert easiest((PIN_FACE, CARD_FACE)) == CARD_FACE
    assert easiest((CARD_PIN,)) == CARD_PIN
    assert easiest(()) is None


@pytest.mark.parametrize(
    ("demands", "shown", "reason"),
    [
        ((FACE,), FACE, None),
        ((FACE,), CARD_FACE, None),
        ((CARD_FACE, PIN_FACE), PIN_FACE, None),
        ((CARD_FACE, PIN_FACE), FACE, Reason.CARD_REQUIRED),
        ((PIN_FACE,), CARD_FACE, Reason.NO_PIN),
        ((CARD_FACE,), CARD_PIN, Reason.CARD_WITHOUT_FACE),
        ((CARD_PIN,), FACE, Reason.CARD_REQUIRED),
    ],
)
def test_what_is_missing_is_told_and_any_one_demand_is_enough(demands, shown, reason):
    assert lacking(demands, shown) is reason


@given(demands=st.lists(THINGS, min_size=1).map(tuple), shown=THINGS)
def test_nothing_is_missing_exactly_when_everything_of_one_demand_was_shown(demands, shown):
    def things(one: Requirement) -> set[str]:
        return {name for name in ("card", "face", "pin") if getattr(one, name)}

    assert (lacking(demands, shown) is None) == any(things(one) <= things(shown) for one in demands)
