"""Random sites against a model that is slow and obviously right, minute by minute over a week."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.entry.credentials import EntryRule
from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.explanation import Standing, explain
from door_access.domain.permissions.hours import DAY_MIN
from door_access.domain.permissions.verdict import Denied, DoorNow, Granted, Moment, Verdict
from tests.domain.permissions.random_sites import MINUTE, rights, sites
from tests.domain.permissions.slow_model import named, ways_in

WEEK = timedelta(days=7)
WEEKS, MOMENTS = 20, 40
"""Examples; a week takes ten thousand answers of the model."""


def door_at(door: DoorNow, at_utc: datetime) -> DoorNow:
    """Return the door after it has taken back what operators wanted up to this instant."""
    wish = door.modes.operator
    is_over = wish is not None and wish.is_over(at_utc)
    return replace(door, modes=replace(door.modes, operator=None)) if is_over else door


def demanded(verdict: Verdict) -> set[frozenset[str]]:
    return named(verdict.demands) if isinstance(verdict, Granted) else set()


@settings(max_examples=WEEKS, deadline=None)
@given(sites())
def test_every_minute_of_a_week_is_answered_as_the_slow_model_does_and_every_end_is_one(random_site):
    rules, entrant, door, begin = random_site
    at, end, verdict, until = begin, begin + WEEK, None, begin
    while at < end:
        if at == until:
            verdict = answer(rules, entrant, door_at(door, at), Moment(at))
            until = verdict.until_utc
            if at > begin:
                assert demanded(verdict) != ways_in(rules, entrant, door, at - MINUTE)
            assert until is None or (until > at and (until - begin) % MINUTE == timedelta())
        assert demanded(verdict) == ways_in(rules, entrant, door, at), at
        at += MINUTE


@settings(max_examples=MOMENTS, deadline=None)
@given(sites(), st.integers(0, 7 * DAY_MIN - 1), rights("new"))
def test_one_more_right_takes_nothing_from_anybody(random_site, minute, right):
    rules, entrant, door, begin = random_site
    moment = Moment(begin + minute * MINUTE)
    before = demanded(answer(rules, entrant, door, moment))
    after = demanded(answer(rules.changed(rights=(*rules.rights, right)), entrant, door, moment))
    assert all(any(new <= old for new in after) for old in before)


@settings(max_examples=MOMENTS, deadline=None)
@given(sites(), st.integers(0, 7 * DAY_MIN - 1))
def test_whoever_declines_keeps_doors_and_hours(random_site, minute):
    rules, entrant, door, begin = random_site
    moment = Moment(begin + minute * MINUTE)
    verdicts = [answer(rules, replace(entrant, entry=entry), door, moment) for entry in EntryRule]
    assert len({type(verdict) for verdict in verdicts}) == 1


@settings(max_examples=MOMENTS, deadline=None)
@given(sites(), st.integers(0, 7 * DAY_MIN - 1), st.booleans())
def test_an_explanation_says_what_the_answer_says_and_one_right_counts_if_it_grants(
    random_site, minute, is_in_doubt
):
    rules, entrant, door, begin = random_site
    moment = Moment(begin + minute * MINUTE, is_in_doubt)
    explained = explain(rules, entrant, door, moment)
    assert explained.verdict == answer(rules, entrant, door, moment)
    counting = [seen.right for seen in explained.rights if seen.standing is Standing.COUNTS]
    assert counting == ([explained.verdict.right] if isinstance(explained.verdict, Granted) else [])
    assert len(explained.rights) == len(rules.held_by(entrant))


@settings(max_examples=MOMENTS, deadline=None)
@given(sites(), st.integers(0, 7 * DAY_MIN - 1))
def test_a_clock_in_doubt_never_lets_in_whom_the_right_time_does_not(random_site, minute):
    rules, entrant, door, begin = random_site
    at_utc = begin + minute * MINUTE
    verdict = answer(rules, entrant, door, Moment(at_utc, is_in_doubt=True))
    known = answer(rules, entrant, door, Moment(at_utc))
    assert verdict.until_utc is None
    assert isinstance(known, Granted) or isinstance(verdict, Denied)
