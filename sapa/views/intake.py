"""`/intake/`: an Operator records a tweet; nothing typed is lost, not even the picture."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.services import drafts, incoming
from sapa.services.errors import Invalid, Wrong
from sapa.services.uploads import LARGEST, Picture
from sapa.views.frame import wording
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.words import ZONE

DRAFT = "intake"


class IntakeView(DeskView):
    """The form of a pasted tweet."""

    route_base = "/intake"
    class_permission_name = "Ticket"

    @expose("/", methods=["GET", "POST"])
    @has_access
    @permission_name("intake")
    def show(self) -> Response | str | tuple[str, int]:
        if request.method == "GET":
            return _page(_begun())
        picture, wrong = _picture()
        try:
            if wrong:
                raise Invalid(wrong)
            received = incoming.receive_paste(request.form, picture, actor(), timekeeper.now())
        except Invalid as refusal:
            return _page(request.form, refusal.fields, picture), 422
        drafts.drop(DRAFT, actor())
        return _received(received)

    @expose("/draft/discard", methods=["POST"])
    @has_access
    @permission_name("intake")
    def discard(self) -> Response:
        drafts.drop(DRAFT, actor())
        return redirect(url_for("IntakeView.show"))


def _received(received: Any) -> Response:
    case = url_for("TicketView.case", number=received.number)
    if not received.created:
        flash(_("This tweet is here already: it is case %(number)s.", number=received.number), "info")
        return redirect(case)
    flash(_("Recorded as %(number)s.", number=received.number), "success")
    return redirect(url_for("IntakeView.show") if request.form.get("again") else case)


def _begun() -> MultiDict[str, str]:
    """The form as it was left, or today's date."""
    kept = drafts.of(DRAFT, actor(), timekeeper.now()).get(DRAFT)
    if kept is not None:
        values: MultiDict[str, str] = MultiDict({name: list(each) for name, each in kept.fields.items()})
        values["saved_at"] = kept.saved_at.isoformat()
        return values
    return MultiDict({"day": timekeeper.now().astimezone(ZONE).date().isoformat()})


def _picture() -> tuple[Picture | None, dict[str, Wrong]]:
    """The picture chosen now, else the one that an earlier attempt left; and what is wrong with it."""
    file = request.files.get("picture")
    if file is not None and file.filename:
        try:
            return incoming.new_picture(file.filename, file.stream.read(LARGEST + 1)), {}
        except Invalid as refusal:
            return None, refusal.fields
    word = "" if request.form.get("drop_picture") else request.form.get("kept_picture", "")
    return (incoming.kept_picture(word) if word else None), {}


def _page(values: MultiDict[str, str], wrong: Any = None, picture: Picture | None = None) -> str:
    words = {name: wording.fault(each) for name, each in (wrong or {}).items()}
    return render_template(
        "intake/form.html",
        title=_("Record a complaint"),
        values=values,
        wrong=words,
        errors=[(f"f-{name}", f"{wording.label(name)}: {text}") for name, text in words.items()],
        picture=picture,
        kept=incoming.seal_picture(picture) if picture else "",
        saved_at=values.get("saved_at"),
    )


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(IntakeView)
