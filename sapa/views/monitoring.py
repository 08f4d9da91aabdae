"""`/compliance/monitoring/`: the half-yearly form of each SOP, to be judged, finished and printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from sapa import timekeeper
from sapa.services.calendars import local_day
from sapa.services.compliance import monitoring, spans
from sapa.services.compliance.spans import Span
from sapa.services.errors import Conflict, Invalid, NotFound, Wrong
from sapa.views.compliance import period
from sapa.views.frame import wording
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.security import may

#: "2026-1" is the first half of that year.
HALF = re.compile(r"(20\d\d|21\d\d)-([12])")
FORM = "/<code>/<half>"
#: In the first weeks of a half-year it is the one before that is judged.
LATELY = timedelta(days=61)


class MonitoringView(DeskView):
    """Read by those who check the house, written by those who answer for it."""

    route_base = "/compliance/monitoring"
    class_permission_name = "Monitoring"
    default_view = "list"

    @expose("/")
    @has_access
    def list(self) -> str:
        name = request.args.get("half", "")
        half = _half(name) if name else spans.around("half", local_day(timekeeper.now()) - LATELY)
        self.update_redirect()
        return self.page(
            "compliance/forms.html",
            _("Monitoring form"),
            found=monitoring.forms(half, actor()),
            half=half,
            period=period(half),
            named=named,
            running=half.end_at > timekeeper.now(),
        )

    @expose(FORM)
    @has_access
    def show(self, code: str, half: str) -> str:
        self.update_redirect()
        return self._page(code, _half(half))

    @expose(f"{FORM}/save", methods=["POST"])
    @has_access
    @permission_name("edit")
    def save(self, code: str, half: str) -> Redirect | tuple[str, int]:
        found, finish = _half(half), request.form.get("do") == "finish"
        raw = request.form.get("version", "")
        version = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else -1
        try:
            monitoring.save(code, found, version, request.form, actor(), timekeeper.now(), finish)
        except Invalid as refusal:
            return self._page(code, found, refusal.fields), 422
        except Conflict as refusal:
            return self._page(code, found, sentence=wording.refusal(refusal)), 409
        flash(
            _("The form is finished. It can be printed now.") if finish else _("Your judgement is kept."),
            "success",
        )
        return redirect(url_for("MonitoringView.show", code=code, half=half))

    @expose(f"{FORM}/reopen", methods=["POST"])
    @has_access
    @permission_name("show")
    def reopen(self, code: str, half: str) -> Redirect | tuple[str, int]:
        """For whoever finished the form, and for those who may reopen every form."""
        found, anybodys = _half(half), may("can_reopen", "Monitoring")
        try:
            monitoring.reopen(code, found, request.form, actor(), timekeeper.now(), anybodys=anybodys)
        except Invalid as refusal:
            return self._page(code, found, refusal.fields), 422
        except Conflict as refusal:
            return self._page(code, found, sentence=wording.refusal(refusal)), 409
        flash(_("The form is open again. The earlier edition is kept."), "success")
        return redirect(url_for("MonitoringView.show", code=code, half=half))

    @expose(f"{FORM}/print")
    @has_access
    @permission_name("show")
    def paper(self, code: str, half: str) -> Response:
        found = _half(half)
        raw = request.args.get("edition", "")
        edition = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 5 else 0
        drawn = monitoring.paper(code, found, period(found), actor(), timekeeper.now(), edition)
        response = Response(drawn.pdf, mimetype="application/pdf")
        name = f"monitoring-{named(found)}{f'-edisi-{edition}' if edition else ''}.pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response

    def _page(
        self, code: str, half: Span, wrong: Mapping[str, Wrong] | None = None, sentence: str = ""
    ) -> str:
        """The form; what was typed stands in it again when it was refused."""
        found = monitoring.form(code, half, actor(), timekeeper.now())
        errors = {name: wording.fault(each) for name, each in (wrong or {}).items()}
        return self.page(
            "compliance/form.html",
            _("Monitoring form"),
            form=found,
            code=code,
            named=named(half),
            half=half,
            period=period(half),
            typed=request.form if wrong or sentence else None,
            errors=errors,
            sentence=sentence,
            reopens=found.reopens(actor()) or (found.finished and may("can_reopen", "Monitoring")),
            longest=monitoring.LONGEST,
            longest_conclusion=monitoring.LONGEST_CONCLUSION,
            running=half.end_at > timekeeper.now(),
        )


def named(half: Span) -> str:
    """A half-year in addresses: "2026-1"."""
    return f"{half.first.year}-{1 if half.first.month < 7 else 2}"


def _half(name: str) -> Span:
    found = HALF.fullmatch(name)
    if found is None:
        raise NotFound("monitoring_unknown")
    return spans.around("half", date(int(found[1]), 1 if found[2] == "1" else 7, 1))


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(MonitoringView)
