"""The topics of a door."""

from hypothesis import given
from hypothesis import strategies as st

from door_access.interfaces.mqtt.topics import door_topics, plain


def test_a_plain_id_stands_as_it_is():
    assert door_topics("door_access", "main-entrance").lock == "door_access/main-entrance/lock"
    assert door_topics("house/", "a_1").event == "house/a_1/event"


def test_doors_whose_ids_differ_only_in_what_cannot_stand_in_a_topic_differ():
    assert plain("Süd/1") != plain("Süd 1")
    assert plain("Süd 1").startswith("S-d-1-")


@given(st.text(min_size=1, max_size=60))
def test_every_id_is_one_level_that_home_assistant_takes(door_id):
    level = plain(door_id)
    assert level
    assert all(letter.isascii() and (letter.isalnum() or letter in "_-") for letter in level)
