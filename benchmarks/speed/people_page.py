"""The list of people in the window, at a large site: what a key costs that is typed into its search.

``python -m benchmarks.speed --only people-page``
"""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from random import Random
from statistics import median
from typing import TypeVar

from PySide6.QtWidgets import QApplication

from benchmarks.report import Row, at_most
from door_access.domain.enrolment.people import Person
from ui.desk.people.people_model import PeopleModel, listing
from ui.widgets.tables import ListTable

T = TypeVar("T")
PEOPLE = 50_000
WANTED_KEY_MS = 100.0
"""Up to there a key feels answered at once."""
ROUNDS = 5
TYPED = ("muller sales 49", "zoe audit", "c3", "Ivanov 4")
FIRST = ("Ada", "Émile", "Zoë", "Łukasz", "Grace", "Alan", "María", "Jürgen", "Søren", "Inês")
LAST = ("Lovelace", "Müller", "Kowalski", "Hopper", "Turing", "Sánchez", "Nguyễn", "Okafor", "Ivanov")
DEPARTMENTS = ("Sales", "Audit", "Werkstatt", "")
ENROLLED_UTC = datetime(2026, 1, 1, tzinfo=UTC)


def measure() -> list[Row]:
    """Return the rows; takes about 20 seconds, of a window that is drawn nowhere."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    dice = Random(3)
    people = [
        Person(
            f"id{number}",
            f"{dice.choice(FIRST)} {dice.choice(LAST)} {number}",
            *(20, False, False, ENROLLED_UTC),
            department=dice.choice(DEPARTMENTS),
        )
        for number in range(PEOPLE)
    ]
    listed_ms, shown = _timed(lambda: listing(people))
    model = PeopleModel()
    table = ListTable(model, "Enrolled people", row_height=2.2)
    table.resize(1_000, 600)
    table.show()
    model.show_people(shown)
    model.show_hints({f"id{number}": f"{number % 256:02x}" for number in range(PEOPLE)})

    def key(text: str) -> None:
        model.search(text)
        app.processEvents()

    keys = [text[:end] for text in TYPED for end in range(1, len(text) + 1)]
    times = [_timed(partial(key, text))[0] for _ in range(ROUNDS) for text in keys]
    drawn = [_timed(table.viewport().repaint)[0] for _ in range(ROUNDS)]
    beside = f"drawing the same list without searching {median(drawn):.0f} ms"
    table.close()
    return [
        Row("a key in the search, worst", max(times), "ms", beside, "", at_most(WANTED_KEY_MS)),
        Row("a key in the search, median", median(times), "ms", beside, ""),
        Row(f"{PEOPLE:,} people made ready, on the desk's thread", listed_ms, "ms", "", ""),
    ]


def _timed(job: Callable[[], T]) -> tuple[float, T]:
    """Return the processor's time in milliseconds, and the answer."""
    begun_s = time.process_time()
    answer = job()
    return 1_000.0 * (time.process_time() - begun_s), answer
