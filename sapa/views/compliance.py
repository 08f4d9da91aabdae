"""`/compliance/`: per step what was promised and what happened; each figure opens the cases behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import abort, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.services import scope
from sapa.services.calendars import local_day
from sapa.services.compliance import breakdowns, listing, spans
from sapa.services.compliance.spans import FREE, MONTHS, Span
from sapa.services.compliance.visits import COUNTED, NO_CHANNEL, NO_OPD, Wish
from sapa.services.errors import NotFound
from sapa.views.desk.listing import number
from sapa.views.frame import words
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView

KINDS = {"month": _l("Month"), "quarter": _l("Quarter"), "half": _l("Half-year"), "free": _l("Free")}
BY = {
    "step": _l("By step"),
    "sop": _l("By SOP"),
    "lane": _l("By lane"),
    "opd": _l("By agency"),
    "channel": _l("By channel"),
}
FIRST_COLUMN = {
    "step": _l("Step"),
    "sop": _l("SOP"),
    "lane": _l("Lane"),
    "opd": _l("Agency"),
    "channel": _l("Channel"),
}
WHAT: Mapping[str, Any] = {
    "closed": _l("Visits closed in the period"),
    "on_time": _l("Closed on time"),
    "late": _l("Closed late"),
    "overdue": _l("Overdue and still open"),
    "promised": _l("Closed, or overdue and still open, where the SOP sets a time"),
    "asked": _l("Closed where the move asks for kelengkapan"),
    "complete": _l("Kelengkapan on record"),
    "incomplete": _l("Kelengkapan not on record"),
    "due_output": _l("Closed where the SOP names an output"),
    "produced": _l("Output produced"),
    "unproduced": _l("Output not produced"),
    "again": _l("Second and later visits to the same step"),
}
#: Arguments of an address that say which visits; the rest says how they are shown.
NARROWING = ("kind", "from", "to", "sop", "step", "lane", "opd", "channel")
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


class ComplianceView(DeskView):
    """Read only: the figures, and the list behind each of them."""

    route_base = "/compliance"
    class_permission_name = "Compliance"
    default_view = "list"

    @expose("/")
    @has_access
    def list(self) -> str:
        wish, now = _wish(), timekeeper.now()
        by = request.args.get("by", "")
        by = by if by in BY else "step"
        found = breakdowns.table(wish, by, actor(), now)
        self.update_redirect()
        return self.page(
            "compliance/list.html",
            _("Compliance"),
            table=found,
            by=by,
            bys=BY,
            head=FIRST_COLUMN[by],
            wish=wish,
            choices=_Choices(),
            kinds=KINDS,
            period=period(wish.span),
            behind=_behind,
            link=_link,
            step_to=lambda span: _link(**_of_span(span)),
            running=wish.span.end_at > now,
            label=_label,
        )

    @expose("/cases")
    @has_access
    @permission_name("list")
    def cases(self) -> str | Response:
        """The visits behind one figure."""
        wish, what = _wish(), request.args.get("what", "closed")
        if what not in COUNTED:
            raise NotFound("figure_unknown")
        page = max(1, min(number(request.args.get("page", "")) or 1, 100_000))
        found = listing.visits(wish, what, actor(), timekeeper.now(), page)
        if not found.rows and page > 1:
            return redirect(_to("cases", {"what": what}))
        self.update_redirect()
        return self.page(
            "compliance/cases.html",
            WHAT[what],
            found=found,
            about=_about(wish),
            back=_link(by=request.args.get("by", "")),
            before=_to("cases", {"what": what, "page": page - 1}) if page > 1 else "",
            after=_to("cases", {"what": what, "page": page + 1}) if page < found.pages else "",
        )


class _Choices(breakdowns.Words):
    """What the filters offer; an agency's people choose among their own."""

    @property
    def sops(self) -> list[tuple[str, str]]:
        return sorted((code, sop.title) for code, sop in self.newest.items())

    @property
    def agencies(self) -> list[tuple[int, str]]:
        own = None if scope.sees_everything(actor()) else actor().units
        found = [(key, name) for key, name in self.opds.items() if own is None or key in own]
        return sorted(found, key=lambda pair: pair[1])


