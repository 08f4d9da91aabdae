"""Laws that hold wherever a case may wander: random walks over every process, sensible moves and nonsense."""

import copy
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sapa.sop.definition import Definition
from sapa.sop.engine import NAMED, REPEATED, Move, Outcome, Refused, advance, allowed
from sapa.sop.parts import TIMER

from .depok import ALL, BOGOR, DEPOK
from .run import Run, forwarded

UNITS = st.lists(st.integers(1, 5), max_size=3).map(tuple)
PROCESSES = [(sop, process) for sop in ALL for process in sop.processes]


def name(case: tuple[Definition, str]) -> str:
    sop, process = case
    return f"{sop.code}-{process}-{'on' if any(o.on for o in sop.options.values()) else 'off'}"


def lanes(sop: Definition) -> tuple[str, ...]:
    return (*(lane.id for lane in sop.lanes), TIMER)


def slugs(sop: Definition) -> list[str]:
    return sorted({slug for step in sop.steps.values() for slug in step.actions})


choices = st.lists(st.tuples(st.integers(0, 10_000), UNITS), max_size=40)


def nonsense(sop: Definition) -> st.SearchStrategy[Move]:
    return st.builds(
        Move, st.integers(0, 12), st.sampled_from(slugs(sop)), st.sampled_from(lanes(sop)), UNITS
    )


def sensible(run: Run) -> list[tuple[int, str, str]]:
    """Every (visit, action, lane) that is open now."""
    return [
        (visit.id, action.slug, lane)
        for visit in run.visits.values()
        for lane in lanes(run.sop)
        for action in allowed(run.sop, run.position, visit.id, frozenset({lane}))
    ]


def wander(run: Run, steps: list[tuple[int, tuple[int, ...]]]) -> Iterator[tuple[Move, Outcome | Refused]]:
    for number, units in steps:
        if run.ended:
            return
        open_moves = sensible(run)
        assert open_moves, f"nobody can move at {run.steps}"
        visit, slug, lane = open_moves[number % len(open_moves)]
        move = Move(visit, slug, lane, units)
        yield move, run.move(move)


@st.composite
def walks(draw: st.DrawFn) -> Run:
    """A complaint after some moves that were allowed; most walks begin with agencies high on the ladder."""
    rungs = draw(st.lists(st.integers(0, 6), max_size=4))
    run = forwarded(*range(1, len(rungs) + 1)) if rungs else Run()
    for unit, height in enumerate(rungs, start=1):
        for _ in range(height):
            visit = next(visit for visit in run.visits.values() if visit.unit == unit)
            run.move(Move(visit.id, "climb", TIMER))
    for _ in wander(run, draw(choices)):
        pass
    return run


def check_shape(run: Run) -> None:
    assert bool(run.visits) != bool(run.ended)
    for visit in run.visits.values():
        step = run.sop.steps[visit.step]
        assert step.process == run.process
        assert step.kind != "end"
        assert step.per_unit == (visit.unit is not None)
        assert not step.join or not any(other.step in step.join for other in run.visits.values())
    agencies = [visit.unit for visit in run.visits.values() if visit.unit is not None]
    shared = [visit.step for visit in run.visits.values() if visit.unit is None]
    assert len(agencies) == len(set(agencies))
    assert len(shared) == len(set(shared))


@pytest.mark.parametrize("case", PROCESSES, ids=name)
@given(steps=choices)
def test_a_walk_keeps_its_shape(
    case: tuple[Definition, str], steps: list[tuple[int, tuple[int, ...]]]
) -> None:
    sop, process = case
    run = Run(process, sop, unit=4)
    for _, answer in wander(run, steps):
        assert isinstance(answer, Outcome) or answer.reason in NAMED
        check_shape(run)


@pytest.mark.parametrize("sop", ALL, ids=lambda sop: sop.code)
@given(data=st.data())
def test_nonsense_is_refused_or_does_what_a_sensible_move_does(sop: Definition, data: st.DataObject) -> None:
    run = Run("handling", sop)
    for _ in wander(run, data.draw(choices)):
        pass
    for move in data.draw(st.lists(nonsense(sop), max_size=20)):
        before = run.position
        if isinstance(run.move(move), Refused):
            assert run.position == before
        else:
            check_shape(run)


@pytest.mark.parametrize("sop", ALL, ids=lambda sop: sop.code)
@given(steps=choices)
def test_what_is_allowed_is_what_advance_accepts(
    sop: Definition, steps: list[tuple[int, tuple[int, ...]]]
) -> None:
    run = Run("handling", sop)
    for _ in wander(run, steps):
        pass
    named = (1, 4)
    for visit in run.visits.values():
        for lane in lanes(sop):
            may = {a.slug for a in allowed(sop, run.position, visit.id, frozenset({lane}))}
            for slug in slugs(sop):
                answer = advance(sop, run.position, Move(visit.id, slug, lane, visit.units or named))
                fits = isinstance(answer, Outcome) or answer.reason not in NAMED
                assert (slug in may) == (isinstance(answer, Outcome) or not fits)


@pytest.mark.parametrize("sop", ALL, ids=lambda sop: sop.code)
@settings(max_examples=25)
@given(steps=choices)
def test_somebody_can_always_bring_a_case_to_its_end(
    sop: Definition, steps: list[tuple[int, tuple[int, ...]]]
) -> None:
    """From wherever a walk stops, a search over the allowed moves finds an end: nothing waits for ever."""
    run = Run("handling", sop)
    for _ in wander(run, steps):
        pass
    assert run.ended or ends(run)


