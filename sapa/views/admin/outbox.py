"""The outbox, readable: what left the house, what waits, and what could not be delivered."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa.db import db
from sapa.models import Opd, OutboxMessage, StoredFile
from sapa.services.files import Seen
from sapa.services.outgoing.delivery import opened
from sapa.views.admin.parts import add
from sapa.views.files import send
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.listing import BadCursor, Cursor, paged

SIZE = 30
ONE = "/<int(max=9223372036854775807):message_id>"
#: Tab -> label; the first one shows everything.
TABS = {"all": _l("All"), "waiting": _l("Waiting"), "sent": _l("Sent"), "parked": _l("Not delivered")}


class OutboxView(DeskView):
    """`/outbox/`."""

    route_base = "/outbox"
    class_permission_name = "Outbox"
    default_view = "list"

    @expose("/")
    @has_access
    def list(self) -> str:
        tab = request.args.get("state", "all")
        if tab not in TABS:
            abort(400)
        try:
            cursor = Cursor.load(request.args["after"]) if request.args.get("after") else None
            page = paged(
                _query(tab), OutboxMessage.id, OutboxMessage.id, descending=True, cursor=cursor, size=SIZE
            )
        except BadCursor:
            abort(400)
        lines = [(row, opened(row)) for row in page.rows]
        return self.page(
            "admin/keluar.html", _("Outbox"), lines=lines, tab=tab, tabs=TABS,
            before=_link(tab, page.before), after=_link(tab, page.after),
        )  # fmt: skip

    @expose(ONE)
    @has_access
    def show(self, message_id: int) -> str:
        row = db.session.get(OutboxMessage, message_id)
        if row is None:
            abort(404)
        opd = db.session.get(Opd, row.opd_id) if row.opd_id is not None else None
        letter = opened(row)
        return self.page("admin/keluar_satu.html", letter["subject"], row=row, letter=letter, opd=opd)

    @expose(ONE + "/attachments/<int(max=99):position>")
    @has_access
    @permission_name("show")
    def attachment(self, message_id: int, position: int) -> Response:
        """A file that goes along, found by its place in the message and never by its digest."""
        row = db.session.get(OutboxMessage, message_id)
        if row is None or position >= len(row.attachments):
            abort(404)
        each = row.attachments[position]
        file = db.session.get(StoredFile, each["sha256"])
        if file is None:
            abort(404)
        return send(Seen(file.sha256, each["name"], file.mime), inline=False)


def _query(tab: str) -> Any:
    rows = db.session.query(OutboxMessage)
    if tab == "waiting":
        return rows.filter(OutboxMessage.sent_at.is_(None), OutboxMessage.parked_at.is_(None))
    if tab == "sent":
        return rows.filter(OutboxMessage.sent_at.is_not(None))
    return rows.filter(OutboxMessage.parked_at.is_not(None)) if tab == "parked" else rows


def _link(tab: str, cursor: str) -> str:
    return url_for("OutboxView.list", state=tab, after=cursor) if cursor else ""


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, OutboxView, _l("Outbox"), "house", "mail")
