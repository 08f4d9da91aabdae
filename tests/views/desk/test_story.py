"""What the page of a case tells of its past: moved deadlines, reminders, and whose answer went back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from sapa.services import sweep
from sapa.services.desk import casepage
from tests.support import fivesops
from tests.support.fivesops import complain, opds, triage
from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]
ALL = ("name", "phone", "address", "nik", "email")


@pytest.fixture
def town(city: City) -> City:
    return fivesops.settle(city)


def asked(town: City, browser: Sign) -> str:
    """Two agencies were asked for their part, and both gave it."""
    number = complain(town, "email", "Mohon data anggaran", ago(50), known=ALL)
    town.do(number, "accept", ago(48))
    town.do(number, "register", ago(45), **triage(town, "Data anggaran lampu"))
    town.do(number, "forward", ago(40), "utama", **opds(town, "dlhk", "dishub"))
    for login in ("dlhk", "dishub"):
        page = casepage.load(number, town.actor(login), NOW)
        url = f"/tasks/{page.turns[0].task.id}/moves/answer_final"
        assert browser(login).post(url, answer=f"Masukan {login}.").status_code == 302
    return number


def ago(minutes: int) -> datetime:
    return NOW - timedelta(minutes=minutes)


def test_a_new_holiday_tells_what_the_deadline_was_and_became(town: City, browser: Sign) -> None:
    number = asked(town, browser)
    day = next(day for n in range(1, 9) if (day := NOW.date() + timedelta(days=n)).weekday() == 1)
    words = {"day": day.isoformat(), "name": "Hari Uji", "kind": "holiday", "confirm": "1"}
    assert browser("admin").post("/holidays/add", **words).status_code == 302
    page = browser("operator").get(f"/tickets/{number}").text
    assert "karena kalender berubah. " in page and "Jawaban untuk warga: semula " in page


def test_a_reminder_stands_in_the_history(town: City, browser: Sign) -> None:
    number = complain(town, "sms", "DISHUB # parkir", ago(50))
    town.do(number, "ask_citizen", ago(45), question="Di mana tepatnya?")
    assert "Pelapor belum membalas" not in browser("operator").get(f"/tickets/{number}").text
    sweep.sweep(NOW + timedelta(days=4))
    assert "Pelapor belum membalas" in browser("operator").get(f"/tickets/{number}").text


def test_the_history_names_the_agency_whose_answer_went_back(town: City, browser: Sign) -> None:
    number = asked(town, browser)
    page = browser("utama").get(f"/tickets/{number}").text
    proposed = page.partition('name="return_opd_id"')[2].partition(" selected>")[2]
    assert proposed.startswith("Dinas Perhubungan"), "the newest answer is the one that would go back"
    which = str(town.opds["dlhk"])
    town.do(number, "return_to_opd", ago(1), "utama", reason="Kurang lengkap.", return_opd_id=which)
    page = browser("utama").get(f"/tickets/{number}").text
    assert "Kembalikan: masukan belum menjawab (DLHK)" in page


def test_a_step_that_is_open_already_is_not_said_to_open_later(town: City, browser: Sign) -> None:
    number = asked(town, browser)
    town.do(number, "return_to_opd", ago(1), "utama", reason="Kurang lengkap.")
    page = browser("utama").get(f"/tickets/{number}").text
    assert "Memberi keputusan" in page and "terbuka begitu unit ini menjawab" not in page
