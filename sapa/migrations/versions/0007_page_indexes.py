"""Indexes of the pages: work by step without its rows, a citizen's complaints, reports that still run."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OPEN = "closed_at IS NULL"


def upgrade() -> None:
    op.drop_index("ix_task_work", "task")
    for name, columns in (
        ("ix_task_work", ["role", "due_at", "id"]),
        ("ix_task_turn", ["role", "step", "due_at", "id"]),
    ):
        op.create_index(name, "task", columns, postgresql_where=OPEN, postgresql_include=["case_id"])
    op.create_index("ix_complaint_complainant", "complaint", ["complainant_id"])
    op.create_index("ix_cases_papers", "cases", ["id"], postgresql_where=f"report_id IS NOT NULL AND {OPEN}")


def downgrade() -> None:
    op.drop_index("ix_cases_papers", "cases")
    op.drop_index("ix_complaint_complainant", "complaint")
    op.drop_index("ix_task_turn", "task")
    op.drop_index("ix_task_work", "task")
    op.create_index("ix_task_work", "task", ["role", "due_at", "id"], postgresql_where=OPEN)
