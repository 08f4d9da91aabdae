"""A ticket may be written after its case and its complaint: its number, for which all queue, is taken last."""

from __future__ import annotations

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TABLES = ("cases", "complaint")


def _checked(at: str) -> None:
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} ALTER CONSTRAINT {table}_ticket_id_fkey {at}")


def upgrade() -> None:
    _checked("DEFERRABLE INITIALLY DEFERRED")


def downgrade() -> None:
    _checked("NOT DEFERRABLE")
