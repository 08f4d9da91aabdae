"""An account is the same however it is written: @Warga is @warga, and one complainant."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

INDEX, TABLE, WHERE = "uq_complainant_handle", "complainant", sa.text("handle <> ''")


def upgrade() -> None:
    # As in 0006: complaints are never edited, so a complainant that is there twice stays named by them.
    op.execute(
        """
        UPDATE complainant SET handle = handle || ' (' || id || ')'
        WHERE handle <> '' AND EXISTS (
            SELECT FROM complainant older
            WHERE older.channel = complainant.channel AND lower(older.handle) = lower(complainant.handle)
            AND older.id < complainant.id
        )
        """
    )
    op.drop_index(INDEX, TABLE)
    columns = ["channel", sa.text("lower(handle)")]
    op.create_index(INDEX, TABLE, columns, unique=True, postgresql_where=WHERE)


def downgrade() -> None:
    op.drop_index(INDEX, TABLE)
    op.create_index(INDEX, TABLE, ["channel", "handle"], unique=True, postgresql_where=WHERE)
