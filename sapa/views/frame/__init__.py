"""The web frame: what every page shares, from the security headers to the way time is written."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, current_app
from flask_appbuilder import AppBuilder

from sapa.config import Config
from sapa.views.frame import (
    catalogue,
    context,
    errors,
    filters,
    forms,
    headers,
    marks,
    menu,
    profile,
    security,
    speech,
)


def register(app: Flask, config: Config) -> None:
    """Everything that belongs to the application before the framework is built."""
    app.before_request(security.forget_visitor)
    headers.register(app, config.production)
    errors.register(app)
    filters.register(app)
    marks.register(app)
    context.register(app)
    menu.register(app)
    forms.speak_indonesian()
    app.before_request(profile.insist_on_new_password)


def register_views(appbuilder: AppBuilder) -> None:
    """The frame's own pages, and its words in place of the framework's."""
    speech.register(current_app)
    profile.register(appbuilder)


def catalogue_folder(config: Config) -> Path:
    """Where the compiled catalogue of this installation is, made when a part is newer."""
    return catalogue.compiled(config.root / "translations", config.var / "translations")
