"""What a site costs as it grows from a hundred people to fifty thousand.

Times are of the processor on the calling thread, so that a busy machine changes them little; only the gaps of
recognition are by the clock, because somebody stands there. ``python -m benchmarks.speed --only site``
"""

import math
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from benchmarks.machine import instructions
from benchmarks.report import Row, Target, at_most
from benchmarks.speed.access_log import ENTRY
from benchmarks.speed.identification import probe_near
from benchmarks.speed.large_site import fill, fill_log
from database.engine import open_database
from database.keys.opening import open_keyring
from database.log.access_log import SqlAccessLog
from database.people.people import SqlPeopleStore, open_people
from door_access.bootstrap.decision import make_point
from door_access.config import Settings
from door_access.domain.enrolment.lookalikes import find_lookalikes
from door_access.domain.matching.access import AccessPolicy
from door_access.domain.matching.drift import RECENT_GRANTS, drifts
from door_access.domain.matching.identification import Probe
from door_access.facenet.installation.shipped import shipped_models
from door_access.runtime.events import EventHub
from door_access.runtime.known_people import KnownPeople

PEOPLE = (100, 1_000, 10_000, 50_000)
ROUNDS = 5
OFTEN = 50
ENTRIES = 2
"""In the log about everybody; about one person there are more than their history wants."""
FRAMES = 3
NOISE = 0.01
STEP_S = 0.01
"""How often the thread of recognition is given a turn while the gallery is read."""
WANTED_MS: dict[str, Target] = {
    "gallery, read at the start": at_most(3_000),
    "longest gap of recognition after one change": at_most(100),
    "list of everybody, opened and sorted": at_most(500),
    "drift of one person": at_most(10),
}


def measure() -> list[Row]:
    """Return the rows; takes about two minutes."""
    model = shipped_models()["resnet29"]
    sizes = [_measured(count, model.key) for count in PEOPLE]
    return [_row(what, [figures[what] for figures in sizes]) for what in sizes[0]]


def _row(what: str, figures: list[float]) -> Row:
    *smaller, largest = figures
    told = ", ".join(f"{count:,}: {figure:.3g}" for count, figure in zip(PEOPLE, smaller, strict=False))
    decades = math.log10(PEOPLE[-1] / PEOPLE[1])
    growth = (largest / smaller[1]) ** (1 / decades)
    note = f"×{growth:.1f} for ten times the people, from {PEOPLE[1]:,} on; {instructions()}"
    return Row(f"{what}, {PEOPLE[-1]:,} people", largest, "ms", f"among {told}", note, WANTED_MS.get(what))


def _measured(count: int, model: str) -> dict[str, float]:
    with TemporaryDirectory(prefix="door-access-bench-") as folder, open_database(Path(folder)) as database:
        keyring = open_keyring(database)
        ids = fill(database, keyring, count, model=model)
        entry = replace(ENTRY, model=model)
        visits = [*ids * ENTRIES, *ids[:1] * RECENT_GRANTS]
        told = [
            replace(entry, person_id=one, at_utc=ENTRY.at_utc + timedelta(seconds=second))
            for second, one in enumerate(visits)
        ]
        fill_log(database, keyring, told)
        store, log = open_people(database, lambda _model: 1.0), SqlAccessLog(database, keyring)
        return (
            _gallery_figures(store, model, ids)
            | _gap_figures(store, model, ids)
            | {
                "list of everybody, opened and sorted": _cpu_ms(lambda: store.people(model)),
                "drift of one person": _cpu_ms(
                    lambda: drifts(log.grant_histories(model, ids[:1])), times=OFTEN
                ),
                f"drift of everybody, {ENTRIES} entries each": _cpu_ms(
                    lambda: drifts(log.grant_histories(model)), times=1
                ),
            }
        )


def _gallery_figures(store: SqlPeopleStore, model: str, ids: list[str]) -> dict[str, float]:
    shipped = shipped_models()["resnet29"]
    gallery = store.gallery(model)
    policy = AccessPolicy(make_point(Settings(), shipped, looks=1))
    probe = Probe(probe_near(gallery, len(ids) // 2, noise=NOISE), FRAMES, spread=0.0)
    store.rename(ids[0], "Another Name")
    changed = _cpu_ms(lambda: store.gallery(model, gallery))
    return {
        "gallery, read at the start": _cpu_ms(lambda: store.gallery(model)),
        "gallery, brought up after one change": changed,
        "one among all (1:N)": _cpu_ms(partial(policy.decide, gallery, probe), times=OFTEN),
        "one claimed person (1:1)": _cpu_ms(
            partial(policy.verify, gallery, probe, ids[len(ids) // 2]), times=OFTEN
        ),
        "look-alikes of a newcomer": _cpu_ms(
            partial(find_lookalikes, gallery, probe.embedding, FRAMES, shipped.curves), times=OFTEN
        ),
    }


def _gap_figures(store: SqlPeopleStore, model: str, ids: list[str]) -> dict[str, float]:
    """Return the longest turn of recognition while somebody is changed, again and again, and let in."""
    longest_s = 0.0
    with ThreadPoolExecutor(1) as reader:
        people = KnownPeople(store, model=model, hub=EventHub(), reader=reader)
        while people.is_loading:
            people.poll(time.monotonic())
            time.sleep(STEP_S)
        for number in range(ROUNDS):
            store.set_blocked(ids[-1], number % 2 == 0)
            version = store.version()
            while people.version != version:
                begun_s = time.perf_counter()
                people.poll(time.monotonic())
                people.current()
                longest_s = max(longest_s, time.perf_counter() - begun_s)
                time.sleep(STEP_S)
    return {"longest gap of recognition after one change": longest_s * 1e3}


def _cpu_ms(call: Callable[[], object], *, times: int = ROUNDS) -> float:
    """Return the median of so many calls."""
    spent = []
    for _ in range(times):
        begun_s = time.thread_time()
        call()
        spent.append(time.thread_time() - begun_s)
    return float(np.median(spent)) * 1e3
