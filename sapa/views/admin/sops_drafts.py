"""Drafts of SOPs: the matrix and the page of one row, saved as they are typed, with the linter's word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.models import SopVersion
from sapa.services import calendars
from sapa.services.errors import Conflict
from sapa.services.publishing import bodies, drafts, edits, rowedits
from sapa.services.publishing.bodies import Body
from sapa.sop.diff import compared
from sapa.sop.parts import END, EVIDENCE, TIMER
from sapa.sop.yamltext import MAX_BYTES
from sapa.views.admin import sop_words
from sapa.views.admin.sops import PK
from sapa.views.frame import wording
from sapa.views.frame.acting import actor, say
from sapa.views.frame.baseview import DeskView

Answer = Any
#: Lists of the identity page, one item a line.
LISTS = ("dasar_hukum", "keterkaitan", "peringatan", "kualifikasi", "peralatan", "pencatatan")


@dataclass
class Clash:
    """Somebody saved first: who and when, what differs from what was typed here, and rows that are gone."""

    text: str
    differing: list[tuple[str, Any]] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)


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
        body, goes_to = _done(edits.matrix(row.body, typed), request.form.get("do", "save"))
        clash = _saved(row, body, typed)
        if clash is not None:
            return self._matrix(row, body, clash), 409
        if goes_to.startswith("row:"):
            return redirect(url_for("SopDraftView.row", pk=pk, key=goes_to[4:]))
        flash(_("Saved."), "success")
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
        body = _row_done(rowedits.row(row.body, key, typed), key, request.form)
        clash = _saved(row, body, typed)
        if clash is not None:
            return self._row(row, body, key, clash), 409
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
        known = calendars.everything()
        found = bodies.judged(body, known)
        return self.page(
            "admin/sop_draf.html", _("Edit the draft"), row=row, body=body, clash=clash, words=sop_words,
            revision=row.revision, judged=_judged(found), processes=_by_process(body), lists=LISTS,
            calendars={slug: each.name for slug, each in known.items()},
        )  # fmt: skip

    def _row(self, row: SopVersion, body: Body, key: str, clash: Clash | None = None) -> str:
        found = bodies.judged(body, calendars.everything())
        step = bodies.step(body, key) or {}
        targets = [
            (str(each["id"]), _named(each)) for each in bodies.steps(body) if each.get("kind") != "end"
        ]
        return self.page(
            "admin/sop_baris.html", _("Row %(id)s", id=key), row=row, body=body, step=step, clash=clash,
            words=sop_words, revision=row.revision, judged=_judged(found),
            named=[(slug, sop_words.EVIDENCE.get(slug, slug)) for slug in EVIDENCE],
            rows=targets, targets=[*targets, (END, _("end of the case"))], timer=TIMER,
            outcomes=_outcomes(body),            around=_around(body, key), **_choices(body, step),
        )  # fmt: skip


@dataclass
class Judged:
    """The linter's word on a page: all faults, those of each row, and the remarks."""

    faults: list[sop_words.Told]
    remarks: list[sop_words.Told]

    def at(self, step: str) -> list[sop_words.Told]:
        """The faults of one row."""
        return [each for each in self.faults if each.step == step]

    def wrong_fields(self) -> dict[str, set[str]]:
        """The fields of each row that are wrong themselves."""
        found: dict[str, set[str]] = {}
        for each in self.faults:
            if each.step and not each.action:
                found.setdefault(each.step, set()).add(each.field)
        return found

    def elsewhere(self) -> bool:
        """Whether something is wrong beside the rows."""
        return any(not each.step for each in self.faults)

    def noted(self, step: str) -> list[sop_words.Told]:
        """The remarks on one row."""
        return [each for each in self.remarks if each.step == step]


def _judged(found: Any) -> Judged:
    return Judged([sop_words.told(f) for f in found.faults], [sop_words.told(r) for r in found.remarks])


def _done(body: Body, do: str) -> tuple[Body, str]:
    """What a button does to the matrix beyond saving it, and where the page goes on."""
    verb, _cut, key = do.partition(":")
    if verb == "add":
        made, fresh = edits.add_row(body, key)
        return made, f"row:{fresh}"
    if verb == "remove":
        return edits.remove_row(body, key), ""
    if verb in ("up", "down"):
        return edits.move_row(body, key, up=verb == "up"), f"baris-{key}"
    if verb == "row":
        return body, do
    return body, ""


def _row_done(body: Body, key: str, form: Any) -> Body:
    verb, _cut, slug = form.get("do", "save").partition(":")
    if verb == "add" and form.get("new.label", "").strip():
        return rowedits.add_action(body, key, "", form["new.label"])
    if verb == "ask" and form.get("new.ask", "").strip():
        return rowedits.add_question(body, key, form["new.ask"])
    if verb == "unask":
        return rowedits.remove_question(body, key, slug)
    return rowedits.remove_action(body, key, slug) if verb == "remove" else body


def _saved(row: SopVersion, body: Body, typed: edits.Typed) -> Clash | None:
    """None once it is stored; otherwise who was first, and nothing that was typed is lost."""
    given = request.form.get("revision", 0, type=int)
    try:
        drafts.save(row.id, given, body, actor(), timekeeper.now())
    except Conflict as refusal:
        if refusal.code != "sop_changed_elsewhere":
            raise
        differing = [(sop_words.place(each.where), each) for each in compared(row.body, body)]
        gone = [
            (name, " ".join(typed.get(f"{name}.activity", ()))) for name in edits.lost_rows(row.body, typed)
        ]
        return Clash(say(refusal), differing, gone)
    return None


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


def _choices(body: Body, step: dict[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """What the page of a row offers: lanes, wait limits, and its own actions for when time is over."""
    waits = body.get("waits", {}).items()
    own = step.get("actions", ())
    return {
        "lanes": [(str(lane.get("id")), str(lane.get("label"))) for lane in body.get("lanes", ())],
        "waits": [("", "–"), *((n, f"{w.get('label') or n} ({w.get('raw') or '–'})") for n, w in waits)],
        "slugs": [("", _("nothing moves")), *((a["slug"], a.get("label") or a["slug"]) for a in own)],
    }


def _named(step: dict[str, Any]) -> str:
    text = str(step.get("short") or step.get("activity") or "")
    return f"{step['id']} {text[:60]}"


def _outcomes(body: Body) -> list[tuple[str, str]]:
    """The outcomes that have a word, and those that the SOP uses already."""
    used: Iterable[str] = (
        action["outcome"] for step in bodies.steps(body) for action in step.get("actions", ())
        if action.get("outcome")
    )  # fmt: skip
    slugs = dict.fromkeys((*wording.OUTCOMES, *used))
    return [(slug, wording.word(wording.OUTCOMES, slug)) for slug in slugs]


def _around(body: Body, key: str) -> tuple[str, str]:
    """The rows before and after this one, to walk through the sheet."""
    ids = [str(step.get("id")) for step in bodies.steps(body)]
    at = ids.index(key)
    return ids[at - 1] if at else "", ids[at + 1] if at + 1 < len(ids) else ""


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(SopDraftView)
