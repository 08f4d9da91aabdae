"""`/tickets/`: the list, the case, its notes, masked data and further deliveries."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.models.filters import BaseFilter
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.models import Ticket
from sapa.services import deliveries, notes, reveals, scope
from sapa.services.desk import filters, search
from sapa.services.desk.keyset import LARGEST, USUAL
from sapa.services.desk.search import VIEWS, Wish
from sapa.services.errors import Invalid
from sapa.views.desk import casepages, grouping, listing
from sapa.views.desk.casepages import Extra
from sapa.views.frame import wording
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.listing import KeysetInterface
from sapa.views.frame.modelview import SafeModelView

LONGEST_QUERY = 200


class OfOwnAgencies(BaseFilter):  # type: ignore[misc]
    """An agency sees the tickets that were forwarded to it, whatever the framework asks for."""

    name = "own agencies"
    arg_name = "own"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(scope.visible(actor()))


class TicketView(SafeModelView):
    """Tickets are listed and shown here, and changed only by moves."""

    route_base = "/tickets"
    class_permission_name = "Ticket"
    datamodel = KeysetInterface(Ticket)
    base_filters = [["id", OfOwnAgencies, None]]
    list_title = _l("All cases")
    list_columns = ["number", "title"]
    exclude_route_methods = {"show", "download", "action", "action_post"}
    search_exclude_columns = ["search"]  # a search vector has no filter of the framework's
    label_columns = {"number": _l("Number"), "title": _l("Heading")}
    list_template = "tickets/list.html"

    @expose("/")
    @has_access
    def list(self) -> Response | str:
        """Saved views, filters and search as a GET form; nothing is counted unless asked."""
        wish, now = _wish(), timekeeper.now()
        number = search.exact(wish.text, actor())
        if number is not None:
            return redirect(url_for("TicketView.case", number=number))
        found = search.find(wish, actor(), now)
        self.update_redirect()
        return render_template(
            self.list_template,
            title=_("All cases"),
            wish=wish,
            found=found,
            total=search.count(wish, actor(), now) if request.args.get("count") else None,
            most=search.MOST_COUNTED,
            views=_VIEWS,
            options_of=_Options(),
            filtered=any((wish.text, wish.channel, wish.sop, wish.step, wish.opd_id, wish.kecamatan_id)),
            link=_link,
            before=_link(after=listing.cursor(found.before)),
            after=_link(after=listing.cursor(found.after)),
            words=wording,
            desk_of=grouping,
        )

    @expose("/<number>")
    @has_access
    @permission_name("show")
    def case(self, number: str) -> str:
        return casepages.render(number)

    @expose("/<number>/preview")
    @has_access
    @permission_name("show")
    def preview(self, number: str) -> str:
        return casepages.preview(number)

    @expose("/<number>/notes", methods=["POST"])
    @has_access
    @permission_name("note")
    def note(self, number: str) -> Response | tuple[str, int]:
        try:
            notes.add(number, request.form.get("note", ""), actor(), timekeeper.now())
        except Invalid as refusal:
            return casepages.render(number, Extra(typed=request.form, wrong=refusal.fields)), 422
        flash(_("Your note is kept."), "success")
        return redirect(url_for("TicketView.case", number=number, _anchor="riwayat"))

    @expose("/<number>/deliveries", methods=["POST"])
    @has_access
    @permission_name("intake")
    def deliver(self, number: str) -> Response | tuple[str, int]:
        """The reply to another complaint of the same ticket."""
        complaint = _id(request.form.get("complaint_id", ""))
        try:
            deliveries.deliver_other(number, complaint, request.form, actor(), timekeeper.now())
        except Invalid as refusal:
            return casepages.render(number, Extra(typed=request.form, wrong=refusal.fields)), 422
        flash(_("The reply is kept."), "success")
        return redirect(url_for("TicketView.case", number=number, _anchor="lain"))


class RevealView(DeskView):
    """The masked data of a complainant: opened by POST, with a reason, shown once."""

    route_base = "/tickets"
    class_permission_name = "Complainant"
    default_view = "reveal"

    @expose("/<number>/reveal", methods=["POST"])
    @has_access
    def reveal(self, number: str) -> str | tuple[str, int]:
        person, field = _id(request.form.get("complainant_id", "")), request.form.get("field", "")
        reason = request.form.get("reveal_reason", "")
        try:
            value = reveals.open_field(number, person, field, reason, actor(), timekeeper.now())
        except Invalid as refusal:
            return casepages.render(number, Extra(typed=request.form, wrong=refusal.fields)), 422
        return casepages.render(number, Extra(revealed={(person, field): value or _("not known")}))


_VIEWS = {"open": _l("Open"), "late": _l("Late"), "waiting": _l("Waiting for an agency"), "all": _l("All")}


class _Options:
    """The choices of the filters; read when the template draws them."""

    @cached_property
    def rows(self) -> filters.Choices:
        return filters.choices()

    @cached_property
    def steps(self) -> dict[str, list[tuple[str, str]]]:
        return filters.steps(actor())

    @property
    def sops(self) -> list[tuple[str, str]]:
        return [(code, grouping.sop_word(code)) for code in self.steps]


def _wish() -> Wish:
    """What the address asks for; what makes no sense is left out."""
    args = request.args
    view = args.get("view", "")
    return Wish(
        view=view if view in VIEWS else ("all" if args.get("q") else "open"),
        text=_plain("q", LONGEST_QUERY),
        channel=_plain("channel"),
        sop=_plain("sop"),
        step=_plain("step"),
        opd_id=listing.number(args.get("opd", "")),
        kecamatan_id=listing.number(args.get("kecamatan", "")),
        place=listing.place(args.get("after", "")),
        size=min(listing.number(args.get("psize", "")) or USUAL, LARGEST),
    )


def _plain(name: str, longest: int = 64) -> str:
    """An argument without the one sign that a database cannot hold."""
    return request.args.get(name, "")[:longest].replace("\0", " ")


def _link(**changes: str) -> str:
    return listing.link("TicketView.list", **changes)


def _id(text: str) -> int:
    """A row's id from a form of ours; 400 for anything else."""
    found = listing.number(text)
    if not found:
        abort(400)
    return found


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view(TicketView, "All cases", label=_l("All cases"), icon="folder")
    appbuilder.add_view_no_menu(RevealView)
