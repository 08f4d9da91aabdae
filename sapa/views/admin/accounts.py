"""Accounts: the Admin opens and closes them; a password for one use is shown once and kept nowhere."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import abort, flash, make_response, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_appbuilder.security.sqla.models import Role, User
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length

from sapa import roles, timekeeper
from sapa.db import db
from sapa.models import AccountProfile, AccountUnit, Opd
from sapa.services.admin import accounts
from sapa.views.admin.parts import TickList, add
from sapa.views.frame.acting import actor
from sapa.views.frame.crudforms import form_data
from sapa.views.frame.forms import DeskForm, options
from sapa.views.frame.listing import KeysetInterface
from sapa.views.frame.modelview import SafeModelView


def _roles() -> list[Any]:
    rows = db.session.execute(select(Role.id, Role.name).where(Role.name.in_(roles.BY_NAME)))
    order = [role.name for role in roles.ROLES]
    return options(*((str(pk), name) for pk, name in sorted(rows, key=lambda row: order.index(row[1]))))


def _opds() -> list[Any]:
    return options(
        *((str(pk), name) for pk, name in db.session.execute(select(Opd.id, Opd.name).order_by(Opd.name)))
    )


class AccountForm(DeskForm):
    """A person and what the account may do; the account name is chosen once."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=64)])
    email = StringField(_l("E-mail"), [InputRequired(), Length(max=200)])
    roles = TickList(_l("Roles"), choices=_roles)
    units = SelectMultipleField(
        _l("Agencies"),
        choices=_opds,
        description=_l("For a PPID Pembantu: the agencies that the account speaks for."),
    )
    active = BooleanField(
        _l("Account open"), default=True, description=_l("A closed account is signed out everywhere.")
    )


class NewAccountForm(AccountForm):
    """The same with an account name."""

    username = StringField(
        _l("Account name"),
        [InputRequired(), Length(min=3, max=64)],
        description=_l("Small letters, digits, dot, hyphen or underscore. It cannot be changed later."),
    )


def _sign_in(moment: datetime | None) -> Any:
    """The framework keeps the moment of the last sign-in naive, in UTC."""
    return moment.replace(tzinfo=UTC) if moment is not None else None


class AccountView(SafeModelView):
    """`/accounts/`; accounts are closed and never deleted, because the history names them."""

    route_base = "/accounts"
    datamodel = KeysetInterface(User)
    class_permission_name = "Account"
    method_permission_name = {"reset_password": "edit", "end_sessions": "edit"}
    list_title, add_title, edit_title = _l("Accounts"), _l("Add an account"), _l("Edit an account")
    show_title = _l("Account")
    show_template = "admin/akun.html"
    list_columns = ["username", "first_name", "roles", "active", "last_login"]
    show_columns = ["username", "first_name", "email", "roles", "active", "last_login"]
    add_columns = ["name", "username", "email", "roles", "units", "active"]
    edit_columns = ["name", "email", "roles", "units", "active"]
    order_columns = ["username", "first_name"]
    add_form, edit_form = NewAccountForm, AccountForm
    search_columns = ["username", "first_name", "active"]
    base_order = ("username", "asc")
    label_columns = {
        "username": _l("Account name"),
        "first_name": _l("Name"),
        "email": _l("E-mail"),
        "roles": _l("Roles"),
        "active": _l("Account open"),
        "last_login": _l("Last sign-in"),
    }
    formatters_columns = {"last_login": _sign_in}
    service_add, service_edit = accounts.create, accounts.edit

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        form = self.add_form()
        if request.method == "GET":
            return self._form_page("add", form)
        made: list[tuple[int, str]] = []
        if form.validate() and self._done(form, "add", form_data(form, self.datamodel), keep=made):
            return self._once(_("The account was created"), *made[0])
        return self._form_page("add", form), 422

    def _row(self, pk: str, columns: list[str]) -> Any:
        # The form's fields are not columns of the framework's table.
        return super()._row(pk, self.show_columns)

    def prefill_form(self, form: Any, pk: Any) -> None:
        user = self._row(pk, [])
        units = select(AccountUnit.opd_id).where(AccountUnit.user_id == user.id, AccountUnit.kind == "member")
        form.name.data = user.get_full_name().strip()
        form.roles.data = [str(role.id) for role in user.roles]
        form.units.data = [str(pk) for pk in db.session.scalars(units)]

    def _show(self, pk: str) -> dict[str, Any]:
        user = self._row(pk, [])
        profile = db.session.get(AccountProfile, user.id)
        locked = profile.locked_until if profile is not None else None
        return {
            **super()._show(pk),
            "units": accounts.units_of([user.id]).get(user.id, []),
            "locked_until": locked if locked and locked > timekeeper.now() else None,
            "must_change": profile is not None and profile.must_change_password,
        }

    @expose("/<int(max=2147483647):pk>/password", methods=["POST"])
    @has_access
    @permission_name("edit")
    def reset_password(self, pk: int) -> Response:
        return self._once(
            _("The password was replaced"), pk, accounts.reset_password(pk, actor(), timekeeper.now())
        )

    @expose("/<int(max=2147483647):pk>/sessions", methods=["POST"])
    @has_access
    @permission_name("edit")
    def end_sessions(self, pk: int) -> Response:
        accounts.end_sessions(pk, actor(), timekeeper.now())
        flash(_("The account is signed out everywhere."), "success")
        return redirect(url_for("AccountView.show", pk=pk))

    def _once(self, title: str, pk: int, password: str) -> Response:
        """The only page that ever shows this password; neither we nor the browser keep it."""
        user = db.session.get(User, pk)
        if user is None:
            abort(404)
        page = self.render_template("admin/sandi_sekali.html", title=title, user=user, password=password)
        response = make_response(page)
        response.headers["Cache-Control"] = "no-store"
        return response


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, AccountView, _l("Accounts"), "people", "people")
