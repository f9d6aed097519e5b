"""What Home Assistant is told."""

import json

import pytest

from door_access.interfaces.mqtt.discovery import Announcement
from door_access.interfaces.mqtt.telling import EVENT_TYPES
from door_access.interfaces.mqtt.topics import door_topics

TOPICS = door_topics("door_access", "main-entrance")
NODE = "door_access_main-entrance"


def announced(*, prefix="homeassistant", has_contact=True, is_release_allowed=True):
    announcement = Announcement(
        prefix,
        TOPICS,
        name="Main entrance",
        version="1.2",
        has_contact=has_contact,
        is_release_allowed=is_release_allowed,
    )
    return announcement.configurations()


def test_every_entity_has_what_all_need():
    told = announced()
    assert len(told) == 10
    for topic, text in told.items():
        prefix, component, entity, config = topic.split("/")
        payload = json.loads(text)
        assert (prefix, config) == ("homeassistant", "config")
        assert payload["unique_id"] == entity
        assert payload["default_entity_id"].startswith(f"{component}.door_access_main_entrance_")
        assert "object_id" not in payload
        assert payload["availability_topic"] == "door_access/main-entrance/availability"
        assert payload["device"]["identifiers"] == [NODE]
        assert payload["device"]["name"] == "Main entrance"
        assert payload["origin"] == {"name": "Door Access", "sw_version": "1.2"}
        assert payload["state_topic"].startswith("door_access/main-entrance/")


def test_a_lock_that_may_be_released_opens_once_by_both_of_home_assistants_buttons():
    lock = json.loads(announced()[f"homeassistant/lock/{NODE}_lock/config"])
    assert lock["command_topic"] == TOPICS.release_set
    assert (lock["payload_open"], lock["payload_unlock"], lock["payload_lock"]) == ("OPEN", "OPEN", "LOCK")
    assert (lock["qos"], lock["retain"], lock["optimistic"]) == (0, False, False)
    assert (lock["state_locked"], lock["state_unlocked"], lock["state_jammed"]) == (
        "LOCKED",
        "UNLOCKED",
        "JAMMED",
    )


def test_a_lock_that_may_not_be_released_has_no_open_and_not_its_topic():
    lock = json.loads(announced(is_release_allowed=False)[f"homeassistant/lock/{NODE}_lock/config"])
    assert "payload_open" not in lock
    assert TOPICS.release_set not in lock.values()


def test_a_contact_that_is_not_wired_is_taken_back():
    topic = f"homeassistant/binary_sensor/{NODE}_contact/config"
    assert json.loads(announced()[topic])["device_class"] == "door"
    assert announced(has_contact=False)[topic] == ""


def test_the_event_names_all_that_can_happen():
    event = json.loads(announced()[f"homeassistant/event/{NODE}_event/config"])
    assert event["event_types"] == [*EVENT_TYPES]
    assert {"granted", "denied", "operator_release", "exit_button", "forced", "held"} <= set(EVENT_TYPES)


def test_what_tells_of_duress_shows_on_no_screen_before_somebody_switches_it_on():
    told = announced()
    duress = json.loads(told[f"homeassistant/event/{NODE}_duress/config"])
    assert (duress["state_topic"], duress["event_types"]) == (TOPICS.duress, ["duress"])
    assert duress["enabled_by_default"] is False
    assert [topic for topic, text in told.items() if "duress" in text] == [
        f"homeassistant/event/{NODE}_duress/config"
    ]


@pytest.mark.parametrize("prefix", [""])
def test_without_a_prefix_nothing_is_announced(prefix):
    assert announced(prefix=prefix) == {}
