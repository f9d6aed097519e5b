"""Which backups there are, and who was erased since, so that none of them brings anybody back."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_KEY_BYTES = 32


def upgrade() -> None:
    """Add the tables, and the random key by which erased people are known."""
    op.create_table(
        "erased",
        sa.Column("mark", sa.Text, primary_key=True),
        sa.Column("at_utc", sa.Text, nullable=False),
    )
    op.create_table(
        "backups",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("folder", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("made_at_utc", sa.Text, nullable=False),
        sa.Column("expires_at_utc", sa.Text),
        sa.Column("rows", sa.Integer, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("bytes", sa.Integer, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
    )
    facts = sa.table("secrets", sa.column("key", sa.Text), sa.column("text", sa.Text))
    op.bulk_insert(facts, [{"key": "erased_key", "text": secrets.token_hex(_KEY_BYTES)}])
