"""A child of the tests: pulses a lock and is killed in the middle. Its argument: the settings as JSON."""

import os
import signal
import sys

from door_access import config
from door_access.hardware.registry import make_lock

if __name__ == "__main__":
    settings = config.Settings.model_validate_json(sys.argv[1])
    make_lock(settings.lock).pulse(float(sys.argv[2]))
    os.kill(os.getpid(), signal.SIGKILL)
