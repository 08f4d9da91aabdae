"""`/letters/`: surat undangan as a page beside its form: written, read, signed, sent, and the meeting it
called to.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, flash, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as Answer

from sapa import timekeeper
from sapa.services.errors import Conflict, Invalid
from sapa.services.files import Seen
from sapa.services.letters import desk as letter_desk
from sapa.services.letters import flow as letter_flow
from sapa.services.letters import text as letter_text
from sapa.services.letters.desk import TABS, Page
from sapa.services.letters.meetings import Attendee
from sapa.services.reporting import papers
from sapa.services.signatures import keys, pages
from sapa.views.desk import listing
from sapa.views.files import send as send_file
from sapa.views.frame import wording
from sapa.views.frame.acting import actor, say
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.words import ZONE

Typed = MultiDict[str, str]
Done = Answer | tuple[str, int]
#: One letter: an id that the database can hold.
ONE = "/<int(max=9223372036854775807):letter_id>"
#: Rows for those who came; a bigger meeting fills them and is given more.
ROWS = 4
STATES = {
    "draft": _l("Draft letter"),
    "checked": _l("Waiting for the signature"),
    "signed": _l("Signed, to be sent"),
    "sent": _l("Sent, the meeting is to come"),
    "held": _l("Meeting held"),
    "withdrawn": _l("Letter withdrawn"),
}
RESULTS = {
    "answered_before": _l("answered before the letter went out"),
    "answered_meanwhile": _l("answered before the meeting"),
    "answered": _l("answer agreed at the meeting"),
    "again": _l("invited once more"),
}
TAB_NAMES = {"open": _l("Letters under way"), "over": _l("Letters that are over"), "all": _l("All")}


class LetterView(DeskView):
    """Letters are listed and shown here, and changed only by POST."""

    route_base = "/letters"
    class_permission_name = "Letter"
    default_view = "list"

    @expose("/")
    @has_access
    def list(self) -> str:
        tab = request.args.get("tab", "open")
        tab = tab if tab in TABS else "open"
        found = letter_desk.listed(tab, actor(), listing.place(request.args.get("after", "")))
        self.update_redirect()
        return self.page(
            "letters/list.html",
            _("Surat undangan"),
            found=found,
            tab=tab,
            tabs=TAB_NAMES,
            states=STATES,
            before=listing.link("LetterView.list", after=listing.cursor(found.before)),
            after=listing.link("LetterView.list", after=listing.cursor(found.after)),
        )

    @expose(ONE)
    @has_access
    def show(self, letter_id: int) -> str:
        self.update_redirect()
        return self._page(letter_id)

    @expose(ONE + "/pages/<int(max=999):number>")
    @has_access
    @permission_name("show")
    def picture(self, letter_id: int, number: int) -> Response:
        """One page of the paper; a page of a paper to be signed counts as shown to this person."""
        now, who = timekeeper.now(), actor()
        letter = letter_desk.get(letter_id, who)
        sha256, count = letter_desk.needed_paper(letter, now)
        data = pages.picture(sha256, number)
        if letter.state == "checked" and who.user_id is not None:
            papers.shown(who.user_id, sha256, number, count, now)
        response = Response(data, mimetype=pages.MIME)
        response.headers["Cache-Control"] = "no-store"
        return response

    @expose(ONE + "/pdf")
    @has_access
    @permission_name("show")
    def pdf(self, letter_id: int) -> Response:
        letter = letter_desk.get(letter_id, actor())
        sha256, _count = letter_desk.needed_paper(letter, timekeeper.now())
        return send_file(Seen(sha256, letter_desk.file_name(letter), letter_flow.PDF), inline=False)

    @expose(ONE + "/save", methods=["POST"])
    @has_access
    @permission_name("draft")
    def save(self, letter_id: int) -> Done:
        fields = _fields(request.form)
        return self._done(
            letter_id,
            lambda: letter_flow.save(letter_id, actor(), timekeeper.now(), fields),
            _("The draft is kept. The page beside it shows it as it will be printed."),
        )

    @expose(ONE + "/check", methods=["POST"])
    @has_access
    @permission_name("draft")
    def check(self, letter_id: int) -> Done:
        fields = _fields(request.form)
        return self._done(
            letter_id,
            lambda: letter_flow.check(letter_id, actor(), timekeeper.now(), fields),
            _("The letter is checked and waits for its signature."),
        )

    @expose(ONE + "/recall", methods=["POST"])
    @has_access
    @permission_name("draft")
    def recall(self, letter_id: int) -> Done:
        """Back to the draft, or to the new draft that takes the place of a signed letter."""
        draft = letter_flow.recall(letter_id, actor(), timekeeper.now())
        flash(_("The letter was taken back. Its cases stand on this draft."), "success")
        return redirect(url_for("LetterView.show", letter_id=draft))

    # Which role signs is a setting, so the service asks for the person printed on the paper.
    @expose(ONE + "/return", methods=["POST"])
    @has_access
    @permission_name("show")
    def give_back(self, letter_id: int) -> Done:
        return self._done(
            letter_id,
            lambda: letter_flow.give_back(
                letter_id, actor(), timekeeper.now(), request.form.get("reason", "")
            ),
            _("The letter went back with your notes."),
        )

    @expose(ONE + "/sign", methods=["POST"])
    @has_access
    @permission_name("show")
    def sign(self, letter_id: int) -> Done:
        words = request.form.get("passphrase", "")
        return self._done(
            letter_id,
            lambda: letter_flow.sign(letter_id, actor(), timekeeper.now(), timekeeper.real_now(), words),
            _("The letter is signed. The Pelaksana Harian sends it now."),
        )

    @expose(ONE + "/send", methods=["POST"])
    @has_access
    @permission_name("send")
    def send(self, letter_id: int) -> Done:
        return self._done(
            letter_id,
            lambda: letter_flow.send(letter_id, actor(), timekeeper.now()),
            _("The letter is on its way. All its cases wait for the meeting now."),
        )

    @expose(ONE + "/hold", methods=["POST"])
    @has_access
    @permission_name("send")
    def hold(self, letter_id: int) -> Done:
        form = request.form
        return self._done(
            letter_id,
            lambda: letter_flow.hold(
                letter_id,
                actor(),
                timekeeper.now(),
                _attendance(form),
                form.get("minutes", ""),
                _results(form),
            ),
            _("The result of the meeting is kept."),
        )

    def tally(self) -> int:
        """Letters that wait for this person, for the menu."""
        return letter_desk.tally(actor())

    def _done(self, letter_id: int, act: Callable[[], None], sentence: str) -> Done:
        """Call one service; a refusal comes back as the same page with everything that was typed."""
        try:
            act()
        except Invalid as refusal:
            wrong = {name: wording.fault(each) for name, each in refusal.fields.items()}
            return self._page(letter_id, typed=request.form, wrong=wrong), 422
        except Conflict as refusal:
            return self._page(letter_id, typed=request.form, refusal=say(refusal)), 409
        flash(sentence, "success")
        return redirect(url_for("LetterView.show", letter_id=letter_id))

    def _page(
        self,
        letter_id: int,
        typed: Typed | None = None,
        wrong: Mapping[str, str] | None = None,
        refusal: str = "",
    ) -> str:
        now = timekeeper.now()
        found = letter_desk.read(letter_id, actor(), now)
        _sha256, count = letter_desk.paper(found.letter, now) or ("", 0)
        return self.page(
            "letters/letter.html",
            _("Surat undangan: %(opd)s", opd=found.opd.name),
            found=found,
            letter=found.letter,
            count=count,
            states=STATES,
            results=RESULTS,
            sifat=letter_text.SIFAT,
            values=_values(found, typed),
            rows=_rows(typed),
            wrong=wrong or {},
            refusal=refusal,
            key=keys.live_key(actor().user_id) if "sign" in found.verbs else None,
        )


def _fields(form: Typed) -> dict[str, Any]:
    """The form of the draft as the service reads it; an unticked box is not sent by a browser."""
    return {**form.to_dict(), "case_ids": form.getlist("case_ids")}


def _values(found: Page, typed: Typed | None) -> dict[str, Any]:
    """What stands in the fields: what was typed, or the letter as it is."""
    letter = found.letter
    local = letter.meet_at.astimezone(ZONE) if letter.meet_at else None
    values: dict[str, Any] = {
        name: getattr(letter, name) for name in (*letter_text.LINES, *letter_text.TEXTS, "sifat", "minutes")
    }
    values |= {
        "number": letter.number or "",
        "meet_date": local.date().isoformat() if local else "",
        "meet_time": f"{local:%H:%M}" if local else "",
        "tembusan": "\n".join(letter.tembusan),
        "version": letter.version,
        "chosen": {case.case_id for case in found.cases},
    }
    if typed is None:
        return values
    kept = {
        name: value for name, value in typed.items() if name not in ("csrf_token", "passphrase", "version")
    }
    chosen = {int(each) for each in typed.getlist("case_ids") if each.isascii() and each.isdigit()}
    return values | kept | ({"chosen": chosen} if "meet_date" in typed else {})


def _attendance(form: Typed) -> list[Attendee]:
    columns = (form.getlist(f"attendee_{name}") for name in ("name", "jabatan", "agency"))
    return [Attendee(*(" ".join(text.split()) for text in row)) for row in zip(*columns, strict=False)]


def _results(form: Typed) -> dict[int, str | None]:
    """Case id -> the answer agreed on, or None where the agency is invited again."""
    found: dict[int, str | None] = {}
    for name, choice in form.items():
        head, _sep, tail = name.partition("_")
        if head == "result" and tail.isascii() and tail.isdigit() and choice in ("answer", "again"):
            found[int(tail)] = form.get(f"answer_{tail}", "") if choice == "answer" else None
    return found


def _rows(typed: Typed | None) -> list[Attendee]:
    """The rows of the attendance list, always some empty ones at the end."""
    filled = [row for row in _attendance(typed or MultiDict()) if row.name or row.jabatan or row.agency]
    return filled + [Attendee("", "")] * max(2, ROWS - len(filled))


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view(LetterView, "Letters", label=_l("Letters"), icon="mail")
