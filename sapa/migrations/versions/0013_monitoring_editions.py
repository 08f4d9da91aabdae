"""Finished editions of a monitoring form that was reopened: what they said, and why they were reopened."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "monitoring_edition",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("monitoring_id", sa.BigInteger, sa.ForeignKey("monitoring.id"), nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.Column("content", postgresql.JSONB, nullable=False),
        sa.Column("finished_at", MOMENT, nullable=False),
        sa.Column("finished_by", sa.Integer, sa.ForeignKey("ab_user.id"), nullable=False),
        sa.Column("reopened_at", MOMENT, nullable=False),
        sa.Column("reopened_by", sa.Integer, sa.ForeignKey("ab_user.id"), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.UniqueConstraint("monitoring_id", "edition", name="uq_monitoring_edition"),
        sa.CheckConstraint("edition > 0", name="ck_monitoring_edition"),
    )
    op.execute(
        "CREATE TRIGGER monitoring_edition_append_only BEFORE UPDATE OR DELETE ON monitoring_edition "
        "FOR EACH ROW EXECUTE FUNCTION sapa_append_only()"
    )


def downgrade() -> None:
    op.drop_table("monitoring_edition")
