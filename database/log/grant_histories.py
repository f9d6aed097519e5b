"""How near everybody was to their reference when they were let in: the log's rows that tell of drift.

Its one rule: every person's rows are found by the index, never by walking the log.
"""

from collections import defaultdict

from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, func, select

from database.schema import access_events, person_references, templates
from door_access.domain.matching.access import Outcome
from door_access.domain.matching.drift import RECENT_GRANTS, Grant, GrantHistory


def grant_histories(connection: Connection, model_key: str) -> dict[str, GrantHistory]:
    """Return the first and the latest grants of everybody who has templates of the model, and any grant."""
    first = _grants(connection, model_key, is_newest=False)
    latest = _grants(connection, model_key, is_newest=True)
    return {person_id: GrantHistory(first[person_id], latest[person_id]) for person_id in latest}


def _grants(connection: Connection, model_key: str, *, is_newest: bool) -> dict[str, list[Grant]]:
    found: dict[str, list[Grant]] = defaultdict(list)
    for person_id, distance, threshold in connection.execute(grants_query(model_key, is_newest=is_newest)):
        found[person_id].append(Grant(distance, threshold))
    return found


def grants_query(model_key: str, *, is_newest: bool) -> Select[str, float, float]:
    """Select one end of everybody's grants; those without a face have no distance and are left out."""
    events = access_events.c
    people = person_references.alias("known")
    return (
        select(people.c.person_id, events.distance, events.threshold)
        .select_from(people)
        .join(access_events, events.seq.in_(_rows(people.c.person_id, model_key, is_newest=is_newest)))
        .where(people.c.model == model_key, events.model == model_key)
        .where(events.distance.is_not(None), events.threshold.is_not(None))
    )


def _rows(person_id: ColumnElement[str], model_key: str, *, is_newest: bool) -> ScalarSelect[int]:
    other = access_events.alias("other")
    order = other.c.seq.desc() if is_newest else other.c.seq
    return (
        select(other.c.seq)
        .where(other.c.person_id == person_id, other.c.outcome == Outcome.GRANTED.value)
        .where(other.c.at_utc >= _newest_template(person_id, model_key))
        .order_by(order)
        .limit(RECENT_GRANTS)
        .scalar_subquery()
    )


def _newest_template(person_id: ColumnElement[str], model_key: str) -> ScalarSelect[str]:
    """Return when the newest template was stored; templates are never changed, so it has the highest id."""
    own = templates.alias("own")
    newest = (
        select(func.max(own.c.id))
        .where(own.c.person_id == person_id, own.c.model == model_key)
        .scalar_subquery()
    )
    return select(templates.c.created_at_utc).where(templates.c.id == newest).scalar_subquery()
