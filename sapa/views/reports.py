"""`/reports/`: the paper and its chain side by side; read, initialled, returned, signed and sent here."""

from __future__ import annotations

from collections.abc import Mapping

from flask import current_app, flash, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.services.errors import Conflict, Invalid, Wrong
from sapa.services.printouts import recap
from sapa.services.reporting import flow as report_flow
from sapa.services.reporting import papers, reading
from sapa.services.reporting.reading import Page
from sapa.sop.definition import Action
from sapa.views.frame import wording
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView
from sapa.views.reports_figures import changes, figures

BIGGEST = 2**63 - 1
REPORT = f"/<int(max={BIGGEST}):report_id>"
KINDS = {"": _l("All"), "monthly": _l("Monthly"), "daily": _l("Daily")}
STATES = {
    "drafting": _l("being drafted"),
    "checking": _l("being checked"),
    "signed": _l("signed"),
    "sent": _l("sent"),
    "finished": _l("finished"),
}
Done = Response | tuple[str, int]


class ReportView(DeskView):
    """Reports are listed and shown here, and moved on by POST alone."""

    route_base = "/reports"
    class_permission_name = "Report"
    default_view = "list"

    @expose("/")
    @has_access
    def list(self) -> str:
        kind = request.args.get("kind", "")
        kind = kind if kind in KINDS else ""
        found, older = reading.reports(actor(), kind, _number(request.args.get("before", "")) or None)
        self.update_redirect()
        return self.page(
            "reports/list.html", _("Reports"), found=found, older=older, kind=kind, kinds=KINDS, states=STATES
        )

    @expose(REPORT)
    @has_access
    def show(self, report_id: int) -> str:
        self.update_redirect()
        return self._page(report_id)

    @expose(f"{REPORT}/move/<action>", methods=["POST"])
    @has_access
    @permission_name("move")
    def move(self, report_id: int, action: str) -> Done:
        try:
            done = report_flow.act(actor(), report_id, _task(), action, timekeeper.now(), request.form)
        except (Invalid, Conflict) as refusal:
            return self._refused(report_id, action, refusal)
        flash(_("Done and recorded."), "success")
        target = (
            url_for("ReportView.list") if done.outcome else url_for("ReportView.show", report_id=report_id)
        )
        return redirect(target)

    @expose(f"{REPORT}/sign/<action>", methods=["POST"])
    @has_access
    @permission_name("move")
    def sign(self, report_id: int, action: str) -> Done:
        """The passphrase is read here, opens the key in the service, and is neither kept nor shown again."""
        passphrase = request.form.get("passphrase", "")
        now, real_now = timekeeper.now(), timekeeper.real_now()
        try:
            report_flow.sign(actor(), report_id, _task(), action, passphrase, now, real_now)
        except (Invalid, Conflict) as refusal:
            return self._refused(report_id, action, refusal)
        flash(_("The report is signed. It can be sent now."), "success")
        return redirect(url_for("ReportView.show", report_id=report_id))

    @expose(f"{REPORT}/text", methods=["POST"])
    @has_access
    @permission_name("move")
    def text(self, report_id: int) -> Done:
        kendala, saran = request.form.get("kendala", ""), request.form.get("saran", "")
        try:
            report_flow.save_text(actor(), report_id, _task(), kendala, saran)
        except Conflict as refusal:
            return self._refused(report_id, "", refusal)
        flash(_("Your text is kept. Nothing was submitted."), "success")
        return redirect(url_for("ReportView.show", report_id=report_id))

    def tally(self) -> int:
        """How many reports wait for the visitor."""
        return reading.waiting(actor())

    def _refused(self, report_id: int, action: str, refusal: Invalid | Conflict) -> tuple[str, int]:
        """The page as it is now, what went wrong, and everything typed but the passphrase."""
        fields = refusal.fields if isinstance(refusal, Invalid) else {}
        sentence = wording.refusal(refusal) if isinstance(refusal, Conflict) else ""
        typed = {name: value for name, value in request.form.items() if "pass" not in name}
        status = 409 if isinstance(refusal, Conflict) else 422
        return self._page(report_id, action, fields, sentence, typed), status

    def _page(
        self,
        report_id: int,
        action: str = "",
        wrong: Mapping[str, Wrong] | None = None,
        sentence: str = "",
        typed: Mapping[str, str] | None = None,
    ) -> str:
        page = reading.page(actor(), report_id, timekeeper.now())
        errors = {name: wording.fault(each) for name, each in (wrong or {}).items()}
        return self.page(
            f"reports/{page.report.kind}.html",
            page.title,
            view=page,
            states=STATES,
            at=_shown(page),
            figures=figures(page.facts, report_id),
            changes=changes(page.changes),
            refused=action,
            errors=errors,
            sentence=sentence,
            typed=typed or {},
            role=_does,
            label=wording.label,
            has_tickets="TicketView.case" in current_app.view_functions,
            recap=url_for("RecapView.month", report_id=report_id) if recap.prints(page.links) else "",
        )


def _does(action: Action) -> str:
    """Which form a move has, by the evidence that it needs."""
    if "passphrase" in action.needs:
        return "sign"
    if "report_text" in action.needs:
        return "text"
    if "reason" in action.needs:
        return "reason"
    return "paraf" if action.record == "paraf" else "plain"


def _shown(page: Page) -> int:
    """The page number to show; whoever is shown the last page has read the paper."""
    paper = page.paper
    if paper is None:
        return 0
    at = min(max(_number(request.args.get("page", "")), 1), paper.pages)
    who = actor().user_id
    # A receipt, not a change of the paper: it is written although this is a GET.
    if who is not None and papers.shown(who, paper.sha256, at, paper.pages, timekeeper.now()):
        page.paper = reading.Paper(paper.kind, paper.sha256, paper.pages, read=True)
    return at


def _task() -> int:
    return _number(request.form.get("task_id", ""))


def _number(raw: str) -> int:
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 18 else 0


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view(ReportView, "Reports", label=_l("Reports"), icon="doc")
