"""`/verify/`: what a paper's QR opens, for everybody: who signed what and when; and a check of any PDF."""

from __future__ import annotations

from flask import abort, current_app, render_template, request
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import BaseView, expose
from flask_babel import gettext as _

from sapa import timekeeper
from sapa.services.errors import NotFound
from sapa.services.signatures import documents, verdicts
from sapa.services.signatures.documents import Public
from sapa.services.signatures.verdicts import Checked
from sapa.signing.ca import LABEL
from sapa.views.frame import wording

#: A signature costs half a second of one core to judge; a person checks a few files, a robot many.
CHECKS = "10 per minute; 60 per hour"
LOOKS = "120 per minute"


class VerifyView(BaseView):  # type: ignore[misc]
    """No account is needed, and nothing personal is told beyond the names of officials."""

    route_base = "/verify"
    default_view = "ask"

    @expose("/")
    def ask(self) -> str:
        return _page()

    @expose("/<document_id>")
    def show(self, document_id: str) -> str | tuple[str, int]:
        try:
            found = documents.public(document_id[:64])
        except NotFound as refusal:
            abort(404, wording.refusal(refusal))
        return _page(found)

    @expose("/", methods=["POST"])
    def check(self) -> str | tuple[str, int]:
        """Judge an uploaded file; it is read, judged and forgotten."""
        file = request.files.get("file")
        data = file.read(documents.LARGEST_FILE + 1) if file else b""
        if not data:
            return _page(fault=_("Choose a PDF file first.")), 422
        if len(data) > documents.LARGEST_FILE:
            megabytes = documents.LARGEST_FILE // 1024 // 1024
            return _page(fault=_("The file is too large: at most %(mb)s MB.", mb=megabytes)), 413
        return _page(checked=documents.check_file(data, timekeeper.real_now()))


def _page(found: Public | None = None, checked: Checked | None = None, fault: str = "") -> str:
    return render_template(
        "public/verify.html",
        title=found.title if found else _("Check a paper"),
        paper=found,
        checked=checked,
        fault=fault,
        tte=LABEL,
        verdicts=verdicts,
    )


def register(appbuilder: AppBuilder) -> None:
    view = appbuilder.add_view_no_menu(VerifyView)
    limiter = current_app.appbuilder.sm.limiter
    for name, limit in (("check", CHECKS), ("show", LOOKS), ("ask", LOOKS)):
        endpoint = f"{view.endpoint}.{name}"
        current_app.view_functions[endpoint] = limiter.limit(limit)(current_app.view_functions[endpoint])
