"""Security headers of every answer, and addresses of static files that change with their content."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'self'; script-src 'self'{nonce}; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'none'"
)
FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
YEAR = 31_536_000


def register(app: Flask, production: bool) -> None:
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = YEAR if production else 0
    app.url_defaults(lambda endpoint, values: _stamp(app, endpoint, values))
    app.after_request(lambda response: _dress(response, production))


def csp_nonce() -> str:
    """For a template of the framework that still carries a script of its own; ours carry none."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(18)
    return str(g.csp_nonce)


def _dress(response: Response, production: bool) -> Response:
    nonce = f" 'nonce-{g.csp_nonce}'" if "csp_nonce" in g else ""
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce))
    for name, value in FIXED.items():
        response.headers.setdefault(name, value)
    if production:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}; includeSubDomains")
    if response.location and 300 <= response.status_code < 400:
        response.set_data(b"")  # Werkzeug's own sentence is English, and nobody reads it
    # Pages carry personal data and the computers of a call centre are shared.
    if request.endpoint not in ("static", "appbuilder.static"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _stamp(app: Flask, endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values and app.static_folder:
        file = Path(app.static_folder, values["filename"])
        if file.is_file():
            values["v"] = f"{file.stat().st_mtime_ns // 1_000_000:x}"
