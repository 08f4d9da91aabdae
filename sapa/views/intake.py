"""`/intake/`: an Operator records what came in on a channel; nothing typed is lost, not even the picture."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.services import drafts, incoming, ways
from sapa.services.calendars import local_day
from sapa.services.errors import Conflict, Invalid, Wrong
from sapa.services.uploads import LARGEST, Picture
from sapa.services.ways import Way
from sapa.views.desk import grouping, intakeforms
from sapa.views.frame import wording
from sapa.views.frame.acting import actor, say
from sapa.views.frame.baseview import DeskView

DRAFT = "intake"
#: The channel of a form that names none.
FIRST = "twitter"


class IntakeView(DeskView):
    """The form of one channel; the channel is chosen by a link above it."""

    route_base = "/intake"
    class_permission_name = "Ticket"

    @expose("/", methods=["GET", "POST"])
    @has_access
    @permission_name("intake")
    def show(self) -> Response | str | tuple[str, int]:
        offered = ways.offered(local_day(timekeeper.now()))
        way = _chosen(offered)
        if way is None or request.method == "GET":
            return _page(offered, way, _begun(way) if way else MultiDict())
        picture, wrong = _picture()
        try:
            if wrong:
                raise Invalid(wrong)
            received = incoming.receive_form(way.slug, request.form, picture, actor(), timekeeper.now())
        except Invalid as refusal:
            return _page(offered, way, request.form, refusal.fields, picture), 422
        except Conflict:  # the page itself tells that the SOP of this channel is not in force
            return _page(offered, way, request.form, picture=picture), 409
        drafts.drop(_draft(way.slug), actor())
        return _received(received, way)

    @expose("/draft/discard", methods=["POST"])
    @has_access
    @permission_name("intake")
    def discard(self) -> Response:
        channel = request.form.get("channel", FIRST)
        drafts.drop(_draft(channel), actor())
        return redirect(_form_url(channel))


def _chosen(offered: list[Way]) -> Way | None:
    """The way that the link or the form names, else the usual one. 404 for one that is not offered."""
    name = request.values.get("channel", "")
    if not name:
        return next((way for way in offered if way.slug == FIRST), offered[0] if offered else None)
    return next((way for way in offered if way.slug == name), None) or abort(404)


def _draft(channel: str) -> str:
    return DRAFT if channel == FIRST else f"{DRAFT}:{channel}"


def _form_url(channel: str) -> str:
    return url_for("IntakeView.show", channel=None if channel == FIRST else channel)


def _received(received: Any, way: Way) -> Response:
    case = url_for("TicketView.case", number=received.number)
    if not received.created:
        flash(_here_already(received.number, way), "info")
        return redirect(case)
    flash(_("Recorded as %(number)s.", number=received.number), "success")
    if received.missing:
        flash(intakeforms.lacking(received.missing), "warning")
    return redirect(_form_url(way.slug) if request.form.get("again") else case)


def _here_already(number: str, way: Way) -> str:
    if way.slug == FIRST:
        return _("This tweet is here already: it is case %(number)s.", number=number)
    return _("This complaint is here already: it is case %(number)s.", number=number)


def _begun(way: Way) -> MultiDict[str, str]:
    """The form as it was left, or today's date."""
    name = _draft(way.slug)
    kept = drafts.of(name, actor(), timekeeper.now()).get(name)
    if kept is not None:
        values: MultiDict[str, str] = MultiDict({name: list(each) for name, each in kept.fields.items()})
        values["saved_at"] = kept.saved_at.isoformat()
        return values
    return MultiDict(intakeforms.begun(intakeforms.form_of(way.slug), timekeeper.now()))


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


def _page(
    offered: list[Way],
    way: Way | None,
    values: MultiDict[str, str],
    wrong: Any = None,
    picture: Picture | None = None,
) -> str:
    words = {name: wording.fault(each) for name, each in (wrong or {}).items()}
    return render_template(
        "intake/form.html",
        title=_("Record a complaint"),
        offered=offered,
        way=way,
        closed=_closed(way),
        form=intakeforms.form_of(way.slug) if way else None,
        who=intakeforms.identity_of(way) if way else (),
        asked=incoming.asked(way) if way else (),
        later=incoming.asks_later(way) if way else False,
        icon=grouping.channel_icon,
        form_url=_form_url,
        draft=_draft(way.slug) if way else DRAFT,
        values=values,
        wrong=words,
        errors=_errors(way, words),
        picture=picture,
        kept=incoming.seal_picture(picture) if picture else "",
        saved_at=values.get("saved_at"),
    )


def _errors(way: Way | None, words: dict[str, str]) -> list[tuple[str, str]]:
    named = ((name, intakeforms.label(way, name) if way else name) for name in words)
    return [(f"f-{name}", f"{label}: {words[name]}") for name, label in named]


def _closed(way: Way | None) -> str:
    """Why nothing can be taken in here, or ""."""
    if way is None:
        return _("No channel leads to an SOP. The Admin can set this under Settings.")
    return "" if way.version else say(Conflict("route_without_sop", channel=way.label, sop=way.code))


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(IntakeView)
