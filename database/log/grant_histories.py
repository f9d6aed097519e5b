"""How near everybody was to their reference when they were let in: the log's rows that tell of drift.

Its one rule: every person's rows are found by an index, never by walking the log, and only they are opened.
"""

import json
from collections import defaultdict

from sqlalchemy import ColumnElement, Connection, Select, Text, func, select

from database.log.log_keys import LogKeys
from database.log.log_query import own_key
from database.log.log_rows import payload_of
from database.schema import access_events, log_keys, person_references, templates
from door_access.domain.matching.access import Outcome
from door_access.domain.matching.drift import RECENT_GRANTS, Grant, GrantHistory

_WAYS = ("person_id", "person_tag")
"""The columns by which a person's rows are found: in version 1, and later."""


def grant_histories(connection: Connection, model_key: str, keys: LogKeys) -> dict[str, GrantHistory]:
    """Return the first and the latest grants of everybody who has templates of the model, and any grant."""
    people = [
        {"id": person_id, "person_id": person_id, "person_tag": tag, "since": since}
        for person_id, since in connection.execute(_known_people(model_key))
        for tag in keys.person_tags(person_id)
    ]
    known = json.dumps(people)
    first = _grants(connection, known, model_key, keys, is_newest=False)
    latest = _grants(connection, known, model_key, keys, is_newest=True)
    return {
        person_id: GrantHistory(first[person_id][:RECENT_GRANTS], latest[person_id][-RECENT_GRANTS:])
        for person_id in latest
    }


def _known_people(model_key: str) -> Select[str, str]:
    """Select who has templates of the model, and when the newest was stored: that of the highest id."""
    of_model = templates.alias("of_model")
    newest = (
        select(func.max(of_model.c.id))
        .where(of_model.c.person_id == person_references.c.person_id, of_model.c.model == model_key)
        .scalar_subquery()
    )
    since = select(templates.c.created_at_utc).where(templates.c.id == newest).scalar_subquery()
    return select(person_references.c.person_id, since).where(person_references.c.model == model_key)


def _grants(
    connection: Connection, known: str, model_key: str, keys: LogKeys, *, is_newest: bool
) -> dict[str, list[Grant]]:
    """Return one end of everybody's grants, oldest first; those without a face have no distance."""
    found: dict[str, dict[int, Grant]] = defaultdict(dict)
    for way in _WAYS:
        for row in connection.execute(grants_query(known, way, is_newest=is_newest)).mappings():
            told = payload_of(dict(row), keys)
            if told and told["model"] == model_key and None not in (told["distance"], told["threshold"]):
                found[row["id"]][row["seq"]] = Grant(told["distance"], told["threshold"])
    return {person_id: [grants[seq] for seq in sorted(grants)] for person_id, grants in found.items()}


def grants_query(known: str, way: str, *, is_newest: bool) -> Select[*tuple[object, ...]]:
    """Select one end of everybody's grants; ``known`` is a JSON list of who that is, as told above."""
    person = func.json_each(known).table_valued("value", name="known")

    def of_person(key: str) -> ColumnElement[str]:
        return func.json_extract(person.c.value, f"$.{key}", type_=Text)

    other = access_events.alias("other")
    rows = (
        select(other.c.seq)
        .where(other.c[way] == of_person(way), other.c.outcome == Outcome.GRANTED.value)
        .where(other.c.at_utc >= of_person("since"))
        .order_by(other.c.seq.desc() if is_newest else other.c.seq)
        .limit(RECENT_GRANTS)
        .scalar_subquery()
    )
    return (
        select(of_person("id").label("id"), access_events, log_keys.c.wrapped_key)
        .select_from(person)
        .join(access_events, access_events.c.seq.in_(rows))
        .outerjoin(log_keys, own_key)
    )
