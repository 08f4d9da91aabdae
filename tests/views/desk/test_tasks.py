"""Moves: made, refused, and made twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import select

from sapa.db import db
from sapa.models import Draft, Note, StandardAnswer, Ticket
from sapa.services import sweep
from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]


def _url(city: City, name: str, action: str, step: str = "") -> str:
    return f"/tasks/{city.task(city.cases[name], step).id}/moves/{action}"


def test_a_move_leads_back_to_the_case(busy: City, browser: Sign) -> None:
    url = _url(busy, "fresh", "not_complaint")
    answer = browser("operator").post(url, reason="Hanya menyapa")
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(busy.cases["fresh"])
    assert (
        db.session.scalar(select(Ticket.outcome).where(Ticket.number == busy.cases["fresh"]))
        == "not_complaint"
    )


def test_a_move_is_a_post(busy: City, browser: Sign) -> None:
    assert browser("operator").get(_url(busy, "fresh", "not_complaint")).status_code == 405


def test_another_role_and_another_agency_may_not(busy: City, browser: Sign) -> None:
    assert (
        browser("koordinator").post(_url(busy, "fresh", "not_complaint"), reason="Hanya menyapa").status_code
        == 403
    )
    silent = _url(busy, "silent", "answer_final")
    assert browser("dishub").post(silent, answer="Sudah kami perbaiki").status_code == 403
    assert browser("kppid").post(silent, answer="Sudah kami perbaiki").status_code == 403


def test_the_agency_itself_may(busy: City, browser: Sign) -> None:
    answer = browser("dlhk").post(_url(busy, "silent", "answer_final"), answer="Lubang sudah kami tutup.")
    assert answer.status_code == 302


def test_a_wrong_field_brings_everything_typed_back(busy: City, browser: Sign) -> None:
    url = _url(busy, "fresh", "complaint")
    answer = browser("operator").post(url, klasifikasi="pengaduan", title="Trotoar penuh parkir liar")
    assert answer.status_code == 422
    assert "isian yang perlu dibetulkan" in answer.text
    assert 'value="Trotoar penuh parkir liar"' in answer.text
    assert 'value="pengaduan" selected' in answer.text


def test_an_unknown_task_or_action_is_not_found(busy: City, browser: Sign) -> None:
    desk = browser("operator")
    assert desk.post("/tasks/999999999/moves/spam").status_code == 404
    assert desk.post("/tasks/99999999999999999999999/moves/spam").status_code == 404
    assert desk.post(_url(busy, "fresh", "zzz")).status_code == 404


def test_a_colleague_was_first_and_the_text_is_still_there(busy: City, browser: Sign) -> None:
    url = _url(busy, "sorted", "answer")
    busy.forward(busy.cases["sorted"], NOW - timedelta(minutes=1), "dlhk")
    answer = browser("operator2").post(url, answer="Terima kasih, sampah diangkut besok pagi.")
    assert answer.status_code == 409
    assert "Kasus ini sudah diproses rekan" in answer.text
    assert "Operator Demo A" in answer.text and "Teruskan ke OPD" in answer.text
    assert "Terima kasih, sampah diangkut besok pagi." in answer.text
    assert "Simpan tulisan sebagai catatan" in answer.text


def test_the_refused_text_can_be_kept_as_a_note(busy: City, browser: Sign) -> None:
    browser("operator2").post(f"/tickets/{busy.cases['sorted']}/notes", note="Jawaban: sampah diangkut besok")
    assert "Jawaban: sampah diangkut besok" in db.session.scalars(select(Note.text)).all()


def test_the_clock_was_first(busy: City, browser: Sign, at) -> None:
    task = busy.task(busy.cases["koordinator"], "T07")
    later = task.wait_until + timedelta(minutes=1)
    sweep.sweep(later)
    at(later)
    answer = browser("utama").post(
        f"/tasks/{task.id}/moves/contacted", contact_result="Akan dijawab besok pagi"
    )
    assert answer.status_code == 409
    assert "Batas tunggu habis lebih dulu" in answer.text
    assert "Akan dijawab besok pagi" in answer.text


def test_a_second_click_of_the_same_hand_does_no_harm(busy: City, browser: Sign) -> None:
    url, desk = _url(busy, "fresh", "not_complaint"), browser("operator")
    assert desk.post(url, reason="Hanya menyapa").status_code == 302
    again = desk.post(url, reason="Hanya menyapa")
    assert again.status_code == 302
    assert "Langkah ini sudah tercatat" in desk.get(again.headers["Location"]).text


def test_what_an_agency_says_by_telephone_needs_a_name(busy: City, browser: Sign) -> None:
    answer = browser("operator").post(_url(busy, "silent", "answer_final"), answer="Lubang sudah ditutup.")
    assert answer.status_code == 422
    assert "Siapa yang mengatakan" in answer.text


def test_a_used_standard_answer_counts(busy: City, browser: Sign) -> None:
    row = db.session.scalars(select(StandardAnswer)).one()
    browser("operator").post(
        _url(busy, "sorted", "answer"), answer="Sudah masuk daftar perbaikan.", standard_answer=row.id
    )
    db.session.refresh(row)
    assert row.uses == 1


def test_a_strange_standard_answer_counts_nothing(busy: City, browser: Sign) -> None:
    url = _url(busy, "sorted", "answer")
    assert browser("operator").post(url, answer="Sudah diperbaiki.", standard_answer="x'").status_code == 302


def test_a_draft_opens_again_and_goes_with_the_move(busy: City, browser: Sign) -> None:
    desk, task = browser("operator"), busy.task(busy.cases["fresh"])
    assert desk.post(
        "/tasks/drafts", draft_form=f"task:{task.id}:not_complaint", reason="Belum selesai"
    ).json["kept"]
    assert db.session.scalars(select(Draft)).one().fields.keys() == {"sealed"}
    assert "Belum selesai" in desk.get(f"/tickets/{busy.cases['fresh']}").text
    assert "Belum selesai" not in browser("operator2").get(f"/tickets/{busy.cases['fresh']}").text
    desk.post(f"/tasks/{task.id}/moves/not_complaint", reason="Belum selesai")
    assert db.session.scalars(select(Draft)).all() == []


def test_a_move_without_a_token_is_not_made(busy: City, browser: Sign) -> None:
    answer = browser("operator").client.post(
        _url(busy, "fresh", "not_complaint"), data={"reason": "Hanya menyapa saja"}
    )
    assert answer.status_code == 400
    assert "Hanya menyapa saja" in answer.text
