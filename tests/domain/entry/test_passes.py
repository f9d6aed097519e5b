"""What a pass is good for, and when one is shown anew."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from door_access.complaints import Complaint
from door_access.domain.entry.credentials import EntryRule
from door_access.domain.entry.passes import (
    ANTI_REPLAY,
    BETWEEN_PASSES_S,
    LONGEST,
    SAME_SHOWING_S,
    EntryPass,
    PassSights,
    PassTerms,
    is_token,
    token_of,
)
from door_access.domain.matching.access import Reason
from door_access.domain.permissions.validity import UNLIMITED, Validity
from door_access.errors import BadInput

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DOOR = "front"
PASS, OTHER = token_of(bytes(16)), token_of(bytes(15) + b"x")


def a_pass(**others: object) -> EntryPass:
    """Return a pass for the hours around noon, once."""
    terms = PassTerms(Validity(NOON - HOUR, NOON + HOUR), **others)  # type: ignore[arg-type]
    return EntryPass("p", "vera", terms, NOON - HOUR)


def test_a_pass_opens_between_its_two_times_and_not_outside_of_them():
    found = {hours: a_pass().refusal(DOOR, NOON + hours * HOUR) for hours in (-1.1, -1, 0, 0.99, 1)}
    assert found == {
        -1.1: Reason.PASS_NOT_YET,
        -1: None,
        0: None,
        0.99: None,
        1: Reason.PASS_EXPIRED,
    }


def test_a_pass_for_one_door_opens_no_other():
    one = a_pass(door=DOOR)
    assert (one.refusal(DOOR, NOON), one.refusal("back", NOON)) == (None, Reason.PASS_ELSEWHERE)


def test_a_pass_that_opens_once_opens_never_again():
    used = replace(a_pass(), used_at_utc=NOON)
    assert used.refusal(DOOR, NOON + HOUR / 2) is Reason.PASS_USED and used.is_over(NOON)


def test_a_copy_opens_nothing_just_after_the_pass_has_whatever_the_clock_does():
    used = replace(a_pass(is_once=False), used_at_utc=NOON)
    moments = (NOON - HOUR / 2, NOON, NOON + ANTI_REPLAY - timedelta(seconds=1), NOON + ANTI_REPLAY)
    assert [used.refusal(DOOR, at) for at in moments] == [Reason.PASS_REPEATED] * 3 + [None]
    assert not used.is_over(NOON)


def test_a_revoked_pass_opens_nothing_whatever_else_is_true_of_it():
    revoked = replace(a_pass(is_once=False), used_at_utc=NOON, revoked_at_utc=NOON)
    assert revoked.refusal("back", NOON + 2 * HOUR) is Reason.PASS_REVOKED


@pytest.mark.parametrize("validity", [UNLIMITED, Validity(begins_utc=NOON), Validity(ends_utc=NOON)])
def test_a_pass_without_beginning_or_end_cannot_be(validity):
    with pytest.raises(BadInput) as refused:
        PassTerms(validity)
    assert refused.value.complaint is Complaint.PASS_WITHOUT_END


def test_a_pass_is_good_for_a_year_at_most():
    longest = PassTerms(Validity(NOON, NOON + LONGEST))
    assert (longest.begins_utc, longest.ends_utc) == (NOON, NOON + LONGEST)
    with pytest.raises(BadInput) as refused:
        PassTerms(Validity(NOON, NOON + LONGEST + timedelta(seconds=1)))
    assert refused.value.complaint is Complaint.PASS_TOO_LONG


@given(st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_every_token_is_one_and_different_bytes_make_different_ones(some, other):
    assert is_token(token_of(some)) and (token_of(some) == token_of(other)) == (some == other)


def test_fewer_bytes_make_no_token():
    with pytest.raises(ValueError, match="16 bytes, got 15"):
        token_of(bytes(15))


@given(st.text())
def test_no_other_text_is_a_token(text):
    assert not is_token(text)
    assert not is_token(f"{PASS}{text}") or not text
    assert not is_token(f"{PASS}\n")


def test_a_face_is_taken_of_nobody_who_comes_by_card_and_pin_or_by_a_visitors_pass():
    assert [rule for rule in EntryRule if not rule.takes_face] == [EntryRule.CARD_PIN, EntryRule.PASS]


class TestSights:
    def test_a_pass_that_is_held_for_minutes_is_shown_once(self):
        sights = PassSights()
        taken = [sights.take((PASS,), at / 4) for at in range(4 * 300)]
        assert taken == [PASS, *[None] * (4 * 300 - 1)]

    def test_it_is_shown_anew_once_it_was_out_of_sight(self):
        sights = PassSights()
        sights.take((PASS,), 0.0)
        assert sights.take((PASS,), SAME_SHOWING_S - 0.1) is None
        assert sights.take((), 2 * SAME_SHOWING_S - 0.2) is None
        assert sights.take((PASS,), 2 * SAME_SHOWING_S) == PASS

    def test_of_several_at_once_none_is_taken_until_one_is_left(self):
        sights = PassSights()
        assert sights.take((PASS, OTHER), 0.0) is None
        assert sights.take((OTHER,), 1.0) == OTHER

    def test_codes_of_others_are_not_seen_at_all(self):
        sights = PassSights()
        assert sights.take(("https://example.org", "x" * 4000, "\x00\xff", "door:abc"), 0.0) is None
        assert sights.take(("https://example.org", PASS), 0.1) == PASS

    def test_whatever_else_calls_itself_a_pass_is_one_showing_of_none(self):
        sights = PassSights()
        hostile = ("DOOR:", "DOOR:'; DROP TABLE passes", "DOOR:" + "A" * 4000, f"{PASS}A")
        assert [sights.take((text,), at * 2.0) for at, text in enumerate(hostile)] == ["", None, None, None]

    def test_a_film_of_codes_is_read_no_faster_than_one_a_second(self):
        sights = PassSights()
        codes = [token_of(bytes([number] * 16)) for number in range(100)]
        taken = [sights.take((code,), number / 10) for number, code in enumerate(codes)]
        assert len([one for one in taken if one]) == 10 / BETWEEN_PASSES_S

    def test_a_clock_that_runs_backwards_shows_nothing_anew(self):
        sights = PassSights()
        sights.take((PASS,), 100.0)
        assert sights.take((PASS,), 3.0) is None
