"""Names, consent, card numbers and PIN hashes are sealed; this makes room, the first opening seals them."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add columns behind the others. What is plain is sealed where the key is at hand, and emptied then."""
    op.add_column("people", sa.Column("sealed", sa.LargeBinary))
    op.add_column("people", sa.Column("name_index", sa.Text))
    op.add_column("people", sa.Column("external_id_index", sa.Text))
    op.add_column("people", sa.Column("pin", sa.LargeBinary))
    op.add_column("cards", sa.Column("sealed", sa.LargeBinary))
    op.drop_index("people_by_name", "people")
    op.create_index("people_by_name_index", "people", ["name_index"])
    op.create_index("people_by_external_id_index", "people", ["external_id_index"], unique=True)
