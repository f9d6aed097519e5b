"""Who the rows of the log are about, and who acted: by today's names, which are in no row."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Text, column, func, select

from database.log.log_keys import LogKeys
from database.operators import operator_names
from database.people.person_text import names_of
from database.schema import people
from door_access.domain.operators.roles import OS_USER
from door_access.ports import LogRow


def with_names(connection: Connection, keys: LogKeys | None, rows: Sequence[LogRow]) -> tuple[LogRow, ...]:
    """Return the rows with today's names of whoever is still enrolled, and of whoever acted."""
    if keys is None:
        return tuple(rows)
    ids = json.dumps(sorted({row.event.person_id for row in rows if row.event.person_id}))
    wanted = select(func.json_each(ids).table_valued(column("value", Text)).c.value)
    names = names_of(connection, keys.keys, people.c.id.in_(wanted), people.c.sealed.is_not(None))
    has_operators = any(row.event.operator for row in rows)
    operators = operator_names(connection, keys.keys) if has_operators else {}
    return tuple(_named(row, names, operators) for row in rows)


def _named(row: LogRow, people: Mapping[str, str], operators: Mapping[str, str]) -> LogRow:
    """Return the row with today's names; of a user of the operating system the row tells the name itself."""
    event = row.event
    operator = event.operator if event.operator.startswith(OS_USER) else operators.get(event.operator, "")
    person = people.get(event.person_id or "", "")
    return replace(row, person=person, operator=operator) if person or operator else row
