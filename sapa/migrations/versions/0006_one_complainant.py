"""One complainant for each account of a channel, also where two of its messages come in at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Complaints are never edited, so a complainant that is there twice already stays named by them.
    op.execute(
        """
        UPDATE complainant SET handle = handle || ' (' || id || ')'
        WHERE handle <> '' AND EXISTS (
            SELECT FROM complainant older
            WHERE older.channel = complainant.channel AND older.handle = complainant.handle
            AND older.id < complainant.id
        )
        """
    )
    op.drop_index("ix_complainant_handle", "complainant")
    op.create_index(
        "uq_complainant_handle",
        "complainant",
        ["channel", "handle"],
        unique=True,
        postgresql_where=sa.text("handle <> ''"),
    )


def downgrade() -> None:
    op.drop_index("uq_complainant_handle", "complainant")
    op.create_index("ix_complainant_handle", "complainant", ["channel", "handle"])
