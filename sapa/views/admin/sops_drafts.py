"""Drafts of SOPs: the matrix and the page of one row, saved as they are typed, with the linter's word."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.models import SopVersion
from sapa.services.errors import Conflict, Wrong
from sapa.services.publishing import bodies, drafts, edits, rowedits, rules
from sapa.services.publishing.bodies import Body
from sapa.sop.yamltext import MAX_BYTES
from sapa.views.admin import sop_choices, sop_words
from sapa.views.admin.sop_saving import Clash, judged, saved, told
from sapa.views.admin.sops import PK
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView

Answer = Any


class SopDraftView(DeskView):
    """`/sops/draf/`."""

    route_base = "/sops/draf"
    class_permission_name = "Sop"
    default_view = "edit"

    @expose(f"/{PK}/salin", methods=["POST"])
    @has_access
    @permission_name("edit")
    def copy(self, pk: int) -> Response:
        made = drafts.copy(pk, actor(), timekeeper.now())
        flash(_("The draft is made. The version that you copied stays as it is."), "success")
        return redirect(url_for("SopDraftView.edit", pk=made))

    @expose("/impor", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def take_in(self) -> Answer:
        """A file of ours or of another city becomes a draft, or is refused with every fault and its line."""
        faults: list[sop_words.Told] = []
        if request.method == "POST":
            raw = _uploaded()
            made, found = drafts.take_in(raw, actor(), timekeeper.now())
            if made is not None:
                flash(_("The file is a draft now. Look at it before you publish it."), "success")
                return redirect(url_for("SopDraftView.edit", pk=made))
            faults = [sop_words.told(each) for each in found.faults]
        page = self.page(
            "admin/sop_impor.html", _("Import an SOP"), faults=faults, typed=request.form.get("text", "")
        )
        return page, 422 if faults else 200

    @expose(f"/{PK}", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def edit(self, pk: int) -> Answer:
        """The matrix. Every button saves what was typed first."""
        row = drafts.draft(pk)
        if request.method == "GET":
            return self._matrix(row, row.body)
        typed = request.form.to_dict(flat=False)
        given = edits.matrix(row.body, typed)
        body, goes_to = _done(given, request.form.get("do", "save"))
        clash = saved(row, body, typed)
        if clash is not None:
            return self._matrix(row, given, clash), 409
        if goes_to.startswith("row:"):
            return redirect(url_for("SopDraftView.row", pk=pk, key=goes_to[4:]))
        flash(_("Saved."), "success")
        if goes_to.startswith("new:"):
            _tell_between(body, goes_to[4:])
            return redirect(url_for("SopDraftView.row", pk=pk, key=goes_to[4:]))
        return redirect(url_for("SopDraftView.edit", pk=pk, _anchor=goes_to or None))

    @expose(f"/{PK}/baris/<key>", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def row(self, pk: int, key: str) -> Answer:
        """One row with its actions."""
        row = drafts.draft(pk)
        if bodies.step(row.body, key) is None:
            raise Conflict("sop_row_gone", id=key)
        if request.method == "GET":
            return self._row(row, row.body, key)
        typed = request.form.to_dict(flat=False)
        given = rowedits.row(row.body, key, typed)
        if wrong := _blank(request.form):
            return self._row(row, given, key, wrong=wrong), 422
        clash = saved(row, _row_done(given, key, request.form), typed)
        if clash is not None:
            return self._row(row, given, key, clash), 409
        flash(_("Saved."), "success")
        return redirect(url_for("SopDraftView.row", pk=pk, key=key, _anchor="tindakan"))

    @expose(f"/{PK}/hapus", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def delete(self, pk: int) -> Answer:
        """GET asks, POST deletes."""
        row = drafts.draft(pk)
        name = _("%(title)s, draft version %(version)s", title=row.title, version=row.version)
        if request.method == "GET":
            back = url_for("SopDraftView.edit", pk=pk)
            return self.page("frame/hapus.html", _("Delete a draft"), name=name, fault="", back=back)
        drafts.delete(pk, actor(), timekeeper.now())
        flash(_("The draft is deleted."), "success")
        return redirect(url_for("SopView.list"))

    def _matrix(self, row: SopVersion, body: Body, clash: Clash | None = None) -> str:
        return self.page(
            "admin/sop_draf.html", _("Edit the draft"), row=row, body=body, clash=clash, words=sop_words,
            revision=row.revision, judged=judged(body), processes=_by_process(body),
        )  # fmt: skip

    def _row(
        self,
        row: SopVersion,
        body: Body,
        key: str,
        clash: Clash | None = None,
        wrong: dict[str, str] | None = None,
    ) -> str:
        step = bodies.step(body, key) or {}
        return self.page(
            "admin/sop_baris.html", _("Row %(id)s", id=key), row=row, body=body, step=step, clash=clash,
            words=sop_words, revision=row.revision, judged=judged(body), around=_around(body, key),
            callers=edits.redirected(body, key), typed=request.form if clash or wrong else {},
            wrong=wrong or {},
            **sop_choices.of_row(body, step),
        )  # fmt: skip


def _done(body: Body, do: str) -> tuple[Body, str]:
    """What a button does to the matrix beyond saving it, and where the page goes on."""
    verb, _cut, key = do.partition(":")
    if verb == "add" and bodies.step(body, key) is not None:
        made, fresh = edits.add_row(body, key)
        return made, f"new:{fresh}"
    if verb == "first" and any(each.get("name") == key for each in body.get("processes", ())):
        made, fresh = rules.first_row(body, key)
        return made, f"new:{fresh}"
    if verb == "remove":
        return edits.remove_row(body, key), ""
    if verb in ("up", "down"):
        return edits.move_row(body, key, up=verb == "up"), f"baris-{key}"
    if verb == "row":
        return body, do
    return body, ""


def _tell_between(body: Body, fresh: str) -> None:
    """Which actions lead to the new row now: somebody should know that they are changed."""
    callers = [f"{row} ({label})" for row, label in edits.redirected(body, fresh)]
    if callers:
        told = _("Row %(id)s is new. These lead to it now: %(rows)s.", id=fresh, rows=", ".join(callers))
        flash(told, "info")
    else:
        flash(_("Row %(id)s is new. Nothing leads to it yet.", id=fresh), "warning")


def _blank(form: Any) -> dict[str, str]:
    """What a button needs and nobody has typed: the label of a new action, the words of a new question."""
    name = {"add": "new.label", "ask": "new.ask"}.get(form.get("do", "").partition(":")[0])
    return told({name: Wrong("required")}) if name and not form.get(name, "").strip() else {}


def _row_done(body: Body, key: str, form: Any) -> Body:
    verb, _cut, slug = form.get("do", "save").partition(":")
    if verb == "add":
        return rowedits.add_action(body, key, "", form["new.label"])
    if verb == "ask":
        return rowedits.add_question(body, key, form["new.ask"])
    if verb == "unask":
        return rowedits.remove_question(body, key, slug)
    if verb in ("up", "down"):
        return rowedits.move_action(body, key, slug, up=verb == "up")
    return rowedits.remove_action(body, key, slug) if verb == "remove" else body


def _uploaded() -> bytes:
    """The file, or the text where none was chosen; never much more than an SOP may have."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return file.stream.read(MAX_BYTES + 1)
    return request.form.get("text", "").encode()


def _by_process(body: Body) -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The rows of each process; those of a process that does not exist come last."""
    known = {each.get("name"): (each, []) for each in body.get("processes", ())}
    stray: list[dict[str, Any]] = []
    for step in bodies.steps(body):
        known.get(step.get("process"), ({}, stray))[1].append(step)
    found = list(known.values())
    return [*found, ({"name": "", "label": _("Without a process")}, stray)] if stray else found


def _around(body: Body, key: str) -> tuple[str, str]:
    """The rows before and after this one, to walk through the sheet."""
    ids = [str(step.get("id")) for step in bodies.steps(body)]
    at = ids.index(key)
    return ids[at - 1] if at else "", ids[at + 1] if at + 1 < len(ids) else ""


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(SopDraftView)
