"""The schema's history: one head, run by the release step before any process starts."""

from __future__ import annotations

from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

from sapa.config import ConfigError
from sapa.db import libpq_url

HERE = Path(__file__).parent


def alembic_config(url: str) -> AlembicConfig:
    """Alembic's configuration for *url*, without an ini file."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at *url* to *revision*. Concurrent calls wait for one another.

    Raises ConfigError for a database of a newer release.
    """
    _check_known(current(url))
    command.upgrade(alembic_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database at *url* back to *revision*."""
    command.downgrade(alembic_config(url), revision)


def check_released(url: str) -> None:
    """Raise ConfigError unless the release step of this version has been run on the database."""
    found = current(url)
    _check_known(found)
    if found != head():
        raise ConfigError("Basis data belum disiapkan untuk versi ini; jalankan dahulu: sapa release.")


def current(url: str) -> str | None:
    """The revision that the database is at; None for one without our tables."""
    with psycopg.connect(libpq_url(url)) as connection:
        if connection.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,):
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def _check_known(revision: str | None) -> None:
    if revision is not None and revision not in known():
        raise ConfigError(
            f"Basis data ini sudah dipakai sapa yang lebih baru (skema {revision}); pasang versi itu."
        )


def head() -> str:
    """The newest revision that this release knows."""
    found = ScriptDirectory(str(HERE)).get_current_head()
    assert found is not None
    return found


def known() -> frozenset[str]:
    """Every revision that this release can bring to its head."""
    return frozenset(each.revision for each in ScriptDirectory(str(HERE)).walk_revisions())
