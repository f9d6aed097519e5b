"""What people agree to has versions and can be taken back, and pictures of faces can be kept by consent.

Whoever has a face keeps the consent they gave, in its own words. Nobody has agreed to pictures yet.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

_FACE = (
    "I agree that my face is measured and that the measurements are stored to open this door. Each time,"
    " the camera follows for a few seconds how my face moves and whether I blink, to tell me from a photo"
    " of me; this is not stored. Somebody with a film of my face might still deceive it. Instead of my"
    " face I could have had a card and a PIN. I can take this back whenever I like: my face is then"
    " erased, and I enter with a card and a PIN, by the same doors and at the same hours."
)
_PICTURE = (
    "I also agree that a few small pictures of my face are kept, encrypted. With them my face can be"
    " measured anew when the door learns another way of measuring, so that I need not come again, and the"
    " desk can see that it has the right person. My face opens the door without this as well, and I can"
    " take it back whenever I like: the pictures are then erased."
)


def upgrade() -> None:
    """Add the tables, the first texts, and the consents that were given to a face."""
    _add_tables()
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    texts = sa.table(
        "consent_texts", *(sa.column(name) for name in ("kind", "version", "words", "since_utc"))
    )
    op.bulk_insert(
        texts,
        [
            {"kind": kind, "version": 1, "words": words, "since_utc": now}
            for kind, words in (("face", _FACE), ("picture", _PICTURE))
        ],
    )
    op.execute(
        "INSERT INTO consents (person_id, kind, given_at_utc) SELECT id, 'face', consent_at_utc FROM people"
        " WHERE EXISTS (SELECT 1 FROM templates WHERE templates.person_id = people.id)"
    )


def _add_tables() -> None:
    op.create_table(
        "consent_texts",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("since_utc", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "version"),
    )
    op.create_table(
        "consents",
        _person(),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("version", sa.Integer),
        sa.Column("given_at_utc", sa.Text, nullable=False),
        sa.Column("withdrawn_at_utc", sa.Text),
        sa.PrimaryKeyConstraint("person_id", "kind"),
    )
    op.create_index("consents_by_version", "consents", ["kind", "version"])
    op.create_table(
        "enrolment_chips",
        sa.Column("id", sa.Integer, primary_key=True),
        _person(),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
    )
    op.create_index("enrolment_chips_by_person", "enrolment_chips", ["person_id"])


def _person() -> sa.Column[str]:
    return sa.Column("person_id", sa.Text, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False)
