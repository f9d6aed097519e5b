"""A shown card: whose claim it is, what it asks for, and when it is worth nothing."""

import math
from dataclasses import replace

import pytest

from door_access.domain.entry.claim import Claim
from door_access.domain.entry.credentials import CardHolder, DoorMode, EntryRule, Requirement
from door_access.domain.matching.access import Outcome, Reason

ADA = CardHolder("c1", "ada", EntryRule.AS_DOOR, is_card_disabled=False, is_blocked=False, has_pin=True)
BEGAN_S, LASTS_S = 100.0, 12.0


def claim(mode: DoorMode = DoorMode.CARD_FACE, **others: object) -> Claim:
    holder = replace(ADA, **others)  # type: ignore[arg-type]
    return Claim.of(holder, mode, at_s=BEGAN_S, gallery_version=7)


@pytest.mark.parametrize(
    ("mode", "entry", "wanted"),
    [
        (DoorMode.FACE, EntryRule.AS_DOOR, Requirement(card=False, face=True, pin=False)),
        (DoorMode.CARD_FACE, EntryRule.AS_DOOR, Requirement(card=True, face=True, pin=False)),
        (DoorMode.PIN_FACE, EntryRule.CARD_FACE, Requirement(card=True, face=True, pin=True)),
        (DoorMode.FACE, EntryRule.CARD_PIN, Requirement(card=True, face=False, pin=True)),
    ],
)
def test_a_claim_asks_for_what_the_door_and_its_holder_ask_for(mode, entry, wanted):
    assert claim(mode, entry=entry).requirement == wanted


def test_a_card_and_its_holder_are_locked_out_under_names_of_their_own():
    assert claim().subjects == ("card:c1", "person:ada")


@pytest.mark.parametrize(
    ("now_s", "is_valid"),
    [(99.9, False), (100.0, True), (111.9, True), (112.0, False), (math.nan, False), (math.inf, False)],
)
def test_a_claim_lasts_from_its_card_on_and_no_longer(now_s, is_valid):
    assert claim().is_valid(LASTS_S, now_s) is is_valid


def test_a_good_card_is_refused_nothing():
    assert claim().refusal() is None


def test_a_disabled_card_is_refused_before_anything_else():
    assert claim(is_card_disabled=True, is_blocked=True).refusal() is Reason.CARD_DISABLED


def test_the_card_of_somebody_blocked_is_refused():
    assert claim(is_blocked=True).refusal() is Reason.BLOCKED


def test_who_must_type_a_pin_and_has_none_is_refused_and_nobody_else_is():
    assert claim(DoorMode.PIN_FACE, has_pin=False).refusal() is Reason.NO_PIN
    assert claim(DoorMode.CARD_FACE, has_pin=False).refusal() is None


def test_only_card_and_pin_are_a_grant():
    answers = {reason: claim().answer(reason, 101.0) for reason in Reason}
    granted = {reason for reason, answer in answers.items() if answer.outcome is Outcome.GRANTED}
    assert granted == {Reason.CARD_AND_PIN}


def test_an_answer_tells_whose_card_it_was_when_and_what_it_rests_on():
    answer = claim().answer(Reason.WRONG_PIN, 101.0)
    assert (answer.person_id, answer.at_s, answer.gallery_version) == ("ada", 101.0, 7)
    assert (answer.distance, answer.threshold) == (None, None)
