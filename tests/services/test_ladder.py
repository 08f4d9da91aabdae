"""The ladder on silence: each rung at its moment, from the first wait to the surat undangan."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import ContactRecord, LetterCase, Notice
from sapa.services import sweep
from sapa.services.errors import Invalid
from tests.clock.moments import at
from tests.support.world import CALL, Story, World

#: Forwarded on Mon 2026-08-03 09:00: 3 x 24 jam of wall time, then minutes and working days of 450 minutes.
CLIMBS = [
    ("Thu 2026-08-06 09:00", "T04", "Thu 2026-08-06 09:10"),
    ("Thu 2026-08-06 09:10", "T05", "Thu 2026-08-06 09:20"),
    ("Fri 2026-08-07 09:20", "T06", "Fri 2026-08-07 09:30"),
    ("Fri 2026-08-07 09:30", "T07", "Fri 2026-08-07 09:35"),
    ("Mon 2026-08-10 09:35", "T08", "Mon 2026-08-10 09:40"),
    ("Tue 2026-08-11 09:40", "T09", "Wed 2026-08-12 09:40"),
]


@pytest.fixture
def silent(world: World) -> Story:
    return world.tweet("Mon 2026-08-03 08:50").sent_to("dishub")


def climb_to(story: Story, step: str) -> Story:
    """Nobody acts until that step opens."""
    for moment, opened, _ in CLIMBS:
        story.world.sweep(moment)
        if opened == step:
            return story
    raise AssertionError(step)


def test_it_climbs_rung_by_rung_when_nobody_acts(silent: Story) -> None:
    for moment, step, due in CLIMBS:
        silent.world.sweep(moment)
        task = silent.task(step)
        assert (task.opened_at, task.due_at) == (at(moment), at(due))


def test_it_does_not_climb_a_second_too_early(silent: Story) -> None:
    sweep.sweep(at("Thu 2026-08-06 08:59"))
    assert silent.places() == ["A dishub"]


def test_each_rung_raises_the_level(silent: Story) -> None:
    levels = []
    for moment, _, _ in CLIMBS:
        silent.world.sweep(moment)
        levels.append((silent.case.level, silent.ticket.level))
    assert levels == [(0, 0), (1, 1), (1, 1), (2, 2), (2, 2), (3, 3)]
    assert [e.data["level"] for e in silent.events() if e.kind == "escalated"] == [1, 2, 3]


def test_who_did_not_call_is_on_record(silent: Story) -> None:
    climb_to(silent, "T09")
    records = {task.step: task.record for task in silent.all_tasks()}
    assert [records[step] for step in ("T04", "T05", "T06", "T07")] == [
        "not_contacted", "not_contacted", None, "not_contacted",
    ]  # fmt: skip


def test_every_missed_time_is_a_breach_at_its_own_moment(silent: Story) -> None:
    climb_to(silent, "T09")
    for task in silent.all_tasks():
        assert task.breached_at == (task.due_at if task.by_timer else None), task.step


def test_the_top_of_the_ladder_is_only_late(silent: Story) -> None:
    climb_to(silent, "T09")
    silent.world.sweep("Wed 2026-08-12 09:40")
    task = silent.task("T09")
    assert task.breached_at == at("Wed 2026-08-12 09:40")
    assert task.next_at is None
    assert silent.world.sweep("Fri 2026-10-02 09:00").looked == 0


def test_the_letter_is_drafted_when_the_top_opens(silent: Story) -> None:
    climb_to(silent, "T09")
    rows = db.session.scalars(select(LetterCase).where(LetterCase.case_id == silent.case.id)).all()
    assert [row.task_id for row in rows] == [silent.task("T09").id]


def test_two_overdue_cases_of_an_agency_share_a_letter(silent: Story) -> None:
    other = silent.world.tweet("Mon 2026-08-03 08:55").sent_to("dishub")
    climb_to(silent, "T09")
    letters = db.session.scalars(
        select(LetterCase.letter_id).where(LetterCase.case_id.in_([silent.case.id, other.case.id]))
    ).all()
    assert len(letters) == 2
    assert len(set(letters)) == 1


def test_a_contact_starts_the_wait_for_the_agency(silent: Story) -> None:
    climb_to(silent, "T05").do("T05", "contacted", "Thu 2026-08-06 09:15")
    task = silent.task("B")
    # 15 minutes less than the rung's own time and wait: 450 working minutes from the call.
    assert task.due_at == at("Fri 2026-08-07 09:15")
    silent.world.sweep("Fri 2026-08-07 09:15")
    assert silent.places() == ["T06 dishub"]


def test_a_contact_says_who_was_called_and_hides_his_name_and_number(silent: Story) -> None:
    climb_to(silent, "T05").do("T05", "contacted", "Thu 2026-08-06 09:15")
    row = db.session.scalars(select(ContactRecord).where(ContactRecord.ticket_id == silent.ticket_id)).one()
    assert (row.jabatan, row.medium, row.at) == ("Kasi Lalu Lintas", "phone", at("Thu 2026-08-06 09:15"))
    assert "Contoh" not in row.person_sealed
    assert "0811" not in row.number_sealed


def test_the_second_contact_leads_to_the_agency_itself(silent: Story) -> None:
    climb_to(silent, "T07").do("T07", "contacted", "Fri 2026-08-07 09:33")
    assert silent.places() == ["T08 dishub"]
    assert silent.task("T08").due_at == at("Fri 2026-08-07 09:38")


def test_people_may_climb_before_the_clock(silent: Story) -> None:
    climb_to(silent, "T04").do("T04", "escalate", "Thu 2026-08-06 09:02")
    assert silent.places() == ["T05 dishub"]
    assert silent.all_tasks("T04")[0].breached_at is None


def test_the_wait_is_wall_time_and_the_minutes_are_not(world: World) -> None:
    """Three times 24 hours from Friday end on Monday's holiday; the ten minutes run when the doors open."""
    story = world.tweet("Fri 2026-08-14 09:50").sent_to("dishub", when="Fri 2026-08-14 10:00")
    assert story.task("A").due_at == at("Mon 2026-08-17 10:00")
    world.sweep("Mon 2026-08-17 10:00")
    assert story.task("T04").due_at == at("Tue 2026-08-18 07:40")


