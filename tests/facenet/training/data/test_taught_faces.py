"""What teachers say, as many numbers as a network has, and which faces are held out."""

import numpy as np
import pytest

from door_access.errors import BadInput
from door_access.facenet.training.data.taught_faces import (
    TaughtFaces,
    along,
    check_enough,
    joined,
    split_faces,
    widest_axes,
)
from tests.facenet.training.taught import taught, unit, words
from tests.facenet.training.tiny import faces


class TestSeveralTeachers:
    teachers = words(9, 5), words(9, 7, seed=1), words(9, 3, seed=2)

    def test_their_joined_vectors_products_are_the_mean_of_their_own(self):
        together = joined(self.teachers)

        mean = sum(one @ one.T for one in self.teachers) / 3
        np.testing.assert_allclose(together @ together.T, mean, atol=1e-6)
        assert (together.shape, together.dtype) == ((9, 15), np.float32)

    def test_one_alone_is_taken_at_its_word(self):
        assert (joined(self.teachers[:1]) == self.teachers[0]).all()


class TestAsManyNumbersAsTheNetworkHas:
    flat = unit(np.concatenate([words(40, 3), np.zeros((40, 2), np.float32)], axis=1))
    """Vectors of five numbers that reach along three only."""

    def test_axes_are_orthonormal_and_each_points_where_its_largest_number_is_positive(self):
        axes = widest_axes(words(40, 6), 4)

        np.testing.assert_allclose(axes.T @ axes, np.eye(4), atol=1e-6)
        assert (axes[np.abs(axes).argmax(axis=0), range(4)] > 0).all()

    def test_they_do_not_depend_on_the_order_of_the_faces(self):
        vectors = words(40, 6)

        np.testing.assert_allclose(widest_axes(vectors[::-1], 4), widest_axes(vectors, 4), atol=1e-5)

    def test_the_widest_comes_first(self):
        vectors = unit(words(40, 6) * np.array([1, 2, 9, 1, 4, 1], np.float32))

        reach = np.square(vectors @ widest_axes(vectors, 6)).sum(axis=0)

        assert (np.diff(reach) < 0).all()
        assert np.abs(widest_axes(vectors, 1)).argmax() == 2

    def test_nothing_is_lost_where_the_axes_suffice(self):
        found = along(self.flat, widest_axes(self.flat, 3))

        np.testing.assert_allclose(found @ found.T, self.flat @ self.flat.T, atol=1e-6)

    def test_targets_are_unit_vectors_of_what_lies_along_the_axes(self):
        vectors = words(40, 6)
        axes = widest_axes(vectors, 2)

        found = along(vectors, axes)

        np.testing.assert_allclose(found, unit(vectors @ axes), atol=1e-6)
        assert found.dtype == np.float32

    def test_fewer_faces_than_numbers_are_refused(self):
        with pytest.raises(BadInput, match="network of 6 numbers needs as many faces to be taught, got 5 to"):
            widest_axes(words(5, 9), 6)

    def test_teachers_of_fewer_numbers_than_the_network_are_refused(self):
        with pytest.raises(BadInput, match="network of 6 numbers cannot be taught by 5; --distil takes more"):
            check_enough(words(9, 5), 6)

    def test_just_enough_of_both_will_do(self):
        assert widest_axes(words(6, 6), 6).shape == (6, 6)


class TestFacesHeldOut:
    def test_every_twentieth_is_so_all_groups_are_as_their_sizes(self):
        sides = split_faces(taught(40, 80, 20, 100))

        assert sides.held_out.chips.counts.tolist() == [2, 4, 1, 5]
        assert sides.training.chips.counts.tolist() == [38, 76, 19, 95]

    def test_never_more_than_a_thousand(self):
        many = TaughtFaces(faces(25_001), words(25_001, 2))

        assert 900 < len(split_faces(many).held_out) <= 1000

    def test_no_face_is_on_both_sides_and_none_is_lost(self):
        whole = taught(30, 30)
        sides = split_faces(whole)

        both = np.concatenate([sides.training.taught, sides.held_out.taught])
        assert len(np.unique(both, axis=0)) == len(whole) == len(both)

    def test_too_few_are_refused(self):
        assert len(split_faces(taught(40)).held_out) == 2
        with pytest.raises(BadInput, match="At least 40 faces are needed to learn from, got 39"):
            split_faces(taught(39))


class TestSomeOfTheFaces:
    def test_they_keep_their_words_and_their_groups_even_one_that_has_none_left(self):
        whole = taught(2, 1, 3)

        some = whole.of(np.array([5, 0, 3], np.int32))

        assert some.chips.names == whole.chips.names
        assert some.chips.person.tolist() == [2, 0, 2]
        assert (some.taught == whole.taught[[5, 0, 3]]).all()
        assert (some.chips.chips_rgb == whole.chips.chips_rgb[[5, 0, 3]]).all()

    def test_the_digest_sees_a_pixel_a_group_and_a_word(self):
        whole = taught(2, 2)
        others = [
            TaughtFaces(faces(2, 2, seed=1), whole.taught),
            TaughtFaces(faces(1, 3), whole.taught),
            TaughtFaces(whole.chips, words(4, 8, seed=1)),
        ]

        assert whole.digest() == taught(2, 2).digest()
        assert len({whole.digest(), *(other.digest() for other in others)}) == 4

    def test_a_face_without_words_is_a_mistake(self):
        with pytest.raises(ValueError, match="4 faces need as many vectors"):
            TaughtFaces(faces(2, 2), words(3, 8))
