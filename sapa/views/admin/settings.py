"""Dated settings: each key with a form of its own type, what is in force and what is to come."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup, escape
from werkzeug.wrappers import Response
from wtforms import IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired

from sapa import timekeeper
from sapa.services.admin import setting_edits, setting_shapes
from sapa.services.admin.setting_shapes import Shape
from sapa.services.errors import Invalid
from sapa.views.admin import setting_words as words
from sapa.views.admin.parts import add
from sapa.views.frame.acting import actor, say
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.forms import DayField, DeskForm, HourField, options
from sapa.views.frame.words import ZONE, day


class SettingView(DeskView):
    """`/settings/`."""

    route_base = "/settings"
    class_permission_name = "Setting"
    default_view = "list"

    @expose("/")
    @has_access
    def list(self) -> str:
        found = {each.key: each for each in setting_edits.overview(_today())}
        groups = [
            (label, [_line(found.pop(key)) for key in keys if key in found]) for label, keys in words.GROUPS
        ]
        rest = [_line(each) for each in found.values()]
        return self.page("admin/setelan.html", _("Settings"), groups=[*groups, (_("Other"), rest)])

    @expose("/<key>")
    @has_access
    def show(self, key: str) -> str:
        standing, _rows = setting_edits.one(key, _today())
        shape = setting_shapes.shape_of(key)
        assert shape is not None  # `one` has refused every other key
        form = _form(key, shape, setting_shapes.shown(shape, standing.value))
        form.valid_from.data = _today()
        return self._page(key, form)

    @expose("/<key>", methods=["POST"])
    @has_access
    @permission_name("edit")
    def change(self, key: str) -> Response | tuple[str, int]:
        setting_edits.one(key, _today())
        shape = setting_shapes.shape_of(key)
        assert shape is not None  # `one` has refused every other key
        form = _form(key, shape)
        if form.validate() and self._changed(key, form):
            flash(
                _("The setting is saved and holds from %(day)s on.", day=day(form.valid_from.data)), "success"
            )
            return redirect(url_for("SettingView.show", key=key))
        return self._page(key, form), 422

    @expose("/rows/<int(max=9223372036854775807):setting_id>/withdraw", methods=["POST"])
    @has_access
    @permission_name("delete")
    def withdraw(self, setting_id: int) -> Response:
        key = setting_edits.withdraw(setting_id, actor(), timekeeper.now())
        flash(_("The coming value is taken back."), "success")
        return redirect(url_for("SettingView.show", key=key))

    def _changed(self, key: str, form: Any) -> bool:
        try:
            setting_edits.change(key, _typed(form), actor(), timekeeper.now())
        except Invalid as refusal:
            for name, wrong in refusal.fields.items():
                form[name].errors = [*form[name].errors, say(wrong)]
            return False
        return True

    def _page(self, key: str, form: Any) -> str:
        standing, rows = setting_edits.one(key, _today())
        return self.page(
            "admin/setelan_satu.html", words.label(key), form=form, standing=standing, rows=rows, key=key,
            today=_today(), hint=words.hint(key), confirm=key in words.CONFIRM,
            shown=lambda value: told(key, value),
        )  # fmt: skip


def _line(standing: Any) -> dict[str, Any]:
    key = standing.key
    return {"standing": standing, "label": words.label(key), "confirm": key in words.CONFIRM,
            "value": told(key, standing.value)}  # fmt: skip


def _today() -> Any:
    return timekeeper.now().astimezone(ZONE).date()


def _typed(form: Any) -> dict[str, Any]:
    return {field.name: field.data for field in form if field.name != "csrf_token"}


def _form(key: str, shape: Shape, values: dict[str, Any] | None = None) -> Any:
    """A form with one field per part of the value, and the day from which it holds."""
    fields: dict[str, Any] = {name: _field(key, name, part) for name, part in setting_shapes.fields_of(shape)}
    fields["valid_from"] = DayField(
        _l("Holds from"), [InputRequired()], description=_l("Today or later. Past days keep what held then.")
    )
    made = type("SettingForm", (DeskForm,), fields)
    return made() if request.method == "POST" else made(formdata=None, data=values)


def _field(key: str, name: str, shape: Shape) -> Any:
    label, hint = words.part(key, name), words.kind_hint(shape.kind)
    if shape.kind == "whole":
        return IntegerField(label, description=hint)
    if shape.kind == "hour":
        return HourField(label)
    if shape.kind == "choice":
        pairs = options(*((value, words.choice(key, value)) for value in shape.known()))
        return SelectField(label, choices=pairs)
    if shape.kind in ("text", "prefix"):
        return StringField(label, description=hint)
    return TextAreaField(label, description=hint, render_kw={"rows": 6})


def told(key: str, value: Any) -> Any:
    """A value as a person reads it."""
    if isinstance(value, dict):
        parts = (Markup("<dt>{}</dt><dd>{}</dd>").format(words.part(key, f"value-{name}"), told(key, each))
                 for name, each in value.items())  # fmt: skip
        return Markup('<dl class="facts">{}</dl>').format(Markup().join(parts))
    if isinstance(value, list):
        return Markup("<br>").join(escape(str(each)) for each in value)
    return words.choice(key, value) if isinstance(value, str) else value


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, SettingView, _l("Settings"), "house", "gear")
