"""Doors are asked for more than to open once: for a mode, and to know alarms as seen."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add what is wanted; a request that waits now wants the door open once."""
    op.add_column("door_requests", sa.Column("wish", sa.Text, nullable=False, server_default="release"))
    op.add_column("door_requests", sa.Column("mode", sa.Text, nullable=False, server_default="normal"))
    op.add_column("door_requests", sa.Column("until_utc", sa.Text))
