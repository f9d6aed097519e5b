"""A bar for work that may turn out to be long. One rule: before it has, nothing is drawn or loaded for it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from door_access.ports import TellRows

T = TypeVar("T")

PATIENCE_S = 2.0
"""How long nothing has to move before somebody wonders (guess)."""
TOLD_EVERY = 500


@contextmanager
def bar_if_long(what: str, clock: Callable[[], float] = time.monotonic) -> Iterator[TellRows]:
    """Give what hears how much is done, and of how much; the bar appears when that takes a while."""
    begun_s = clock()
    with ExitStack() as shown:
        draw: TellRows | None = None

        def tell(done: int, total: int) -> None:
            nonlocal draw
            if draw is None and clock() - begun_s >= PATIENCE_S:
                draw = shown.enter_context(_bar(what))
            if draw is not None:
                draw(done, total)

        yield tell


@contextmanager
def _bar(what: str) -> Iterator[TellRows]:
    from door_access.cli.progress import progress_bar  # noqa: PLC0415 — loads what draws

    with progress_bar() as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def told(things: Iterator[T], total: int, tell: TellRows) -> Iterator[T]:
    """Pass the things on, and tell now and then how many that were."""
    for done, thing in enumerate(things, start=1):
        yield thing
        if done % TOLD_EVERY == 0:
            tell(done, total)
