"""`/tasks/<id>/moves/<action>`: the one place where a person moves a case on."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.services import drafts, moves
from sapa.services.desk import caselookups
from sapa.services.duties import desk
from sapa.services.errors import Conflict, Invalid
from sapa.views import duties
from sapa.views.desk import casepages, clashes, moveforms
from sapa.views.desk.casepages import Extra
from sapa.views.desk.moveforms import Refused
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView

BIGGEST = 2**63 - 1


class TaskView(DeskView):
    """Moves of tickets and of working days; reports and letters have pages of their own for theirs."""

    route_base = "/tasks"
    class_permission_name = "Task"
    default_view = "move"

    @expose(f"/<int(max={BIGGEST}):task_id>/moves/<action>", methods=["POST"])
    @has_access
    def move(self, task_id: int, action: str) -> Response | tuple[str, int]:
        try:
            moves.make(task_id, action, actor(), timekeeper.now(), _fields())
        except Invalid as refusal:
            return self._again(task_id, action, refusal), 422
        except Conflict as clash:
            return self._clash(task_id, clash)
        drafts.drop(moveforms.draft_name(task_id, action), actor())
        number = caselookups.number_of(task_id)
        duty = desk.receipt(task_id) if number is None else None
        flash(duties.told(duty) if duty else _("Done and recorded."), "success")
        return redirect(url_for("DutyView.show") if duty else _afterwards(number))

    @expose("/drafts", methods=["POST"])
    @has_access
    @permission_name("move")
    def draft(self) -> tuple[dict[str, Any], int]:
        """Keeps what is being typed; the page's script sends it, and nothing depends on it."""
        fields = {name: request.form.getlist(name) for name in request.form if name != "draft_form"}
        kept = drafts.save(request.form.get("draft_form", ""), fields, actor(), timekeeper.now())
        return {"kept": kept}, 200

    def _again(self, task_id: int, action: str, refusal: Invalid) -> str:
        """The page once more, with everything typed and a word at each wrong field."""
        refused = Refused(task_id, action, request.form, refusal.fields)
        number = caselookups.number_of(task_id)
        if number is None:
            raise refusal
        return casepages.render(number, Extra(refused=refused))

    def _clash(self, task_id: int, clash: Conflict) -> Response | tuple[str, int]:
        """Somebody or the clock was first; a second click of the same hand is no clash."""
        number = caselookups.number_of(task_id)
        if clashes.is_own_second_click(clash, actor()):
            flash(_("This move was recorded already; what was sent a second time changes nothing."), "info")
            return redirect(_afterwards(number))
        text = clashes.text(clash, timekeeper.now())
        typed = clashes.typed(request.form)
        page = render_template("tasks/clash.html", title=text.title, text=text, typed=typed, number=number)
        return page, 409


def _fields() -> dict[str, Any]:
    """The typed fields; those that may come several times as lists."""
    several = {"opd_ids"}
    typed: dict[str, Any] = {
        name: request.form.getlist(name) if name in several else request.form[name] for name in request.form
    }
    # Where an answer is given at once, it is typed once.
    typed.setdefault("reply_text", typed.get("answer", ""))
    return typed


def _afterwards(number: str | None) -> str:
    """Where the person goes on: the case, or the desk for what has no page of its own."""
    return url_for("TicketView.case", number=number) if number else url_for("HomeView.show")


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(TaskView)
