"""The half-yearly monitoring form, one row a form and one a step; replies are found by their step."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def upgrade() -> None:
    op.create_table(
        "monitoring",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("sop_code", sa.String(64), nullable=False),
        sa.Column("half_start", sa.Date, nullable=False),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.Column("assessor", sa.String(160), nullable=False, server_default=""),
        sa.Column("jabatan", sa.String(200), nullable=False, server_default=""),
        *_texts("conclusion"),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by", sa.Integer, sa.ForeignKey("ab_user.id"), nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("finished_by", sa.Integer, sa.ForeignKey("ab_user.id")),
        sa.Column("figures", postgresql.JSONB),
        sa.UniqueConstraint("sop_code", "half_start", name="uq_monitoring_half"),
        sa.CheckConstraint(
            "extract(day from half_start) = 1 AND extract(month from half_start) IN (1, 7)",
            name="ck_monitoring_half",
        ),
        sa.CheckConstraint(
            "num_nonnulls(finished_at, finished_by, figures) IN (0, 3)", name="ck_monitoring_finished"
        ),
    )
    op.create_table(
        "monitoring_line",
        sa.Column("id", sa.BigInteger, sa.Identity(), primary_key=True),
        sa.Column("monitoring_id", sa.BigInteger, sa.ForeignKey("monitoring.id"), nullable=False),
        sa.Column("step", sa.String(64), nullable=False),
        sa.Column("verdict", sa.String(8)),
        *_texts("note", "action", "remark"),
        sa.UniqueConstraint("monitoring_id", "step", name="uq_monitoring_line"),
        sa.CheckConstraint("verdict IN ('baik', 'tidak')", name="ck_monitoring_line_verdict"),
    )
    op.create_index("ix_delivery_task", "delivery", ["task_id"])


def downgrade() -> None:
    op.drop_index("ix_delivery_task", "delivery")
    op.drop_table("monitoring_line")
    op.drop_table("monitoring")
