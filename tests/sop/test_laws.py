"""Laws that hold wherever a case may wander: random walks over every process, sensible moves and nonsense."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sapa.sop.engine import REPEATED, Move, Outcome, Refused, advance, allowed
from sapa.sop.parts import TIMER

from .depok import DEPOK
from .run import Run, forwarded

LANES = (*(lane.id for lane in DEPOK.lanes), TIMER)
SLUGS = sorted({slug for step in DEPOK.steps.values() for slug in step.actions})
UNITS = st.lists(st.integers(1, 4), max_size=3).map(tuple)

choices = st.lists(st.tuples(st.integers(0, 10_000), UNITS), max_size=40)
nonsense = st.builds(Move, st.integers(0, 8), st.sampled_from(SLUGS), st.sampled_from(LANES), UNITS)


def sensible(run: Run) -> list[tuple[int, str, str]]:
    """Every (visit, action, lane) that is open now."""
    return [
        (visit.id, action.slug, lane)
        for visit in run.visits.values()
        for lane in LANES
        for action in allowed(DEPOK, run.position, visit.id, frozenset({lane}))
    ]


@st.composite
def walks(draw: st.DrawFn) -> Run:
    """A complaint after some moves that were allowed; most walks begin with agencies high on the ladder."""
    rungs = draw(st.lists(st.integers(0, 6), max_size=4))
    run = forwarded(*range(1, len(rungs) + 1)) if rungs else Run()
    for unit, height in enumerate(rungs, start=1):
        for _ in range(height):
            visit = next(visit for visit in run.visits.values() if visit.unit == unit)
            run.move(Move(visit.id, "climb", TIMER))
    for number, units in draw(choices):
        if run.ended:
            break
        open_moves = sensible(run)
        visit, slug, lane = open_moves[number % len(open_moves)]
        run.move(Move(visit, slug, lane, units))
    return run


def check_shape(run: Run) -> None:
    assert bool(run.visits) != bool(run.ended)
    for visit in run.visits.values():
        assert DEPOK.steps[visit.step].process == run.process
        assert DEPOK.steps[visit.step].per_unit == (visit.unit is not None)
    agencies = [visit.unit for visit in run.visits.values() if visit.unit is not None]
    shared = [visit.step for visit in run.visits.values() if visit.unit is None]
    assert len(agencies) == len(set(agencies))
    assert len(shared) == len(set(shared))


@given(st.sampled_from(sorted(DEPOK.processes)), st.data())
def test_a_walk_keeps_its_shape(process: str, data: st.DataObject) -> None:
    run = Run(process)
    for number, units in data.draw(choices):
        if run.ended:
            break
        open_moves = sensible(run)
        assert open_moves, f"nobody can move at {run.steps}"
        visit, slug, lane = open_moves[number % len(open_moves)]
        answer = run.move(Move(visit, slug, lane, units))
        assert isinstance(answer, Outcome) or answer == Refused("needs_units")
        check_shape(run)


@given(walks(), st.lists(nonsense, max_size=20))
def test_nonsense_is_refused_or_does_what_a_sensible_move_does(run: Run, moves: list[Move]) -> None:
    for move in moves:
        before = run.position
        answer = run.move(move)
        if isinstance(answer, Refused):
            assert run.position == before
        else:
            check_shape(run)


@given(walks())
def test_what_is_allowed_is_what_advance_accepts(run: Run) -> None:
    named = tuple(range(1, 5))
    for visit in run.visits.values():
        for lane in LANES:
            may = {a.slug for a in allowed(DEPOK, run.position, visit.id, frozenset({lane}))}
            for slug in SLUGS:
                answer = advance(DEPOK, run.position, Move(visit.id, slug, lane, visit.units or named))
                assert (slug in may) == isinstance(answer, Outcome)


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
