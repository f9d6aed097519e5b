"""Log rows of version 2: a header that is chained, and a payload sealed under a key that can be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add columns behind those of version 1; no old row is rewritten, whatever the size of the log."""
    op.add_column("access_events", sa.Column("version", sa.Integer, nullable=False, server_default="1"))
    op.add_column("access_events", sa.Column("kind", sa.Text))
    op.add_column("access_events", sa.Column("commitment", sa.Text))
    op.add_column("access_events", sa.Column("person_tag", sa.Text))
    op.add_column("access_events", sa.Column("payload", sa.LargeBinary))
    op.create_table(
        "log_keys",
        sa.Column("tag", sa.Text, primary_key=True),
        sa.Column("wrapped_key", sa.LargeBinary, nullable=False),
    )
    op.drop_index("access_events_by_person", "access_events")
    op.drop_index("access_events_by_person_and_outcome", "access_events")
    for column in ("person_id", "person_tag"):
        _index(f"access_events_by_{column}", column, "seq", "at_utc")
        _index(f"access_events_by_{column}_and_outcome", column, "outcome", "seq", "at_utc")


def _index(name: str, *columns: str) -> None:
    op.create_index(name, "access_events", [*columns], sqlite_where=sa.text(f"{columns[0]} IS NOT NULL"))
