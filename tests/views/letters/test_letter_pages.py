"""`/letters/` in a request: who sees what, forms that lose nothing, and changes by POST only."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from sapa import timekeeper
from sapa.db import db
from sapa.services.letters import drafting as letters
from sapa.services.letters import flow as letter_flow
from tests.services.letters.world import PASSPHRASE, PASSWORD, REAL, World, build, on_letter
from tests.views.frame.conftest import Person, token

VERBS = ("save", "check", "recall", "return", "sign", "send", "hold")


class Visitor(Person):
    """Somebody signed in, looking at one letter."""

    def __init__(self, app: Flask, user: Any, letter: int) -> None:
        super().__init__(app, user)
        self.letter = f"/letters/{letter}"
        assert self.sign_in(PASSWORD).status_code == 302

    def see(self, tail: str = "") -> TestResponse:
        return self.client.get(self.letter + tail)

    def do(self, verb: str, **fields: Any) -> TestResponse:
        data = {"csrf_token": token(self.client.get("/profile/")), **fields}
        return self.client.post(f"{self.letter}/{verb}", data=data)


@pytest.fixture
def world(session: scoped_session, monkeypatch: pytest.MonkeyPatch) -> World:
    made = build()
    made.silent()
    monkeypatch.setattr(timekeeper, "now", lambda: made.now)
    monkeypatch.setattr(timekeeper, "real_now", lambda: REAL)
    return made


@pytest.fixture
def enter(app: Flask, world: World) -> Callable[[str], Visitor]:
    letter = world.letter().id

    def signed_in(role: str) -> Visitor:
        user = db.session.get(User, world.people[role].user_id)
        return Visitor(app, SimpleNamespace(username=user.username, id=user.id), letter)

    return signed_in


@pytest.fixture
def writer(enter: Callable[[str], Visitor]) -> Visitor:
    return enter("pelaksana_harian")


def form(world: World, **changes: Any) -> dict[str, Any]:
    letter = world.letter()
    return {
        "number": "131", "meet_date": "2026-11-30", "meet_time": "09:00", "place": "Aula Lantai 3",
        "agenda": "Pembahasan", "version": letter.version, "case_ids": [world_case(world)], **changes,
    }  # fmt: skip


def world_case(world: World) -> int:
    return on_letter(world.letter().id)[0]


def test_the_draft_stands_beside_its_form(writer: Visitor) -> None:
    page = writer.see().text
    assert "Surat undangan: Dinas Lingkungan Hidup dan Kebersihan" in page
    assert "diam 8 hari" in page
    assert 'name="meet_date"' in page


def test_a_page_of_the_draft_is_a_picture(writer: Visitor) -> None:
    found = writer.see("/pages/1")
    assert (found.status_code, found.mimetype, found.data[:4]) == (200, "image/png", b"\x89PNG")
    assert writer.see("/pages/9").status_code == 404


def test_a_kept_draft_shows_what_was_typed(writer: Visitor, world: World) -> None:
    assert writer.do("save", **form(world)).status_code == 302
    assert (world.letter().place, world.letter().number) == ("Aula Lantai 3", "005/131/Diskominfo")


def test_nothing_typed_is_lost(writer: Visitor, world: World) -> None:
    answer = writer.do("check", **form(world, meet_date="2026-11-29", closing="Terima kasih banyak."))
    assert answer.status_code == 422
    assert "Ini bukan hari kerja." in answer.text
    assert 'value="Aula Lantai 3"' in answer.text
    assert "Terima kasih banyak." in answer.text
    assert world.letter().place != "Aula Lantai 3"


def test_a_checked_letter_waits_on_the_signers_page(writer: Visitor, world: World, enter: Any) -> None:
    assert writer.do("check", **form(world)).status_code == 302
    world.give_key()
    signer = enter("ppid_utama")
    assert 'name="passphrase"' in signer.see().text
    assert 'name="passphrase"' not in writer.see().text


def test_the_signer_reads_and_signs(world: World, enter: Any) -> None:
    letter = world.checked()
    world.give_key()
    signer = enter("ppid_utama")
    assert signer.do("sign", passphrase=PASSPHRASE).status_code == 409
    for number in range(1, letter.pdf_pages + 1):
        signer.see(f"/pages/{number}")
    assert signer.do("sign", passphrase="bukan kalimatnya").status_code == 422
    assert signer.do("sign", passphrase=PASSPHRASE).status_code == 302
    again = signer.do("sign", passphrase=PASSPHRASE)
    assert again.status_code == 409
    assert "tidak akan ada yang kedua" in again.text


def test_a_passphrase_is_never_shown_back(world: World, enter: Any) -> None:
    letter = world.checked()
    world.give_key()
    world.read(letter)
    assert "bukan kalimatnya" not in enter("ppid_utama").do("sign", passphrase="bukan kalimatnya").text


def test_the_signer_sends_it_back(world: World, enter: Any) -> None:
    letter = world.checked()
    signer = enter("ppid_utama")
    assert signer.do("return", reason=" ").status_code == 422
    assert signer.do("return", reason="Ganti tempatnya.").status_code == 302
    assert letter.state == "draft"
    assert "Ganti tempatnya." in enter("pelaksana_harian").see().text


def test_a_meeting_that_is_half_filled_in_comes_back_whole(world: World, writer: Visitor) -> None:
    case_id = world_case(world)
    world.sent()
    answer = writer.do("hold", attendee_name="Kasi Demo", attendee_jabatan="", attendee_agency="DLHK",
                       **{f"result_{case_id}": "answer", f"answer_{case_id}": ""})  # fmt: skip
    assert answer.status_code == 422
    assert 'value="Kasi Demo"' in answer.text
    assert "Setiap baris perlu nama dan jabatan." in answer.text
    assert f'name="result_{case_id}" value="answer" checked' in answer.text


def test_a_meeting_is_recorded(world: World, writer: Visitor) -> None:
    case_id = world_case(world)
    letter = world.sent()
    came = {"name": "Kasi Demo", "jabatan": "Kasi", "agency": "DLHK"}
    fields = {f"attendee_{name}": [value, ""] for name, value in came.items()}
    results = {f"result_{case_id}": "answer", f"answer_{case_id}": "Diangkut tiap Selasa."}
    assert writer.do("hold", minutes="Disepakati jadwal angkut.", **fields, **results).status_code == 302
    assert letter.state == "held"
    assert "Disepakati jadwal angkut." in writer.see().text


def test_sending_twice_is_told(world: World, writer: Visitor) -> None:
    world.signed()
    assert writer.do("send").status_code == 302
    assert writer.do("send").status_code == 409


def test_a_signed_letter_is_taken_back_to_a_new_draft(world: World, writer: Visitor) -> None:
    letter = world.signed()
    answer = writer.do("recall")
    assert answer.location == f"/letters/{world.letter().id}"
    assert letter.state == "withdrawn"


@pytest.mark.parametrize("verb", VERBS)
def test_changes_are_made_by_post(writer: Visitor, verb: str) -> None:
    assert writer.see(f"/{verb}").status_code == 405


@pytest.mark.parametrize("role", ["operator", "admin"])
def test_other_roles_do_not_see_letters(enter: Any, role: str) -> None:
    visitor = enter(role)
    assert visitor.see().status_code in (302, 403)
    assert visitor.see("/pdf").status_code in (302, 403)


@pytest.mark.parametrize(("role", "verb"), [
    ("koordinator", "check"), ("ppid_utama", "check"), ("ppid_pembantu", "check"), ("operator", "save"),
    ("pelaksana_harian", "sign"), ("koordinator_ppid", "sign"), ("ppid_utama", "send"),
    ("koordinator", "hold"), ("koordinator", "recall"), ("operator", "return"),
])  # fmt: skip
def test_no_role_does_the_work_of_another(world: World, enter: Any, role: str, verb: str) -> None:
    world.checked()
    assert enter(role).do(verb, number="9", passphrase=PASSPHRASE).status_code in (302, 403, 404)
    assert world.letter("checked") is not None


def test_an_agency_sees_its_letter_once_it_was_sent(world: World, enter: Any) -> None:
    letter = world.signed()
    agency, other = enter("ppid_pembantu"), enter("dishub")
    assert agency.see().status_code == 404
    letter_flow.send(letter.id, world.writer, world.now)
    assert agency.see().status_code == 200
    paper = agency.see("/pdf")
    assert (paper.status_code, paper.data[:5]) == (200, b"%PDF-")
    assert "surat-undangan-005-131-Diskominfo.pdf" in paper.headers["Content-Disposition"]
    assert [other.see(tail).status_code for tail in ("", "/pdf", "/pages/1")] == [404, 404, 404]


def test_the_list_has_tabs_and_only_ones_own(world: World, enter: Any) -> None:
    page = enter("pelaksana_harian").client.get("/letters/").text
    assert "Dinas Lingkungan Hidup dan Kebersihan" in page
    empty = enter("dishub").client.get("/letters/?tab=all&after=xx").text
    assert "Tidak ada surat di sini" in empty


def test_a_withdrawn_draft_has_a_page_but_no_paper(world: World, writer: Visitor) -> None:
    world.answer(world_case(world))
    letters.tidy(world.now)
    assert "Ditarik" in writer.see().text
    assert (writer.see("/pdf").status_code, writer.see("/pages/1").status_code) == (404, 404)


def test_a_strange_id_is_not_found(writer: Visitor) -> None:
    assert writer.client.get("/letters/999999").status_code == 404
    assert writer.client.get("/letters/99999999999999999999").status_code == 404


def test_a_notice_about_a_letter_leads_to_it(enter: Callable[[str], Visitor], world: World) -> None:
    world.checked()
    signer = enter("ppid_utama")
    assert f'href="{signer.letter}"' in signer.client.get("/notices/").text
