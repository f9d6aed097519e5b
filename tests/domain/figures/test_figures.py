"""What rows amount to: counted on, by the clock on the wall, and repeated tries."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import count

import pytest

from door_access.domain.door.alarms import Notice
from door_access.domain.figures.figures import NOTHING, DoorFigures, Figures, Header, Repeats
from door_access.domain.figures.reason_groups import GROUP_OF, MEMBERS
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.operators.acts import Act

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
IN, OUT, LEFT = Outcome.GRANTED, Outcome.DENIED, Outcome.NOT_COMPLETED
MATCH, NOBODY, AT_ONCE = Reason.MATCH, Reason.NO_MATCH, 4
SUMMER = timezone(timedelta(hours=2))


def rows(*told: tuple) -> list[Header]:
    """Return rows: outcome, reason, seconds after noon, and perhaps door and person."""
    seqs = count(1)
    return [
        Header(
            next(seqs), NOON + timedelta(seconds=at_s), *(more[:1] or ("front",)), outcome, reason, *more[1:]
        )
        for outcome, reason, at_s, *more in told
    ]


def figures_of(*told: tuple) -> Figures:
    return NOTHING.after(rows(*told), lambda at: at.astimezone(SUMMER))


def test_entries_are_counted_by_day_and_hour_of_the_clock_on_the_wall():
    late = 10 * 3600
    figures = figures_of((IN, MATCH, 0), (IN, MATCH, 1), (IN, Reason.CARD_AND_PIN, late), (OUT, NOBODY, 2))
    assert figures.entries == {(date(2026, 3, 2), 14): 2, (date(2026, 3, 3), 0): 1}
    assert (figures.entered, figures.by_hour()) == (3, {14: 2, 0: 1})
    assert figures.by_day() == {date(2026, 3, 2): 2, date(2026, 3, 3): 1}


def test_whoever_comes_twice_is_one_person_and_whoever_was_forgotten_is_nobody():
    figures = figures_of(
        (IN, MATCH, 0, "front", "a"), (IN, MATCH, 9, "back", "a"), (IN, MATCH, 20, "front", "")
    )
    assert (len(figures.people), figures.entered) == (1, 3)


def test_denials_acts_openings_and_what_doors_notice_are_counted_apart():
    figures = figures_of(
        (OUT, NOBODY, 0),
        (OUT, Reason.LOCK_FAULT, 1, "back"),
        (LEFT, Reason.TOO_DARK, 2),
        (IN, Reason.OPERATOR_RELEASE, 3),
        (Outcome.DONE, Act.RENAME, 4),
        (Outcome.NOTICED, Notice.FORCED, 5),
        (Outcome.NOTICED, Notice.CLOSED_AGAIN, 6),
    )
    assert figures.denials == {NOBODY: 1, Reason.LOCK_FAULT: 1}
    assert (figures.denied, figures.entered, figures.acts) == (2, 0, {Act.RENAME: 1})
    assert figures.opened == {Reason.OPERATOR_RELEASE: 1}
    assert figures.doors == {
        "front": DoorFigures(denials=1, noticed={Notice.FORCED: 1}),
        "back": DoorFigures(denials=1, noticed={Reason.LOCK_FAULT: 1}),
    }


REPEATED = {
    "refused, then let in": ([(OUT, NOBODY, 0), (IN, MATCH, 8)], 1),
    "refused twice counts once": ([(OUT, NOBODY, 0), (OUT, NOBODY, 6), (IN, MATCH, 12)], 1),
    "what ended unanswered is no answer": ([(OUT, NOBODY, 0), (LEFT, Reason.TOO_DARK, 4), (IN, MATCH, 8)], 1),
    "too late": ([(OUT, NOBODY, 0), (IN, MATCH, 31)], 0),
    "at another door": ([(OUT, NOBODY, 0, "back"), (IN, MATCH, 8)], 0),
    "another answer between them": ([(OUT, NOBODY, 0), (OUT, Reason.BLOCKED, 4), (IN, MATCH, 8)], 0),
    "only the next entry": ([(OUT, NOBODY, 0), (IN, MATCH, 8), (IN, MATCH, 16)], 1),
    "nothing was compared": ([(OUT, Reason.CARD_UNKNOWN, 0), (IN, MATCH, 8)], 0),
    "the clock was set back": ([(OUT, NOBODY, 0), (IN, MATCH, -60)], 0),
}  # fmt: skip


@pytest.mark.parametrize("story", REPEATED)
def test_an_entry_right_after_a_refused_comparison_needed_another_try(story):
    told, repeated = REPEATED[story]
    assert figures_of(*told).repeats.repeated == repeated


@pytest.mark.parametrize("reason", [Reason.CARD_AND_PIN, Reason.PASS, Reason.PASS_AND_PIN])
def test_an_entry_without_a_face_tells_nothing_of_faces(reason):
    figures = figures_of((OUT, NOBODY, 0), (IN, reason, 8))
    assert figures.repeats == Repeats(0, 0)
    assert figures.repeats.rate is figures.repeats.interval is None


def test_a_share_comes_with_its_interval():
    repeats = Repeats(7, 97)
    low, high = repeats.interval
    assert (round(low, 3), round(repeats.rate, 3), round(high, 3)) == (0.035, 0.072, 0.142)


def test_what_is_counted_in_pieces_is_what_is_counted_at_once():
    told = [
        *(
            (OUT, NOBODY, 10 * n) if n % 3 else (IN, MATCH, 10 * n + 5, "front", str(n % 5))
            for n in range(60)
        ),
        *((OUT, NOBODY, 40 * n + 20, "back") for n in range(9)),
        *((Outcome.NOTICED, Notice.HELD, n) for n in range(3)),
    ]
    whole, pieces = rows(*told), NOTHING
    for begin in range(0, len(whole), AT_ONCE):
        pieces = pieces.after(whole[begin : begin + AT_ONCE], lambda at: at)
    at_once = NOTHING.after(whole, lambda at: at)
    assert pieces == at_once
    assert at_once.repeats.repeated > 0


def test_counting_on_leaves_what_was_counted_as_it_is():
    first = figures_of((IN, MATCH, 0))
    before = replace(first, entries=dict(first.entries), doors=dict(first.doors))
    first.after(rows((IN, MATCH, 4)), lambda at: at)
    assert first == before


def test_every_reason_and_notice_is_in_one_group():
    assert sum(map(len, MEMBERS.values())) == len(GROUP_OF)
    assert set(GROUP_OF) == {*Reason, *Notice}
