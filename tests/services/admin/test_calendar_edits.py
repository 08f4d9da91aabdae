"""Holidays and hours: open deadlines follow them, closed ones never, and every history says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from sapa.channels.twitter import from_paste
from sapa.models import AdminEvent, Case, Category, Event, Holiday, Kecamatan, Task, WorkCalendar, WorkHours
from sapa.services import calendars, counters, intake, moves, sweep
from sapa.services.actors import Actor
from sapa.services.admin import calendar_edits
from sapa.services.errors import Conflict, Invalid, NotFound

#: A Tuesday, 13.42 WIB.
NOW = datetime(2026, 11, 10, 6, 42, tzinfo=UTC)
DAY = {"name": "Hari Uji", "kind": "holiday"}


@pytest.fixture
def operator(session: scoped_session) -> Actor:
    user = User(first_name="Operator", last_name="Uji", username="op-uji", email="op@contoh.example")
    user.active = True
    session.add(user)
    session.commit()
    return Actor(user.id, "Operator Uji", frozenset({"operator"}))


@pytest.fixture
def admin(operator: Actor) -> Actor:
    return Actor(operator.user_id, "Admin Uji", frozenset({"admin"}))


@pytest.fixture
def case(session: scoped_session, operator: Actor) -> Case:
    """A complaint that was classified: it waits at T03 and its citizen was promised 14 working days."""
    session.add_all([Category(slug="pju-uji", name="PJU"), Kecamatan(name="Kecamatan Uji")])
    session.commit()
    tweet = from_paste("https://x.com/warga/status/1234567", "@warga", "lampu mati", NOW - timedelta(hours=1))
    ticket = intake.receive(tweet, NOW, operator).ticket_id
    case = session.scalars(select(Case).where(Case.ticket_id == ticket)).one()
    category = session.scalars(select(Category.id).where(Category.slug == "pju-uji")).one()
    kecamatan = session.scalars(select(Kecamatan.id).where(Kecamatan.name == "Kecamatan Uji")).one()
    fields = {"klasifikasi": "pengaduan", "title": "Lampu mati"}
    fields |= {"category_id": category, "kecamatan_id": kecamatan}
    moves.make(task_of(session, case).id, "complaint", operator, NOW, fields)
    return case


def task_of(session: scoped_session, case: Case) -> Task:
    return session.scalars(select(Task).where(Task.case_id == case.id, Task.closed_at.is_(None))).one()


def add(day: date, admin: Actor, **more: object) -> calendar_edits.Shift:
    preview = bool(more.pop("preview", False))
    return calendar_edits.add_holidays({**DAY, "day": day, **more}, admin, NOW, preview=preview)


def test_a_holiday_moves_the_citizens_deadline_by_one_working_day(session, case, admin) -> None:
    before = case.deadline_at
    shift = add(date(2026, 11, 12), admin)
    assert (shift.cases, shift.deadlines, shift.later) == (1, 1, 1)
    assert case.deadline_at > before
    assert case.deadline_sum["days"] == 14


def test_a_holiday_today_moves_the_open_task_and_not_the_closed_one(session, case, admin) -> None:
    closed = session.scalars(select(Task).where(Task.case_id == case.id, Task.closed_at.is_not(None))).one()
    was, due = closed.due_at, task_of(session, case).due_at
    shift = add(date(2026, 11, 10), admin)
    task = task_of(session, case)
    assert shift.tasks == 1
    assert task.due_at.date() == date(2026, 11, 11) != due.date()
    assert task.next_at is not None and task.warn_at > NOW
    assert closed.due_at == was


def test_the_history_of_each_case_tells_it(session, case, admin) -> None:
    add(date(2026, 11, 12), admin)
    event = session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.seq.desc())).first()
    assert (event.kind, event.actor_id) == ("recomputed", admin.user_id)
    deadline = event.data["deadline"]
    assert event.data["cause"] == "holiday_added" and deadline["new"] > deadline["old"]
    assert case.head == event.hash


def test_a_closed_case_never_changes(session, case, operator, admin) -> None:
    task = task_of(session, case)
    moves.make(task.id, "ask_citizen", operator, NOW, {"question": "Di mana tepatnya?"})
    sweep.sweep(NOW + timedelta(days=30))
    deadline, events = case.deadline_at, case.events_count
    assert case.closed_at is not None
    assert add(date(2026, 11, 12), admin).cases == 0
    assert (case.deadline_at, case.events_count) == (deadline, events)


def test_a_paused_case_waits_for_the_end_of_its_pause(session, case, operator, admin) -> None:
    moves.make(task_of(session, case).id, "ask_citizen", operator, NOW, {"question": "Di mana tepatnya?"})
    assert add(date(2026, 11, 12), admin).cases == 0


def test_a_preview_counts_and_changes_nothing(session, case, admin) -> None:
    before, stamp = case.deadline_at, counters.stamp(calendars.STAMP)
    shift = add(date(2026, 11, 12), admin, preview=True)
    session.expire_all()
    assert shift.deadlines == 1 and shift.examples[0]["what"] == "deadline"
    assert case.deadline_at == before
    assert counters.stamp(calendars.STAMP) == stamp
    assert session.scalars(select(Holiday).where(Holiday.day == date(2026, 11, 12))).first() is None
    assert session.scalars(select(AdminEvent).where(AdminEvent.kind == "holiday_added")).first() is None


def test_taking_the_holiday_back_restores_the_deadline(session, case, admin) -> None:
    before = case.deadline_at
    add(date(2026, 11, 12), admin)
    row = session.scalars(select(Holiday).where(Holiday.day == date(2026, 11, 12))).one()
    assert calendar_edits.delete_holiday(row.id, admin, NOW).earlier == 1
    assert case.deadline_at == before


def test_a_breach_is_lifted_where_the_promise_holds_again(session, case, admin) -> None:
    late = task_of(session, case).due_at + timedelta(minutes=1)
    sweep.sweep(late)
    task = task_of(session, case)
    assert task.breached_at is not None
    shift = calendar_edits.add_holidays({**DAY, "day": date(2026, 11, 10)}, admin, late)
    assert shift.late_no_more == 1
    assert task.breached_at is None


def test_a_run_of_days_is_one_batch(session, case, admin) -> None:
    shift = add(date(2026, 11, 12), admin, until=date(2026, 11, 13))
    days = session.scalars(select(Holiday.day).where(Holiday.name == "Hari Uji").order_by(Holiday.day)).all()
    assert days == [date(2026, 11, 12), date(2026, 11, 13)]
    assert shift.cases == 1


@pytest.mark.parametrize(("more", "field", "code"), [
    ({"day": None}, "day", "required"),
    ({"day": "31-12-2026"}, "day", "not_a_date"),
    ({"kind": "pesta"}, "kind", "unknown_choice"),
    ({"until": date(2026, 11, 1)}, "until", "ends_before"),
    ({"until": date(2027, 11, 1)}, "until", "too_many_days"),
    ({"day": date(2026, 12, 25)}, "day", "holiday_exists"),
])  # fmt: skip
def test_bad_holidays_are_refused_by_field(session, admin, more, field, code) -> None:
    with pytest.raises(Invalid) as refusal:
        calendar_edits.add_holidays({**DAY, "day": date(2026, 11, 12), **more}, admin, NOW)
    assert refusal.value.fields[field].code == code


def test_a_holiday_that_is_gone_is_not_found(session, admin) -> None:
    with pytest.raises(NotFound):
        calendar_edits.delete_holiday(10**9, admin, NOW)


HOURS = {"opens": time(8), "closes": time(15), "weekdays": ["1", "2"], "valid_from": date(2026, 11, 10)}


def office(session: scoped_session) -> WorkCalendar:
    return session.scalars(select(WorkCalendar).where(WorkCalendar.slug == "office")).one()


def test_shorter_hours_move_what_is_open(session, case, admin) -> None:
    slug = calendars_of_handling(case)
    calendar = session.scalars(select(WorkCalendar).where(WorkCalendar.slug == slug)).one()
    data = {**HOURS, "opens": time(14), "valid_to": date(2026, 11, 30)}
    before = task_of(session, case).due_at
    shift = calendar_edits.add_hours(calendar.id, data, admin, NOW)
    assert shift.tasks == 1
    assert task_of(session, case).due_at > before


def calendars_of_handling(case: Case) -> str:
    from sapa.services import sops

    return sops.definition(case.sop_version_id).processes[case.process].calendar


@pytest.mark.parametrize(("more", "field", "code"), [
    ({"closes": time(7)}, "closes", "closes_before_opening"),
    ({"closes": None}, "closes", "required"),
    ({"break_from": time(12)}, "break_to", "half_a_break"),
    ({"break_from": time(7), "break_to": time(9)}, "break_from", "break_outside"),
    ({"weekdays": []}, "weekdays", "required"),
    ({"weekdays": ["9"]}, "weekdays", "unknown_choice"),
    ({"valid_to": date(2026, 1, 1)}, "valid_to", "ends_before"),
    ({"valid_from": None}, "weekdays", "weekday_taken"),
])  # fmt: skip
def test_bad_hours_are_refused_by_field(session, admin, more, field, code) -> None:
    with pytest.raises(Invalid) as refusal:
        calendar_edits.add_hours(office(session).id, {**HOURS, **more}, admin, NOW)
    assert refusal.value.fields[field].code == code


def test_a_calendar_in_use_cannot_lose_its_last_hours(session, admin) -> None:
    rows = session.scalars(select(WorkHours.id).where(WorkHours.calendar_id == office(session).id)).all()
    with pytest.raises(Invalid) as refusal:
        for pk in rows:
            calendar_edits.delete_hours(pk, admin, NOW)
    assert refusal.value.fields["weekdays"].code == "never_open"


def test_a_calendar_that_an_sop_names_stays(session, admin) -> None:
    with pytest.raises(Conflict) as refusal:
        calendar_edits.delete_calendar(office(session).id, admin, NOW)
    assert refusal.value.code == "in_use"


def test_a_new_calendar_is_there_for_the_next_reader_and_can_go(session, admin) -> None:
    data = {"slug": "posko", "name": "Posko Malam", "tz": "Asia/Jakarta", "always_open": True}
    pk = calendar_edits.add_calendar(data, admin, NOW)
    assert calendars.get("posko").always_open
    calendar_edits.delete_calendar(pk, admin, NOW)
    with pytest.raises(NotFound):
        calendars.get("posko")
