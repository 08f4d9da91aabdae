"""What the desk asks often: weekly figures, who a file belongs to."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(
        "ix_cases_closed",
        "cases",
        ["closed_at"],
        postgresql_where="closed_at IS NOT NULL AND ticket_id IS NOT NULL",
        postgresql_include=["deadline_at", "deadline_breached_at", "level"],
    )
    op.create_index("ix_attachment_file", "attachment", ["sha256"])


def downgrade() -> None:
    op.drop_index("ix_attachment_file", "attachment")
    op.drop_index("ix_cases_closed", "cases")
