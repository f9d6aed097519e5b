"""The whole evaluation of made-up people, as JSON, as lines and as a page."""

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import numpy as np
import pytest

from door_access.domain.matching.calibration import Configuration
from door_access.domain.matching.metrics import wilson
from door_access.errors import BadInput
from door_access.evaluation.evaluation import Evaluation, evaluated
from door_access.evaluation.pairs_file import Pair, PairsFile
from door_access.evaluation.report.document import document, fmr_name
from door_access.evaluation.report.report import report
from door_access.evaluation.report.subject import FailedPhoto, Subject
from door_access.evaluation.report.summary import notes, summary
from tests.builders import CURVES
from tests.evaluation.crowds import photos

FUSED = (Configuration(5, 1), Configuration(5, 3))
FAILED = FailedPhoto("p000", "p000/<b>&.jpg", "no_face")
SUBJECT = Subject("people & <b>others</b>", "resnet29@0123abcd", date(2026, 3, 2), 61, 4, (FAILED,), None, "")


def evaluation(counts: list[int], *, fused=FUSED, curves=CURVES, pairs=None, **others) -> Evaluation:
    return evaluated(photos(counts, **others), fused, curves=curves, pairs=pairs, progress=lambda _: None)


@pytest.fixture(scope="module")
def office() -> Evaluation:
    """Sixty people with nine photos each."""
    return evaluation([9] * 60, spread=0.2, dimension=16)


@pytest.fixture(scope="module")
def page(office) -> str:
    return report(SUBJECT, office)


def test_the_document_has_the_promised_keys(office) -> None:
    found = document(SUBJECT, office)

    assert (found["images"], found["people"], found["no_face"]) == (61, 60, 1)
    assert list(found["fnmr_at_fmr"]) == ["1e-3", "1e-4", "1e-5"]
    assert list(found["fnir_at_fpir"]) == ["10"]
    assert list(found["fnir_at_fpir"]["10"]) == ["0.01", "0.003", "0.001"]
    assert found["accuracy"] is None
    assert found["failures"] == [{"person": "p000", "file": "p000/<b>&.jpg", "reason": "no_face"}]
    json.dumps(found, allow_nan=False)


def test_one_pair_of_everybody_is_counted_with_wilsons_interval() -> None:
    found = evaluation([2] * 40, spread=0.3, dimension=6, fused=())
    apart = [np.linalg.norm(a - b) for a, b in found.faces.vectors.reshape(40, 2, 6)]

    rate, threshold = found.one_pair[0].missed, found.single.missed[0].threshold

    assert (rate.errors, rate.trials) == (sum(one > threshold for one in apart), 40)
    assert 0 < rate.errors < 40
    assert (rate.low, rate.high) == wilson(rate.errors, 40)


