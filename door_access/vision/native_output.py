"""What native libraries write to standard error behind Python's back, moved into the log.

Only around a short call at start; the whole process's standard error is redirected meanwhile.
"""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

STDERR = 2
"""File descriptor that C and C++ libraries write their messages to."""

logger = logging.getLogger(__name__)


@contextmanager
def native_output_logged() -> Iterator[None]:
    """Log at debug level what libraries called in the block print; nothing without a standard error."""
    try:
        kept = os.dup(STDERR)
    except OSError:
        yield
        return
    with tempfile.TemporaryFile() as caught:
        try:
            os.dup2(caught.fileno(), STDERR)
            yield
        finally:
            os.dup2(kept, STDERR)
            os.close(kept)
            caught.seek(0)
            for line in caught:
                logger.debug("native: %s", line.decode(errors="replace").rstrip())
