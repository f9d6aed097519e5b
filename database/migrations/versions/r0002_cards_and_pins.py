"""Cards, PINs, and what each person must show."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the cards and two columns of people; everybody enters as the door asks, without a PIN."""
    op.add_column("people", sa.Column("pin_hash", sa.Text))
    op.add_column("people", sa.Column("entry_rule", sa.Text, nullable=False, server_default="as_door"))
    op.create_table(
        "cards",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("blind_index", sa.Text, nullable=False, unique=True),
        sa.Column("hint", sa.Text, nullable=False),
        sa.Column("is_disabled", sa.Boolean, nullable=False),
        sa.Column("added_at_utc", sa.Text, nullable=False),
    )
    op.create_index("cards_by_person", "cards", ["person_id"])
