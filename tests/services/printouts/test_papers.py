"""Papers of cases: what stands on them, who may print them, and that no identity is open."""

import pytest

from sapa.db import db
from sapa.models import Complaint
from sapa.services.errors import NotAllowed, NotFound
from sapa.services.printouts import papers
from sapa.services.printouts.offers import offers
from sapa.sop.loader import shipped
from tests.clock.moments import at
from tests.reports.reading import text
from tests.services.driver import IDENTITIES
from tests.services.printouts import scenes

NOW = at("Tue 2026-08-11 09:00")
FORMS = {"disposition", "complaint", "solution", "answer_report"}


def printed(driver, step, unit="", who=None):
    actor = who or driver.world.people["operator"]
    return papers.draw(scenes.number(driver), scenes.visit(driver, step, unit).id, actor, NOW)


def lacks(made, *words):
    whole = text(made.drawn)
    return [word for word in words if word not in whole]


def test_every_form_is_named_by_a_shipped_sop():
    named = {step.prints for sop in shipped() for step in sop.steps.values() if step.prints}
    assert named == FORMS | {"recap", "register"}
    assert set(papers.FORMS) == FORMS


def test_a_disposition_names_agency_sender_agenda_and_who_took_it(world):
    driver = scenes.drive(world, scenes.BOGOR)
    made = printed(driver, "B04", "Dinas Satu")
    assert made.name == f"disposisi-{scenes.number(driver)}.pdf".lower()
    assert lacks(made, "LEMBAR DISPOSISI", "DINAS SATU", "Operator Call Center", "No. agenda : 1/2026",
                 scenes.number(driver), "Dicatat di aplikasi oleh wakil") == []  # fmt: skip


def test_a_disposition_that_waits_is_printed_from_the_moment_the_step_is_reached(world):
    driver = scenes.drive(world, scenes.BOGOR)
    assert "Dicatat di aplikasi" not in text(printed(driver, "B04", "Dinas Dua").drawn)


def test_the_report_of_an_answer_tells_the_steps_and_the_answer(world):
    driver = scenes.drive(world, scenes.ANSWERED)
    made = printed(driver, "B07", "Dinas Satu")
    assert lacks(made, "LAPORAN JAWABAN PENGADUAN", "Kepada : Operator Call Center", "Dari : Dinas Satu",
                 "B06 Menindaklanjuti", "Kata untuk answer.") == []  # fmt: skip
    assert "Dinas Dua" not in text(made.drawn)


def test_the_complaint_is_printed_as_it_went_to_the_agency(world):
    driver = scenes.drive(world, scenes.TELEPON)
    made = printed(driver, "P09")
    assert lacks(made, "PENGADUAN MASYARAKAT", "PPID Pembantu Dinas Satu", "Lampu jalan mati min",
                 "tidak ada alamat surel", "Kata untuk answer.") == []  # fmt: skip


def test_a_solution_that_nobody_decided_says_so(world):
    driver = scenes.drive(world, scenes.SMS)
    assert lacks(printed(driver, "S04"), "Belum diputuskan.", "Kata untuk note.", "Kata untuk answer.",
                 "Anggota", "Ketua", "Pengarah") == []  # fmt: skip


def test_a_solution_that_is_decided_says_by_whom(world):
    driver = scenes.drive(world, scenes.DECIDED)
    assert lacks(printed(driver, "S04"), "Setujui: Ketua, Koordinator Uji") == []


@pytest.mark.parametrize(("scene", "step"), [(scenes.BOGOR, "B04"), (scenes.ANSWERED, "B07"),
                                             (scenes.TELEPON, "P09")])  # fmt: skip
def test_no_identity_is_open_on_paper(world, scene, step):
    driver = scenes.drive(world, scene)
    said = db.session.query(Complaint).filter_by(ticket_id=driver.ticket).one()
    assert said.text
    whole = text(printed(driver, step, "" if step == "P09" else "Dinas Satu").drawn)
    open_ = [IDENTITIES[name] for name in ("name", "nik", "phone", "address", "email")]
    assert [word for word in open_ if word in whole] == []
    assert "W*** C***" in whole
    assert "+62 811-***-**00" in whole


def test_the_same_question_gives_the_same_bytes(world):
    driver = scenes.drive(world, scenes.ANSWERED)
    once, again = (printed(driver, "B07", "Dinas Satu").drawn.pdf for _ in range(2))
    assert once == again


def test_an_agency_prints_its_own_papers_and_no_others(world):
    driver = scenes.drive(world, scenes.BOGOR)
    mine, other = scenes.agent(driver, "Dinas Satu"), scenes.agent(driver, "Dinas Dua")
    assert printed(driver, "B04", "Dinas Satu", mine).drawn.pages == 1
    with pytest.raises(NotFound):
        printed(driver, "B04", "Dinas Satu", other)


def test_an_agency_that_was_not_asked_sees_nothing(world):
    driver = scenes.drive(world, scenes.BOGOR)
    with pytest.raises(NotAllowed):
        printed(driver, "B04", "Dinas Satu", world.people["dishub"])


def test_a_step_without_a_form_prints_nothing(world):
    driver = scenes.drive(world, scenes.BOGOR)
    with pytest.raises(NotFound):
        printed(driver, "B05", "Dinas Satu")


def test_a_visit_of_another_case_is_not_printed_under_this_number(world):
    other = world.tweet("Mon 2026-08-03 08:50", "Mon 2026-08-03 09:00")
    driver = scenes.drive(world, scenes.BOGOR)
    with pytest.raises(NotFound):
        papers.draw(other.number, scenes.visit(driver, "B04", "Dinas Satu").id, world.people["operator"], NOW)


def test_a_case_offers_what_was_reached_one_paper_for_each_agency(world):
    driver = scenes.drive(world, scenes.BOGOR)
    sop, tasks = driver.sop, driver._tasks()
    everybody = offers(sop, tasks, world.people["operator"])
    assert [(each.kind, each.task.step) for each in everybody] == [
        ("disposition", "B04"), ("disposition", "B04"), ("answer_report", "B07"),
    ]  # fmt: skip
    assert len(offers(sop, tasks, scenes.agent(driver, "Dinas Dua"))) == 1
