"""The buku register: a book for each SOP and year, its lines appended only, its heads in the daily seal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _book()
    _line()
    _indexes()
    op.add_column("seal", sa.Column("register_heads", sa.LargeBinary(), server_default="", nullable=False))
    _triggers()


def downgrade() -> None:
    op.drop_column("seal", "register_heads")
    op.drop_table("register_line")
    op.execute("DROP FUNCTION sapa_register_open()")
    op.drop_table("register_book")


def _book() -> None:
    op.create_table(
        "register_book",
        sa.Column("sop_code", sa.String(64), primary_key=True),
        sa.Column("year", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.Integer(), nullable=False),
        sa.CheckConstraint("numbers >= 0 AND lines >= numbers", name="ck_register_book_counts"),
    )


def _line() -> None:
    op.create_table(
        "register_line",
        sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("sop_code", sa.String(64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ticket_id", sa.BigInteger(), sa.ForeignKey("ticket.id")),
        sa.Column("case_id", sa.BigInteger(), sa.ForeignKey("cases.id")),
        sa.Column("corrects_id", sa.BigInteger(), sa.ForeignKey("register_line.id")),
        sa.Column("month", sa.Date()),
        sa.Column("words_sealed", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), sa.ForeignKey("ab_user.id")),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.UniqueConstraint("sop_code", "year", "seq", name="uq_register_line_seq"),
        sa.CheckConstraint("kind IN ('entry', 'correction', 'closing')", name="ck_register_line_kind"),
        sa.CheckConstraint("(kind = 'entry') = (number IS NOT NULL)", name="ck_register_line_number"),
        sa.CheckConstraint("(kind = 'closing') = (ticket_id IS NULL)", name="ck_register_line_ticket"),
        sa.CheckConstraint("(kind = 'closing') = (month IS NOT NULL)", name="ck_register_line_month"),
        sa.CheckConstraint(
            "(kind = 'correction') = (corrects_id IS NOT NULL)", name="ck_register_line_corrects"
        ),
        sa.CheckConstraint("octet_length(hash) = 32", name="ck_register_line_hash"),
    )


def _indexes() -> None:
    for name, columns, unique, where in (
        ("uq_register_line_number", ["sop_code", "year", "number"], True, "number IS NOT NULL"),
        ("uq_register_line_ticket", ["ticket_id"], True, "kind = 'entry'"),
        ("uq_register_line_month", ["sop_code", "month"], True, "month IS NOT NULL"),
        ("ix_register_line_at", ["sop_code", "year", "at", "seq"], False, None),
        ("ix_register_line_corrects", ["corrects_id"], False, "corrects_id IS NOT NULL"),
    ):
        op.create_index(name, "register_line", columns, unique=unique, postgresql_where=where)


def _triggers() -> None:
    for name, when, each in (
        ("append_only", "UPDATE OR DELETE", "ROW"),
        ("no_truncate", "TRUNCATE", "STATEMENT"),
    ):
        op.execute(
            f"CREATE TRIGGER register_line_{name} BEFORE {when} ON register_line "
            f"FOR EACH {each} EXECUTE FUNCTION sapa_append_only()"
        )
    # Volatile, so it reads anew after the wait for the book's row: a month that was closed meanwhile is seen.
    op.execute(
        """
        CREATE FUNCTION sapa_register_open() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM register_line
                WHERE sop_code = NEW.sop_code AND month = date_trunc('month', NEW.day)::date
            ) THEN
                RAISE EXCEPTION 'this month of the register is closed' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER register_line_open BEFORE INSERT ON register_line "
        "FOR EACH ROW EXECUTE FUNCTION sapa_register_open()"
    )
