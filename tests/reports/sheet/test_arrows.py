"""Where arrows run, where words stand beside them, and how a flow goes on over the page."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from sapa.reports.sheet import SHEET
from sapa.reports.sheet.chart import Chart, chart
from sapa.reports.sheet.facts import NO, YES, Arrow, Row
from sapa.reports.sheet.symbols import CONNECTOR, DECISION, PROCESS, TERMINAL
from sapa.services.sheets import sheet as sop_sheets
from sapa.sop.loader import shipped
from tests.reports.sheet import geometry, samples

A4 = replace(SHEET, format="A4")
SHIPPED = {sop.code: sop for sop in shipped()}


def row(n: int, lane: int, questions: int = 0) -> Row:
    return Row(str(n), f"Kegiatan {n}", (lane,), questions=questions)


def shapes(drawn: Chart) -> Counter[str]:
    return Counter(symbol.shape for drawing in drawn.drawings for symbol in drawing.symbols)


@pytest.mark.parametrize("paper", [SHEET, A4], ids=["F4", "A4"])
@pytest.mark.parametrize("code", sorted(SHIPPED))
def test_no_arrow_of_a_shipped_sop_runs_through_a_symbol_a_word_or_another_arrow(code, paper):
    drawn = chart(sop_sheets.facts(SHIPPED[code]), paper)
    assert geometry.strays(drawn) == []
    assert geometry.hidden_words(drawn) == []
    assert geometry.overlaps(drawn) == []


@pytest.mark.parametrize("seed", range(40))
def test_no_arrow_of_a_tangled_flow_runs_through_a_symbol(seed):
    assert geometry.strays(chart(samples.tangle(seed), SHEET)) == []


@pytest.mark.parametrize("seed", range(40))
def test_every_arrow_of_a_tangled_flow_is_drawn(seed):
    facts = samples.tangle(seed)
    drawn = chart(facts, SHEET)
    page = {placed.index: n for n, each in enumerate(drawn.pages) for placed in each.rows}
    arrows = [each for each in facts.arrows if each.target != each.source]
    across = [each for each in arrows if each.target is not None and page[each.source] != page[each.target]]
    continued = {(each.target, page[each.source] > page[each.target]) for each in across}
    between = sum(max(facts.rows[n].questions - 1, 0) for n in {each.source for each in facts.arrows})
    assert sum(len(each.arrows) for each in drawn.drawings) == len(arrows) + len(continued) + between


def test_the_first_and_the_last_are_capsules_and_the_others_boxes():
    assert shapes(chart(samples.line(4), SHEET)) == {TERMINAL: 2, PROCESS: 2}


def test_a_decision_is_a_diamond_with_both_answers_beside_it():
    rows = (row(1, 0), row(2, 1, questions=1), row(3, 1))
    drawn = chart(samples.sheet(rows, (Arrow(0, 1), Arrow(1, 2, YES), Arrow(1, 0, NO))), SHEET)
    assert shapes(drawn)[DECISION] == 1
    assert sorted(label.words for label in drawn.drawings[0].labels) == [NO, YES]


def test_two_questions_are_two_diamonds_and_the_first_no_leads_to_the_second():
    rows = (row(1, 0), row(2, 1, questions=2), row(3, 1))
    arrows = (Arrow(0, 1), Arrow(1, None, YES, 0), Arrow(1, 2, YES, 1), Arrow(1, 0, NO, 1))
    drawn = chart(samples.sheet(rows, arrows), SHEET)
    assert shapes(drawn) == {DECISION: 2, TERMINAL: 3}
    assert Counter(label.words for label in drawn.drawings[0].labels) == {YES: 2, NO: 2}


def test_an_answer_that_ends_the_flow_has_a_capsule_in_the_next_lane():
    drawn = chart(samples.sheet((row(1, 1, 1), row(2, 1)), (Arrow(0, None, YES), Arrow(0, 1, NO))), SHEET)
    diamond, stop = (drawn.drawings[0].symbols[n] for n in (0, -1))
    lane = drawn.columns.lanes[0]
    assert (stop.shape, stop.y) == (TERMINAL, diamond.y)
    assert lane.x < stop.x < lane.x + lane.w


def test_the_ways_out_of_a_diamond_leave_by_different_corners():
    rows = (row(1, 0), row(2, 0, questions=1), row(3, 0), row(4, 0))
    drawn = chart(samples.sheet(rows, (Arrow(0, 1), Arrow(1, 2, YES), Arrow(1, 3, NO), Arrow(2, 3))), SHEET)
    diamond = next(each for each in drawn.drawings[0].symbols if each.shape == DECISION)
    corners = {(diamond.x, diamond.sides[1]), (diamond.sides[0], diamond.y), (diamond.sides[2], diamond.y)}
    assert len(corners & {way[0] for way in drawn.drawings[0].arrows}) == 2


def test_a_flow_over_the_page_has_the_same_letter_on_both_sides():
    drawn = chart(samples.line(12), SHEET)
    letters = [[s.words for s in each.symbols if s.shape == CONNECTOR] for each in drawn.drawings]
    assert letters == [["A"], ["A"]]


def test_a_way_back_to_an_earlier_page_points_up():
    facts = samples.line(12)
    drawn = chart(replace(facts, arrows=(*facts.arrows, Arrow(11, 0))), SHEET)
    up = [[s.words for s in each.symbols if s.shape == CONNECTOR and s.up] for each in drawn.drawings]
    assert up == [["B"], ["B"]]


def test_several_lanes_of_one_row_share_the_line_that_leads_on():
    rows = (row(1, 0), Row("2", "Bersama", (1, 2)), row(3, 0))
    drawn = chart(samples.sheet(rows, (Arrow(0, 1), Arrow(1, 2))), SHEET)
    assert len(drawn.drawings[0].symbols) == 4
    assert len({way[-1] for way in drawn.drawings[0].arrows}) == 3


def test_a_row_without_a_lane_is_printed_without_a_symbol():
    rows = (row(1, 0), Row("2", "Tanpa kolom", ()), row(3, 0))
    drawn = chart(samples.sheet(rows, (Arrow(0, 1), Arrow(1, 2))), SHEET)
    assert len(drawn.drawings[0].symbols) == 2
    assert drawn.drawings[0].arrows == ()
