"""Passes: QR codes for a limited time."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "passes",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("token_index", sa.Text, nullable=False, unique=True),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("door", sa.Text),
        sa.Column("begins_utc", sa.Text, nullable=False),
        sa.Column("ends_utc", sa.Text, nullable=False),
        sa.Column("is_once", sa.Boolean, nullable=False),
        sa.Column("asks_pin", sa.Boolean, nullable=False),
        sa.Column("made_at_utc", sa.Text, nullable=False),
        sa.Column("used_at_utc", sa.Text),
        sa.Column("revoked_at_utc", sa.Text),
    )
    op.create_index("passes_by_person", "passes", ["person_id"])
    op.create_index("passes_by_end", "passes", ["ends_utc"])
