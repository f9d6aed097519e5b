"""Processes to be killed: forked from one that has imported everything, so that the kills meet their work."""

from multiprocessing import get_context
from multiprocessing.context import ForkServerContext

PRELOADED = [
    "tests.database.backup.kill_child",
    "tests.database.crash_child",
    "tests.database.import_child",
    "tests.database.keys_child",
    "tests.database.log_stories",
]
"""Named together: whoever asks first starts the one server that there is."""


def killable() -> ForkServerContext:
    """Return how to start them."""
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context
