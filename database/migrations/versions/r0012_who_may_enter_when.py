"""Who may enter when, and who may change that: rules, memberships, people's own dates, operators.

Nothing changes until somebody wants it: everybody who is there is in one group, which has one right, always.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

_EVERYBODY = "everybody"
_GROUP = '{"name": "everybody", "takes_newcomers": true}'
_RIGHT = '{"schedule": null, "shows": null, "where": {}, "whom": {"group": "everybody"}}'


def upgrade() -> None:
    """Add the tables and columns, and the rules by which all goes on as before."""
    _add_rules()
    _add_to_people()
    op.create_table(
        "operators",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("is_pin", sa.Boolean, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("waits_until_utc", sa.Text),
        sa.Column("created_at_utc", sa.Text, nullable=False),
        sa.Column("removed_at_utc", sa.Text),
    )
    for name in ("actor", "operator"):
        op.add_column("pending_removals", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.add_column("door_requests", sa.Column("operator", sa.Text, nullable=False, server_default=""))


def _add_rules() -> None:
    parts = op.create_table(
        "rule_parts",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id", ondelete="CASCADE")),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "id"),
    )
    op.create_index("rule_parts_by_person", "rule_parts", ["person_id"])
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("group_id", sa.Text, nullable=False),
        sa.Column("begins_utc", sa.Text),
        sa.Column("ends_utc", sa.Text),
        sa.PrimaryKeyConstraint("person_id", "group_id"),
    )
    op.create_index("memberships_by_group", "memberships", ["group_id"])
    op.add_column("gallery_version", sa.Column("rules", sa.Integer, nullable=False, server_default="1"))
    op.bulk_insert(
        parts,
        [
            {"kind": "group", "id": _EVERYBODY, "place": 1, "document": _GROUP},
            {"kind": "right", "id": _EVERYBODY, "place": 2, "document": _RIGHT},
        ],
    )
    op.execute(f"INSERT INTO memberships (person_id, group_id) SELECT id, '{_EVERYBODY}' FROM people")


def _add_to_people() -> None:
    op.add_column("people", sa.Column("valid_from_utc", sa.Text))
    op.add_column("people", sa.Column("valid_until_utc", sa.Text))
    op.add_column("people", sa.Column("opens_longer", sa.Boolean, nullable=False, server_default="0"))
    op.add_column("people", sa.Column("duress_pin", sa.LargeBinary))
