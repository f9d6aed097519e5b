"""Cards tell whether their number is stored as it is read, or in the form up to here, which numbers share."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Mark every card that there is: nobody can tell any more how its number is written."""
    column = sa.Column("is_older_form", sa.Boolean, nullable=False, server_default="1")
    op.add_column("cards", column)
