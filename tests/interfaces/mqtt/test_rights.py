"""The list of rights in docs/MQTT.md, at a real broker."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from door_access.interfaces.mqtt.telling import EVENT_TYPES
from door_access.interfaces.mqtt.topics import DoorTopics
from door_access.runtime.events import DecisionMade
from tests.interfaces.mqtt.test_session import BASE, GRANT, THREAT, asks, speaking, wanted_of
from tests.mosquitto import Mosquitto, kept, party, running_broker
from tests.secret_file import secret_file

PAGE = (Path(__file__).parents[3] / "docs" / "MQTT.md").read_text(encoding="utf-8")
RIGHTS = re.search(r"^```\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
USERS = {"door": "one", "homeassistant": "two", "display": "three"}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Mosquitto]:
    assert RIGHTS
    with running_broker(tmp_path, users=USERS, acl=RIGHTS[1] + "pattern readwrite test/#\n") as running:
        yield running


def test_the_door_needs_no_other_rights_and_home_assistant_may_open(
    broker: Mosquitto, tmp_path: Path
) -> None:
    secret = secret_file(tmp_path, USERS["door"])
    with (
        party(broker, f"{BASE}/#", user="homeassistant", password=USERS["homeassistant"]) as home,
        party(broker, user="display", password=USERS["display"]) as display,
        speaking(broker, user="door", password_file=secret, release_allowed=True) as door,
    ):
        home.until(f"{BASE}/availability", "online")
        display.say(f"{BASE}/lock/set", "LOCK")
        asks(display)
        asks(home, "LOCK")
        asks(home)
        assert [wanted_of(door), wanted_of(door)] == ["lock", "release by MQTT"]
        assert door.wanted.empty()
        home.say("homeassistant/status", "online")
        home.until(f"{BASE}/lock")
        found = kept(broker, "homeassistant/#", user="homeassistant", password=USERS["homeassistant"])
        assert any(topic.startswith("homeassistant/lock/") for topic in found)
        assert door.troubles.empty()


def test_a_display_does_not_hear_that_somebody_is_threatened(broker: Mosquitto, tmp_path: Path) -> None:
    secret = secret_file(tmp_path, USERS["door"])
    with (
        party(broker, f"{BASE}/#", user="homeassistant", password=USERS["homeassistant"]) as home,
        party(broker, f"{BASE}/#", user="display", password=USERS["display"]) as display,
        speaking(broker, user="door", password_file=secret) as door,
    ):
        door.hub.publish(THREAT)
        door.hub.publish(DecisionMade(GRANT, None))
        home.until(f"{BASE}/duress")
        heard = [display.next()]
        while heard[-1].topic != f"{BASE}/event":
            heard.append(display.next())
        assert f"{BASE}/duress" not in [message.topic for message in heard]


def test_the_page_tells_every_topic_and_no_other_word_of_events() -> None:
    properties = [name for name, one in vars(DoorTopics).items() if isinstance(one, property)]
    topics = {getattr(DoorTopics("door"), name) for name in properties} - {"door"}
    assert [topic for topic in topics if f"`{topic.removeprefix('door/')}`" not in PAGE] == []
    told = re.findall(r"`([a-z_]+)`", PAGE.split("Events are ")[1].split("and so on")[0])
    assert set(told) <= set(EVENT_TYPES)
