"""What failed behind the desk, with one button for each: try again."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.services.admin import operations
from sapa.views.admin.parts import add
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView

_ID = "int(max=9223372036854775807)"


class OperationsView(DeskView):
    """`/operations/`."""

    route_base = "/operations"
    class_permission_name = "Job"
    default_view = "list"

    @expose("/")
    @has_access
    def list(self) -> str:
        return self.page("admin/gangguan.html", _("Failed work"), troubles=operations.troubles())

    def tally(self) -> int:
        """How much waits, for the menu."""
        return operations.waiting()

    @expose(f"/tasks/<{_ID}:task_id>/retry", methods=["POST"])
    @has_access
    @permission_name("retry")
    def retry_task(self, task_id: int) -> Response:
        operations.retry_task(task_id, actor(), timekeeper.now())
        return _back()

    @expose(f"/messages/<{_ID}:message_id>/retry", methods=["POST"])
    @has_access
    @permission_name("retry")
    def retry_message(self, message_id: int) -> Response:
        operations.retry_message(message_id, actor(), timekeeper.now())
        return _back()

    @expose("/jobs/<job_id>/retry", methods=["POST"])
    @has_access
    @permission_name("retry")
    def retry_job(self, job_id: str) -> Response:
        operations.retry_job(job_id, actor(), timekeeper.now())
        return _back()


def _back() -> Response:
    flash(_("It is in the line again."), "success")
    return redirect(url_for("OperationsView.list"))


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, OperationsView, _l("Failed work"), "house", "warn")