def _wish() -> Wish:
    """What the address asks for; what makes no sense is left out. 403 for another agency's figures."""
    args, opd = request.args, number(request.args.get("opd", ""))
    who = actor()
    if opd is not None and not scope.sees_everything(who) and opd not in who.units:
        abort(403)
    return Wish(span(), _plain("sop"), _plain("step"), _plain("lane"), opd, _plain("channel", args))


def _plain(name: str, args: Mapping[str, str] | None = None) -> str:
    return (args or request.args).get(name, "")[:64].replace("\0", "")


def span() -> Span:
    """The period of the address; this month where it names none."""
    today = local_day(timekeeper.now())
    first, last = _day(request.args.get("from", "")), _day(request.args.get("to", ""))
    kind = request.args.get("kind", "")
    if kind == FREE:
        return spans.free(first or today.replace(day=1), last or first or today)
    return spans.around(kind if kind in MONTHS else "month", first or today)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if EARLIEST <= found <= LATEST else None


def period(found: Span) -> str:
    """A period in words: "Oktober 2026", "Triwulan IV 2026", "Semester II 2026", "1 – 9 Oktober 2026"."""
    year, month = found.first.year, found.first.month
    if found.kind == "month":
        return f"{words.MONTHS[month - 1]} {year}"
    if found.kind == "quarter":
        return f"Triwulan {('I', 'II', 'III', 'IV')[month // 3]} {year}"
    if found.kind == "half":
        return f"Semester {'I' if month < 7 else 'II'} {year}"
    return f"{words.day(found.first)} – {words.day(found.last)}"


def _of_span(found: Span) -> dict[str, str]:
    given = {"kind": found.kind, "from": found.first.isoformat()}
    return {**given, "to": found.last.isoformat() if found.kind == FREE else ""}


def _to(endpoint: str, changes: Mapping[str, Any]) -> str:
    """An address that asks for the same visits, with some arguments changed; an empty one falls away."""
    args: dict[str, Any] = {name: request.args[name] for name in NARROWING if request.args.get(name)}
    args |= {"by": request.args.get("by", "")} | dict(changes)
    return url_for(f"ComplianceView.{endpoint}", **{k: v for k, v in args.items() if v not in ("", None)})


def _link(**changes: Any) -> str:
    return _to("list", changes)


def _behind(what: str, line: breakdowns.Line | None = None) -> str:
    """Where the visits behind a figure are listed."""
    narrowed = dict(line.narrowed) if line is not None else {}
    changes = {("opd" if name == "opd_id" else name): value for name, value in narrowed.items()}
    return _to("cases", {**changes, "what": what})


def _label(line: breakdowns.Line) -> str:
    """The name of a line, also of the one that is about no agency or no channel."""
    if line.narrowed.get("opd_id") == NO_OPD:
        return _("Not about an agency")
    if line.narrowed.get("channel") == NO_CHANNEL:
        return _("Without a complaint (reports, opening of the account)")
    return line.label or "–"


def _about(wish: Wish) -> list[str]:
    """The filters of a list, in words."""
    named = breakdowns.Words()
    sop = named.newest.get(wish.sop)
    parts = [period(wish.span), sop.title if sop is not None else wish.sop, wish.step]
    lanes = {lane.id: lane.label for lane in sop.lanes} if sop is not None else {}
    parts.append(lanes.get(wish.lane, wish.lane))
    if wish.opd_id is not None:
        parts.append(named.opds.get(wish.opd_id, "") or _("Not about an agency"))
    if wish.channel:
        parts.append(named.channels.get(wish.channel, "") or _("Without a complaint"))
    return [part for part in parts if part]


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view(ComplianceView, "Compliance", label=_l("Compliance"), icon="done")
