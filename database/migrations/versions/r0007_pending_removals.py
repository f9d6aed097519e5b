"""Who is being removed and can still be brought back."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table; nobody is being removed yet."""
    op.create_table(
        "pending_removals",
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("due_at_utc", sa.Text, nullable=False),
    )
