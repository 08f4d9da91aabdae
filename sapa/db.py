"""The database handle: one `db` on Flask-AppBuilder's base class, UTC everywhere, one kind of transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from flask import Flask
from flask_appbuilder import Model
from flask_appbuilder.models.sqla.base import SQLA
from sqlalchemy import DateTime, event
from sqlalchemy.engine import Dialect, Engine, ExceptionContext, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import scoped_session
from sqlalchemy.types import TypeDecorator

from sapa.config import ConfigError

OLDEST_POSTGRES = 15
_DEPTH = "sapa.transaction_depth"

# Every constraint has a name that Alembic can compare and drop: the one PostgreSQL itself would give.
Model.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "pk": "%(table_name)s_pkey",
}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: `timestamptz` in the row, aware UTC in Python; a naive datetime is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r} cannot be stored")
        return value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None else None


db = SQLA(model_class=Model)


def settings(url: str) -> dict[str, Any]:
    """What `create_app` puts into the Flask configuration for this database."""
    return {
        "SQLALCHEMY_DATABASE_URI": sqlalchemy_url(url),
        "SQLALCHEMY_ENGINE_OPTIONS": {
            # A fault's text ends in a log; what was written into a row may name people.
            "hide_parameters": True,
            "pool_size": 5,
            "max_overflow": 5,
            # One cheap round trip a checkout; a restarted server is then no error for the next visitor.
            "pool_pre_ping": True,
            "connect_args": {"connect_timeout": 5, "options": "-c timezone=UTC"},
        },
    }


@event.listens_for(Engine, "handle_error")
def _first_line_only(context: ExceptionContext) -> None:
    """PostgreSQL's DETAIL quotes the row that failed, and a log must not hold people's data."""
    for fault in (context.original_exception, context.sqlalchemy_exception):
        if fault is not None and fault.args:
            fault.args = (str(fault.args[0]).partition("\n")[0], *fault.args[1:])


def sqlalchemy_url(url: str) -> str:
    """`postgres://` and `postgresql://` with the driver that is installed."""
    return re.sub(r"^(postgres|postgresql)(\+\w+)?://", "postgresql+psycopg://", url)


def libpq_url(url: str) -> str:
    """The same address for psycopg itself, pg_dump and psql."""
    return re.sub(r"^(postgres|postgresql)(\+\w+)?://", "postgresql://", url)


def check_database(url: str) -> None:
    """Raise ConfigError, one sentence without the password, unless the server answers and is new enough."""
    try:
        where = make_url(sqlalchemy_url(url)).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        example = "postgresql://nama:sandi@host/sapa"
        raise ConfigError(f"DATABASE_URL bukan alamat basis data; contoh: {example}.") from None
    try:
        with psycopg.connect(libpq_url(url), connect_timeout=5) as connection:
            version = connection.info.server_version // 10_000
    except psycopg.Error:
        raise ConfigError(f"Basis data di DATABASE_URL ({where}) tidak dapat dihubungi.") from None
    if version < OLDEST_POSTGRES:
        raise ConfigError(f"PostgreSQL {version} terlalu lama; perlu {OLDEST_POSTGRES} atau yang lebih baru.")


_names: WeakKeyDictionary[Engine, str] = WeakKeyDictionary()


def where() -> str:
    """The database of this application, as a key for what a process remembers of it."""
    engine = db.engine.engine
    # An address is put together anew with every look at it.
    return _names.get(engine) or _names.setdefault(engine, str(engine.url))


@contextmanager
def transaction() -> Iterator[scoped_session[Any]]:
    """Commit what happens inside, or roll it back on any exception: `with transaction() as session`.

    Also a decorator: `@transaction()`. Inside another transaction it joins; the outermost one commits.
    """
    session = db.session()
    session.info[_DEPTH] = session.info.get(_DEPTH, 0) + 1
    try:
        yield db.session
        if session.info[_DEPTH] == 1:
            session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info[_DEPTH] -= 1


def dispose_before_fork(app: Flask) -> None:
    """Close this process's connections, outside any context; one that two processes share garbles both."""
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
