"""`/reports/<id>/cases/<figure>`: the complaints behind a figure of a monthly report."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.services.compliance import reportcases
from sapa.services.compliance.reportcases import STEP
from sapa.services.signatures import documents
from sapa.views.desk.listing import number
from sapa.views.frame import wording
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView

BIGGEST = 2**63 - 1
WORDS = {
    "received": _l("Complaints received"),
    "answered": _l("Complaints answered"),
    "open": _l("Still open"),
    "overdue": _l("Past the deadline"),
    "closed": _l("Answered in the month"),
}


class ReportCasesView(DeskView):
    """Whoever may read the report may see what was counted."""

    route_base = "/reports"
    class_permission_name = "Report"
    default_view = "list"

    @expose(f"/<int(max={BIGGEST}):report_id>/cases/<figure>")
    @has_access
    def list(self, report_id: int, figure: str) -> str | Response:
        page = max(1, min(number(request.args.get("page", "")) or 1, 100_000))
        found = reportcases.behind(actor(), report_id, figure, timekeeper.now(), page)
        if not found.rows and page > 1:
            return redirect(_to(report_id, figure))
        return self.page(
            "compliance/reportcases.html",
            _title(figure),
            found=found,
            about=documents.of_report(report_id).title,
            back=url_for("ReportView.show", report_id=report_id),
            before=_to(report_id, figure, page - 1) if page > 1 else "",
            after=_to(report_id, figure, page + 1) if page < found.pages else "",
            words=wording,
        )


def _to(report_id: int, figure: str, page: int | None = None) -> str:
    return url_for("ReportCasesView.list", report_id=report_id, figure=figure, page=page)


def _title(figure: str) -> str:
    if figure.startswith(STEP):
        return _("Step %(step)s: tasks closed in the month", step=figure.removeprefix(STEP))
    return str(WORDS[figure])


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(ReportCasesView)
