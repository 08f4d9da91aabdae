"""`/files/<sha256>`: stored files, handed out only where a rule lets this visitor see them."""

from __future__ import annotations

import re

from flask import Response, abort
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access
from werkzeug.http import dump_options_header

from sapa.services import files
from sapa.services.files import Seen
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.security import may

#: Shown in the page; everything else is saved to disk.
INLINE = ("image/png", "image/jpeg", "image/webp")
DIGEST = re.compile(r"[0-9a-f]{64}")


class FileView(DeskView):
    """The checked way to a file."""

    route_base = "/files"
    class_permission_name = "Home"

    @expose("/<sha256>")
    @has_access
    def show(self, sha256: str) -> Response:
        if not DIGEST.fullmatch(sha256):
            abort(404)
        seen = files.may_see(actor(), sha256, lambda kind: may("can_show", kind))
        if seen is None:
            abort(404)
        return send(seen, inline=seen.mime in INLINE)


def send(seen: Seen, *, inline: bool) -> Response:
    """The file's answer: never sniffed, never kept, unable to act as a page. 404 where it is gone."""
    data = files.content(seen)
    if data is None:
        abort(404)
    kind = "inline" if inline else "attachment"
    response = Response(data, mimetype=seen.mime)
    response.headers["Content-Disposition"] = dump_options_header(kind, {"filename": _ascii(seen.name)})
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "no-store"
    return response


def _ascii(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "berkas"


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(FileView)
