"""A letter's way to its signature: saved, checked, returned, taken back, signed; each verb is one
transaction.

What makes moves of the SOP (sending, the meeting) is in letter_moves and offered from here too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sapa import crashpoints
from sapa.db import db, transaction
from sapa.models import Document, Letter
from sapa.services import calendars, uploads
from sapa.services.actors import Actor
from sapa.services.errors import Conflict, Invalid, Wrong
from sapa.services.figures import city as figures_city
from sapa.services.house import house
from sapa.services.letters import drafting as letters
from sapa.services.letters import facts as letter_facts
from sapa.services.letters import numbers as letter_numbers
from sapa.services.letters import text as letter_text
from sapa.services.letters.drafting import Line
from sapa.services.letters.moves import hold, send
from sapa.services.letters.rights import need_lane, need_signer, need_state, need_time
from sapa.services.reporting.signing import read_whole
from sapa.services.signatures import documents, keys
from sapa.services.signatures.keys import Pen
from sapa.services.typed import Typed

__all__ = ["check", "give_back", "hold", "recall", "save", "send", "sign"]

PDF = "application/pdf"


def save(letter_id: int, actor: Actor, now: datetime, fields: Mapping[str, Any]) -> None:
    """Keep what was typed in the draft, a number too. Raises what `check` does."""
    with transaction():
        letter, rows = _draft(letter_id, actor)
        _write(letter, rows, letter_text.read(letter, fields, now), now)
        letter.version += 1


def check(letter_id: int, actor: Actor, now: datetime, fields: Mapping[str, Any]) -> None:
    """The Pelaksana Harian has checked it: numbered (where that is typed) and drawn, it waits for its signer.

    *fields*: number, meet_date and meet_time (or meet_at), place, agenda, sifat, hal, recipient, opening,
    closing, tembusan, case_ids, version; what is missing stays. Raises NotAllowed, Conflict, Invalid.
    """
    with transaction():
        letter, rows = _draft(letter_id, actor)
        words = letter_text.read(letter, fields, now)
        _write(letter, rows, words, now)
        _number(letter, now)
        letter.signer = letter_facts.needed_signer(letter, calendars.local_day(now))
        letter.checked_at, letter.checked_by, letter.version = now, actor.user_id, letter.version + 1
        letter.returned_at = letter.returned_by = letter.return_reason = None
        letter_facts.identify(letter, now)
        _draw(letter, now)
        letter.state = "checked"
        db.session.flush()
        _leave_out(letter, rows, words.case_ids, now)
        letters.tell(letter, "letter_to_sign", [letter.signer["role"]], now)


def give_back(letter_id: int, actor: Actor, now: datetime, reason: str) -> None:
    """The signer returns the letter with notes; it is a draft again. Raises NotAllowed, Conflict, Invalid."""
    with transaction():
        letter = letters.get(letter_id, lock=True)
        need_signer(letter, actor)
        need_state(letter, "checked")
        form = Typed({"reason": reason})
        text = form.text("reason", 1000, shortest=5)
        form.check()
        letters.reopen(letter, now, actor.user_id, text)
        letters.tell(letter, "letter_returned", letters.roles_of(letters.lines(letter.id)), now)


def recall(letter_id: int, actor: Actor, now: datetime) -> int:
    """The Pelaksana Harian takes a letter back before it is sent; returns the id of the draft that takes
    its place.

    A checked letter is a draft again. A signed one keeps its number for ever and is withdrawn; the cases
    that are
    still open go on a new draft.
    """
    with transaction():
        letter = letters.get(letter_id, lock=True)
        rows = letters.lines(letter.id)
        need_lane(letter, rows, actor, "can_draft")
        need_state(letter, "checked", "signed")
        if letter.state == "checked":
            letters.reopen(letter, now, actor.user_id, "")
            return letter.id
        letters.withdraw(letter, now)
        return _elsewhere(letter, [line for line in rows if line.is_open], now)


def sign(letter_id: int, actor: Actor, now: datetime, real_now: datetime, passphrase: str) -> None:
    """The signer's signature, once: the paper that was read, the signed file and the row, in one transaction.

    The passphrase opens the key in this call and is kept nowhere. Raises NotAllowed, Conflict (signed or sent
    back already, a case answered meanwhile, a meeting that is past, no key, locked), Invalid on "passphrase".
    """
    seen = letters.get(letter_id)
    need_signer(seen, actor)
    _may_be_signed(seen, actor, now)
    pen = keys.open_pen(actor, passphrase, now, real_now)
    with transaction():
        letter = letters.get(letter_id, lock=True)
        need_signer(letter, actor)
        _may_be_signed(letter, actor, now)
        _number_by_counter(letter, now)
        document = letter_facts.identify(letter, now)
        _put_signature(letter, document, pen, now)
        crashpoints.reach("letter-signed-file-stored")
        letter.state, letter.signed_at, letter.signer_id = "signed", now, actor.user_id
        letters.tell(letter, "letter_signed", letters.roles_of(letters.lines(letter.id)), now)


def _put_signature(letter: Letter, document: Document, pen: Pen, now: datetime) -> None:
    """The signed file, and on the public page who signed and who had checked."""
    assert letter.pdf_sha256 is not None
    assert letter.signature_box is not None
    pdf, lines = house().storage.get(letter.pdf_sha256), letter_facts.stamp_lines(letter)
    letter.signed_sha256 = documents.put_signature(document, pdf, letter.signature_box, lines, pen, now)
    who = letter_facts.printed(letter.signer)
    document.signer = {"name": who.name, "jabatan": lines[0], "serial": pen.credential.serial}
    document.parafs = letter_facts.parafs(letter, letters.lines(letter.id))
    document.signed_at, document.signed_sha256 = pen.moment, letter.signed_sha256


def _draft(letter_id: int, actor: Actor) -> tuple[Letter, list[Line]]:
    """The locked draft with the cases that still stand on it; the answered ones leave now."""
    letter = letters.get(letter_id, lock=True)
    rows = letters.lines(letter.id)
    need_lane(letter, rows, actor, "can_draft")
    need_state(letter, "draft")
    letters.drop((line.row for line in rows if not line.is_open), "answered_before")
    standing = [line for line in rows if line.is_open]
    if not standing:
        raise Conflict("letter_nothing_open")
    return letter, standing


def _write(letter: Letter, rows: list[Line], words: letter_text.Words, now: datetime) -> None:
    known = {line.case.id for line in rows}
    if words.case_ids is not None and not words.case_ids & known:
        raise Invalid({"case_ids": Wrong("letter_without_case")})
    for name, value in words.values.items():
        setattr(letter, name, value)
    if words.number is not None and not letter_numbers.is_counted(calendars.local_day(now)):
        letter_numbers.assign(letter, letter_numbers.typed(words.number, calendars.local_day(now)))


def _number(letter: Letter, now: datetime) -> None:
    """A typed number is part of the paper that is read; a counted one comes with the signature."""
    day = calendars.local_day(now)
    if letter_numbers.is_counted(day):
        letter.number = letter.dated = None
    elif letter.number is None:
        raise Invalid({"number": Wrong("required")})
    else:
        letter.dated = day


def _number_by_counter(letter: Letter, now: datetime) -> None:
    """Our own number, taken last; the one drawing that carries it is made in the signature's own
    transaction.
    """
    if letter.number is not None:
        return
    letter.dated = calendars.local_day(now)
    letter_numbers.assign(letter, letter_numbers.take(letter.dated))
    _draw(letter, now)


def _draw(letter: Letter, now: datetime) -> None:
    drawn = letter_facts.draw(letter, letters.lines(letter.id), now)
    assert drawn.signature_box is not None, "a letter is always signed"
    letter.pdf_sha256, letter.pdf_pages = uploads.keep(drawn.pdf, PDF, now), drawn.pages
    letter.signature_box = drawn.signature_box._asdict()


def _leave_out(letter: Letter, rows: list[Line], chosen: frozenset[int] | None, now: datetime) -> None:
    """Cases that were not ticked wait on the next draft: no open task is ever without its letter."""
    if chosen is not None:
        _elsewhere(letter, [line for line in rows if line.case.id not in chosen], now)


def _elsewhere(letter: Letter, rows: list[Line], now: datetime) -> int:
    letters.drop((line.row for line in rows), None)
    if not rows:
        return letter.id
    db.session.flush()
    draft = letters.draft_for(letter.opd_id, now)
    for line in rows:
        letters.put(draft, line.case.id, line.task.id)
    return draft


def _may_be_signed(letter: Letter, actor: Actor, now: datetime) -> None:
    """Refuse a paper that is not (or no more) what should be signed, and one that was not read to its end."""
    need_state(letter, "checked")
    need_time(letter, now)
    answered = [line.ticket.number for line in letters.lines(letter.id) if not line.is_open]
    if answered:
        raise Conflict("letter_case_answered", numbers=", ".join(answered))
    assert letter.signer is not None
    name, role = letter.signer["name"], letter.signer["role"]
    if figures_city.official(role, calendars.local_day(now), actor.user_id) is None:
        raise Conflict("signer_not_in_office", name=name)
    if not read_whole(actor.user_id, letter.pdf_sha256):
        raise Conflict("not_read")
