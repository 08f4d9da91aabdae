"""What goes along with a message is read in the outbox, by those who may read the outbox."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa import timekeeper
from sapa.models import OutboxMessage
from sapa.services import uploads
from sapa.services.outgoing import outbox


@pytest.fixture
def message(session) -> OutboxMessage:
    now = timekeeper.now()
    kept = uploads.keep(b"%PDF-1.7 contoh", "application/pdf", now)
    outbox.post("uji:2", "dinas@contoh.example", "Undangan", "Terlampir.", now=now,
                attachments=[(kept, "surat-undangan.pdf")])  # fmt: skip
    session.commit()
    return session.scalars(select(OutboxMessage).where(OutboxMessage.key == "uji:2")).one()


@pytest.mark.parametrize("role", ["Operator", "Admin"])
def test_an_attachment_is_a_link_to_a_download(person, message, role) -> None:
    someone = person(role)
    assert f'href="/outbox/{message.id}/attachments/0"' in someone.client.get(f"/outbox/{message.id}").text
    answer = someone.client.get(f"/outbox/{message.id}/attachments/0")
    assert (answer.data, answer.mimetype) == (b"%PDF-1.7 contoh", "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=surat-undangan.pdf"
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("role", ["Koordinator", "PPID Utama", "PPID Pembantu"])
def test_nobody_else_may_download_it(person, message, role) -> None:
    assert person(role).client.get(f"/outbox/{message.id}/attachments/0").status_code == 403


@pytest.mark.parametrize("tail", ["1", "-1", "99999", "abc"])
def test_an_attachment_that_is_not_there_is_a_404(admin, message, tail) -> None:
    assert admin.client.get(f"/outbox/{message.id}/attachments/{tail}").status_code == 404
    assert admin.client.get("/outbox/999999/attachments/0").status_code == 404
