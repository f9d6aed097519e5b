"""The policy: whatever is not one clear match is a denial."""

import pytest

from door_access.domain.matching.access import GRANTS, AccessDecision, AccessPolicy, Outcome, Reason
from door_access.domain.matching.gallery import Reference
from door_access.domain.matching.identification import OperatingPoint
from tests.builders import CURVES, MODEL, at_distance, denial, gallery, grant, probe, reference

POLICY = AccessPolicy(OperatingPoint(CURVES, wanted_fpir=0.003, margin=0.05))


def decide(*people: Reference) -> AccessDecision:
    return POLICY.decide(gallery(*people, version=7), probe(at_s=12.5))


def test_nobody_enrolled_is_a_denial_without_a_distance() -> None:
    decision = decide()

    assert (decision.outcome, decision.reason) == (Outcome.DENIED, Reason.NOBODY_ENROLLED)
    assert (decision.distance, decision.threshold, decision.person_id) == (None, None, None)


def test_the_only_person_within_the_threshold_is_granted() -> None:
    decision = decide(reference("ada", at_distance(0.28)))

    assert (decision.outcome, decision.reason, decision.person_id) == (Outcome.GRANTED, Reason.MATCH, "ada")
    assert decision.is_granted


def test_a_grant_tells_what_it_rests_on() -> None:
    decision = decide(reference("ada", at_distance(0.2)), reference("ben", at_distance(1.0)))

    assert (decision.distance, decision.second_distance) == pytest.approx((0.2, 1.0), abs=1e-6)
    assert decision.threshold == pytest.approx(0.281)
    assert (decision.model_key, decision.frames, decision.track) == (MODEL, 3, 1)
    assert (decision.gallery_version, decision.at_s) == (7, 12.5)


def test_one_person_enrolled_is_no_reason_to_be_laxer() -> None:
    assert decide(reference("ada", at_distance(0.29))).reason is Reason.NO_MATCH


def test_a_denial_names_nobody() -> None:
    decision = decide(reference("ada", at_distance(0.5)))

    assert (decision.reason, decision.person_id) == (Reason.NO_MATCH, None)
    assert decision.distance == pytest.approx(0.5, abs=1e-6)


def test_two_people_within_the_margin_are_ambiguous_and_neither_is_let_in() -> None:
    decision = decide(reference("ada", at_distance(0.20)), reference("twin", at_distance(0.24)))

    assert (decision.outcome, decision.reason, decision.person_id) == (
        Outcome.DENIED,
        Reason.AMBIGUOUS,
        None,
    )


def test_a_blocked_person_is_denied_by_name_and_never_taken_for_the_next_best() -> None:
    blocked = reference("ada", at_distance(0.10), is_blocked=True)

    decision = decide(blocked, reference("ben", at_distance(0.27)))

    assert (decision.outcome, decision.reason, decision.person_id) == (Outcome.DENIED, Reason.BLOCKED, "ada")


def test_a_blocked_person_far_away_keeps_nobody_out() -> None:
    blocked = reference("ada", at_distance(1.2), is_blocked=True)

    assert decide(blocked, reference("ben", at_distance(0.1))).is_granted


def test_a_blocked_look_alike_makes_the_match_ambiguous() -> None:
    blocked = reference("twin", at_distance(0.14), is_blocked=True)

    assert decide(blocked, reference("ben", at_distance(0.1))).reason is Reason.AMBIGUOUS


def test_a_person_with_few_templates_needs_a_smaller_distance() -> None:
    lax = POLICY.decide(gallery(reference("ada", at_distance(0.32), templates=1)), probe(frames=1))
    strict = POLICY.decide(gallery(reference("ada", at_distance(0.32), templates=2)), probe(frames=1))

    assert (lax.reason, strict.reason) == (Reason.MATCH, Reason.NO_MATCH)


@pytest.mark.parametrize("reason", [reason for reason in Reason if reason not in GRANTS])
def test_no_other_reason_than_a_match_grants(reason: Reason) -> None:
    with pytest.raises(ValueError, match="needs a match and a person"):
        AccessDecision(Outcome.GRANTED, reason, at_s=0.0, person_id="ada")


@pytest.mark.parametrize("person_id", [None, ""])
def test_nobody_in_particular_is_never_granted(person_id: str | None) -> None:
    with pytest.raises(ValueError, match="needs a match and a person"):
        AccessDecision(Outcome.GRANTED, Reason.MATCH, at_s=0.0, person_id=person_id)


def test_a_decision_says_whether_it_is_a_grant() -> None:
    assert grant().is_granted
    assert not denial().is_granted


def verified(*people: Reference, claimed: str = "ada") -> AccessDecision:
    return POLICY.verify(gallery(*people, version=7), probe(at_s=12.5), claimed)


def test_a_claimed_person_without_templates_is_a_denial_that_names_them() -> None:
    decision = verified(reference("ben", at_distance(0.0)))

    assert (decision.outcome, decision.reason) == (Outcome.DENIED, Reason.NO_TEMPLATES)
    assert (decision.person_id, decision.distance) == ("ada", None)


def test_a_claim_is_held_against_its_person_alone_however_near_somebody_else_is() -> None:
    decision = verified(reference("ada", at_distance(0.9)), reference("ben", at_distance(0.0)))

    assert (decision.outcome, decision.reason) == (Outcome.DENIED, Reason.CARD_MISMATCH)
    assert (decision.person_id, decision.distance) == ("ada", pytest.approx(0.9, abs=1e-6))


def test_the_face_of_the_claimed_person_is_granted_at_the_threshold_of_one_comparison() -> None:
    decision = verified(reference("ada", at_distance(0.2)), reference("ben", at_distance(0.2, axis=2)))

    assert (decision.outcome, decision.reason, decision.person_id) == (Outcome.GRANTED, Reason.MATCH, "ada")
    assert decision.threshold == pytest.approx(0.281)


def test_a_blocked_person_is_denied_as_such_only_with_their_own_face() -> None:
    assert verified(reference("ada", at_distance(0.2), is_blocked=True)).reason is Reason.BLOCKED
    assert verified(reference("ada", at_distance(0.9), is_blocked=True)).reason is Reason.CARD_MISMATCH


def test_among_people_who_crowd_around_a_face_a_match_must_be_nearer_and_the_log_says_how_near() -> None:
    somebody = reference("ada", at_distance(0.276))
    crowd = [reference(f"near-{n}", at_distance(0.33, axis=2 + n % 6)) for n in range(40)]

    alone, crowded = (POLICY.decide(gallery(somebody, *others), probe()) for others in ([], crowd))

    assert (alone.reason, alone.threshold) == (Reason.MATCH, pytest.approx(0.281))
    assert crowded.reason is Reason.NO_MATCH
    assert crowded.threshold is not None and crowded.threshold < 0.276
