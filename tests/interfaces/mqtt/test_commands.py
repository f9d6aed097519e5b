"""Which commands count."""

import logging

import pytest

from door_access.broker import Heard
from door_access.interfaces.mqtt.commands import FRESH_WITHIN_S, SAY_AGAIN_AFTER_S, Commands, DoorControls
from door_access.interfaces.mqtt.topics import DoorTopics

TOPICS = DoorTopics("d")
RELEASE, LOCK = TOPICS.release_set, TOPICS.lock_set


class Door:
    """Takes wishes, and has a clock that tests set."""

    def __init__(self, *, is_release_allowed=True):
        self.done = []
        self.now_s = 100.0
        self.proven_s = 100.0
        self._commands = Commands(
            TOPICS,
            DoorControls(
                lambda note: self.done.append(f"release by {note}"), lambda: self.done.append("lock")
            ),
            is_release_allowed=is_release_allowed,
            clock=lambda: self.now_s,
            fresh_within_s=FRESH_WITHIN_S,
        )

    def hear(self, topic, payload, *, qos=0, is_retained=False):
        self._commands.take(Heard(topic, payload, qos, is_retained), proven_s=self.proven_s)


def test_open_on_its_own_topic_releases_and_lock_locks_on_both():
    door = Door()
    door.hear(RELEASE, b"OPEN")
    door.hear(RELEASE, b"LOCK")
    door.hear(LOCK, b"LOCK")
    assert door.done == ["release by MQTT", "lock", "lock"]


IGNORED = {
    "kept": (RELEASE, b"OPEN", {"is_retained": True}, "retained"),
    "empty": (RELEASE, b"", {}, "it is empty"),
    "QoS 1": (RELEASE, b"OPEN", {"qos": 1}, "QoS 1"),
    "QoS 2": (RELEASE, b"OPEN", {"qos": 2}, "QoS 2"),
    "lower case": (RELEASE, b"open", {}, "it is not OPEN or LOCK"),
    "bytes": (RELEASE, b"\xff\x00", {}, "it is not OPEN or LOCK"),
    "unlock": (RELEASE, b"UNLOCK", {}, "it is not OPEN or LOCK"),
    "emergency": (RELEASE, b"emergency", {}, "it is not OPEN or LOCK"),
    "normal": (LOCK, b"normal", {}, "it is not LOCK"),
    "open where only locking is": (LOCK, b"OPEN", {}, "it is not LOCK"),
}


@pytest.mark.parametrize("name", IGNORED)
def test_what_does_not_count_is_said_once(name, caplog):
    topic, payload, how, sentence = IGNORED[name]
    door = Door()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            door.hear(topic, payload, **how)
    assert door.done == []
    assert len(caplog.records) == 1
    assert sentence in caplog.text


def test_nothing_counts_where_it_is_not_allowed(caplog):
    door = Door(is_release_allowed=False)
    for topic, payload in ((RELEASE, b"OPEN"), (RELEASE, b"LOCK"), (LOCK, b"LOCK")):
        door.hear(topic, payload)
    assert door.done == []
    assert caplog.text.count("mqtt.release_allowed is off") == 1


def test_a_command_counts_only_while_the_broker_has_answered_of_late(caplog):
    door = Door()
    door.now_s = door.proven_s + FRESH_WITHIN_S + 0.1
    door.hear(RELEASE, b"OPEN")
    assert door.done == []
    assert "it may have waited" in caplog.text
    door.proven_s += 0.2
    door.hear(RELEASE, b"OPEN")
    assert door.done == ["release by MQTT"]


def test_a_command_that_is_delivered_twice_is_done_once():
    door = Door()
    door.hear(RELEASE, b"OPEN")
    door.hear(RELEASE, b"OPEN")
    assert door.done == ["release by MQTT"]
    door.now_s += 1.0
    door.hear(RELEASE, b"OPEN")
    assert len(door.done) == 2


def test_a_flood_of_good_and_bad_commands_is_no_flood_of_sentences(caplog):
    door = Door()
    with caplog.at_level(logging.WARNING):
        for _ in range(100):
            door.hear(RELEASE, b"LOCK")
            door.hear(RELEASE, b"nonsense")
        assert len(caplog.records) == 1
        door.now_s = door.proven_s = door.now_s + SAY_AGAIN_AFTER_S
        door.hear(RELEASE, b"nonsense")
    assert len(caplog.records) == 2
