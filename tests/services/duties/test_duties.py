"""Each SKPD opens its mailbox after the morning and before the afternoon assembly (Kulon Progo)."""

from datetime import date

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import AccountUnit, Case, Notice, Opd, Task
from sapa.services import sweep
from sapa.services.compliance import monitoring, spans
from sapa.services.desk import worklists
from sapa.services.duties import desk, monthly, opening
from sapa.services.errors import Conflict, NotAllowed, NotFound
from tests.clock.moments import at
from tests.reports.reading import text

MORNING, NOON, EVENING = "Mon 2026-08-10 07:30", "Mon 2026-08-10 12:30", "Mon 2026-08-10 15:10"
AUGUST = date(2026, 8, 1)


def duties(day="2026-08-10"):
    query = select(Case, Task, Opd.code).join(Task, Task.case_id == Case.id).join(Opd, Opd.id == Case.opd_id)
    rows = db.session.execute(
        query.where(Case.duty != "", Case.subject_date == date.fromisoformat(day))
        .order_by(Case.id).execution_options(populate_existing=True)
    )  # fmt: skip
    return [(code, case.duty, case.outcome, task) for case, task, code in rows]


def test_both_windows_open_on_an_open_day_for_each_agency_with_an_account(world):
    assert opening.open_due(at(MORNING)) == 1
    assert [(code, duty) for code, duty, _, _ in duties()] == [("dishub", "pagi"), ("dlhk", "pagi")]
    assert opening.open_due(at(EVENING)) == 1
    assert [(code, duty) for code, duty, _, _ in duties()][2:] == [("dishub", "sore"), ("dlhk", "sore")]


def test_a_second_ring_opens_nothing(world):
    assert opening.open_due(at(MORNING)) == 1
    assert opening.open_due(at("Mon 2026-08-10 07:31")) == 0
    assert len(duties()) == 2


@pytest.mark.parametrize("moment", ["Mon 2026-08-10 07:29", "Mon 2026-08-10 08:30", NOON,
                                    "Mon 2026-08-10 16:00", "Sat 2026-08-08 07:40"])  # fmt: skip
def test_nothing_opens_outside_the_windows(world, moment):
    assert opening.open_due(at(moment)) == 0


def test_nothing_opens_on_a_holiday(world):
    world.holiday("2026-08-10")
    assert opening.open_due(at(MORNING)) == 0
    assert opening.next_due(at(MORNING)) == at("Tue 2026-08-11 07:30")


def test_the_next_window_is_told(world):
    assert opening.next_due(at("Mon 2026-08-10 06:00")) == at(MORNING)
    assert opening.next_due(at(MORNING)) == at("Mon 2026-08-10 15:00")
    assert opening.next_due(at("Fri 2026-08-07 16:30")) == at(MORNING)


def test_however_late_the_job_the_duty_ends_with_its_window(world):
    opening.open_due(at("Mon 2026-08-10 08:10"))
    assert {task.due_at for _, _, _, task in duties()} == {at("Mon 2026-08-10 08:30")}


def test_before_the_afternoon_assembly_it_ends_when_the_office_closes(world):
    opening.open_due(at(EVENING))
    assert {task.due_at for _, _, _, task in duties()} == {at("Mon 2026-08-10 16:00")}


def test_what_the_house_slept_through_is_entered_when_it_returns_and_nobody_is_blamed(world):
    opening.open_due(at(MORNING))
    sweep.sweep(at("Mon 2026-08-10 08:30"))
    world.holiday("2026-08-12")
    rung = len(db.session.scalars(select(Notice.id)).all())
    back = "Fri 2026-08-14 09:00"
    assert opening.open_due(at(back)) == 6  # Monday's afternoon, Tuesday, Thursday, Friday's morning
    assert opening.open_due(at(back)) == 0
    days = ["2026-08-11", "2026-08-13"]
    assert [len(duties(day)) for day in (*days, "2026-08-12", "2026-08-14")] == [4, 4, 0, 2]
    assert {outcome for _, _, outcome, _ in duties("2026-08-11")} == {"missed"}
    assert len(db.session.scalars(select(Notice.id)).all()) == rung
    told = {(line.agency, line.duty): line for line in monthly.lines(AUGUST)}
    morning = told["Dinas Perhubungan", "Setelah apel pagi"]
    assert (morning.asked, morning.done, [day.day for day in morning.missed]) == (1, 0, [10])
    assert [day.day for day in morning.slept] == [11, 13, 14]
    evening = told["Dinas Perhubungan", "Sebelum apel sore"]
    assert (evening.asked, evening.missed, [day.day for day in evening.slept]) == (0, (), [10, 11, 13])
    (receipt,) = desk.today(world.people["dishub"], at(back))
    assert (receipt.slept, receipt.action) == (True, None)


