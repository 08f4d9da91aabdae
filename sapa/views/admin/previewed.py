"""Changes of the calendar are weighed first: a page says what they move, a second button makes them."""

from __future__ import annotations

from typing import Any

from flask import flash, request
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import ngettext

from sapa import timekeeper
from sapa.db import db
from sapa.models import Ticket
from sapa.services.admin.recompute import Shift
from sapa.services.errors import ServiceError
from sapa.views.frame import seen
from sapa.views.frame.acting import actor, say
from sapa.views.frame.crudforms import form_data
from sapa.views.frame.modelview import SafeModelView

CONFIRM, BACK = "confirm", "again"


class PreviewedView(SafeModelView):
    """Its services take `preview=True` and return a Shift either way."""

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        form = self.add_form()
        if request.method == "GET":
            self.prefill_new(form)
        return self._weighed("add", form, None)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Any:
        item = self._row(pk, self.show_columns)
        form = self.edit_form() if request.method == "POST" else self.edit_form(obj=item)
        return self._weighed("edit", form, item)

    @expose("/delete/<pk>", methods=["GET", "POST"])
    @has_access
    def delete(self, pk: str) -> Any:
        """GET weighs and asks, POST deletes."""
        item = self._row(pk, self.show_columns)
        key, name = self.datamodel.get_pk_value(item), str(item)
        service = type(self).service_delete
        try:
            shift = service(key, actor(), timekeeper.now(), preview=request.method == "GET")
        except ServiceError as refusal:
            fault = "; ".join(say(wrong) for wrong in getattr(refusal, "fields", {}).values()) or say(refusal)
            return self._delete_page(name, None, fault), 409
        if request.method == "GET":
            return self._delete_page(name, shift, "")
        flash(said(shift), "success")
        return self.post_delete_redirect()

    def prefill_new(self, form: Any) -> None:
        """A view may choose what an empty form begins with."""

    def _weighed(self, verb: str, form: Any, item: Any) -> Any:
        if request.method == "GET" or request.form.get(BACK):
            return self._form_page(verb, form, item)
        if told := seen.changed_meanwhile(item, form):
            flash(told, "warning")
            return self._form_page(verb, form, item), 409
        if not form.validate():
            return self._form_page(verb, form, item), 422
        key = () if item is None else (self.datamodel.get_pk_value(item),)
        data = form_data(form, self.datamodel)
        found: list[Shift] = []
        if not request.form.get(CONFIRM):
            if not self._done(form, verb, *key, data, keep=found, preview=True):
                return self._form_page(verb, form, item), 422
            if found[0].cases:
                return self._preview_page(verb, found[0])
        if not self._done(form, verb, *key, data, keep=found):
            return self._form_page(verb, form, item), 422
        flash(said(found[-1]), "success")
        return self.post_add_redirect()

    def _preview_page(self, verb: str, shift: Shift) -> str:
        page: str = self.render_template(
            "admin/pratinjau.html",
            title=getattr(self, f"{verb}_title"),
            shift=shift,
            text=said(shift),
            numbers=numbers(shift),
            typed=[(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"],
            back=self._list_url(),
        )
        return page

    def _delete_page(self, name: str, shift: Shift | None, fault: str) -> str:
        page: str = self.render_template(
            "admin/hapus.html", title=_("Delete"), name=name, fault=fault, shift=shift,
            text=said(shift) if shift else "", numbers=numbers(shift) if shift else {}, back=self._list_url(),
        )  # fmt: skip
        return page


def said(shift: Shift) -> str:
    """What a change moved, or would move, in one sentence."""
    if not shift.cases:
        return _("Saved. No open deadline moves.")
    return ngettext(
        "%(num)d case has other deadlines now.", "%(num)d cases have other deadlines now.", shift.cases
    )


def numbers(shift: Shift) -> dict[int, str]:
    """The numbers of the tickets among the examples."""
    ids = [each["ticket"] for each in shift.examples if each["ticket"] is not None]
    rows = db.session.query(Ticket.id, Ticket.number).filter(Ticket.id.in_(ids)) if ids else []
    return {row.id: row.number for row in rows}
