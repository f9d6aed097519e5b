"""The rules on SQLite. Every change raises their version in its transaction, so none goes unseen."""

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.dialects.sqlite import insert

from database.cells import UnreadableCell
from database.connections import Database
from database.people.known_person import check_known
from database.rules.documents import KINDS, document_of, part_of
from database.schema import gallery_version, memberships, rule_parts
from door_access.domain.permissions.rights import Group, OnePerson, Right
from door_access.domain.permissions.rules import RulePart, Rules
from door_access.errors import BadInput


class SqlRulesStore:
    """Adapter of the RulesStore port; any thread of any process may use one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def version(self) -> int:
        """Return the version of the rules: one small query."""
        with self._database.reading() as connection:
            return rules_version(connection)

    def rules(self) -> Rules:
        """Return all rules as they were at one version; raises StorageFault."""
        with self._database.reading() as connection:
            return read_rules(connection)

    def put(self, before: RulePart | None, after: RulePart | None) -> Rules:
        """Add, change or remove one part, all or nothing, and return the rules from then on.

        Raises:
            BadInput: the new part cannot be, what is removed is in use, or a right is for nobody's id.
            Refused: somebody else has changed it since it was ``before``.
        """
        with self._database.writing() as connection:
            one = before or after
            members = _members(connection, one.id) if isinstance(one, Group) else 0
            rules = read_rules(connection).put(before, after, members=members)
            _write(connection, before, after)
            raise_rules_version(connection)
        return rules


def rules_version(connection: Connection) -> int:
    """Return the version of the rules."""
    return int(connection.scalar(select(gallery_version.c.rules)) or 0)


def raise_rules_version(connection: Connection) -> None:
    """Count one change of the rules, in the transaction that makes it."""
    connection.execute(update(gallery_version).values(rules=gallery_version.c.rules + 1))


def read_rules(connection: Connection) -> Rules:
    """Return all rules, checked anew: what refers to nothing is an unreadable cell."""
    rows = connection.execute(select(rule_parts).order_by(rule_parts.c.place)).all()
    try:
        return Rules.of(
            (part_of(row.kind, row.id, row.document) for row in rows), version=rules_version(connection)
        )
    except BadInput as error:
        raise UnreadableCell([row.id for row in rows], f"a whole of rules ({error})") from error


def groups_of_newcomers(connection: Connection) -> list[str]:
    """Return the groups in which everybody is who is enrolled from now on, by id."""
    rows = connection.execute(select(rule_parts).where(rule_parts.c.kind == KINDS[Group]))
    groups = (part_of(row.kind, row.id, row.document) for row in rows)
    return [group.id for group in groups if isinstance(group, Group) and group.takes_newcomers]


def forget_rights_of(connection: Connection, person_id: str) -> None:
    """Delete somebody's own rights, which are nobody's any more."""
    if connection.execute(delete(rule_parts).where(rule_parts.c.person_id == person_id)).rowcount:
        raise_rules_version(connection)


def _members(connection: Connection, group_id: str) -> int:
    theirs = select(func.count()).where(memberships.c.group_id == group_id)
    return connection.scalar(theirs) or 0


def _write(connection: Connection, before: RulePart | None, after: RulePart | None) -> None:
    if after is None:
        assert before is not None
        columns = rule_parts.c
        one = (columns.kind == KINDS[type(before)], columns.id == before.id)
        connection.execute(delete(rule_parts).where(*one))
        return
    person_id = _person_of(after)
    if person_id is not None:
        check_known(connection, person_id)
    values = {"document": document_of(after), "person_id": person_id}
    new = insert(rule_parts).values(
        kind=KINDS[type(after)], id=after.id, place=_next_place(connection), **values
    )
    connection.execute(new.on_conflict_do_update(index_elements=["kind", "id"], set_=values))


def _person_of(part: RulePart) -> str | None:
    return part.whom.id if isinstance(part, Right) and isinstance(part.whom, OnePerson) else None


def _next_place(connection: Connection) -> int:
    return (connection.scalar(select(func.max(rule_parts.c.place))) or 0) + 1
