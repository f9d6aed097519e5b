"""Whatever happens to the files, no row that was accepted is lost silently."""

import os
import random
import sys

import pytest

from database.engine import open_database

STORIES = int(os.environ.get("DOOR_ACCESS_LOG_STORIES", "200"))
ROUNDS = 10
"""The stories are told in so many tests, so that one that fails says which seeds to try again."""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("first", range(ROUNDS))
def test_no_accepted_row_is_lost_silently(tmp_path, first):
    from tests.database.forks import killable  # noqa: PLC0415 - the module needs the fork server
    from tests.database.log_stories import Story  # noqa: PLC0415 - the module needs the fork server

    context = killable()
    open_database(tmp_path / "new").close()
    losses = rows = 0
    for seed in range(first, STORIES, ROUNDS):
        story = Story(context, tmp_path / "new", tmp_path / str(seed), random.Random(seed))
        story.tell()
        losses += story.losses
        rows += len(story.accepted)

    assert losses + rows > 0
