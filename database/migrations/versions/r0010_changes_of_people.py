"""Everybody tells at which version of the gallery they were last changed, so that only that is read anew."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the number; whoever is there now was last changed before all versions to come."""
    op.add_column("people", sa.Column("changed", sa.Integer, nullable=False, server_default="0"))
    op.create_index("people_by_change", "people", ["changed"])
