"""The schema's history: one head, run by the release step before any process starts."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

HERE = Path(__file__).parent


def alembic_config(url: str) -> AlembicConfig:
    """Alembic's configuration for *url*, without an ini file."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(HERE).replace("%", "%%"))
    config.attributes["url"] = url
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at *url* to *revision*. Concurrent calls wait for one another."""
    command.upgrade(alembic_config(url), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the database at *url* back to *revision*."""
    command.downgrade(alembic_config(url), revision)


def head() -> str:
    """The newest revision that this release knows."""
    found = ScriptDirectory(str(HERE)).get_current_head()
    assert found is not None
    return found


def known() -> frozenset[str]:
    """Every revision that this release can bring to its head."""
    return frozenset(each.revision for each in ScriptDirectory(str(HERE)).walk_revisions())
