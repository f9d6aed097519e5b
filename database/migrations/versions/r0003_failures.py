"""How often cards and people have failed, over a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the counts; nobody has failed yet."""
    op.create_table(
        "failure_counts",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("waits_until_utc", sa.Text, nullable=False),
    )
