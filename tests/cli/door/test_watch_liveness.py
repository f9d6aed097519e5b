"""``watch --liveness`` and ``--mode``: a portrait in the hand of somebody else, and a card for its face."""

from pathlib import Path

import pytest

from benchmarks.accuracy.moved_photos import write_moved
from door_access.vision.stills import read_picture
from tests.cli.door.test_watch import decisions
from tests.cli.people.test_enrol_and_recognise import CONSENT

CARD = "04A2B8C1"


@pytest.fixture(scope="module")
def film(grace: list[Path], tmp_path_factory) -> Path:
    """Return the film of a printed portrait that somebody moves before the camera."""
    return write_moved(read_picture(grace[6]), tmp_path_factory.mktemp("film") / "print.avi", seed=3)


@pytest.fixture
def door(terminal, grace):
    """Return a terminal whose door knows the person of the portrait, and her card."""
    assert terminal("enroll", "Grace", "--images", *grace[:6], "--consent", CONSENT).status == 0
    assert terminal("cards", "add", "Grace", CARD).status == 0
    return terminal


def test_a_print_in_the_hand_opens_the_door_only_where_nobody_asks_whether_it_is_alive(door, film, grace):
    by_card = decisions(door("watch", "--source", film, "--mode", "card+face", "--card", CARD))
    assert [(d["outcome"], d["reason"], d["liveness"]) for d in by_card] == [
        ("granted", "card_and_face", None)
    ]
    refused = decisions(door("watch", "--source", film, "--liveness", "passive"))
    assert [(d["outcome"], d["person"], d["liveness"]) for d in refused] == [("denied", None, "passive")]
    assert [face["liveness"] for face in door("identify", grace[6]).document["faces"]] == [None]
    assert door("verify", "Grace", grace[6]).document["liveness"] is None
