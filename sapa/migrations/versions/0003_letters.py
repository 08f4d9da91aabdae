"""Letters may be returned, withdrawn and dated, and remember the pages and the place of the signature."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMNS = {
    "dated": sa.Date,
    "returned_at": lambda: sa.DateTime(timezone=True),
    "returned_by": sa.Integer,
    "return_reason": sa.String,
    "pdf_pages": sa.Integer,
    "signature_box": postgresql.JSONB,
    "withdrawn_at": lambda: sa.DateTime(timezone=True),
}
SIGNED = (
    "number IS NOT NULL AND signed_sha256 IS NOT NULL AND signer_id IS NOT NULL AND signed_at IS NOT NULL"
)
CHECKS = {
    "ck_letter_checked": "state <> 'checked' OR (checked_at IS NOT NULL AND checked_by IS NOT NULL"
    " AND pdf_sha256 IS NOT NULL AND signer IS NOT NULL AND meet_at IS NOT NULL)",
    "ck_letter_held": "state <> 'held' OR (held_at IS NOT NULL AND minutes <> '')",
    "ck_letter_withdrawn": "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)",
    "ck_letter_returned": "(returned_at IS NULL) = (return_reason IS NULL)",
}
RESULTS = "result IN ('answered_before', 'answered_meanwhile', 'answered', 'again')"


def upgrade() -> None:
    for name, kind in COLUMNS.items():
        op.add_column("letter", sa.Column(name, kind(), nullable=True))
    op.create_foreign_key("letter_returned_by_fkey", "letter", "ab_user", ["returned_by"], ["id"])
    _states("'draft', 'checked', 'signed', 'sent', 'held', 'withdrawn'", "'draft', 'checked', 'withdrawn'")
    for name, condition in CHECKS.items():
        op.create_check_constraint(name, "letter", condition)
    op.create_index("ix_letter_drafted", "letter", ["drafted_at", "id"])
    op.create_index("ix_letter_opd", "letter", ["opd_id"])
    op.alter_column("letter_case", "result", type_=sa.String(24))
    op.create_check_constraint("ck_letter_case_result", "letter_case", RESULTS)
    op.create_index("ix_attendance_letter", "attendance", ["letter_id"])


def downgrade() -> None:
    op.drop_index("ix_attendance_letter", "attendance")
    op.drop_constraint("ck_letter_case_result", "letter_case")
    op.alter_column("letter_case", "result", type_=sa.String())
    op.drop_index("ix_letter_opd", "letter")
    op.drop_index("ix_letter_drafted", "letter")
    for name in CHECKS:
        op.drop_constraint(name, "letter")
    _states("'draft', 'checked', 'signed', 'sent', 'held'", "'draft', 'checked'")
    op.drop_constraint("letter_returned_by_fkey", "letter")
    for name in COLUMNS:
        op.drop_column("letter", name)


def _states(every: str, unsigned: str) -> None:
    for name in ("ck_letter_state", "ck_letter_signed"):
        op.drop_constraint(name, "letter")
    op.create_check_constraint("ck_letter_state", "letter", f"state IN ({every})")
    op.create_check_constraint("ck_letter_signed", "letter", f"state IN ({unsigned}) OR ({SIGNED})")
