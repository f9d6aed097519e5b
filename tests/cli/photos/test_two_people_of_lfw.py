"""The decision on real photos: two people enrolled from three each, against 200 who are not."""

from benchmarks.accuracy.recognition import tallied


def test_further_photos_name_the_right_person_and_200_strangers_get_no_name(data):
    tally = tallied(data / "lfw_dev", pairs=1)
    assert (tally.genuine, tally.searches) == (6, 200)
    assert tally.right >= 5
    assert tally.false_names == 0
