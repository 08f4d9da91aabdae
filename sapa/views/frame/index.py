"""The front door: each account goes to its own first page."""

from __future__ import annotations

from flask import redirect, url_for
from flask_appbuilder.baseviews import BaseView, expose
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sapa.views.frame.menu import menu_for
from sapa.views.frame.security import visitor


class DeskIndex(BaseView):  # type: ignore[misc]
    """`/` shows nothing itself."""

    route_base = ""
    default_view = "index"

    @expose("/")
    def index(self) -> Response | str:
        account = visitor()
        if account is None:
            return redirect(url_for("DeskAuthView.login"))
        home = menu_for(account.grants).home
        if home and home != url_for("DeskIndex.index"):
            return redirect(home)
        page: str = self.render_template("frame/kosong.html", title=_("Desk"))
        return page
