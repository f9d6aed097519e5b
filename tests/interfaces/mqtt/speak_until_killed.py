"""A child of the tests: speaks for a door until somebody kills it. Its argument: the settings as JSON."""

import sys
import threading

from door_access.bootstrap.interfaces import mqtt_session
from door_access.config import Settings
from door_access.interfaces.mqtt.commands import DoorControls
from door_access.runtime.events import EventHub

if __name__ == "__main__":
    settings = Settings.model_validate_json(sys.argv[1])
    with mqtt_session(settings, EventHub(settings.door.id), DoorControls(lambda _: None, lambda: None)):
        threading.Event().wait()
