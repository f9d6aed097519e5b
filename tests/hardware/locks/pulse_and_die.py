"""A child of the tests: pulses a lock and is killed in the middle. Its argument: the settings as JSON."""

import os
import signal
import sys

from door_access import config, ports
from door_access.hardware.registry import make_lock
from tests.patience import PATIENCE_S

if __name__ == "__main__":
    ports.LOCK_ANSWERS_WITHIN_S = PATIENCE_S
    settings = config.Settings.model_validate_json(sys.argv[1])
    make_lock(settings.lock).pulse(float(sys.argv[2]))
    os.kill(os.getpid(), signal.SIGKILL)
