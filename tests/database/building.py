"""Data for the database's tests."""

import hashlib
import json
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import text

from database.connections import Database
from database.engine import KEY_DIR_NAME
from database.keys.key_file import KEY_NAME
from door_access.domain.enrolment.people import Template
from door_access.domain.faces.faces import Embedding, Quality
from door_access.domain.matching.access import Outcome, Reason
from door_access.domain.matching.templates import USUAL_DISTANCE
from door_access.ports import LogEntry, NewPerson
from tests.fakes import NOON

MODEL = "resnet29@0123abcd"
OTHER_MODEL = "facenet@89abcdef"
QUALITY = Quality(
    width_px=180.5, sharpness=210.25, brightness=121.0, contrast=40.5, yaw=0.02, pitch=0.4, roll_degrees=-1.5
)


def usually(_model: str) -> float:
    """Say how far apart templates must lie to count as two: as any model's."""
    return USUAL_DISTANCE


def template(seed: int, *, model_key: str = MODEL, dimension: int = 128) -> Template:
    """Return a template that is always the same for the same seed and far from those of other seeds."""
    raw = np.random.default_rng(seed).normal(size=dimension)
    return Template(Embedding.from_raw(raw, model_key), QUALITY)


def templates(first_seed: int, count: int, *, model_key: str = MODEL) -> tuple[Template, ...]:
    return tuple(template(first_seed + step, model_key=model_key) for step in range(count))


def newcomer(name: str = "Ada Lovelace", *, seed: int = 0, count: int = 5, **others: object) -> NewPerson:
    values = {"consent": "I agree.", "templates": templates(seed, count)} | others
    return NewPerson(name=name, **values)  # type: ignore[arg-type]


def event(minute: int = 0, **others: object) -> LogEntry:
    values = {
        "at_utc": NOON + timedelta(minutes=minute),
        "door": "main entrance",
        "outcome": Outcome.DENIED,
        "reason": Reason.NO_MATCH,
        "model": MODEL,
        "frames": 3,
        "source": "demo",
    }
    return LogEntry(**(values | others))  # type: ignore[arg-type]


def append_version_1(database: Database, entry: LogEntry) -> None:
    """Write a row as the first versions of the product did; cells and hash are made by hand."""
    with database.writing() as connection:
        seq, previous = connection.execute(text("SELECT seq, hash FROM chain_head")).one()
        cells = {
            "seq": seq + 1,
            "at_utc": entry.at_utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "door": entry.door,
            "outcome": str(entry.outcome),
            "reason": str(entry.reason),
            "person_id": entry.person_id,
            "distance": entry.distance,
            "threshold": entry.threshold,
            "second_distance": entry.second_distance,
            "model": entry.model,
            "frames": entry.frames,
            "source": entry.source,
            "note": entry.note,
            "previous_hash": previous,
        }
        canonical = json.dumps(cells, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        cells["hash"] = hashlib.sha256((previous + canonical).encode()).hexdigest()
        names = ", ".join(cells)
        values = ", ".join(f":{name}" for name in cells)
        connection.execute(text(f"INSERT INTO access_events ({names}) VALUES ({values})"), cells)
        connection.execute(text("UPDATE chain_head SET seq = :seq, hash = :hash"), cells)


KEY_FILE = Path(KEY_DIR_NAME) / KEY_NAME
"""Where the key lies in a data directory, unless another place was named."""


def grant(person_id: str, minute: int = 0, **cells: Any) -> LogEntry:
    """Return a grant by face, well below its threshold."""
    told = {"outcome": Outcome.GRANTED, "reason": Reason.MATCH, "distance": 0.25, "threshold": 0.3}
    return event(minute, person_id=person_id, **(told | cells))


_UNDONE = {
    "0016": [
        "DROP TABLE erased",
        "DROP TABLE backups",
        "DELETE FROM secrets WHERE key = 'erased_key'",
    ],
    "0015": ["DROP TABLE passes"],
    "0014": [f"DROP TABLE {name}" for name in ("log_forgotten", "log_checkpoint", "event_pictures")],
    "0013": ["DROP INDEX access_events_by_reason"],
    "0012": [f"DROP TABLE {name}" for name in ("enrolment_chips", "consents", "consent_texts")],
    "0011": [
        "DROP TABLE operators",
        "ALTER TABLE door_requests DROP COLUMN operator",
        "ALTER TABLE pending_removals DROP COLUMN actor",
        "ALTER TABLE pending_removals DROP COLUMN operator",
        "DROP TABLE memberships",
        "DROP TABLE rule_parts",
        "ALTER TABLE gallery_version DROP COLUMN rules",
        *(
            f"ALTER TABLE people DROP COLUMN {name}"
            for name in ("valid_from_utc", "valid_until_utc", "opens_longer", "duress_pin")
        ),
    ],
    "0010": [f"ALTER TABLE door_requests DROP COLUMN {name}" for name in ("wish", "mode", "until_utc")],
    "0009": ["DROP INDEX people_by_change", "ALTER TABLE people DROP COLUMN changed"],
    "0008": ["ALTER TABLE cards DROP COLUMN is_older_form"],
}
"""What brings a database back to a revision from the one after it, the newest first."""


def bring_back(path: Path, revision: str) -> None:
    """Make the database what it was at an earlier revision, with everything in it."""
    with closing(sqlite3.connect(path)) as connection:
        for earlier, statements in _UNDONE.items():
            if earlier >= revision:
                for statement in statements:
                    connection.execute(statement)
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
        connection.commit()
