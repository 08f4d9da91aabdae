"""The SOPs to be read: all versions with their states, one as a sheet, as a file, and beside another one."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, request
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa import timekeeper
from sapa.models import SopVersion
from sapa.models.sop import DRAFT
from sapa.services import calendars
from sapa.services.errors import Conflict
from sapa.services.publishing import bodies, drafts, overview
from sapa.services.sheets import sheet as sop_sheets
from sapa.sop.definition import Definition, Step
from sapa.sop.yamlout import written
from sapa.views.admin import sop_differences, sop_words
from sapa.views.admin.parts import add
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.security import may
from sapa.views.frame.words import day

BIGGEST = 2**31 - 1
PK = f"<int(max={BIGGEST}):pk>"


class SopView(DeskView):
    """`/sops/`: nothing is changed here."""

    route_base = "/sops"
    class_permission_name = "Sop"
    default_view = "list"

    @expose("/list/")
    @has_access
    def list(self) -> str:
        found = overview.lines(calendars.local_day(timekeeper.now()))
        return self.page("admin/sop_daftar.html", _("SOP"), groups=found, words=sop_words, day=day)

    @expose(f"/show/{PK}")
    @has_access
    def show(self, pk: int) -> str:
        row = readable(pk)
        found = bodies.judged(row.body, calendars.everything())
        line = overview.line(row, calendars.local_day(timekeeper.now()))
        return self.page("admin/sop.html", row.title, row=row, line=line, words=sop_words, **_sheet(found))

    @expose(f"/lembar/{PK}")
    @has_access
    @permission_name("show")
    def sheet(self, pk: int) -> Response:
        """The printed sheet as a download, on the city's paper."""
        found = bodies.judged(readable(pk).body, calendars.everything())
        if found.definition is None:
            raise Conflict("sop_has_faults", count=len(found.faults))
        paper = sop_sheets.city_paper(calendars.local_day(timekeeper.now()))
        drawn = sop_sheets.draw(found.definition, paper)
        return _download(drawn.pdf, sop_sheets.file_name(found.definition), "application/pdf")

    @expose(f"/berkas/{PK}")
    @has_access
    @permission_name("list")
    def file(self, pk: int) -> Response:
        """The version as the YAML file that `sapa sop` and the import read."""
        row = drafts.find(pk)
        found = bodies.judged(row.body, calendars.everything())
        # What is no SOP yet comes as it is; an SOP in the order of the sheet, which a row does not keep.
        body = row.body if found.definition is None else found.definition.to_json()
        return _download(written(body).encode(), f"{row.code}-v{row.version}.yaml", "application/yaml")

    @expose("/banding")
    @has_access
    @permission_name("list")
    def compare(self) -> str:
        """Two versions line by line: `?lama=1&baru=2`."""
        old, new = (request.args.get(name, type=int) for name in ("lama", "baru"))
        if not old or not new or max(old, new) > BIGGEST:
            abort(404)
        rows = drafts.find(old), drafts.find(new)
        return self.page(
            "admin/sop_banding.html", _("Compare two versions"), old=rows[0], new=rows[1],
            found=sop_differences.lines(rows[0].body, rows[1].body),
            groups=overview.lines(calendars.local_day(timekeeper.now())),
        )  # fmt: skip


def readable(pk: int) -> SopVersion:
    """A version that this request may read: drafts are for those who edit them."""
    row = drafts.find(pk)
    if row.state == DRAFT and not may("can_edit", "Sop"):
        abort(404)
    return row


def _download(content: bytes, name: str, mime: str) -> Response:
    response = Response(content, mimetype=mime)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _sheet(found: Any) -> dict[str, Any]:
    """What the page of a version shows of its definition; a draft with faults shows these."""
    sop = found.definition
    faults = [sop_words.told(each) for each in found.faults]
    if sop is None:
        return {"sop": None, "faults": faults}
    rows = [
        (process, [_row(sop, step) for step in sop.step_line(name)])
        for name, process in sop.processes.items()
    ]
    names = {slug: each.name for slug, each in calendars.everything().items()}
    return {
        "sop": sop,
        "faults": faults,
        "rows": rows,
        "doubts": [sop_words.told(each) for each in found.remarks],
        "identity": _identity(sop),
        "calendars": names,
    }


def _row(sop: Definition, step: Step) -> dict[str, Any]:
    """One line of the sheet: the step, its lane, its ways on, and our reading of its times."""
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
        "ways": list(step.actions.values()),
    }


def _identity(sop: Definition) -> list[tuple[str, Any]]:
    """The identity page; what is blank in the source is left out."""
    own = sop.identity
    pairs = [
        (_("SOP number"), own.nomor),
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
