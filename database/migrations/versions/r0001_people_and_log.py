"""People, templates, the access log and its chain, secrets."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_BEFORE_THE_FIRST_HASH = "0" * 64


def upgrade() -> None:
    """Create everything in an empty database."""
    _create_people()
    _create_templates()
    _create_person_references()
    _create_access_events()
    _create_single_rows()
    op.create_table(
        "secrets", sa.Column("key", sa.Text, primary_key=True), sa.Column("text", sa.Text, nullable=False)
    )


def _create_people() -> None:
    op.create_table(
        "people",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("name_key", sa.Text, nullable=False),
        sa.Column("external_id", sa.Text, unique=True),
        sa.Column("is_blocked", sa.Boolean, nullable=False),
        sa.Column("consent", sa.Text, nullable=False),
        sa.Column("consent_at_utc", sa.Text, nullable=False),
        sa.Column("enrolled_at_utc", sa.Text, nullable=False),
    )
    op.create_index("people_by_name", "people", ["name_key"])


def _create_templates() -> None:
    op.create_table(
        "templates",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("quality", sa.Text, nullable=False),
        sa.Column("created_at_utc", sa.Text, nullable=False),
    )
    op.create_index("templates_by_person", "templates", ["person_id", "model"])


def _create_person_references() -> None:
    op.create_table(
        "person_references",
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
        sa.Column("templates", sa.Integer, nullable=False),
        sa.Column("differing", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("model", "person_id"),
    )
    op.create_index("person_references_by_person", "person_references", ["person_id"])


def _create_access_events() -> None:
    op.create_table(
        "access_events",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at_utc", sa.Text, nullable=False),
        sa.Column("door", sa.Text, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text),
        sa.Column("distance", sa.Double),
        sa.Column("threshold", sa.Double),
        sa.Column("second_distance", sa.Double),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("frames", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_index("access_events_by_time", "access_events", ["at_utc", "seq"])
    op.create_index("access_events_by_person", "access_events", ["person_id", "seq", "at_utc"])
    op.create_index("access_events_by_outcome", "access_events", ["outcome", "seq", "at_utc"])
    op.create_index(
        "access_events_by_person_and_outcome", "access_events", ["person_id", "outcome", "seq", "at_utc"]
    )


def _create_single_rows() -> None:
    version = op.create_table(
        "gallery_version",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1"), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
    )
    op.bulk_insert(version, [{"id": 1, "version": 0}])
    head = op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer, sa.CheckConstraint("id = 1"), primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.bulk_insert(head, [{"id": 1, "seq": 0, "hash": _BEFORE_THE_FIRST_HASH}])
