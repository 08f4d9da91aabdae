"""The release step: schema, permissions, SOP versions and calendars, once, before any process starts."""

from __future__ import annotations

from flask import Flask

from sapa import timekeeper
from sapa.application import create_app
from sapa.config import Config
from sapa.db import sqlalchemy_url
from sapa.migrations import upgrade
from sapa.services import sops
from sapa.services.upkeep import foundation


def release(config: Config) -> Flask:
    """Bring database and master data to this release; returns an application that is ready to use."""
    timekeeper.configure(config)
    upgrade(sqlalchemy_url(config.database_url))
    app = create_app(config, update_perms=True)
    with app.app_context():
        now = timekeeper.now()
        sops.install(now)
        foundation.lay(now)
    return app
