"""`/printouts/`: the papers that steps put out, drawn anew for whoever may see the case or the report."""

from __future__ import annotations

from flask import Response, current_app, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import lazy_gettext as _l

from sapa import timekeeper
from sapa.services.calendars import local_day
from sapa.services.desk.casepage import CasePage
from sapa.services.printouts import papers, recap
from sapa.services.printouts.offers import OF_A_CASE, Offer, offers
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.security import may

BIGGEST = 2**63 - 1
PDF = "application/pdf"
#: Kind of paper -> what its link says.
LABELS = {
    "disposition": _l("Print the disposition"),
    "complaint": _l("Print the complaint"),
    "solution": _l("Print the catatan solusi"),
    "answer_report": _l("Print the laporan jawaban"),
    "register": _l("Print the folio of the register"),
}


class PrintoutView(DeskView):
    """Whoever may see the case may print its papers; an agency those that are about itself."""

    route_base = "/printouts"
    class_permission_name = "Ticket"
    default_view = "case"

    @expose(f"/<number>/<int(max={BIGGEST}):task_id>.pdf")
    @has_access
    @permission_name("show")
    def case(self, number: str, task_id: int) -> Response:
        made = papers.draw(number, task_id, actor(), timekeeper.now())
        return _download(made.drawn.pdf, made.name)


class RecapView(DeskView):
    """Whoever may see a monthly report may print the recap that belongs to it."""

    route_base = "/printouts"
    class_permission_name = "Report"
    default_view = "month"

    @expose(f"/recap/<int(max={BIGGEST}):report_id>")
    @has_access
    @permission_name("show")
    def month(self, report_id: int) -> Response:
        drawn, name = recap.draw(report_id, actor(), timekeeper.now())
        return _download(drawn.pdf, name)


def links(page: CasePage) -> list[tuple[str, str]]:
    """Label and address of what the page of a case offers its reader to print."""
    found = (_link(page, each) for each in offers(page.sop, page.tasks, actor()))
    return [link for link in found if link is not None]


def _link(page: CasePage, offer: Offer) -> tuple[str, str] | None:
    """A folio is printed by the register's own page, for whoever may print there."""
    label = (
        f"{LABELS[offer.kind]}: {offer.task.opd.short_name}" if offer.task.opd else str(LABELS[offer.kind])
    )
    if offer.kind in OF_A_CASE:
        return label, url_for("PrintoutView.case", number=page.ticket.number, task_id=offer.task.id)
    assert offer.task.closed_at is not None, "the folio is offered once its line was written"
    month = f"{local_day(offer.task.closed_at):%Y-%m}"
    there = url_for("RegisterView.folio", sop=page.case.sop_code, month=month)
    return (label, there) if may("can_print", "Register") else None


def _download(pdf: bytes, name: str) -> Response:
    response = Response(pdf, mimetype=PDF)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(PrintoutView)
    appbuilder.add_view_no_menu(RecapView)
    current_app.add_template_global(links, "papers_of")
