"""Alembic's entry: runs the migrations under an advisory lock, so two release steps never collide."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool, text

import sapa.models  # noqa: F401  (fills the metadata)
from sapa.models.base import Model

#: Any fixed number; it only has to be the same in every process.
LOCK = 7272_2026


def run() -> None:
    engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        connection.commit()
        context.configure(connection=connection, target_metadata=Model.metadata, compare_type=True)
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
        connection.commit()


run()
