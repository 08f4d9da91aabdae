"""What five SOPs need: more outcomes, cases that go on as another process, clocks that start later, duties."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sapa.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BEFORE = "'answered', 'not_complaint', 'spam', 'duplicate', 'out_of_authority', 'emergency', 'incomplete'"
AFTER = BEFORE + ", 'false_identity', 'confidential', 'not_confidential'"
OWNERS = "num_nonnulls({}ticket_id, report_id, subject_date) = 1"
DAY = ["sop_code", "process", "subject_date"]


def upgrade() -> None:
    _cases()
    _outcomes(AFTER)
    op.add_column(
        "ticket", sa.Column("confidential", sa.Boolean(), nullable=False, server_default=sa.text("false"))
    )
    op.add_column("task", sa.Column("counts_from", UtcDateTime(), nullable=True))


def _cases() -> None:
    op.add_column("cases", sa.Column("former_ticket_id", sa.BigInteger(), nullable=True))
    op.add_column("cases", sa.Column("opd_id", sa.BigInteger(), nullable=True))
    op.add_column("cases", sa.Column("duty", sa.String(64), nullable=False, server_default=""))
    op.add_column("cases", sa.Column("deadline_from", UtcDateTime(), nullable=True))
    op.add_column("cases", sa.Column("extended_at", UtcDateTime(), nullable=True))
    op.execute("UPDATE cases SET deadline_from = started_at WHERE ticket_id IS NOT NULL")
    op.create_foreign_key("cases_former_ticket_id_fkey", "cases", "ticket", ["former_ticket_id"], ["id"])
    op.create_foreign_key("cases_opd_id_fkey", "cases", "opd", ["opd_id"], ["id"])
    _owner(OWNERS.format("former_ticket_id, "))
    op.create_index(
        "ix_cases_former", "cases", ["former_ticket_id"], postgresql_where="former_ticket_id IS NOT NULL"
    )
    op.create_index(
        "ix_cases_overdue",
        "cases",
        ["deadline_at", "id"],
        postgresql_where="closed_at IS NULL AND deadline_breached_at IS NULL",
    )
    op.drop_index("uq_cases_day", "cases")
    op.create_index(
        "uq_cases_day",
        "cases",
        DAY,
        unique=True,
        postgresql_where="subject_date IS NOT NULL AND opd_id IS NULL",
    )
    op.create_index(
        "uq_cases_duty",
        "cases",
        [*DAY, "opd_id", "duty"],
        unique=True,
        postgresql_where="opd_id IS NOT NULL",
    )


def _owner(rule: str) -> None:
    op.drop_constraint("ck_cases_owner", "cases", type_="check")
    op.create_check_constraint("ck_cases_owner", "cases", rule)


def _outcomes(values: str) -> None:
    op.drop_constraint("ck_ticket_outcome", "ticket", type_="check")
    op.create_check_constraint("ck_ticket_outcome", "ticket", f"outcome IN ({values})")


def downgrade() -> None:
    op.drop_column("task", "counts_from")
    op.drop_column("ticket", "confidential")
    _outcomes(BEFORE)
    op.drop_index("uq_cases_duty", "cases")
    op.drop_index("uq_cases_day", "cases")
    op.create_index("uq_cases_day", "cases", DAY, unique=True, postgresql_where="subject_date IS NOT NULL")
    op.drop_index("ix_cases_former", "cases")
    op.drop_index("ix_cases_overdue", "cases")
    _owner(OWNERS.format(""))
    for name in ("extended_at", "deadline_from", "duty", "opd_id", "former_ticket_id"):
        op.drop_column("cases", name)
