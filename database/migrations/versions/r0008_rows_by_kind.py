"""Rows of the log are found by their kind: acts are few among many visits."""

from alembic import op

revision = "0008"
down_revision = "0006"


def upgrade() -> None:
    """Add the index; no row changes."""
    op.create_index("access_events_by_kind", "access_events", ["kind", "seq", "at_utc"])
