"""The administrators' log: who changed what outside the cases, and when."""

from __future__ import annotations

from typing import Any

from flask import abort, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.security.sqla.models import User
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from sapa.db import db
from sapa.models import AdminEvent
from sapa.views.admin import log_words
from sapa.views.admin.parts import add
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.listing import BadCursor, Cursor, paged

SIZE = 50


class AuditView(DeskView):
    """`/audit/`: read only, the newest first."""

    route_base = "/audit"
    class_permission_name = "Audit"
    default_view = "list"

    @expose("/")
    @has_access
    def list(self) -> str:
        about = request.args.get("subject", "")
        rows = db.session.query(AdminEvent)
        rows = rows.filter(AdminEvent.subject == about) if about else rows
        try:
            cursor = Cursor.load(request.args["after"]) if request.args.get("after") else None
            page = paged(rows, AdminEvent.id, AdminEvent.id, descending=True, cursor=cursor, size=SIZE)
        except BadCursor:
            abort(400)
        return self.page(
            "admin/jejak.html", _("Log of changes"), lines=_lines(page.rows), about=about,
            before=_link(about, page.before), after=_link(about, page.after),
        )  # fmt: skip


def _lines(rows: Any) -> list[dict[str, Any]]:
    names = _names({row.actor_id for row in rows if row.actor_id is not None})
    return [
        {
            "at": row.at,
            "who": names.get(row.actor_id, _("sapa itself")),
            "what": log_words.kind(row.kind),
            "subject": row.subject,
            "about": log_words.subject(row.subject),
            "details": log_words.details(row.data),
        }
        for row in rows
    ]


def _names(ids: set[int]) -> dict[int, str]:
    rows = db.session.execute(select(User.id, User.first_name, User.last_name).where(User.id.in_(ids)))
    return {pk: f"{first} {last}".strip() for pk, first, last in rows}


def _link(about: str, cursor: str) -> str:
    return url_for("AuditView.list", subject=about or None, after=cursor) if cursor else ""


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, AuditView, _l("Log of changes"), "house", "eye")
