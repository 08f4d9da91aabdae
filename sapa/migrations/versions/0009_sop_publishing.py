"""Publishing of SOP versions: who made and approved one, from when to when it is in force, what is frozen."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

TABLE = "sop_version"
PEOPLE = {"changed_by": "sop_version_changed_by_fkey", "approved_by": "sop_version_approved_by_fkey"}
BEFORE = "state IN ('draf', 'disahkan', 'efektif', 'dicabut')"


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("withdrawn_on", sa.Date()))
    op.add_column(TABLE, sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    op.add_column(TABLE, sa.Column("copied_from", sa.BigInteger()))
    op.add_column(TABLE, sa.Column("changed_at", sa.DateTime(timezone=True)))
    op.add_column(TABLE, sa.Column("nomor", sa.String(120)))
    op.add_column(TABLE, sa.Column("approved_on", sa.Date()))
    op.create_foreign_key(
        "sop_version_copied_from_fkey", TABLE, TABLE, ["copied_from"], ["id"], ondelete="SET NULL"
    )
    for column, name in PEOPLE.items():
        op.add_column(TABLE, sa.Column(column, sa.Integer()))
        op.create_foreign_key(name, TABLE, "ab_user", [column], ["id"])
    op.drop_constraint("ck_sop_version_state", TABLE)
    op.execute("UPDATE sop_version SET state = 'disahkan' WHERE state = 'efektif'")
    op.create_check_constraint("ck_sop_version_state", TABLE, "state IN ('draf', 'disahkan', 'dicabut')")
    op.create_check_constraint("ck_sop_version_draft", TABLE, "state <> 'draf' OR effective_from IS NULL")
    op.create_check_constraint(
        "ck_sop_version_withdrawn", TABLE, "(state = 'dicabut') = (withdrawn_on IS NOT NULL)"
    )
    _freeze()


def _freeze() -> None:
    op.execute(
        """
        CREATE FUNCTION sapa_sop_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF OLD.state = 'draf' THEN
                IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                RETURN NEW;
            END IF;
            IF TG_OP = 'DELETE' OR NEW.state = 'draf' OR
               (NEW.code, NEW.version, NEW.title, NEW.body, NEW.digest, NEW.effective_from, NEW.nomor,
                NEW.approved_on, NEW.approved_by) IS DISTINCT FROM
               (OLD.code, OLD.version, OLD.title, OLD.body, OLD.digest, OLD.effective_from, OLD.nomor,
                OLD.approved_on, OLD.approved_by) THEN
                RAISE EXCEPTION 'an approved SOP version is frozen' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        f"CREATE TRIGGER sop_version_frozen BEFORE UPDATE OR DELETE ON {TABLE} "
        "FOR EACH ROW EXECUTE FUNCTION sapa_sop_frozen()"
    )


def downgrade() -> None:
    op.execute(f"DROP TRIGGER sop_version_frozen ON {TABLE}")
    op.execute("DROP FUNCTION sapa_sop_frozen()")
    for name in ("ck_sop_version_withdrawn", "ck_sop_version_draft", "ck_sop_version_state"):
        op.drop_constraint(name, TABLE)
    op.create_check_constraint("ck_sop_version_state", TABLE, BEFORE)
    op.execute("UPDATE sop_version SET state = 'efektif' WHERE state = 'disahkan'")
    for column, name in {**PEOPLE, "copied_from": "sop_version_copied_from_fkey"}.items():
        op.drop_constraint(name, TABLE)
        op.drop_column(TABLE, column)
    for column in ("approved_on", "nomor", "changed_at", "revision", "withdrawn_on"):
        op.drop_column(TABLE, column)
