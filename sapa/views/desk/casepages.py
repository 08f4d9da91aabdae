"""Draws a case page, also again after a refused form: everything typed is still there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from sapa import timekeeper
from sapa.crypto import mask_phone
from sapa.models import Complainant, Complaint, Letter, OpdContact
from sapa.models.complaints import KLASIFIKASI
from sapa.reports.folio_columns import TITLES
from sapa.services import drafts, folder, places, settings
from sapa.services.desk import caselookups, casepage
from sapa.services.desk.casepage import CasePage, Turn
from sapa.services.desk.turns import is_here
from sapa.services.errors import Wrong
from sapa.services.evidence.agency import MEDIA
from sapa.services.evidence.citizen import LETTER
from sapa.services.evidence.identity import PREFIX
from sapa.services.house import house
from sapa.services.register.rules import book_of
from sapa.sop.definition import Action
from sapa.views.desk import deadlines, grouping, moveforms, sheetrows, sopline, story
from sapa.views.desk.moveforms import MoveForm, Refused
from sapa.views.frame import wording, words
from sapa.views.frame.acting import actor
from sapa.views.frame.words import ZONE

MASKED = {
    "name": _l("Name"),
    "phone": _l("Telephone"),
    "nik": _l("NIK"),
    "address": _l("Address"),
    "email": _l("E-mail"),
}


@dataclass
class Extra:
    """What one answer of the page carries beside the case: a refused form, or an opened field."""

    refused: Refused | None = None
    typed: MultiDict[str, str] = field(default_factory=MultiDict)
    wrong: Mapping[str, Wrong] = field(default_factory=dict)
    revealed: Mapping[tuple[int, str], str] = field(default_factory=dict)


class CaseDesk:
    """The read model and what the templates ask for; lists are read only where a form draws them."""

    line = staticmethod(sopline)
    sheet = staticmethod(sheetrows)
    deadlines = staticmethod(deadlines)
    icon = staticmethod(grouping.channel_icon)
    channel = staticmethod(grouping.channel_word)
    words = wording  # what templates word codes with
    published = moveforms.PUBLISHED
    returns = staticmethod(moveforms.returns)

    def __init__(self, page: CasePage, extra: Extra) -> None:
        self.page, self.extra = page, extra
        self.settings = settings.everything(page.now.astimezone(ZONE).date())

    @cached_property
    def drafts(self) -> dict[str, Any]:
        return drafts.of("task:", actor(), self.page.now) if self.page.turns and self.page.has_drafts else {}

    def forms(self, turn: Turn) -> list[MoveForm]:
        here = bool(self.page.returnable)
        return moveforms.forms(turn, self.extra.refused, self.drafts, holds_answers=here)

    @cached_property
    def extension(self) -> MoveForm | None:
        """The form that lengthens the deadline of the case, where this actor may do it now."""
        return moveforms.extension(self.page.turns, self.extra.refused, self.drafts)

    @cached_property
    def errors(self) -> list[tuple[str, str]]:
        """Every wrong field of the form that came back."""
        refused = self.extra.refused
        turn = self.page.turn(refused.task_id) if refused else None
        if refused is not None and turn is not None:
            forms = [*self.forms(turn), *filter(None, [self.extension])]
            return next((f.errors for f in forms if f.action.slug == refused.action), [])
        return [
            (name, f"{wording.label(name)}: {wording.fault(each)}") for name, each in self.extra.wrong.items()
        ]

    def wrong(self, name: str) -> str:
        """The sentence at one field of the page's smaller forms."""
        found = self.extra.wrong.get(name)
        return wording.fault(found) if found else ""

    @cached_property
    def history(self) -> list[story.Entry]:
        return story.told(self.page)

    @cached_property
    def rungs(self) -> list[story.Rung]:
        return story.rungs(self.page)

    @cached_property
    def opds(self) -> list[Any]:
        return caselookups.choices_of("opds")

    def opd_groups(self, action: Action) -> list[tuple[str, list[Any]]]:
        """The agencies of a choice: units that lanes of this SOP stand for by themselves, and no other's."""
        return moveforms.opd_groups(self.page.sop, action, self.opds)

    @cached_property
    def categories(self) -> list[Any]:
        return caselookups.choices_of("category")

    @cached_property
    def districts(self) -> list[places.District]:
        return places.districts()

    @property
    def category_pairs(self) -> list[tuple[int, str]]:
        return [(each.id, each.name) for each in self.categories]

    @property
    def district_pairs(self) -> list[tuple[int, str]]:
        return [(each.id, each.name) for each in self.districts]

    @cached_property
    def suggestions(self) -> list[folder.Suggestion]:
        return folder.suggest(self.page.ticket.category_id)

    @cached_property
    def letters(self) -> list[Letter]:
        return caselookups.letters_of(self.page.case.id) if self.page.asks_for("letter", "meeting") else []

    def contacts(self, opd_id: int | None) -> list[tuple[OpdContact, str]]:
        return caselookups.contacts_of(opd_id) if opd_id is not None else []

    def letter_url(self, letter: Letter) -> str:
        return f"{request.script_root}/letters/{letter.id}"

    @property
    def klasifikasi(self) -> list[tuple[str, str]]:
        return [(slug, wording.word(wording.KLASIFIKASI, slug)) for slug in KLASIFIKASI]

    @property
    def media(self) -> list[tuple[str, str]]:
        return [(slug, wording.word(wording.MEDIA, slug)) for slug in MEDIA]

    @property
    def reply(self) -> str:
        return moveforms.reply_text(self.page)

    @property
    def is_linked(self) -> bool:
        """True where a reply is a post with an address of its own."""
        return moveforms.is_linked(self.page.ticket.channel)

    def kept_answer(self, form: MoveForm) -> str:
        return moveforms.kept_answer(self.page, form)

    def is_linked_to(self, complaint: Complaint) -> bool:
        """The same for another complaint of the ticket."""
        return moveforms.is_linked(complaint.channel)

    @property
    def limit(self) -> int:
        """How long a text for the citizen may be on his channel (characters)."""
        return self.post_limit if self.is_linked else LETTER

    @property
    def post_limit(self) -> int:
        """The same where the reply is a post of its own."""
        return int(self.settings["answer_limit"])

    @property
    def source(self) -> str:
        """What the citizen's words are called on this channel, in a link."""
        return _("open the tweet") if self.is_linked else _("open the source")

    def who(self, person: Complainant) -> str:
        """Whoever complains: his account, or the channel he used; his name stays masked."""
        return person.handle or _("Citizen by %(channel)s", channel=self.channel(person.channel))

    @cached_property
    def agencies_asked(self) -> list[tuple[str, str]]:
        """Agencies whose answers lie here, to choose which one goes back."""
        return [(str(each.id), each.name) for each in self.page.returnable]

    @property
    def answered_last(self) -> int | None:
        """Whose answer goes back where nobody chooses: it stands in the form, so that nobody is surprised."""
        return next(
            (each.opd_id for each in reversed(self.page.answers) if each.opd_id and is_here(each)), None
        )

    @property
    def asked(self) -> list[str]:
        """The labels of all that the SOP asks of whoever complains on this channel."""
        return [wording.label(f"{PREFIX}{name}") for name in self.page.asked_identity]

    @cached_property
    def missing(self) -> list[str]:
        """The labels of what must still be known of whoever complains."""
        return [wording.label(f"{PREFIX}{name}") for name in self.page.missing_identity]

    @cached_property
    def identity_form(self) -> MoveForm | None:
        """The form in which identity is written down, where this actor has one now."""
        forms = (form for turn in self.page.turns for form in self.forms(turn))
        return next((form for form in forms if "identity" in form.needs), None)

    @cached_property
    def approval(self) -> story.Entry | None:
        """Who approved the answer that goes out, where the SOP wants that."""
        return story.approval(self.page)

    def official(self, row: Any) -> str:
        """Who spoke for an agency (an official's name, not a citizen's)."""
        column = "contact_record.person" if hasattr(row, "number_sealed") else "answer.person"
        return caselookups.person(row.person_sealed, column)

    def number(self, contact: Any) -> str:
        """The number that was called, masked."""
        return mask_phone(caselookups.person(contact.number_sealed, "contact_record.number"))

    @cached_property
    def people(self) -> list[Complainant]:
        """Who complained, each once."""
        found = {said.complaint.complainant_id: said.complaint.complainant for said in self.page.complaints}
        return list(found.values())

    def masked(self, person: Complainant) -> list[tuple[str, str, str]]:
        """(field, label, mask) of every sealed field that is kept of a complainant."""
        masks = {"phone": person.phone_mask, "nik": person.nik_mask}
        return [
            (name, str(label), masks.get(name) or "••••••")
            for name, label in MASKED.items()
            if getattr(person, f"{name}_sealed")
        ]

    def gap(self) -> str:
        """How long it had been said when it was recorded."""
        gap = self.page.ticket.entered_at - self.page.ticket.opened_at
        span = words.span(int(gap.total_seconds() // 60), day_minutes=1440)
        if self.is_linked:
            return _("%(gap)s after the tweet", gap=span)
        return _("%(gap)s after it was said", gap=span)

    def register_number(self) -> str:
        """Under which number of which book the matter stands; "" where it has not been entered."""
        entry = self.page.entry
        if entry is None:
            return ""
        book = TITLES[book_of(self.page.ticket.klasifikasi)]
        return _("%(book)s No. %(number)s/%(year)s", book=book, number=entry.number, year=entry.year)

    def place(self) -> str:
        ticket = self.page.ticket
        return ", ".join(str(part) for part in (ticket.kelurahan, ticket.kecamatan) if part)

    def public_url(self) -> str:
        """The address to send around: of the house's own name, never of the name that a request brings."""
        here = url_for("TicketView.case", number=self.page.ticket.number)
        return f"{house().config.public_url}{here}"


def desk_of(number: str, extra: Extra | None = None) -> CaseDesk:
    """The case as the visitor may see it. Raises NotFound, NotAllowed."""
    return CaseDesk(casepage.load(number, actor(), timekeeper.now()), extra or Extra())


def render(number: str, extra: Extra | None = None) -> str:
    """The whole page."""
    case = desk_of(number, extra)
    title = f"{case.page.ticket.number} {case.page.ticket.title}"
    return render_template("tickets/case.html", title=title, case=case, page=case.page, extra=case.extra)


def preview(number: str) -> str:
    """The pane beside the work list: an HTML fragment that marks nothing as taken."""
    case = desk_of(number)
    return render_template("tickets/preview.html", case=case, page=case.page)
