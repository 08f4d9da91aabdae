"""Who a complainant is stays sealed: not in rows, logs or pages before somebody opens it with a reason."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from flask_appbuilder import Model
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import scoped_session

from sapa.db import db
from sapa.models import Complainant, Complaint, Draft, Reveal, Ticket
from sapa.services import complainants, house, reveals
from sapa.services.errors import Invalid
from sapa.services.signatures import documents
from tests.services.letters.world import PASSPHRASE, World
from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser
from tests.views.letters.test_letter_pages import Visitor, enter, world

__all__ = ["enter", "world"]
Sign = Callable[[str], Browser]
PERSON = {
    "name": "Siti Contohwati",
    "phone": "0811-2233-4455",
    "nik": "3276014107900123",
    "address": "Gang Contoh Nomor 77",
    "email": "siti@rumah.example",
}
#: As typed, and as kept after it was put into one form.
PLAIN = (*PERSON.values(), "+6281122334455", "081122334455")


@pytest.fixture
def known(busy: City) -> tuple[str, int]:
    """A case whose complainant has left name, number and NIK; the id of the person."""
    number = busy.cases["answered"]
    person = db.session.scalars(
        select(Complaint.complainant_id).join(Ticket).where(Ticket.number == number)
    ).one()
    complainants.edit_contact(person, PERSON, busy.actor("operator"), NOW)
    return number, person


def told(text: str) -> list[str]:
    return [word for word in PLAIN if word in text]


def open_it(someone: Browser, known: tuple[str, int], field: str, reason: str):
    fields = {"complainant_id": str(known[1]), "field": field, "reveal_reason": reason}
    return someone.post(f"/tickets/{known[0]}/reveal", **fields)


def test_no_row_of_any_table_tells_it(known: tuple[str, int], session: scoped_session, browser: Sign) -> None:
    open_it(browser("operator"), known, "nik", "Memastikan alamat pelapor")
    wrong = []
    for table in Model.metadata.sorted_tables:
        for row in session.execute(select(table)):
            wrong += [(table.name, word) for word in told(str(tuple(row)))]
    assert wrong == []


def test_no_page_tells_it_before_it_was_opened(known: tuple[str, int], browser: Sign) -> None:
    number, person = known
    for login in ("operator", "koordinator", "utama", "dishub", "admin"):
        someone = browser(login)
        for path in (
            f"/tickets/{number}",
            f"/tickets/{number}/preview",
            "/tickets/?view=all",
            "/desk/",
            "/notices/",
            "/complainants/list/",
            f"/complainants/show/{person}",
            f"/complainants/edit/{person}",
            "/audit/",
            "/outbox/",
        ):
            assert told(someone.get(path).text) == [], (login, path)


def test_it_is_shown_once_and_recorded(known: tuple[str, int], browser: Sign) -> None:
    someone, reason = browser("operator"), "Menghubungi pelapor untuk lokasi"
    for field in sorted(PERSON):
        answer = open_it(someone, known, field, reason)
        assert told(answer.text) != [], field
        assert "no-store" in answer.headers["Cache-Control"]
        assert told(someone.get(f"/tickets/{known[0]}").text) == []
    rows = db.session.scalars(select(Reveal).order_by(Reveal.id)).all()
    assert [(row.field, row.reason, row.at) for row in rows] == [
        (name, reason, NOW) for name in sorted(PERSON)
    ]


def test_without_a_reason_it_stays_shut(known: tuple[str, int], browser: Sign) -> None:
    someone = browser("operator")
    for reason in ("", "   ", "apa", "x" * 501):
        answer = open_it(someone, known, "nik", reason)
        assert (answer.status_code, told(answer.text)) == (422, [])
    assert db.session.scalars(select(Reveal)).all() == []


def test_a_person_of_another_case_is_not_opened_through_this_one(known, busy: City, browser: Sign) -> None:
    other = busy.cases["silent"]
    assert (
        open_it(browser("operator"), (other, known[1]), "nik", "Mencoba lewat kasus lain").status_code == 404
    )
    with pytest.raises(Invalid):
        reveals.open_field(known[0], known[1], "nik", "", busy.actor("operator"), NOW)
    assert open_it(browser("operator"), known, "nik_sealed", "Mencoba kolom lain").status_code == 404


def test_a_failed_reveal_shows_nothing(known: tuple[str, int], browser: Sign, monkeypatch) -> None:
    """The record is written first: what cannot be recorded is not shown."""
    monkeypatch.setattr(reveals, "Reveal", lambda **_words: 1 / 0)
    browser_ = browser("operator")
    browser_.client.application.config["PROPAGATE_EXCEPTIONS"] = False
    try:
        answer = open_it(browser_, known, "nik", "Memastikan alamat pelapor")
    finally:
        browser_.client.application.config["PROPAGATE_EXCEPTIONS"] = None
    assert (answer.status_code, told(answer.text)) == (500, [])


def test_no_log_tells_it(known: tuple[str, int], browser: Sign, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="sapa")
    caplog.set_level(logging.INFO)
    someone = browser("operator")
    open_it(someone, known, "phone", "Menghubungi pelapor untuk lokasi")
    someone.post(f"/complainants/edit/{known[1]}", **PERSON)
    someone.get("/tickets/?q=" + PERSON["phone"])
    assert told(caplog.text) == []


def test_a_fault_of_the_database_does_not_quote_the_row(session: scoped_session) -> None:
    row = {"handle": "@rahasia_contoh", "channel": "twitter", "nik_mask": "rahasia-mask"}
    session.add(Complainant(**row, created_at=NOW))
    session.commit()
    session.add(Complainant(**row, created_at=NOW))
    with pytest.raises(IntegrityError) as fault:
        session.commit()
    session.rollback()
    text = f"{fault.value} {fault.value.orig} {fault.value.__cause__!r}"
    assert "rahasia" not in text
    assert "duplicate key" in text


def test_a_number_is_found_without_being_kept(known: tuple[str, int], browser: Sign) -> None:
    answer = browser("operator").client.get("/tickets/?view=all&q=" + PERSON["phone"], follow_redirects=True)
    assert known[0] in answer.text


def test_no_draft_keeps_a_secret(busy: City, browser: Sign) -> None:
    fields = {
        "draft_form": "x",
        "passphrase": "kalimat sandi rahasia",
        "password": "sandi-lain",
        "answer": "Halo",
    }
    browser("operator").post("/tasks/drafts", **fields)
    row = db.session.scalars(select(Draft)).one()
    text = house.house().vault.decrypt(row.fields["sealed"], "draft.fields")
    assert "Halo" in text and "rahasia" not in text and "sandi" not in text
    assert "Halo" not in str(row.fields)


def test_a_crash_while_signing_tells_no_passphrase(
    enter: Callable[[str], Visitor], world: World, monkeypatch, caplog: pytest.LogCaptureFixture
) -> None:
    letter = world.checked()
    world.give_key()
    world.read(letter)
    signer = enter("ppid_utama")

    def fall(*_values: object, **_words: object) -> bytes:
        raise RuntimeError("pena patah")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(documents, "sign", fall)
    app = signer.client.application
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    answer = signer.do("sign", passphrase=PASSPHRASE, reason="kalimat lain")
    assert answer.status_code == 500
    assert "pena patah" in caplog.text
    for text in (caplog.text, answer.text):
        assert PASSPHRASE not in text
    assert world.letter("checked").signed_sha256 is None


@pytest.mark.parametrize("words", [PASSPHRASE + " salah", ""])
def test_a_refused_signature_tells_no_passphrase(
    enter: Callable[[str], Visitor], world: World, caplog: pytest.LogCaptureFixture, words: str
) -> None:
    letter = world.checked()
    world.give_key()
    world.read(letter)
    caplog.set_level(logging.DEBUG)
    answer = enter("ppid_utama").do("sign", passphrase=words)
    assert answer.status_code in (409, 422)
    assert PASSPHRASE not in caplog.text + answer.text