def test_every_configuration_says_how_many_trials_it_had(office) -> None:
    single, five, look = document(SUBJECT, office)["configurations"]

    assert (single["genuine"], single["impostor"]) == (60 * 36, 60 * 59 // 2 * 81)
    assert (five["genuine"], five["impostor"]) == (20 * 60 * 4, 20 * 60 * 59 * 4)
    assert (look["templates"], look["frames"], look["genuine"]) == (5, 3, 20 * 60)


def test_fusing_templates_and_frames_misses_fewer(office) -> None:
    single, five, look = (one.missed[0].missed.value for one in office.configurations)

    assert single > five > look


def test_the_models_own_threshold_is_always_judged(office) -> None:
    for figures in office.configurations:
        distance = figures.comparisons.impostors.distance
        expected = (distance <= figures.at_own_threshold.threshold).sum()

        assert figures.at_own_threshold.threshold == CURVES.threshold(figures.configuration, 1e-4)
        assert figures.at_own_threshold.matched.errors == expected


def test_an_uncalibrated_model_has_no_threshold_to_judge() -> None:
    found = evaluation([4] * 12, curves=None)

    assert document(SUBJECT, found)["configurations"][0]["at_card_threshold"] is None
    assert not any("Model's threshold" in line for line in summary(SUBJECT, found))


def test_people_with_one_photo_each_have_no_fnmr_and_that_is_said() -> None:
    found = evaluation([1] * 60)

    assert document(SUBJECT, found)["fnmr_at_fmr"] == {"1e-3": None, "1e-4": None, "1e-5": None}
    assert document(SUBJECT, found)["fnir_at_fpir"] == {}
    assert any("Nobody has two photos" in line for line in notes(found))
    assert "Too few photos or people" in report(SUBJECT, found)


def test_which_rows_leave_out_photos_without_a_face_is_said() -> None:
    shots = photos([3] * 20)
    lost = [replace(one, vector=None) if one.stem.endswith("3") else one for one in shots]

    notes_of = [
        notes(evaluated(some, (), curves=CURVES, pairs=None, progress=lambda _: None))
        for some in (shots, lost)
    ]

    assert not any("without a face" in line for line in notes_of[0])
    assert any(line.startswith("Photos without a face count as missed where a row") for line in notes_of[1])


def test_two_people_with_two_photos_are_enough_to_say_something() -> None:
    found = document(SUBJECT, evaluation([2, 2]))

    assert all(0 <= rate <= 1 for rate in found["fnmr_at_fmr"].values())
    assert all(one["thin"] for one in found["configurations"][0]["fnmr_at_fmr"].values())
    assert list(found["fnir_at_fpir"]) == ["1"]


@pytest.mark.parametrize("counts", [[5], [1]])
def test_one_person_cannot_be_told_apart_from_anybody(counts) -> None:
    with pytest.raises(BadInput, match="1 of 1 person"):
        evaluation(counts)


def test_a_second_person_without_a_face_does_not_help() -> None:
    shots = [*photos([3]), *(replace(one, person="bob", vector=None) for one in photos([2]))]

    with pytest.raises(BadInput, match="1 of 2 people"):
        evaluated(shots, (), curves=None, pairs=None, progress=lambda _: None)


def test_sessions_without_a_second_one_are_refused() -> None:
    shots = [replace(one, probes=False) for one in photos([3, 3])]

    with pytest.raises(BadInput, match="second session"):
        evaluated(shots, (), curves=None, pairs=None, progress=lambda _: None)


def test_photos_without_a_face_raise_the_rate_that_counts_them() -> None:
    shots = photos([4] * 60, spread=0.08)
    lost = [replace(one, vector=None) if one.stem.endswith("1") else one for one in shots]

    found = evaluated(lost, (), curves=CURVES, pairs=None, progress=lambda _: None)

    compared, counted = found.single.missed[0].missed, found.with_failures[0].missed
    assert counted.trials - compared.trials == counted.errors - compared.errors == 60 * 3


def test_no_figure_depends_on_which_others_are_asked_for() -> None:
    file = PairsFile(None, tuple(_pairs(20)), None)

    alone = document(SUBJECT, evaluation([4] * 20, fused=()))
    beside = document(SUBJECT, evaluation([4] * 20, fused=(Configuration(2, 1),), pairs=file))

    assert beside["accuracy"] is not None
    assert alone["fnir_at_fpir"] == beside["fnir_at_fpir"]
    assert alone["configurations"] == beside["configurations"][:1]


def _pairs(people: int):
    for who in range(people):
        yield Pair((f"p{who:03d}", f"p{who:03d}_0001"), (f"p{who:03d}", f"p{who:03d}_0002"), 1)
        other = (who + 1) % people
        yield Pair((f"p{who:03d}", f"p{who:03d}_0001"), (f"p{other:03d}", f"p{other:03d}_0001"), 1)


def test_the_lines_say_what_was_measured_and_what_could_not_be(office) -> None:
    text = "\n".join(summary(SUBJECT, office))

    assert "61 photos of 60 people; model resnet29@0123abcd" in text
    assert "no face in 1" in text
    assert "Several faces in 4" in text
    assert re.search(r"single photos, all 2,160 pairs +[~\d.]+ % \([\d.]+–[\d.]+\)", text)
    assert "no curve point at FMR 1e-3, 1e-4, 1e-5" in text


class Page(HTMLParser):
    """Collects what a browser would show and fetch."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text, self.fetched, self.ids = "", [], []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("src", "href", "xlink:href") and not (value or "").startswith("#"):
                self.fetched.append(value)
            if name == "id":
                self.ids.append(value)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_fetches_nothing_and_names_are_shown_as_text(page) -> None:
    shown = Page(page)

    assert shown.fetched == []
    assert "people & <b>others</b>" in shown.text
    assert len(shown.ids) == len(set(shown.ids))


def test_the_page_says_what_it_means_for_a_door(page) -> None:
    shown = Page(page).text

    assert "3 of 1,000 strangers" in shown
    assert "enrolled from 5 photos, 3 frames at the door" in shown
    assert "2026-03-02" in shown
    assert "strangers matched (FMR)" in shown
    assert "1 in 10,000" in shown


def test_the_page_marks_what_too_few_strangers_gave() -> None:
    few, enough = evaluation([9] * 4), evaluation([4] * 60, fused=())

    assert re.search(r"<td>~[\d.]+ \(|<td>~none seen", report(SUBJECT, few))
    assert not re.search(r"<th scope=\"row\">10</th><td>~", report(SUBJECT, enough))


def test_the_plots_take_the_pages_own_colour(page) -> None:
    assert "currentColor" in page
    assert "#010203" not in page
    assert "prefers-color-scheme: dark" in page


def test_the_same_people_give_the_same_page(page) -> None:
    assert page == report(SUBJECT, evaluation([9] * 60, spread=0.2, dimension=16))


def test_rates_have_the_names_that_scripts_know() -> None:
    assert [fmr_name(fmr) for fmr in (1e-2, 1e-3, 1e-4, 1e-5)] == ["1e-2", "1e-3", "1e-4", "1e-5"]


def test_vectors_that_are_all_the_same_do_not_break_anything() -> None:
    same = np.full(4, 0.5, np.float32)
    shots = [replace(one, vector=same) for one in photos([2] * 12)]

    found = evaluated(shots, (), curves=CURVES, pairs=None, progress=lambda _: None)

    assert found.single.at_own_threshold.matched.value == 1.0
    assert found.single.curve.points == ()
