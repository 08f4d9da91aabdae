"""`/register/`: the buku register, searched and paged; corrections, the closing of a month, the folio."""

from __future__ import annotations

import re
from collections.abc import Mapping
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
from sapa.reports.folio_columns import CAPTIONS
from sapa.services import sops
from sapa.services.errors import Conflict, Invalid, NotFound, Wrong
from sapa.services.register import closing, correcting, folio, reading
from sapa.services.register.reading import Row, Wish
from sapa.services.register.rules import BOOKS, COMPLAINTS, REQUESTS
from sapa.views.desk import grouping, listing
from sapa.views.frame import wording
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView

BIGGEST = 2**63 - 1
LINE = f"/<int(max={BIGGEST}):line_id>"
LONGEST_QUERY = 200
YEARS = range(1945, 2200)
PDF = "application/pdf"
NAMES = {COMPLAINTS: _l("Register of complaints"), REQUESTS: _l("Register of requests for information")}
_MONTH = re.compile(r"(\d{4})-(\d{2})")


class RegisterView(DeskView):
    """Lines are listed and printed here; a correction and a closing are lines of their own."""

    route_base = "/register"
    class_permission_name = "Register"
    default_view = "list"

    @expose("/")
    @has_access
    def list(self) -> str:
        """One year of one SOP, the newest line first; filters and search as a GET form."""
        years = reading.shelf().years
        wish, now = _wish(years), timekeeper.now()
        found = reading.find(wish)
        self.update_redirect()
        return self.page(
            "register/list.html",
            _("Buku register"),
            wish=wish,
            found=found,
            years=years,
            titles=_titles(),
            months=paper_words.MONTHS,
            month=date(wish.year, wish.month, 1) if wish.month else None,
            closed=bool(wish.month) and closing.is_closed(wish.sop, date(wish.year, wish.month or 1, 1)),
            closable=closing.closable(wish.sop, now),
            month_name=paper_words.month,
            filtered=any((wish.month, wish.book, wish.text)),
            before=_link(after=listing.cursor(found.before)),
            after=_link(after=listing.cursor(found.after)),
            **_words(),
        )

    @expose(LINE)
    @has_access
    @permission_name("list")
    def show(self, line_id: int) -> str:
        self.update_redirect()
        return self._line(line_id)

    @expose(f"{LINE}/correct", methods=["POST"])
    @has_access
    @permission_name("correct")
    def correct(self, line_id: int) -> Answer | tuple[str, int]:
        try:
            correcting.correct(line_id, request.form, actor(), timekeeper.now())
        except Invalid as refusal:
            return self._line(line_id, refusal.fields, request.form), 422
        flash(_("The correction is written as a line of its own."), "success")
        return redirect(url_for("RegisterView.show", line_id=line_id))

    @expose("/close", methods=["POST"])
    @has_access
    @permission_name("close")
    def close(self) -> Answer:
        sop, month = _sop(request.form.get("sop", "")), _month(request.form.get("month", ""))
        back = url_for("RegisterView.list", sop=sop, year=month.year, month=month.month)
        try:
            closing.close(sop, month, actor(), timekeeper.now())
        except Conflict as refusal:
            flash(wording.refusal(refusal), "warning")
            return redirect(back)
        flash(_("The month is closed. Corrections go to the current month from now on."), "success")
        return redirect(back)

    @expose("/folio")
    @has_access
    @permission_name("print")
    def folio(self) -> Response:
        """The folio of a month as a download, one book or both."""
        sop, month = _sop(request.args.get("sop", "")), _month(request.args.get("month", ""))
        book = request.args.get("book", "")
        drawn = folio.draw(sop, month, timekeeper.now(), book if book in BOOKS else "")
        response = Response(drawn.pdf, mimetype=PDF)
        name = folio.file_name(sop, month, book if book in BOOKS else "")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _line(
        self, line_id: int, wrong: Mapping[str, Wrong] | None = None, typed: Mapping[str, str] | None = None
    ) -> str:
        row = _entry(line_id)
        return self.page(
            "register/line.html",
            _("Register number %(number)s/%(year)s", number=row.number, year=row.day.year),
            row=row,
            corrections=reading.corrections(row),
            columns={name: CAPTIONS[name] for name in correcting.COLUMNS},
            wrong={name: wording.fault(each) for name, each in (wrong or {}).items()},
            typed=typed or {},
            **_words(),
        )


def _entry(line_id: int) -> Row:
    """An entry; of a confidential matter there is no page."""
    row = reading.one(line_id)
    if row is None or row.kind != "entry" or row.excluded:
        raise NotFound("register_line_unknown")
    return row


def _words() -> dict[str, object]:
    return {
        "words": wording,
        "desk_of": grouping,
        "captions": CAPTIONS,
        "books": NAMES,
        "short_day": paper_words.short_day,
    }


def _wish(years: Mapping[str, list[int]]) -> Wish:
    """What the address asks for; what makes no sense is left out, and the newest book is opened."""
    args = request.args
    sop = args.get("sop", "") if args.get("sop", "") in years else next(iter(years), "")
    year, month = listing.number(args.get("year", "")), listing.number(args.get("month", ""))
    book = args.get("book", "")
    return Wish(
        sop=sop,
        year=year if year in YEARS else next(iter(years.get(sop, ())), timekeeper.now().year),
        month=month if month in range(1, 13) else None,
        book=book if book in BOOKS else "",
        text=args.get("q", "")[:LONGEST_QUERY].replace("\0", " "),
        place=listing.place(args.get("after", "")),
    )


def _titles() -> dict[str, str]:
    """SOP code -> the title of its newest version."""
    found = sorted(sops.every().values(), key=lambda sop: sop.version)
    return {sop.code: sop.title for sop in found}


def _sop(text: str) -> str:
    """The code of an SOP that has a register; NotFound for anything else."""
    if text not in reading.shelf().years:
        raise NotFound("register_month_unknown")
    return text


def _month(text: str) -> date:
    """The first day of a month from an address or a form; NotFound for anything else."""
    found = _MONTH.fullmatch(text) if text.isascii() else None
    if found is None or int(found[1]) not in YEARS or int(found[2]) not in range(1, 13):
        raise NotFound("register_month_unknown")
    return date(int(found[1]), int(found[2]), 1)


def _link(**changes: str) -> str:
    return listing.link("RegisterView.list", **changes)


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view(RegisterView, "Buku register", label=_l("Buku register"), icon="doc")
