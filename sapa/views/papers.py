"""`/papers/`: the pages of a report's paper as pictures, and the file itself, through a checked route."""

from __future__ import annotations

from flask import Response
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name

from sapa.services.errors import NotFound
from sapa.services.house import house
from sapa.services.reporting import papers, reading
from sapa.services.reporting.signing import file_name
from sapa.services.signatures import pages
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView

BIGGEST = 2**63 - 1


class PaperView(DeskView):
    """Whoever may see the report may see its paper; nothing here is found by guessing a digest."""

    route_base = "/papers"
    class_permission_name = "Report"
    default_view = "file"

    @expose(f"/<int(max={BIGGEST}):report_id>/<sha256>/<int:number>.png")
    @has_access
    @permission_name("show")
    def picture(self, report_id: int, sha256: str, number: int) -> Response:
        report = reading.report_for(actor(), report_id)
        found = papers.file_of(report)
        if found is None or found[0] != sha256:
            raise NotFound("paper_unknown")
        return Response(pages.picture(sha256, number), mimetype=pages.MIME)

    @expose(f"/<int(max={BIGGEST}):report_id>/file")
    @has_access
    @permission_name("show")
    def file(self, report_id: int) -> Response:
        """The paper as a download: signed, or else what there is."""
        report = reading.report_for(actor(), report_id)
        found = papers.file_of(report)
        if found is None:
            raise NotFound("paper_unknown")
        mark = "" if report.signed_sha256 or report.state == "finished" else "-belum-ditandatangani"
        response = Response(house().storage.get(found[0]), mimetype=papers.PDF)
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name(report)}{mark}.pdf"'
        return response


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(PaperView)
