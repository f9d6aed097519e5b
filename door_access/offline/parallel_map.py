"""The same work on many things, on two threads. One rule: answers come in the order of the things.

Finding a face and encoding it release the interpreter lock (measured), so two cores are worth having. Every
worker is made by the caller's thread and used by one thread at a time, as detectors and encoders want it.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

THREADS = 2
AHEAD = 64
"""So many answers wait at most for whoever takes them: chips of a whole folder would fill the memory."""

Thing = TypeVar("Thing")
Answer = TypeVar("Answer")


def parallel_map(
    make_worker: Callable[[], Callable[[Thing], Answer]], things: Sequence[Thing]
) -> Iterator[Answer]:
    """Give each thing to a worker; an error of one ends the whole with that error."""
    if not things:
        return
    idle = SimpleQueue[Callable[[Thing], Answer]]()
    for _ in range(min(THREADS, len(things))):
        idle.put(make_worker())
    with ThreadPoolExecutor(THREADS, thread_name_prefix="photos") as pool:
        for begin in range(0, len(things), AHEAD):
            yield from pool.map(lambda thing: _worked(idle, thing), things[begin : begin + AHEAD])


def _worked(idle: "SimpleQueue[Callable[[Thing], Answer]]", thing: Thing) -> Answer:
    worker = idle.get()
    try:
        return worker(thing)
    finally:
        idle.put(worker)
