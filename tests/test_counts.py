"""One way to count in sentences: nobody is told of 1 cards."""

import re
from pathlib import Path

import pytest

from door_access.counts import counted, counted_people
from door_access.offline.doctor import outdated_sentence
from ui import words

ROOT = Path(__file__).parents[1]
NOUNS = "people|cards|templates|rows|photos|PINs|entries|samples|chips|vectors|pairs|fields|groups"
COUNTED_BY_HAND = re.compile(rf"\{{[^{{}}]+\}} (?:face |more )?(?:{NOUNS})\b")
MORE_THAN_ONE = {
    "{len(found)} people",  # several of one name
    "{PAIR} photos",
    "{DEEPEST} groups",
    "{len(self.chips_rgb)} chips",
    "{count} people",
    "{count} entries",
    "{count} cards",
    "{count} samples",
    "{PEOPLE:,} people",
    "{count} photos",
    "{count} rows",
    "{count} templates",
    "{len(namesakes)} people",
    "{len(people):,} people",
    "{len(set(found))} people",
    "{most} people",
    "{most} photos",
    "{MOST_ROWS:,} people",
    "{MOST_ROWS:,} rows",
    "{taken} samples",  # a whole round of an enrolment
    "{wanted} samples",
}
"""What the window's own ``words.counted`` fills in, and what is never one."""


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0 cards"), (1, "1 card"), (2, "2 cards"), (1234, "1,234 cards")]
)
def test_only_one_is_told_of_in_the_singular(count, told):
    assert counted(count, "card") == told


def test_words_that_are_no_plural_with_an_s_are_given():
    assert [counted_people(n) for n in (1, 2)] == ["1 person", "2 people"]
    assert counted(1, "card is", "cards are") == "1 card is"


def test_the_window_counts_in_whole_sentences_that_can_be_translated():
    told = [
        words.counted(n, "{count} row of {name}", "{count} rows of {name}", name="Ada") for n in (1, 2000)
    ]
    assert told == ["1 row of Ada", "2,000 rows of Ada"]


@pytest.mark.parametrize(
    ("cards", "pins", "told"),
    [(1, 0, "1 card is hidden"), (0, 2, "2 PINs are"), (1, 1, "1 card and 1 PIN are")],
)
def test_what_is_hidden_as_of_old_is_counted(cards, pins, told):
    assert outdated_sentence(cards, pins).startswith(told)


def test_no_sentence_counts_by_hand():
    found = [
        f"{path.relative_to(ROOT)}: {one}"
        for folder in ("door_access", "database", "ui")
        for path in (ROOT / folder).rglob("*.py")
        for one in COUNTED_BY_HAND.findall(path.read_text(encoding="utf-8"))
        if one not in MORE_THAN_ONE
    ]
    assert found == []