def test_what_the_house_slept_through_is_in_no_figure_of_compliance(world):
    opening.open_due(at(MORNING))
    sweep.sweep(at("Mon 2026-08-10 08:30"))
    opening.open_due(at("Fri 2026-08-14 09:00"))
    half = spans.around("half", AUGUST)
    log = monitoring.figures("kulon-progo", half, world.people["koordinator"], at("Fri 2026-08-14 10:00"))
    assert next(row.closed for row in log.rows if row.step == "K-M") == 2


def test_a_window_that_still_runs_when_the_house_returns_is_opened(world):
    opening.open_due(at(MORNING))
    assert opening.open_due(at("Tue 2026-08-11 08:00")) == 2
    (waiting,) = desk.today(world.people["dishub"], at("Tue 2026-08-11 08:00"))
    assert (waiting.slept, waiting.due_at) == (False, at("Tue 2026-08-11 08:30"))


def test_a_house_that_is_new_slept_through_nothing(world):
    assert opening.open_due(at("Mon 2026-08-10 12:00")) == 0


def test_a_long_sleep_is_entered_for_two_months_at_most(world):
    opening.open_due(at("Mon 2026-04-06 07:30"))
    opening.open_due(at(MORNING))
    assert monthly.months() == [AUGUST, date(2026, 7, 1), date(2026, 6, 1), date(2026, 4, 1)]


def test_the_paper_says_on_which_days_the_system_did_not_run(world):
    opening.open_due(at(MORNING))
    opening.open_due(at("Wed 2026-08-12 12:00"))
    told = text(monthly.draw(AUGUST, world.people["koordinator"], at("Wed 2026-08-12 12:00")))
    assert "Sistem tidak berjalan pada tanggal 10, 11, 12" in told


def test_one_click_is_a_receipt_with_name_time_and_number(world):
    opening.open_due(at(MORNING))
    (waiting,) = desk.today(world.people["dishub"], at(MORNING))
    assert (waiting.label, waiting.action.slug) == ("Setelah apel pagi", "opened")
    receipt = desk.do(waiting.task_id, world.people["dishub"], at("Mon 2026-08-10 07:42"))
    assert (receipt.done_at, receipt.by, receipt.missed) == (at("Mon 2026-08-10 07:42"), "Dishub Uji", False)
    assert receipt.number.split("-")[0].isdigit()
    assert desk.today(world.people["dishub"], at(NOON)) == [receipt]


def test_who_does_not_click_has_missed_it(world):
    opening.open_due(at(MORNING))
    (waiting,) = desk.today(world.people["dishub"], at(MORNING))
    desk.do(waiting.task_id, world.people["dishub"], at("Mon 2026-08-10 07:42"))
    sweep.sweep(at("Mon 2026-08-10 08:30"))
    assert [(code, outcome) for code, _, outcome, _ in duties()] == [("dishub", "done"), ("dlhk", "missed")]
    (told,) = desk.today(world.people["dlhk"], at(NOON))
    assert (told.missed, told.action) == (True, None)


def test_after_the_window_a_click_comes_too_late(world):
    opening.open_due(at(MORNING))
    (waiting,) = desk.today(world.people["dlhk"], at(MORNING))
    sweep.sweep(at("Mon 2026-08-10 08:30"))
    with pytest.raises(Conflict):
        desk.do(waiting.task_id, world.people["dlhk"], at("Mon 2026-08-10 08:31"))


