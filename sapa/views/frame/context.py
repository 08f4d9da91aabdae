"""What every template knows as `desk`: the visitor, the menu, the clock, the city."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from flask import Flask, current_app, g, url_for
from werkzeug.local import LocalProxy

from sapa import timekeeper
from sapa.services import settings
from sapa.views.frame.menu import Menu, menu_for
from sapa.views.frame.security import Visitor, may, visitor
from sapa.views.frame.words import ZONE


class Desk:
    """Read by the frame's templates; nothing is looked up before it is asked for."""

    #: Set on an error page that must not touch the database.
    bare = False

    @cached_property
    def visitor(self) -> Visitor | None:
        return None if self.bare else visitor()

    @property
    def signed_in(self) -> bool:
        return self.visitor is not None

    @property
    def user_name(self) -> str:
        return self.visitor.name if self.visitor else ""

    @property
    def role_names(self) -> tuple[str, ...]:
        return self.visitor.role_names if self.visitor else ()

    @property
    def theme(self) -> str:
        """ "light" or "dark" where the profile overrules the system, "" otherwise."""
        chosen = self.visitor.theme if self.visitor else "system"
        return "" if chosen == "system" else chosen

    @property
    def shortcuts(self) -> bool:
        return self.visitor is None or self.visitor.shortcuts

    @cached_property
    def menu(self) -> Menu:
        return menu_for(self.visitor.grants) if self.visitor else Menu()

    @cached_property
    def now(self) -> datetime:
        return timekeeper.now()

    @cached_property
    def city(self) -> str:
        """The city's name from the settings in force today."""
        if self.bare:
            return ""
        return str(settings.get("city_name", self.now.astimezone(ZONE).date()))

    @property
    def is_demo(self) -> bool:
        return bool(current_app.config["SAPA_ENV"] == "demo")

    @property
    def search_url(self) -> str:
        """The list of all cases, for whoever may search it."""
        return _url(current_app.config["DESK_SEARCH"]) if may("can_list", "Ticket") else ""

    @property
    def track_url(self) -> str:
        """The citizens' page, where there is one."""
        return _url(current_app.config["DESK_TRACK"])


def register(app: Flask) -> None:
    app.config.setdefault("DESK_SEARCH", "TicketView.list")
    app.config.setdefault("DESK_TRACK", "TrackView.show")
    app.jinja_env.globals["desk"] = LocalProxy(current_desk)
    app.jinja_env.globals["may"] = may


def current_desk() -> Desk:
    """The desk of this request."""
    if "desk" not in g:
        g.desk = Desk()
    desk: Desk = g.desk
    return desk


def _url(endpoint: str) -> str:
    return url_for(endpoint) if endpoint in current_app.view_functions else ""
