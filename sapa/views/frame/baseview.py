"""The base of hand-written pages: a permission name is compulsory and the way back stays short."""

from __future__ import annotations

from typing import Any

from flask import request, session
from flask_appbuilder.baseviews import BaseView

#: The history lives in the session cookie, which holds 4 kB.
LONGEST_BACK = 300


class NamedPermission:
    """Mixed into every view: without `class_permission_name` a rename would silently drop rights."""

    class_permission_name: str | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if not self.class_permission_name:
            raise TypeError(f"{type(self).__name__} needs a class_permission_name")
        super().__init__(*args, **kwargs)

    def update_redirect(self) -> None:
        """Remember this page for "Kembali", as a path of ours and only if it is short."""
        path = request.full_path.rstrip("?")
        if len(path) <= LONGEST_BACK:
            history = [kept for kept in session.get("page_history", []) if kept != path]
            session["page_history"] = [*history, path][-5:]


class DeskView(NamedPermission, BaseView):  # type: ignore[misc]
    """A page of our own: `@expose` its routes (POST for every change), `@has_access` each of them."""

    default_view = "show"

    def page(self, template: str, title: str, **values: Any) -> str:
        """Render a template that extends `desk.html`."""
        text: str = self.render_template(template, title=title, **values)
        return text