def test_another_agency_cannot_click_for_it(world):
    opening.open_due(at(MORNING))
    (waiting,) = desk.today(world.people["dlhk"], at(MORNING))
    for who in ("dishub", "operator", "koordinator"):
        with pytest.raises(NotAllowed):
            desk.do(waiting.task_id, world.people[who], at("Mon 2026-08-10 07:40"))


def test_only_a_duty_is_done_this_way(world):
    story = world.tweet("Mon 2026-08-10 07:40")
    with pytest.raises(NotFound):
        desk.do(story.task("T02").id, world.people["operator"], at("Mon 2026-08-10 07:41"))


def test_no_desk_is_flooded(world):
    opening.open_due(at(MORNING))
    for who, rows in (("operator", 0), ("koordinator", 0), ("ppid_utama", 0), ("dishub", 1)):
        assert len(worklists.listed("mine", world.people[who], at(MORNING)).rows) == rows
    assert desk.today(world.people["operator"], at(MORNING)) == []


def test_the_agency_is_reminded_and_nobody_else(world):
    opening.open_due(at(MORNING))
    rung = db.session.execute(select(Notice.kind, Notice.role, Notice.opd_id)).all()
    assert {(kind, role) for kind, role, _ in rung} == {("turn", "ppid_pembantu")}
    assert {opd for _, _, opd in rung} == {opd.id for opd in world.opds.values()}


def test_an_agency_without_an_account_has_no_duty(world):
    db.session.query(AccountUnit).filter_by(opd_id=world.opds["dlhk"].id).delete()
    db.session.commit()
    opening.open_due(at(MORNING))
    assert [code for code, _, _, _ in duties()] == ["dishub"]


def test_a_bidang_of_the_ppid_is_no_skpd(world):
    world.opds["dlhk"].code = "bidang-ti"
    db.session.commit()
    opening.open_due(at(MORNING))
    assert [code for code, _, _, _ in duties()] == ["dishub"]


def test_an_sop_that_no_channel_leads_to_asks_nothing(world):
    world.set("routes", {"twitter": "depok-twitter"}, "2026-01-01")
    assert opening.kept(date(2026, 8, 10)) == ()
    assert opening.open_due(at(MORNING)) == 0


def test_the_month_tells_who_did_not_open_and_on_which_days(world):
    for day in ("Mon 2026-08-10", "Tue 2026-08-11"):
        opening.open_due(at(f"{day} 07:30"))
        (waiting,) = desk.today(world.people["dishub"], at(f"{day} 07:30"))
        if day.startswith("Mon"):
            desk.do(waiting.task_id, world.people["dishub"], at(f"{day} 07:40"))
        sweep.sweep(at(f"{day} 08:30"))
    mornings = [line for line in monthly.lines(AUGUST) if line.duty == "Setelah apel pagi"]
    told = [(line.agency, line.asked, line.done, line.missed, line.open) for line in mornings]
    assert told == [
        ("Dinas Lingkungan Hidup dan Kebersihan", 2, 0, (date(2026, 8, 10), date(2026, 8, 11)), 0),
        ("Dinas Perhubungan", 2, 1, (date(2026, 8, 11),), 0),
    ]
    assert monthly.months() == [AUGUST]


def test_the_month_is_a_paper_too(world):
    opening.open_due(at(MORNING))
    sweep.sweep(at("Mon 2026-08-10 08:30"))
    koordinator = world.people["koordinator"]
    told = text(monthly.draw(AUGUST, koordinator, at(NOON)))
    for words in ("REKAPITULASI KEWAJIBAN HARIAN", "Bulan Agustus 2026", "0 dari 2 kewajiban",
                  "2 Perangkat Daerah pernah tidak melakukannya"):  # fmt: skip
        assert words in told


def test_another_month_has_no_lines_and_no_paper(world):
    opening.open_due(at(MORNING))
    assert monthly.lines(date(2026, 9, 1)) == []
    with pytest.raises(NotFound):
        monthly.draw(date(2026, 9, 1), world.people["koordinator"], at(NOON))
