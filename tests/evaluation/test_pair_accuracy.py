"""One threshold for all pairs, chosen without the pairs it is tested on."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from door_access.errors import BadInput
from door_access.evaluation.pair_accuracy import JudgedPairs, answers, best_threshold, pair_accuracy
from door_access.evaluation.pairs_file import Pair, PairsFile
from tests.evaluation.crowds import photos

PATH = Path("pairs.txt")


def judged(rows: list[tuple[float, bool, int, int]]) -> JudgedPairs:
    """Return pairs of (distance, same, fold of the first person, fold of the second)."""
    distance, is_same, first, second = zip(*rows, strict=True)
    folds = np.array([first, second]).T
    return JudgedPairs(np.array(distance), np.array(is_same), folds, folds)


@settings(max_examples=100)
@given(
    same=st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4, np.inf]), min_size=1, max_size=8),
    different=st.lists(st.sampled_from([0.1, 0.2, 0.3, 0.4, np.inf]), min_size=1, max_size=8),
)
def test_the_best_threshold_is_as_good_as_any(same: list[float], different: list[float]) -> None:
    distance = np.array(same + different)
    is_same = np.array([True] * len(same) + [False] * len(different))

    def balanced(threshold: float) -> float:
        is_right = (distance <= threshold) == is_same
        return float(is_right[is_same].mean() + is_right[~is_same].mean())

    best = best_threshold(distance, is_same)

    assert balanced(best) == pytest.approx(max(map(balanced, (0.05, 0.15, 0.25, 0.35, 0.45))))
    assert np.isfinite(best)


def test_the_threshold_lies_in_the_middle_of_the_gap() -> None:
    assert best_threshold(np.array([0.2, 0.4]), np.array([True, False])) == pytest.approx(0.3)


def test_few_same_pairs_weigh_as_much_as_many_different_ones() -> None:
    distance = np.array([0.1, 0.5, 0.3, 0.4, 0.45, 0.6, 0.7, 0.8, 0.9, 1.0])
    is_same = np.array([True, True] + [False] * 8)

    # counting pairs, 0.2 is best with nine of ten right; weighing kinds equally it is 0.55
    assert best_threshold(distance, is_same) == pytest.approx(0.55)


def test_a_folds_own_pairs_do_not_set_its_threshold() -> None:
    easy = [(0.1, True), (0.9, False)]
    rows = [(distance, same, fold, fold) for fold in (0, 1) for distance, same in easy]
    rows += [(0.6, True, 2, 2), (0.4, False, 2, 2)]

    is_right = answers(judged(rows))

    assert is_right.tolist() == [
        True,
        True,
        True,
        True,
        False,
        False,
    ]  # 0.5 by the others; 0.6 is its own best


def test_a_pair_of_two_folds_trains_neither_of_them() -> None:
    rows = [(0.1, True, fold, fold) for fold in (0, 1, 2)] + [(0.2, False, 0, 1)]

    # fold 2 may learn from the only different pair; folds 0 and 1 would have none
    assert answers(judged(rows)) is None


def test_strangers_of_two_folds_do_not_set_the_threshold_of_either() -> None:
    rows = [(0.45, True, 0, 0)] + [(0.2, False, 0, 1)] * 3
    rows += [row for fold in (2, 3) for row in ((0.1, True, fold, fold), (0.9, False, fold, fold))]

    is_right = answers(judged(rows))

    assert is_right[0]  # by the threshold of 0.5; with the three it would be 0.15


def test_a_pair_of_two_folds_is_tested_by_a_third() -> None:
    rows = [(0.1, True, 2, 2), (0.9, False, 2, 2), (0.3, True, 0, 0), (0.31, False, 0, 0), (0.4, False, 0, 1)]
    rows += [(0.2, True, 3, 3), (0.8, False, 3, 3)]

    is_right = answers(judged(rows))

    assert not is_right[4]  # by its own fold's pairs, the threshold of 0.305 would have told it right


def files(pairs: list[tuple[int, int, int, int]], folds: tuple[int, ...] | None = None) -> PairsFile:
    named = [
        Pair((f"p{a:03d}", f"p{a:03d}_{i:04d}"), (f"p{b:03d}", f"p{b:03d}_{j:04d}"), line)
        for line, (a, i, b, j) in enumerate(pairs, 1)
    ]
    return PairsFile(PATH, tuple(named), folds)


def vectors(people: int, *, lost: tuple[tuple[str, str], ...] = (), spread: float = 0.02) -> dict:
    found = {(one.person, one.stem): one.vector for one in photos([2] * people, spread=spread)}
    return found | dict.fromkeys(lost)


PAIRS = [(who, 1, who, 2) for who in range(40)] + [(who, 1, who + 1, 1) for who in range(0, 40, 2)]


def test_people_told_apart_easily_are_all_told_right() -> None:
    found = pair_accuracy(files(PAIRS), vectors(40), np.random.default_rng(0))

    assert (found.value, found.compared, found.high) == (1.0, 1.0, 1.0)
    assert found.low < 0.95
    assert (found.same, found.different, found.folds, found.are_given) == (40, 20, 10, False)


def test_a_photo_without_a_face_makes_a_same_pair_wrong_and_a_different_pair_right() -> None:
    lost = (("p000", "p000_0001"),)

    found = pair_accuracy(files(PAIRS), vectors(40, lost=lost), np.random.default_rng(0))

    assert (found.lost_same, found.lost_different) == (1, 1)
    assert found.value == pytest.approx((39 / 40 + 1) / 2)
    assert found.compared == 1.0
    assert found.low <= found.value <= found.high


def test_given_folds_are_kept() -> None:
    pairs = PAIRS[:20] + PAIRS[40:60]
    folds = tuple(place % 4 for place in range(40))

    found = pair_accuracy(files(pairs, folds), vectors(40), np.random.default_rng(0))

    assert (found.folds, found.are_given, found.by_fold) == (4, True, (1.0, 0.0))


def test_mean_and_standard_error_are_over_the_folds() -> None:
    pairs, lost = PAIRS[:20] + PAIRS[40:60], (("p000", "p000_0002"),)
    folds = tuple(place % 4 for place in range(40))  # five same and five different pairs in each

    found = pair_accuracy(files(pairs, folds), vectors(40, lost=lost), np.random.default_rng(0))

    assert found.by_fold == pytest.approx(((0.9 + 3) / 4, np.std([0.9, 1, 1, 1], ddof=1) / 2))


def test_the_interval_is_wider_where_a_few_people_have_all_the_errors() -> None:
    faces = {(one.person, one.stem): one.vector for one in photos([6] * 20, spread=0.01, dimension=64)}
    pairs = [(who, 1, who, other) for who in range(20) for other in range(2, 7)]
    pairs += [(who, 1, who + 1, 1) for who in range(0, 20, 2)]
    of_two_people = {(f"p{who:03d}", f"p{who:03d}_0001"): None for who in range(2)}
    of_ten_people = {(f"p{who:03d}", f"p{who:03d}_0002"): None for who in range(10)}

    few, many = (
        pair_accuracy(files(pairs), faces | lost, np.random.default_rng(0))
        for lost in (of_two_people, of_ten_people)
    )

    assert few.value == many.value == pytest.approx(0.95)
    assert few.high - few.low > 1.5 * (many.high - many.low) > 0


def test_pairs_too_few_for_folds_have_no_accuracy() -> None:
    assert pair_accuracy(files([(0, 1, 0, 2), (0, 1, 1, 1)]), vectors(2), np.random.default_rng(0)) is None


def test_an_absent_photo_is_refused() -> None:
    with pytest.raises(BadInput, match="p007_0009"):
        pair_accuracy(files([(0, 1, 0, 2), (0, 1, 7, 9)]), vectors(8), np.random.default_rng(0))
