"""Sign in, sign out: one form, one sentence for every failure, and the typed text of a lost session back."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, g, redirect, request, session, url_for
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.sqla.models import User
from flask_appbuilder.security.views import AuthDBView
from flask_babel import gettext as _
from flask_login import current_user, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, StringField

from sapa import timekeeper
from sapa.services import signin
from sapa.views.frame import keeping


class LoginForm(FlaskForm):  # type: ignore[misc]
    """Account name and password; both are judged by the service, with one answer."""

    username = StringField()
    password = PasswordField()


class DeskAuthView(AuthDBView):
    """The only way in; the framework's API login is not registered."""

    login_template = "frame/masuk.html"

    @expose("/login/", methods=["GET", "POST"])
    @no_cache
    def login(self) -> Response | str | tuple[str, int]:
        if current_user.is_authenticated and request.method == "GET":
            return redirect(_next())
        _drop_refusals()
        form, kept = LoginForm(), keeping.from_form()
        if request.method != "POST":
            return self._page(form, kept)
        user = signin.sign_in(form.username.data or "", form.password.data or "", timekeeper.now())
        if user is None:
            fault = _("The account name or password is wrong, or the account is locked for now.")
            return self._page(form, kept, fault), 401
        begin_session(user)
        return keeping.resume_page(kept) if kept else redirect(_next())

    @expose("/logout/", methods=["POST"])
    @no_cache
    def logout(self) -> Response:
        if current_user.is_authenticated:
            signin.sign_out(current_user.id)
        logout_user()
        session.clear()
        return redirect(url_for("DeskAuthView.login"))

    def _page(self, form: LoginForm, kept: keeping.Kept | None, fault: str = "") -> str:
        title = _("Sign in to sapa")
        page: str = self.render_template(self.login_template, title=title, form=form, fault=fault, kept=kept)
        return page


def begin_session(user: User) -> None:
    """A fresh session for the account: nothing of the visitor before it stays, the CSRF token included."""
    session.clear()
    g.pop("csrf_token", None)  # made from the session that was just cleared
    session.permanent = True
    login_user(user)
    session["epoch"] = signin.epoch_of(user.id)
    current_app.appbuilder.sm.load_user(user.id)  # fills in the visitor for the rest of this request


def _next() -> str:
    """The page to go on to: a path of our own, or home."""
    target = request.args.get("next", "")
    return local_path(target) or url_for("DeskIndex.index")


def local_path(target: str) -> str:
    """The path and query of an address on this host, "" for anything else."""
    if not target or "\\" in target or any(ord(letter) < 32 for letter in target):
        return ""
    try:
        parts = urlsplit(target)
    except ValueError:
        return ""
    if parts.netloc and (parts.netloc != request.host or parts.scheme not in ("http", "https")):
        return ""
    if not parts.netloc and parts.scheme:
        return ""
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return ""
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _drop_refusals() -> None:
    # The framework flashes "Access is Denied" on the way here; asking to sign in says it better.
    from_framework = str(_("Access is Denied"))
    waiting = [pair for pair in session.pop("_flashes", []) if pair[1] != from_framework]
    if waiting:
        session["_flashes"] = waiting
