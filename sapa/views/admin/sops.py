"""The SOP as it runs, to be read: what the source says, and what is ours, on one sheet."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa import timekeeper
from sapa.models import SopVersion
from sapa.services import calendars, sops
from sapa.services.sheets import sheet as sop_sheets
from sapa.sop.definition import Definition, Step
from sapa.sop.remarks import remarks
from sapa.views.admin.parts import add
from sapa.views.frame.listing import KeysetInterface
from sapa.views.frame.modelview import SafeModelView

BIGGEST = 2**31 - 1
STATES = [
    ("draf", _l("draft")),
    ("disahkan", _l("approved")),
    ("efektif", _l("effective")),
    ("dicabut", _l("revoked")),
]


class SopView(SafeModelView):
    """`/sops/`: every version; nothing can be changed here, because any change is a new version."""

    route_base = "/sops"
    datamodel = KeysetInterface(SopVersion)
    class_permission_name = "Sop"
    list_title, show_title = _l("SOP versions"), _l("SOP")
    show_template = "admin/sop.html"
    list_columns = ["title", "code", "version", "state", "effective_from", "loaded_at"]
    show_columns = ["title", "code", "version", "state", "effective_from", "loaded_at"]
    base_order = ("id", "desc")
    choice_columns = {"state": STATES}
    label_columns = {
        "title": _l("Title"),
        "code": _l("Code"),
        "version": _l("Version"),
        "state": _l("State"),
        "effective_from": _l("Effective from"),
        "loaded_at": _l("Loaded"),
    }

    def _show(self, pk: str) -> dict[str, Any]:
        found = super()._show(pk)
        sop = sops.definition(int(pk))
        rows = [
            (process, [_row(sop, step) for step in sop.step_line(name)])
            for name, process in sop.processes.items()
        ]
        names = {slug: each.name for slug, each in calendars.everything().items()}
        return {
            **found,
            "sheet": url_for("SopView.sheet", pk=pk),
            "sop": sop,
            "rows": rows,
            "doubts": _doubts(sop),
            "identity": _identity(sop),
            "calendars": names,
        }

    @expose(f"/lembar/<int(max={BIGGEST}):pk>")
    @has_access
    @permission_name("show")
    def sheet(self, pk: int) -> Response:
        """The printed sheet as a download, on the city's paper."""
        sop = sops.definition(pk)
        paper = sop_sheets.city_paper(calendars.local_day(timekeeper.now()))
        response = Response(sop_sheets.draw(sop, paper).pdf, mimetype="application/pdf")
        response.headers["Content-Disposition"] = f'attachment; filename="{sop_sheets.file_name(sop)}"'
        return response


def _row(sop: Definition, step: Step) -> dict[str, Any]:
    """One line of the sheet: the step, its lane, and our reading of its times."""
    marks = {
        name for name in ("time", "wait", "activity", "requires", "output", "lane") if step.assumes(name)
    }
    wait = sop.waits[step.wait_limit] if step.wait_limit else None
    return {
        "step": step,
        "lane": sop.lane(step.lane),
        "assumed": marks,
        "ours": step.assumes("activity"),
        "wait": wait,
    }


def _doubts(sop: Definition) -> list[tuple[str, bool]]:
    """(sentence, whether somebody should confirm our reading) for each oddity of the source."""
    return [(_(each.message, **each.params), each.confirm) for each in remarks(sop)]


def _identity(sop: Definition) -> list[tuple[str, Any]]:
    """The identity page; what is blank in the source is left out."""
    own = sop.identity
    pairs = [
        (_("Number"), own.nomor),
        (_("Made on"), own.tanggal_pembuatan),
        (_("Revised on"), own.tanggal_revisi),
        (_("Effective on"), own.tanggal_efektif),
        (_("Approved by"), own.pengesahan),
        (_("Legal basis"), own.dasar_hukum),
        (_("Related SOPs"), own.keterkaitan),
        (_("Warnings"), own.peringatan),
        (_("Qualifications"), own.kualifikasi),
        (_("Equipment"), own.peralatan),
        (_("Records"), own.pencatatan),
    ]
    return [(label, value) for label, value in pairs if value]


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, SopView, _l("SOP"), "house", "doc")
