"""`/desk/`: what waits for me, the nearest deadline first; a signer's five minutes; an Admin's troubles."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from flask import g, render_template, request
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa import timekeeper
from sapa.services import scope, settings
from sapa.services.admin import operations
from sapa.services.desk import bell, caselookups, pulse, worklists
from sapa.services.desk.worklists import Counts
from sapa.services.desk.workparts import BOUND
from sapa.views.desk import grouping, listing, spark
from sapa.views.frame import words
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.security import may

TITLES = {
    "mine": _l("Waiting for me"),
    "untriaged": _l("Not yet sorted"),
    "answered": _l("Answers of agencies"),
    "waiting": _l("Waiting for an agency"),
    "paused": _l("Paused"),
}


class HomeView(DeskView):
    """The first page of every role."""

    route_base = "/desk"
    class_permission_name = "Home"

    @expose("/")
    @has_access
    def show(self) -> str:
        if "tab" not in request.args:
            if may("can_sign", "Letter"):
                return _five_minutes()
            if not may("can_list", "Ticket") and may("can_list", "Job"):
                return _admin()
        return _worklist()

    @expose("/news")
    @has_access
    @permission_name("show")
    def news(self) -> dict[str, int]:
        """How much came in since the page was drawn; the page's script asks."""
        since = listing.number(request.args.get("since", ""))
        return {"newer": 0 if since is None else worklists.newer(actor(), since)}

    def tally(self) -> str | int:
        """The number on the menu."""
        if not may("can_list", "Ticket") and not may("can_list", "Report"):
            return 0
        return listing.bounded(_counts(("mine",), late=False).mine)


def _tabs() -> tuple[str, ...]:
    """The tabs that fit: intake's for whoever takes in, the agencies' silence for whoever sees all."""
    if may("can_intake", "Ticket"):
        return worklists.TABS
    if may("can_move", "Task") and scope.sees_everything(actor()):
        return ("mine", "waiting", "paused")
    return ("mine", "paused") if may("can_move", "Task") else ("mine",)


def _counts(tabs: tuple[str, ...], *, late: bool = True) -> Counts:
    """Counted once a request, for the page before its menu: both show the same figures."""
    if "desk_counts" not in g:
        g.desk_counts = worklists.counts(actor(), timekeeper.now(), tabs, late=late)
    counts: Counts = g.desk_counts
    return counts


def _worklist() -> str:
    now, tabs = timekeeper.now(), _tabs()
    counts = _counts(tabs)
    tab = request.args.get("tab", "mine")
    tab = tab if tab in tabs else "mine"
    place = listing.place(request.args.get("after", ""))
    found = worklists.listed(tab, actor(), now, place)
    rows = list(found.rows)
    if tab == "mine" and found.after is None and counts.paused:
        rows += worklists.listed("paused", actor(), now, size=5).rows
    return render_template(
        "home/worklist.html",
        title=_("My desk"),
        tab=tab,
        tabs=[(name, TITLES[name], listing.bounded(getattr(counts, name))) for name in tabs],
        counts=counts,
        bound=BOUND,
        groups=grouping.groups(rows, now),
        found=found,
        before=listing.link("HomeView.show", after=listing.cursor(found.before)),
        after=listing.link("HomeView.show", after=listing.cursor(found.after)),
        newest=counts.newest or 0,
        unread=bell.unread(actor(), now),
        desk_of=grouping,
        bounded=listing.bounded,
        several_sops=_several(rows),
    )


def _several(rows: Iterable[worklists.Work]) -> bool:
    """True where the rows run by more than one SOP, so that each must say which."""
    return len({row.sop for row in rows if row.number}) > 1


def _five_minutes() -> str:
    """Papers to sign, calls to make, three figures."""
    now = timekeeper.now()
    rows = worklists.listed("mine", actor(), now).rows
    calls = [row for row in rows if any("contact" in action.needs for action in row.step.actions.values())]
    papers = [row for row in rows if row.report_id is not None]
    role = settings.get("letter_signer_role", now.astimezone(words.ZONE).date())
    figures = pulse.of(actor(), now)
    return render_template(
        "home/five.html",
        title=_("Five minutes today"),
        papers=papers,
        letters=worklists.letters_to_sign(actor(), role),
        calls=calls,
        rest=[row for row in rows if row not in papers and row not in calls],
        late=[row for row in calls if row.due_at is not None and row.due_at <= now],
        numbers=caselookups.numbers_of([row.opd_id for row in calls if row.opd_id]),
        figures=figures,
        on_time=spark.line([week.share for week in figures.weeks]),
        climbed=spark.line([float(week.climbed) for week in figures.weeks]),
        desk_of=grouping,
        silent=lambda row: _silence(row.started_at, now),
        several_sops=_several(rows),
    )


def _silence(since: datetime, now: datetime) -> int:
    return max((now - since).days, 0)


def _admin() -> str:
    """What went wrong, and the accounts."""
    return render_template(
        "home/admin.html",
        title=_("My desk"),
        troubles=operations.troubles(),
        accounts=pulse.accounts(timekeeper.now()),
    )


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view(HomeView, "My desk", label=_l("My desk"), icon="inbox")
