"""A draft on real cases: the arithmetic alone."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from sapa.clock import Pause
from sapa.services.publishing import edits
from sapa.services.publishing import rules as ruleedits
from sapa.services.publishing.replay import CaseFacts, Rules, Visit, replay
from sapa.sop.definition import Definition
from sapa.sop.loader import shipped
from sapa.sop.scenariocalendars import default_calendars
from sapa.sop.timing import DEADLINE_DAYS
from tests.clock.moments import at

SOP = next(sop for sop in shipped() if sop.code == "depok-twitter")
CALENDARS = default_calendars((), ())
NOW = at("Mon 2026-09-07 09:00")


def rules(sop: Definition) -> Rules:
    return Rules(sop, CALENDARS, DEADLINE_DAYS, "office")


def changed(**typed: str) -> Definition:
    fields = {name.replace("__", "."): [value] for name, value in typed.items()}
    return Definition.from_json(edits.matrix(SOP.to_json(), fields))


def case(minutes: int, number: str = "DPK-1", **words) -> CaseFacts:
    """A complaint judged within so many minutes of a Monday morning."""
    opened = at("Mon 2026-08-03 09:00")
    visit = Visit("T02", None, opened, opened + timedelta(minutes=minutes), False, None, ("complaint",))
    facts = CaseFacts(1, number, "handling", opened, visit.closed, "pengaduan", (), (visit,))
    return replace(facts, **words)


def test_a_shorter_time_makes_real_cases_late() -> None:
    cases = [case(minutes, f"DPK-{minutes}") for minutes in (1, 2, 4, 30)]
    found = replay(cases, rules(changed(T02__time="10 menit")), rules(changed(T02__time="3 menit")), NOW)
    assert (found.cases, found.late_now, found.late_draft) == (4, 1, 2)
    assert [each.number for each in found.late if each.late_draft] == ["DPK-4", "DPK-30"]
    assert found.late[0].steps_draft == ("T02",)
    count = found.steps["T02"]
    assert (count.visits, count.late_now, count.late_draft) == (4, 1, 2)


def test_the_late_cases_are_told_apart_by_the_version_that_makes_them_late() -> None:
    cases = [case(minutes, f"DPK-{minutes}") for minutes in (1, 4, 30)]
    shorter, longer = rules(changed(T02__time="3 menit")), rules(changed(T02__time="10 menit"))

    def told(found):
        groups = (found.newly_late, found.still_late, found.no_longer_late)
        return [[each.number for each in group] for group in groups]

    assert told(replay(cases, longer, shorter, NOW)) == [["DPK-4"], ["DPK-30"], []]
    assert told(replay(cases, shorter, longer, NOW)) == [[], ["DPK-30"], ["DPK-4"]]


def test_a_row_that_stands_between_leaves_the_clocks_of_its_neighbours_alone() -> None:
    body, fresh = edits.add_row(SOP.to_json(), "T02")
    added = Definition.from_json(edits.matrix(body, {f"{fresh}.time": ["1 menit"]}))
    found = replay([case(30), case(1)], rules(SOP), rules(added), NOW)
    assert (found.fresh, found.missing, found.late_now, found.late_draft) == ((fresh,), {}, 1, 1)


def test_what_is_done_on_the_very_deadline_is_in_time_and_a_timer_then_is_not() -> None:
    exact = case(10)
    own = rules(changed(T02__time="10 menit"))
    assert replay([exact], own, own, NOW).late_draft == 0
    by_timer = replace(exact, visits=(exact.visits[0]._replace(by_timer=True),))
    assert replay([by_timer], own, own, NOW).late_draft == 1


def test_a_step_that_the_draft_lacks_is_told_and_not_judged() -> None:
    without = Definition.from_json(edits.remove_row(SOP.to_json(), "T02"))
    found = replay([case(30)], rules(SOP), rules(without), NOW)
    assert (found.missing, found.late_draft) == ({"T02": 1}, 0)
    assert replay([case(30)], rules(without), rules(SOP), NOW).fresh == ("T02",)


def test_pauses_count_for_nothing_and_a_standing_one_neither() -> None:
    opened = at("Mon 2026-08-03 09:00")
    pause = Pause(opened + timedelta(minutes=2), opened + timedelta(minutes=60), "citizen")
    own = rules(changed(T02__time="10 menit"))
    assert replay([case(65, pauses=(pause,))], own, own, NOW).late_draft == 0
    visit = case(0).visits[0]._replace(closed=None)
    standing = Pause(opened + timedelta(minutes=2), None, "citizen")
    waiting = case(0, visits=(visit,), closed=None, pauses=(standing,))
    assert replay([waiting], own, own, NOW).steps["T02"].late_draft == 0
    assert replay([replace(waiting, pauses=())], own, own, NOW).steps["T02"].late_draft == 1


def test_a_promised_date_is_kept_under_either() -> None:
    visit = Visit(
        "A", 7, at("Mon 2026-08-03 09:00"), at("Mon 2026-08-10 09:00"), False, None, ("answer_final",)
    )
    promised = visit._replace(promised=at("Tue 2026-08-11 16:00"))
    for each, late in ((visit, 1), (promised, 0)):
        found = replay([case(0, visits=(each,), closed=each.closed)], rules(SOP), rules(SOP), NOW)
        assert found.steps["A"].late_draft == late


def test_the_deadline_of_the_case_goes_by_the_days_of_the_draft() -> None:
    sop = next(each for each in shipped() if each.code == "kulon-progo")
    name = "process.handling"
    typed = {name: ["1"], f"{name}.deadline.by": ["days"], f"{name}.deadline.days": ["3 hari kerja"]}
    shorter = Definition.from_json(ruleedits.rules(sop.to_json(), typed))
    closed = at("Mon 2026-08-10 09:00")
    begins = next(
        step for step in sop.steps.values() if any(a.starts_deadline for a in step.actions.values())
    )
    slug = next(action.slug for action in begins.actions.values() if action.starts_deadline)
    opened = at("Mon 2026-08-03 09:00")
    visit = Visit(begins.id, None, opened, opened, False, None, (slug,))
    facts = case(0, visits=(visit,), closed=closed, klasifikasi=None)
    found = replay([facts], rules(sop), rules(shorter), NOW)
    assert (found.deadlines_now, found.deadlines_draft) == (0, 1)


def test_ten_thousand_cases_take_seconds() -> None:
    opened = at("Mon 2026-08-03 09:00")
    visits = tuple(
        Visit(step, None, opened + timedelta(hours=n), opened + timedelta(hours=n + 2), False, None, ())
        for n, step in enumerate(("T02", "T03", "T04", "T05", "T-X1"))
    )
    cases = [case(0, visits=visits, started=opened + timedelta(minutes=n)) for n in range(10_000)]
    began = time.perf_counter()
    found = replay(cases, rules(SOP), rules(changed(T03__time="1 menit")), NOW)
    assert found.steps["T03"].late_draft == 10_000
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize("sop", shipped(), ids=lambda sop: sop.code)
def test_every_sop_agrees_with_itself(sop) -> None:
    found = replay([case(30)], rules(sop), rules(sop), NOW)
    assert (found.late_now, bool(found.missing)) == (found.late_draft, "T02" not in sop.steps)