def ends(run: Run) -> bool:
    """Depth first, those moves ahead that close the most."""
    seen: set[tuple[object, ...]] = set()
    ahead = [run]
    while ahead:
        here = ahead.pop()
        for move in sorted(every_move(here), key=lambda move: weight(here, move)):
            again = branch(here)
            again.move(move)
            if again.ended:
                return True
            done = (frozenset(visit.done) for visit in again.visits.values())
            mark = (*again.steps, again.paused, *done)
            if mark not in seen:
                seen.add(mark)
                ahead.append(again)
    return False


def every_move(run: Run) -> Iterator[Move]:
    for visit in run.visits.values():
        for action in run.sop.steps[visit.step].actions.values():
            for lane in action.by[:1]:
                yield Move(visit.id, action.slug, lane, visit.units or (4,))


def weight(run: Run, move: Move) -> int:
    action = run.sop.steps[run.visits[move.visit].step].actions[move.action]
    return 4 * action.ends + ("none", "visit", "unit", "all").index(action.closes)


def branch(run: Run) -> Run:
    again = copy.copy(run)
    again.visits, again.used = dict(run.visits), run.used.copy()
    return again


@pytest.mark.parametrize("sop", ALL, ids=lambda sop: sop.code)
@given(steps=choices)
def test_a_return_is_told_the_second_time_and_goes_up_the_third(
    sop: Definition, steps: list[tuple[int, tuple[int, ...]]]
) -> None:
    run, before = Run("handling", sop), 0
    for move, answer in wander(run, steps):
        if move.action == "not_ours" and isinstance(answer, Outcome):
            before += 1
            action = next(a for s in sop.steps.values() for a in s.actions.values() if a.slug == "not_ours")
            assert any(notice.kind == REPEATED for notice in answer.notify) == (before >= 2)
            if action.up_at and before >= action.up_at:
                assert {opening.step for opening in answer.open} <= set(action.up_to)


@pytest.mark.parametrize("sop", [BOGOR], ids=lambda sop: sop.code)
@given(steps=choices)
def test_no_reply_goes_out_unmoderated(sop: Definition, steps: list[tuple[int, tuple[int, ...]]]) -> None:
    run, approved = Run("handling", sop), False
    for move, answer in wander(run, steps):
        if isinstance(answer, Outcome) and answer.record == "moderated":
            approved = True
        if isinstance(answer, Outcome) and move.action == "deliver":
            assert approved
        if isinstance(answer, Outcome) and any(opening.step == "B09" for opening in answer.open):
            approved = False


@given(walks())
def test_timers_alone_bring_every_agency_to_the_top_and_stay_there(run: Run) -> None:
    agencies = {visit.unit for visit in run.visits.values() if visit.unit is not None}
    bound = len(DEPOK.steps) * max(1, len(run.visits))
    moves = 0
    while not run.ended and run.tick():
        moves += 1
        assert moves <= bound
    if run.ended:
        return
    assert {v.unit for v in run.visits.values() if v.unit is not None} == agencies
    assert {v.step for v in run.visits.values() if v.unit is not None} <= {"T09", "T-X0"}


@given(walks())
def test_when_every_agency_answers_the_answer_lies_with_the_operator(run: Run) -> None:
    answered = [visit for visit in run.visits.values() if visit.unit is not None]
    for visit in answered:
        assert isinstance(run.move(Move(visit.id, "answer_final", "ppid_pembantu")), Outcome)
    if answered:
        assert "T-X1" in run.steps
        assert {visit.unit for visit in answered} <= set(run.visit("T-X1").units)
    assert all(visit.unit is None for visit in run.visits.values())


@given(walks())
def test_an_answer_is_never_forgotten(run: Run) -> None:
    """Who answered last is on the operator's desk, was told to the citizen, or is asked again."""
    for visit in list(run.visits.values()):
        for unit in visit.units:
            answer = run.move(Move(visit.id, "return_to_opd", "operator", (unit,)))
            if isinstance(answer, Refused):
                assert run.paused
                continue
            asked_again = {v.unit for v in run.visits.values()}
            assert unit in asked_again
            assert set(visit.units) <= asked_again | set(run.visits.get(visit.id, visit).units)


@given(walks())
def test_a_paused_case_can_always_go_on(run: Run) -> None:
    if run.paused and not run.ended:
        kinds = {(lane == TIMER) for _, slug, lane in sensible(run) if slug.startswith("citizen_")}
        assert kinds == {True, False}


@given(walks())
def test_a_promise_is_kept_to_once_for_each_agency(run: Run) -> None:
    assert all(times <= 1 for (slug, _), times in run.used.items() if slug == "answer_promise")


@given(walks(), st.integers(0, 10))
def test_the_coordinator_hears_of_every_refusal_from_the_second_on(run: Run, pick: int) -> None:
    before = Counter(slug for (slug, _), n in run.used.items() for _ in range(n))["not_ours"]
    agencies = [visit for visit in run.visits.values() if visit.unit is not None]
    if agencies:
        answer = run.move(Move(agencies[pick % len(agencies)].id, "not_ours", "operator"))
        assert isinstance(answer, Outcome)
        assert any(notice.kind == REPEATED for notice in answer.notify) == (before >= 1)
