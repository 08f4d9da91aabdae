"""One case with a long history, made by the services themselves: questions, refusals, returns, notes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from sapa.channels.twitter import from_paste
from sapa.db import db
from sapa.models import Case, Category, Opd, Task, Ticket
from sapa.services import intake, moves, notes
from sapa.services.actors import Actor

TWEET = "Jalan berlubang di Jl. Contoh Raya, sudah sebulan dibiarkan min, mohon ditindaklanjuti"
TWEET_ID = "1999999999"
BEHALF = {"behalf_name": "Kabid Demo", "behalf_jabatan": "Kepala Bidang", "behalf_medium": "phone"}


class LongCase:
    """Makes one move after the other, half an hour apart."""

    def __init__(self, operator: Actor, begin: datetime) -> None:
        self.operator, self.now = operator, begin
        inbound = from_paste(f"https://x.com/warga_contoh1/status/{TWEET_ID}", "@warga_contoh1", TWEET, begin)
        self.number = intake.receive(inbound, begin, operator).number

    def do(self, step: str, action: str, **fields: Any) -> None:
        """One move on the first open visit to *step*."""
        self.now += timedelta(minutes=30)
        query = (
            select(Task.id)
            .join(Case, Case.id == Task.case_id)
            .join(Ticket, Ticket.id == Case.ticket_id)
            .where(Ticket.number == self.number, Task.step == step, Task.closed_at.is_(None))
        )
        task_id = db.session.scalars(query.order_by(Task.id).limit(1)).one()
        moves.make(task_id, action, self.operator, self.now, fields)

    def asked(self, step: str) -> None:
        self.do(step, "ask_citizen", question="Di sebelah mana, Kak? Boleh kirim fotonya?")
        self.do(step, "citizen_replied", note="Di tikungan dekat pos ronda.")

    def returned(self, step: str) -> None:
        self.do(step, "answer_received", **BEHALF)
        self.do(step, "answer_final", answer="Akan kami tinjau.", **BEHALF)
        self.do("T-X1", "return_to_opd", reason="Belum menjawab kapan diperbaiki.")


def play(operator: Actor, begin: datetime) -> str:
    """The number of the case; it stays open. Some sixty entries of history."""
    case = LongCase(operator, begin)
    opds = [str(each) for each in db.session.scalars(select(Opd.id).order_by(Opd.id).limit(3))]
    category = db.session.scalars(select(Category.id).order_by(Category.id).limit(1)).one()
    for _ in range(3):
        case.asked("T02")
    case.do(
        "T02", "complaint", klasifikasi="pengaduan", category_id=str(category), place_unknown="1", title=TWEET
    )
    case.asked("T03")
    case.do("T03", "forward", opd_ids=opds[:1])
    case.do("A", "not_ours", reason="Jalan ini bukan kewenangan kami.", **BEHALF)
    case.do("T03", "forward", opd_ids=opds[1:2])
    for _ in range(10):
        case.returned("A")
    for _ in range(8):
        notes.add(case.number, "Sudah ditelepon, menunggu kabar dari lapangan.", operator, case.now)
    return case.number
