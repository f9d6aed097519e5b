"""The values a camera's picture becomes: what cannot be true is refused where it is made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from door_access.domain.faces.faces import Box, DetectedFace, Embedding, Frame, SourceKind, frozen_array
from tests.builders import at_distance, frame, sample

raw_vectors = hnp.arrays(np.float32, 16, elements=st.floats(-1e6, 1e6, width=32))


@given(raw_vectors)
def test_an_embedding_is_a_unit_vector_or_refused(raw: np.ndarray) -> None:
    length = float(np.linalg.norm(raw.astype(np.float64)))
    if length < 1e-6:
        with pytest.raises(ValueError, match="stands for no face"):
            Embedding.from_raw(raw, "m")
    else:
        assert np.linalg.norm(Embedding.from_raw(raw, "m").vector) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.parametrize("broken", [np.nan, np.inf, -np.inf])
def test_a_vector_with_a_broken_number_stands_for_no_face(broken: float) -> None:
    with pytest.raises(ValueError, match="stands for no face"):
        Embedding.from_raw(np.array([1.0, broken]), "m")


def test_a_zero_vector_stands_for_no_face() -> None:
    with pytest.raises(ValueError, match=r"length 0\.0"):
        Embedding.from_raw(np.zeros(8), "m")


@pytest.mark.parametrize(
    "vector",
    [
        np.array([1.0, 1.0], np.float32),
        np.array([np.nan, 1.0], np.float32),
        np.zeros(2, np.float32),
        np.array([[1.0, 0.0]], np.float32),
    ],
)
def test_only_a_flat_unit_vector_is_an_embedding(vector: np.ndarray) -> None:
    with pytest.raises(ValueError, match="unit vector"):
        Embedding(vector, "m")


def test_an_embedding_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        at_distance(0.0).vector[0] = 0.5


def test_making_an_embedding_leaves_the_networks_own_buffer_alone() -> None:
    raw = np.array([3.0, 4.0], np.float32)

    Embedding.from_raw(raw, "m")
    raw[0] = 1.0

    assert raw.tolist() == [1.0, 4.0]


def test_distance_runs_from_same_to_opposite() -> None:
    one = Embedding.from_raw(np.array([1.0, 0.0]), "m")
    opposite = Embedding.from_raw(np.array([-1.0, 0.0]), "m")

    assert (one.distance_to(one), one.distance_to(opposite)) == (0.0, 2.0)


def test_embeddings_of_two_models_are_never_compared() -> None:
    with pytest.raises(ValueError, match="cannot compare"):
        at_distance(0.0).distance_to(at_distance(0.0, model_key="facenet@01234567"))


def test_the_mean_lies_between_the_fused_and_is_a_unit_vector() -> None:
    left, right = at_distance(0.5, axis=1), at_distance(0.5, axis=2)

    mean = Embedding.mean_of([left, right])

    assert mean.distance_to(left) == pytest.approx(mean.distance_to(right), abs=1e-6)
    assert mean.distance_to(left) < left.distance_to(right)


def test_embeddings_of_two_models_are_never_fused() -> None:
    with pytest.raises(ValueError, match="exactly one model"):
        Embedding.mean_of([at_distance(0.0), at_distance(0.0, model_key="facenet@01234567")])


def test_nothing_has_no_mean() -> None:
    with pytest.raises(ValueError, match="exactly one model"):
        Embedding.mean_of([])


@pytest.mark.parametrize("edges", [(0, 0, 0, 1), (0, 0, 1, 0), (2, 0, 1, 1), (0, 0, float("nan"), 1)])
def test_a_box_without_area_is_refused(edges: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match="right > left"):
        Box(*edges)


def test_a_box_knows_its_measures() -> None:
    box = Box(10, 20, 40, 60)

    assert (box.width, box.height, box.area, box.centre) == (30, 40, 1200, (25, 40))
    assert box.scaled(2) == Box(20, 40, 80, 120)
    assert box.moved(1, -2) == Box(11, 18, 41, 58)


@pytest.mark.parametrize(
    ("x", "y", "is_inside"), [(10, 20, True), (40, 60, True), (9, 30, False), (30, 61, False)]
)
def test_a_box_contains_its_edges_and_nothing_beyond(x: float, y: float, is_inside: bool) -> None:
    assert Box(10, 20, 40, 60).contains(x, y) is is_inside


@pytest.mark.parametrize(
    ("other", "overlap"),
    [
        (Box(0, 0, 10, 10), 1.0),
        (Box(5, 0, 15, 10), 50 / 150),
        (Box(10, 0, 20, 10), 0.0),
        (Box(0, 10, 10, 20), 0.0),
        (Box(50, 50, 60, 60), 0.0),
    ],
)
def test_overlap_is_intersection_over_union(other: Box, overlap: float) -> None:
    assert Box(0, 0, 10, 10).overlap(other) == pytest.approx(overlap)


@pytest.mark.parametrize(
    "picture",
    [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4, 3), np.float32)],
)
def test_a_picture_that_is_not_rgb_bytes_is_no_frame(picture: np.ndarray) -> None:
    with pytest.raises(ValueError, match="height, width, 3"):
        Frame(picture, 0.0, 0)


def test_a_frame_knows_its_size_and_cannot_be_painted_on() -> None:
    shown = frame(kind=SourceKind.LIVE)

    assert (shown.width_px, shown.height_px) == (64, 48)
    assert not shown.rgb.flags.writeable


def test_five_landmarks_are_expected() -> None:
    with pytest.raises(ValueError, match="five landmarks"):
        DetectedFace(Box(0, 0, 1, 1), np.zeros((68, 2), np.float32))


def test_a_samples_chip_cannot_be_changed() -> None:
    assert not sample().chip_rgb.flags.writeable


def test_freezing_keeps_the_same_memory() -> None:
    array = np.zeros(3)

    assert frozen_array(array) is array
