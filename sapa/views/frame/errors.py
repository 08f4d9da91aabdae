"""Error pages: what happened, what is safe, the way out; a code for the log, and nothing typed is lost."""

from __future__ import annotations

import logging
import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, default_exceptions

from sapa.db import db
from sapa.services.errors import Conflict, Invalid, NotAllowed, NotFound, ServiceError
from sapa.views.frame import keeping
from sapa.views.frame.acting import say
from sapa.views.frame.auth import LoginForm, local_path
from sapa.views.frame.context import current_desk

log = logging.getLogger(__name__)
Page = tuple[str, int]
_TEMPLATES = {403: "galat/403.html", 404: "galat/404.html", 405: "galat/405.html", 413: "galat/413.html",
              429: "galat/429.html"}  # fmt: skip
_STATUS: dict[type[ServiceError], int] = {NotAllowed: 403, NotFound: 404, Conflict: 409, Invalid: 422}
_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def register(app: Flask) -> None:
    app.jinja_env.filters["local_path"] = lambda address: local_path(address or "")
    app.before_request(refuse_nul)
    app.register_error_handler(CSRFError, csrf_refused)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(ServiceError, service_refused)
    app.register_error_handler(Exception, crashed)
    app.after_request(keep_what_was_typed)


def refuse_nul() -> None:
    """A sign that no row of PostgreSQL can hold names nothing of ours."""
    if "\0" in request.path:
        abort(404)


def http_error(error: HTTPException) -> Any:
    """A page for 4xx; redirects pass. A view's own description is shown, Werkzeug's is not."""
    code = error.code or 500
    if error.response is not None or code < 400:
        return error
    if code >= 500:
        return crashed(error)
    own = error.description if error.description != type(error).description else ""
    page = render_template(_TEMPLATES.get(code, "galat/400.html"), title=_("Error"), text=own, code=code)
    return (
        page,
        code,
        {"Allow": ", ".join(error.valid_methods)} if getattr(error, "valid_methods", None) else {},
    )


def service_refused(refusal: ServiceError) -> Any:
    """A refusal that the view did not word itself: its sentence, the right status, and the text back."""
    status = next((code for kind, code in _STATUS.items() if isinstance(refusal, kind)), 409)
    if status in (403, 404):
        return http_error(abort_with(status, say(refusal)))
    page = render_template(
        "galat/ditolak.html", title=_("Not done"), text=say(refusal), kept=keeping.from_request()
    )
    return page, status


def abort_with(status: int, sentence: str) -> HTTPException:
    """The exception that `abort` would raise, with our own sentence."""
    return default_exceptions[status](sentence)


def csrf_refused(error: CSRFError) -> Any:
    """The session ended, or the form belongs to an older one: status 400 and the typed text back."""
    if request.endpoint == "DeskAuthView.login":
        flash(_("This page was open for too long. Please sign in once more."), "info")
        return redirect(url_for("DeskAuthView.login", next=local_path(request.args.get("next", "")) or None))
    kept = keeping.from_request()
    if current_user.is_authenticated or kept is None:
        return render_template("galat/kirim_lagi.html", title=_("Not sent yet"), kept=kept), 400
    return _sign_in_again(kept), 400


def keep_what_was_typed(response: Response) -> Response:
    """A POST that the framework would send to the sign-in page comes back with its text instead."""
    if request.method != "POST" or response.status_code != 302 or request.blueprint == "DeskAuthView":
        return response
    target = urlsplit(response.headers.get("Location", "")).path
    if target != url_for("DeskAuthView.login") or current_user.is_authenticated:
        return response
    session.pop("_flashes", None)
    kept = keeping.from_request()
    return make_response(_sign_in_again(kept), 401) if kept else response


def _sign_in_again(kept: keeping.Kept) -> str:
    form = LoginForm(formdata=None)
    return render_template("frame/masuk.html", title=_("Sign in to sapa"), form=form, fault="", kept=kept)


def crashed(error: Exception) -> Page:
    """Anything unforeseen: rolled back and logged under a code that the page shows."""
    code = f"{secrets.choice(_ALPHABET)}{secrets.randbelow(10)}-{secrets.randbelow(10_000):04}"
    log.error("request failed, code %s: %s %s", code, request.method, request.path, exc_info=error)
    signed_in = _let_go()
    current_desk().bare = not signed_in
    kept = keeping.from_request()
    template = "galat/500.html" if signed_in else "galat/500_polos.html"
    return render_template(template, title=_("Error"), error_code=code, kept=kept), 500


def _let_go() -> bool:
    """Roll back; whether the visitor is known without asking a database that may be gone."""
    try:
        db.session.rollback()
        return bool(current_user.is_authenticated)
    except Exception:
        log.exception("no database while answering an error")
        return False
