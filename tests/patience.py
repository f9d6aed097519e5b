"""How long a test waits for what must come; only a broken test waits so long."""

import time
from collections.abc import Callable

PATIENCE_S = 300.0
PATIENCE_MS = round(PATIENCE_S * 1000)
_LOOK_EVERY_S = 0.02


def waited_for(is_so: Callable[[], object]) -> bool:
    """Wait until it is so; False when that takes far too long."""
    deadline_s = time.monotonic() + PATIENCE_S
    while not is_so() and time.monotonic() < deadline_s:
        time.sleep(_LOOK_EVERY_S)
    return bool(is_so())
