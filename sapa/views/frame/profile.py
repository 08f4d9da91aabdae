"""The person's own page: theme, shortcuts, a new password."""

from __future__ import annotations

from flask import current_app, flash, redirect, request, session, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, PasswordField, SelectField
from wtforms.validators import EqualTo, InputRequired

from sapa import timekeeper
from sapa.services import signin
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.forms import DeskForm, options
from sapa.views.frame.security import EPOCH, Visitor, visitor

#: What may be opened before a first password was replaced.
_OPEN = ("ProfileView.password", "DeskAuthView.logout", "static", "appbuilder.static")


class HabitsForm(DeskForm):
    """How the desk looks and listens."""

    theme = SelectField(
        _l("Appearance"),
        choices=options(("system", _l("As the device")), ("light", _l("Light")), ("dark", _l("Dark"))),
    )
    shortcuts = BooleanField(_l("Single letters act as keyboard shortcuts"))


class PasswordForm(DeskForm):
    """The old password once, the new one twice."""

    old = PasswordField(_l("Your password now"), [InputRequired()])
    new = PasswordField(
        _l("New password"),
        [InputRequired()],
        description=_l("At least 10 characters, without your account name. A short sentence is good."),
    )
    again = PasswordField(
        _l("New password once more"),
        [InputRequired(), EqualTo("new", message=_l("The two new passwords differ."))],
    )


class ProfileView(DeskView):
    """`/profile/`: everybody's."""

    route_base = "/profile"
    class_permission_name = "Profile"

    @expose("/")
    @has_access
    def show(self) -> str:
        account = _account()
        form = HabitsForm(data={"theme": account.theme, "shortcuts": account.shortcuts})
        return self.page("frame/profil.html", _("Profile"), account=account, form=form)

    @expose("/habits", methods=["POST"])
    @has_access
    @permission_name("edit")
    def habits(self) -> Response | tuple[str, int]:
        form = HabitsForm()
        if not form.validate():
            return self.page("frame/profil.html", _("Profile"), account=_account(), form=form), 422
        signin.set_habits(_account().user_id, form.theme.data, bool(form.shortcuts.data))
        flash(_("Your profile is saved."), "success")
        return redirect(url_for("ProfileView.show"))

    @expose("/password", methods=["GET", "POST"])
    @has_access
    @permission_name("password")
    def password(self) -> Response | str | tuple[str, int]:
        form = PasswordForm()
        if request.method == "GET":
            return self._password_page(form)
        if not form.validate() or not _changed(form):
            return self._password_page(form), 422
        flash(_("Your password is changed. All other sessions are over."), "success")
        return redirect(url_for("ProfileView.show"))

    def _password_page(self, form: PasswordForm) -> str:
        forced = _account().must_change_password
        return self.page("frame/sandi.html", _("Change password"), form=form, forced=forced)


def insist_on_new_password() -> Response | None:
    """A password that somebody else chose opens one page only."""
    if request.endpoint is None or request.endpoint in _OPEN:
        return None
    account = visitor()
    if account is None or not account.must_change_password:
        return None
    return redirect(url_for("ProfileView.password"))


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(ProfileView)


def _account() -> Visitor:
    account = visitor()
    assert account is not None  # every route here has @has_access
    return account


def _changed(form: PasswordForm) -> bool:
    """Try the new password; a refusal becomes an error at its field."""
    try:
        epoch = signin.change_password(_account().user_id, form.old.data, form.new.data, timekeeper.now())
    except signin.PasswordRefused as refusal:
        field = form.old if refusal.reason == "wrong" else form.new
        field.errors = [_PASSWORD_REFUSALS[refusal.reason]]
        return False
    session[EPOCH] = epoch
    current_app.appbuilder.sm.load_user(_account().user_id)
    return True


_PASSWORD_REFUSALS = {
    "wrong": _l("This is not your password now."),
    "short": _l("Use at least 10 characters."),
    "common": _l("This password is easy to guess. Choose another one."),
    "name": _l("Do not use your account name in the password."),
    "same": _l("The new password is the same as the old one."),
}
