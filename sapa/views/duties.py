"""`/duties/`: an agency's daily duties with one click each, and who did them in a month."""

from __future__ import annotations

import re
from datetime import date

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as Answer

from sapa import timekeeper
from sapa.reports import words as paper_words
from sapa.services.calendars import local_day
from sapa.services.duties import desk, monthly
from sapa.services.errors import Conflict, NotFound
from sapa.views.frame import wording, words
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView

BIGGEST = 2**63 - 1
PDF = "application/pdf"
_MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


class DutyView(DeskView):
    """What an agency has to do today, and the receipts for what it did."""

    route_base = "/duties"
    class_permission_name = "Duty"
    default_view = "show"

    @expose("/")
    @has_access
    def show(self) -> str:
        return self.page("duties/today.html", _("Daily duties"), found=desk.today(actor(), timekeeper.now()))

    @expose(f"/<int(max={BIGGEST}):task_id>", methods=["POST"])
    @has_access
    @permission_name("show")
    def do(self, task_id: int) -> Answer:
        """One click is the whole duty; what comes back is the receipt."""
        try:
            receipt = desk.do(task_id, actor(), timekeeper.now())
        except Conflict as refusal:
            flash(wording.refusal(refusal), "warning")
        else:
            flash(told(receipt), "success")
        return redirect(url_for("DutyView.show"))


def told(receipt: desk.Receipt) -> str:
    """What whoever clicked is told at once: the number and the time."""
    assert receipt.done_at is not None, "a click that was taken is done"
    at = words.at(receipt.done_at, timekeeper.now())
    return _("Receipt %(number)s: done at %(at)s.", number=receipt.number, at=at)


class DutyMonthView(DeskView):
    """Which agencies did their duties in a month, and which did not."""

    route_base = "/duties/month"
    class_permission_name = "Duty"
    default_view = "list"

    @expose("/")
    @has_access
    def list(self) -> str:
        first, months = _month(), monthly.months()
        return self.page(
            "duties/month.html",
            _("Daily duties of the agencies"),
            first=first,
            months=months if first in months else [first, *months],
            found=monthly.lines(first),
            month_name=paper_words.month,
        )

    @expose("/paper")
    @has_access
    @permission_name("list")
    def paper(self) -> Response:
        first = _month()
        drawn = monthly.draw(first, actor(), timekeeper.now())
        response = Response(drawn.pdf, mimetype=PDF)
        name = f"kewajiban-harian-{first:%Y-%m}.pdf"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def _month() -> date:
    """The month that the address asks for, else the present one; NotFound for nonsense."""
    asked = request.args.get("month", "")
    if not asked:
        return local_day(timekeeper.now()).replace(day=1)
    found = _MONTH.fullmatch(asked) if asked.isascii() else None
    if found is None:
        raise NotFound("paper_unknown")
    return date(int(found[1]), int(found[2]), 1)


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view(DutyView, "Daily duties", label=_l("Daily duties"), icon="clock")
    appbuilder.add_view(
        DutyMonthView, "Duties of the agencies", label=_l("Daily duties of the agencies"), icon="clock"
    )
