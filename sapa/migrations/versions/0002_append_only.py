"""History cannot be rewritten: triggers refuse UPDATE and DELETE on logs, and edits of what a citizen said."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

APPEND_ONLY = ("event", "seal", "admin_event", "reveal", "raw_message")


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION sapa_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
        """
    )
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION sapa_append_only()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION sapa_append_only()"
        )
    op.execute(
        """
        CREATE FUNCTION sapa_complaint_said() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'DELETE' OR (to_jsonb(NEW) - 'ticket_id') IS DISTINCT FROM (to_jsonb(OLD) - 'ticket_id') THEN
                RAISE EXCEPTION 'what a citizen said is never edited' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER complaint_said BEFORE UPDATE OR DELETE ON complaint "
        "FOR EACH ROW EXECUTE FUNCTION sapa_complaint_said()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER complaint_said ON complaint")
    op.execute("DROP FUNCTION sapa_complaint_said()")
    for table in APPEND_ONLY:
        op.execute(f"DROP TRIGGER {table}_no_truncate ON {table}")
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DROP FUNCTION sapa_append_only()")
