"""Requests to a door in a queue, each with its answer."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the queue; the one slot that was there before goes, with the words that may lie in it."""
    op.create_table(
        "door_requests",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("door", sa.Text, nullable=False),
        sa.Column("at_utc", sa.Text, nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer),
    )
    op.execute("DELETE FROM secrets WHERE key LIKE 'door\\_release\\_request:%' ESCAPE '\\'")