def test_a_rung_that_opens_on_a_holiday_rings_when_the_doors_open(world: World) -> None:
    story = world.tweet("Fri 2026-08-14 09:50").sent_to("dishub", when="Fri 2026-08-14 10:00")
    world.sweep("Mon 2026-08-17 10:00")
    late, turn = db.session.scalars(
        select(Notice).where(Notice.created_at == at("Mon 2026-08-17 10:00")).order_by(Notice.kind)
    ).all()
    assert (late.kind, late.role, turn.kind, turn.role) == ("late", "ppid_pembantu", "turn", "operator")
    assert {late.visible_at, turn.visible_at} == {at("Tue 2026-08-18 07:30")}
    assert story.places() == ["T04 dishub"]


def test_the_ladders_of_two_agencies_are_their_own(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 08:50").sent_to("dishub", "dlhk")
    story.do("A", "answer_final", "Tue 2026-08-04 10:00", opd="dishub")
    assert story.places() == ["A dlhk", "T-X1"]
    world.sweep("Thu 2026-08-06 09:00")
    assert story.places() == ["T-X1", "T04 dlhk"]


def test_a_sweep_that_comes_late_climbs_one_rung_and_gives_people_their_time(silent: Story) -> None:
    silent.world.sweep("Mon 2026-08-10 11:00")
    assert silent.task("T04").due_at == at("Mon 2026-08-10 11:10")
    assert silent.all_tasks("A")[0].breached_at == at("Thu 2026-08-06 09:00")


def test_an_answer_stops_the_ladder_on_every_rung(world: World) -> None:
    for _, step, _ in CLIMBS:
        story = climb_to(world.tweet("Mon 2026-08-03 08:50").sent_to("dishub"), step)
        story.do(step, "answer_final", "Wed 2026-08-12 10:00")
        assert story.places() == ["T-X1"], step
        assert story.case.level == {"T04": 0, "T05": 1, "T06": 1, "T07": 2, "T08": 2, "T09": 3}[step]


def test_nobody_is_told_the_same_thing_twice(silent: Story) -> None:
    for moment, _, _ in CLIMBS:
        silent.world.sweep(moment)
        silent.world.sweep(moment)
    keys = db.session.scalars(select(Notice.key).where(Notice.case_id == silent.case.id)).all()
    assert len(keys) == len(set(keys))
    assert [each for each in silent.told("turn") if each[1] == "koordinator"] == [("turn", "koordinator")] * 2


@pytest.mark.parametrize(
    ("number", "medium", "fits"),
    [
        ("abc", "phone", False),
        ("12", "whatsapp", False),
        ("pesawat 214", "phone", True),
        ("ruang rapat", "meeting", True),
    ],
)
def test_who_was_called_was_called_at_a_number(world: World, number: str, medium: str, fits: bool) -> None:
    story = world.tweet("Mon 2026-08-03 08:50").sent_to("dishub")
    world.sweep("Thu 2026-08-06 09:00")
    story.do("T04", "escalate", "Thu 2026-08-06 09:05")
    call = {**CALL, "contact_number": number, "contact_medium": medium}
    if fits:
        story.do("T05", "contacted", "Thu 2026-08-06 09:10", **call)
        return
    with pytest.raises(Invalid) as refused:
        story.do("T05", "contacted", "Thu 2026-08-06 09:10", **call)
    assert refused.value.fields["contact_number"].code == "not_a_phone"
