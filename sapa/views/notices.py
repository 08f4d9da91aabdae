"""`/notices/`: what rang for this person, and the button that says it was seen."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.services.desk import bell
from sapa.views.frame import wording
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView


class NoticeView(DeskView):
    """The bell."""

    route_base = "/notices"
    class_permission_name = "Home"

    @expose("/")
    @has_access
    def show(self) -> str:
        rings = bell.rings(actor(), timekeeper.now())
        return render_template("notices/list.html", title=_("Notices"), rings=rings, words=wording)

    @expose("/read", methods=["POST"])
    @has_access
    @permission_name("show")
    def read(self) -> Response:
        bell.read(actor(), timekeeper.now())
        return redirect(url_for("NoticeView.show"))


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(NoticeView)
