"""The log's rows by their reasons, for whoever looks for some of a million."""

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Add the index; no row changes."""
    op.create_index(
        "access_events_by_reason", "access_events", ["reason", "seq", "at_utc", "outcome", "kind"]
    )
