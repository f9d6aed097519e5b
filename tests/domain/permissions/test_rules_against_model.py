"""Random sites against a model that is slow and obviously right, minute by minute over a week."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.domain.entry.credentials import EntryRule
from door_access.domain.permissions.answer import answer
from door_access.domain.permissions.explanation import Standing, explain
from door_access.domain.permissions.hours import DAY_MIN
from door_access.domain.permissions.verdict import Denied, Granted, Moment
from tests.domain.permissions.minutes import demanded, follow
from tests.domain.permissions.random_sites import MINUTE, rights, sites

WEEK = timedelta(days=7)
WEEKS, MOMENTS = 20, 40
"""Examples; a week takes ten thousand answers of the model."""


@settings(max_examples=WEEKS, deadline=None)
@given(sites())
def test_every_minute_of_a_week_is_answered_as_the_slow_model_does_and_every_end_is_one(random_site):
    rules, entrant, door, begin = random_site
    assert follow(rules, entrant, door, begin, begin + WEEK)["minutes"] == 7 * DAY_MIN


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
