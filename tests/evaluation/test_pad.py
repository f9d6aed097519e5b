"""APCER, BPCER, and what was not decided."""

from pathlib import Path

import pytest

from door_access.domain.liveness.liveness import AttackSign, Liveness
from door_access.evaluation.pad import Presented, document_of, figures_of, table_of
from door_access.evaluation.recordings import Recording

LIVE = Recording("live", False, Path("live.mp4"))
PAPER = Recording("paper", True, Path("paper.mp4"))
OTHER_PAPER = Recording("paper", True, Path("other.mp4"))
PHONE = Recording("phone", True, Path("phone.mp4"))
EVERYTHING = (LIVE, PAPER, OTHER_PAPER, PHONE)


def taken_for(recording: Recording, *verdicts: Liveness) -> list[Presented]:
    signs = {Liveness.ATTACK: AttackSign.PLANAR}
    return [Presented(recording, verdict, signs.get(verdict)) for verdict in verdicts]


B, A, U = Liveness.BONA_FIDE, Liveness.ATTACK, Liveness.UNDECIDED
SHOWN = [*taken_for(LIVE, B, B, B, A), *taken_for(PAPER, A, A, U), *taken_for(PHONE, B, U)]


def test_a_person_taken_for_an_attack_and_an_attack_taken_for_a_person_are_wrong() -> None:
    live, paper, phone = figures_of(EVERYTHING, SHOWN)

    assert (live.measure, live.wrong.value) == ("BPCER", 0.25)
    assert (paper.measure, paper.wrong.value) == ("APCER", 0.0)
    assert phone.wrong.value == 0.5


def test_undecided_is_counted_by_itself() -> None:
    shares = [one.undecided.value for one in figures_of(EVERYTHING, SHOWN)]

    assert shares == pytest.approx([0.0, 1 / 3, 0.5])


def test_every_rate_has_an_interval_that_holds_it() -> None:
    for one in figures_of(EVERYTHING, SHOWN):
        assert one.wrong.low <= one.wrong.value <= one.wrong.high < 1.0
        assert one.wrong.trials == one.presentations


def test_films_that_showed_no_face_long_enough_are_told_and_not_counted() -> None:
    _, paper, _ = figures_of(EVERYTHING, SHOWN)

    assert (paper.films, paper.unseen, paper.presentations) == (2, 1, 3)


def test_the_document_names_the_worst_instrument_and_the_signs() -> None:
    document = document_of(figures_of(EVERYTHING, SHOWN), window_s=3.0)

    assert document["apcer"] == 0.5
    assert document["attack"][0]["signs"] == {"planar_motion": 2}
    assert set(document["bona_fide"][0]) >= {"bpcer", "undecided", "presentations", "films"}


def test_nothing_presented_has_no_rate() -> None:
    figures = figures_of([PHONE], [])

    assert document_of(figures, window_s=3.0)["apcer"] is None
    assert document_of(figures, window_s=3.0)["attack"][0]["apcer"] is None
    assert table_of(figures).rows[0][3:] == ("–", "–", "–", "–")


def test_the_table_has_a_row_for_each_kind() -> None:
    rows = table_of(figures_of(EVERYTHING, SHOWN)).rows

    assert [row[0] for row in rows] == ["bona fide: live", "attack: paper", "attack: phone"]
    assert rows[1][1] == "2 (1 without)"
    assert rows[0][-1] == "planar motion 1"
