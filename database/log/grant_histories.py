"""How near people were to their reference when they were let in: the log's rows that tell of drift.

Its one rule: every person's rows are found by an index, never by walking the log, and only they are opened.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, bindparam, func, select

from database.log.audit_chain import PLAIN
from database.log.log_keys import LogKeys
from database.log.log_query import own_key
from database.log.log_rows import payload_of
from database.schema import access_events, log_keys, person_references, templates
from door_access.domain.matching.access import Outcome
from door_access.domain.matching.drift import RECENT_GRANTS, Grant, GrantHistory

_WAYS = ("person_id", "person_tag")
"""The columns by which a person's rows are found: in version 1, and later."""
_CELLS = (*PLAIN, "seq", "version", "commitment", "person_tag", "payload")
"""What tells of a grant; a whole row would cost more to read than to open."""

_Found = dict[str, dict[int, Grant | None]]
"""The grants of every person by their seq; None for one that tells nothing of the model."""


def grant_histories(
    connection: Connection, model_key: str, keys: LogKeys, person_ids: Collection[str]
) -> dict[str, GrantHistory]:
    """Return the first and the latest grants of whoever of them has templates of the model, and any grant."""
    people = [
        {"id": person_id, "person_id": person_id, "person_tag": tag, "since": since}
        for person_id, since in connection.execute(
            known_people(), {"of_model": model_key, "wanted": json.dumps(list(person_ids))}
        )
        for tag in keys.person_tags(person_id)
    ]
    latest = _found(connection, people, model_key, keys, is_newest=True)
    has_more = {person_id for person_id, grants in latest.items() if len(grants) >= RECENT_GRANTS}
    of_those = [known for known in people if known["id"] in has_more]
    first = latest | _found(connection, of_those, model_key, keys, is_newest=False)
    return {
        person_id: GrantHistory(_in_order(first[person_id])[:RECENT_GRANTS], told[-RECENT_GRANTS:])
        for person_id, grants in latest.items()
        if (told := _in_order(grants))
    }


def people_with_faces(connection: Connection, model_key: str) -> Sequence[str]:
    """Return everybody who has templates of the model."""
    of_model = person_references.c.model == model_key
    return connection.scalars(select(person_references.c.person_id).where(of_model)).all()


@cache
def known_people() -> Select[str, str]:
    """Select who of those ``wanted`` has templates of the model, and when the newest (by id) was stored."""
    of_model = bindparam("of_model", type_=Text)
    since = (
        select(templates.c.created_at_utc)
        .where(templates.c.person_id == person_references.c.person_id, templates.c.model == of_model)
        .order_by(templates.c.id.desc())
        .limit(1)
        .correlate(person_references)
        .scalar_subquery()
    )
    wanted = func.json_each(bindparam("wanted", type_=Text)).table_valued("value", name="wanted")
    return select(person_references.c.person_id, since).where(
        person_references.c.model == of_model, person_references.c.person_id.in_(select(wanted.c.value))
    )


def _found(
    connection: Connection, people: list[dict[str, str]], model_key: str, keys: LogKeys, *, is_newest: bool
) -> _Found:
    """Return one end of everybody's grants; those without a face have no distance."""
    found: _Found = defaultdict(dict)
    known = json.dumps(people)
    for way in _WAYS if people else ():
        query = grants_query(way, is_newest=is_newest)
        for person_id, *cells, wrapped_key in connection.execute(query, {"known": known}):
            row = dict(zip(_CELLS, cells, strict=True), wrapped_key=wrapped_key)
            found[person_id][row["seq"]] = _grant(payload_of(row, keys), model_key)
    return found


def _grant(told: Mapping[str, Any] | None, model_key: str) -> Grant | None:
    if not told or told["model"] != model_key or None in (told["distance"], told["threshold"]):
        return None
    return Grant(told["distance"], told["threshold"])


def _in_order(grants: Mapping[int, Grant | None]) -> list[Grant]:
    return [grant for _, grant in sorted(grants.items()) if grant is not None]


@cache
def grants_query(way: str, *, is_newest: bool) -> Select[*tuple[Any, ...]]:
    """Select one end of everybody's grants; ``known`` is a JSON list of who that is, as told above."""
    person = func.json_each(bindparam("known", type_=Text)).table_valued("value", name="known")

    def of_person(key: str) -> ColumnElement[str]:
        return func.json_extract(person.c.value, f"$.{key}", type_=Text)

    other = access_events.alias("other")
    rows = (
        select(other.c.seq)
        .where(other.c[way] == of_person(way), other.c.outcome == Outcome.GRANTED.value)
        .where(other.c.at_utc >= of_person("since"))
        .order_by(other.c.seq.desc() if is_newest else other.c.seq)
        .limit(RECENT_GRANTS)
        .correlate(person)
        .scalar_subquery()
    )
    return (
        select(of_person("id"), *(access_events.c[name] for name in _CELLS), log_keys.c.wrapped_key)
        .select_from(person)
        .join(access_events, access_events.c.seq.in_(rows))
        .outerjoin(log_keys, own_key)
    )
