"""Composition: from a configuration to a web application, any number of times in one process."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_appbuilder import AppBuilder
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from sapa import db as database
from sapa import queue, timekeeper, views
from sapa.config import Config
from sapa.db import db
from sapa.services.permissions import sync_roles
from sapa.views import frame
from sapa.views.frame.index import DeskIndex
from sapa.views.frame.security import DeskSecurityManager, limiter_settings

#: Larger than the largest file a form accepts, so that the form itself can say which field is at fault.
LARGEST_REQUEST = 24 * 1024 * 1024
IDLE = timedelta(minutes=30)


def create_app(config: Config, *, update_perms: bool = False) -> Flask:
    """The web application of this configuration; `update_perms` is for the release step only."""
    timekeeper.configure(config)
    app = Flask("sapa", root_path=str(Path(__file__).resolve().parent))
    app.config.update(_settings(config))
    if config.proxies:
        near = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=near, x_proto=near, x_host=near)  # type: ignore[method-assign]
    db.init_app(app)
    frame.register(app, config)
    # Before AppBuilder: it looks for the extension before it lets a GET change anything.
    CSRFProtect(app)
    with app.app_context():
        appbuilder = AppBuilder(
            app,
            db.session,
            indexview=DeskIndex,
            security_manager_class=DeskSecurityManager,
            update_perms=False,
        )
        views.register(appbuilder)
        if update_perms:
            sync_roles()
    return app


def _settings(config: Config) -> dict[str, Any]:
    return {
        "SAPA": config,
        "SAPA_ENV": config.env,
        "TESTING": config.env == "test",
        "SECRET_KEY": config.secret_key,
        "APP_NAME": "sapa",
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
        **database.settings(config.database_url),
        **queue.settings(config.redis_url),
        **limiter_settings(config.redis_url, config.env == "test"),
        **_session(config),
        **_framework(config),
    }


def _session(config: Config) -> dict[str, Any]:
    return {
        "SESSION_COOKIE_NAME": "sapa",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": config.production and config.public_url.startswith("https://"),
        "PERMANENT_SESSION_LIFETIME": IDLE,
        # The token lives as long as the session: a long form must not die of an hour's thinking.
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
    }


def _framework(config: Config) -> dict[str, Any]:
    """Flask-AppBuilder and Babel: one language, no API, no table or permission made at run time."""
    return {
        "AUTH_ROLE_ADMIN": "Admin",
        "AUTH_RATE_LIMITED": False,  # our own limit, see DeskSecurityManager
        "FAB_CREATE_DB": False,
        "FAB_UPDATE_PERMS": False,
        "FAB_ADD_SECURITY_API": False,
        "FAB_ADD_MENU_API": False,
        "FAB_ADD_OPENAPI_VIEWS": False,
        "FAB_PASSWORD_COMPLEXITY_ENABLED": True,
        "FAB_PASSWORD_HASH_METHOD": "pbkdf2:sha256:1000" if config.env == "test" else "scrypt",
        "BABEL_DEFAULT_LOCALE": "id",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Jakarta",
        "BABEL_TRANSLATION_DIRECTORIES": str(frame.catalogue_folder(config)),
        "LANGUAGES": {"id": {"flag": "id", "name": "Bahasa Indonesia"}},
    }
