"""An SOP is approved with its number and its dates, and withdrawn again: a form each."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional

from sapa import timekeeper
from sapa.models import SopVersion
from sapa.services import calendars
from sapa.services.errors import Conflict, Invalid
from sapa.services.publishing import bodies, drafts, lifecycle, overview
from sapa.views.admin import sop_differences, sop_words
from sapa.views.admin.sops import PK
from sapa.views.frame.acting import actor, say
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.forms import DayField, DeskForm
from sapa.views.frame.words import day


class ApprovalForm(DeskForm):
    """What stands on the signed paper, and from when it holds."""

    nomor = StringField(
        _l("SOP number"),
        [InputRequired(), Length(max=120)],
        description=_l("As it stands on the signed paper."),
    )
    approved_on = DayField(_l("Day of approval"), [InputRequired()])
    effective_from = DayField(
        _l("In force from"),
        [InputRequired()],
        description=_l("Cases that begin then run on this version; older ones go on as they are."),
    )
    revision = HiddenField()


class WithdrawalForm(DeskForm):
    """The first day on which it is in force no more."""

    day = DayField(_l("Withdrawn from"), [Optional()], description=_l("Tomorrow or later."))


class SopApprovalView(DeskView):
    """`/sops/sahkan/` and `/sops/cabut/`."""

    route_base = "/sops"
    class_permission_name = "Sop"
    default_view = "approve"

    @expose(f"/sahkan/{PK}", methods=["GET", "POST"])
    @has_access
    @permission_name("publish")
    def approve(self, pk: int) -> Any:
        row, form = drafts.draft(pk), ApprovalForm()
        if request.method == "GET":
            form.revision.data, form.approved_on.data = row.revision, _today()
            form.nomor.data = row.body.get("identity", {}).get("nomor", "")
        elif form.validate() and self._done(form, pk):
            approved = drafts.find(pk)
            flash(
                _(
                    "Approved. New cases run on it from %(day)s on.",
                    day=day(approved.effective_from or _today()),
                ),
                "success",
            )
            return redirect(url_for("SopView.show", pk=pk))
        return self._approval(row, form), 422 if form.errors else 200

    @expose(f"/cabut/{PK}", methods=["GET", "POST"])
    @has_access
    @permission_name("publish")
    def withdraw(self, pk: int) -> Any:
        row, form = drafts.find(pk), WithdrawalForm()
        line = overview.line(row, _today())
        if line.state not in (overview.EFFECTIVE, overview.WAITING):
            raise Conflict("sop_replaced")
        if request.method == "POST" and form.validate():
            try:
                lifecycle.withdraw(pk, form.day.data, actor(), timekeeper.now())
            except Invalid as refusal:
                form.day.errors = [say(wrong) for wrong in refusal.fields.values()]
            except Conflict as refusal:
                form.day.errors = [say(refusal)]
            else:
                flash(_("Withdrawn."), "success")
                return redirect(url_for("SopView.show", pk=pk))
        page = self.page("admin/sop_cabut.html", _("Withdraw a version"), row=row, line=line, form=form)
        return page, 422 if form.errors else 200

    def _done(self, form: Any, pk: int) -> bool:
        data = {name: form[name].data for name in ("nomor", "approved_on", "effective_from")}
        given = form.revision.data or ""
        try:
            revision = int(given) if given.isdigit() else 0
            lifecycle.approve(pk, revision, data, actor(), timekeeper.now())
        except Invalid as refusal:
            for name, wrong in refusal.fields.items():
                form[name].errors = [*form[name].errors, say(wrong)]
            return False
        except Conflict as refusal:
            form.nomor.errors = [*form.nomor.errors, say(refusal)]
            return False
        return True

    def _approval(self, row: SopVersion, form: Any) -> str:
        """The form beside what will hold: faults, remarks, and what changes against the version in force."""
        found = bodies.judged(row.body, calendars.everything())
        present = _in_force(row)
        changes = sop_differences.lines(present.body, row.body) if present is not None else []
        return self.page(
            "admin/sop_sahkan.html", _("Approve and publish"), row=row, form=form, present=present,
            faults=[sop_words.told(each, row.body) for each in found.faults],
            remarks=[sop_words.told(each) for each in found.remarks if each.confirm],
            changes=changes,
        )  # fmt: skip


def _in_force(row: SopVersion) -> SopVersion | None:
    """The version that this one would take over from."""
    lines = overview.lines(_today()).get(row.code, ())
    found = next((line for line in lines if line.state == overview.EFFECTIVE), None)
    return drafts.find(found.id) if found is not None else None


def _today() -> Any:
    return calendars.local_day(timekeeper.now())


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(SopApprovalView)
