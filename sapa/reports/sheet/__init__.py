"""The printed sheet of an SOP (PermenPANRB 35/2012): facts in, bytes out, the same bytes each time."""

from __future__ import annotations

from sapa.reports.paper import Drawn, Paper
from sapa.reports.sheet import proposals
from sapa.reports.sheet.chart import chart
from sapa.reports.sheet.facts import SheetFacts
from sapa.reports.sheet.identity import draw_cover, draw_identity
from sapa.reports.sheet.page import SHEET, Sheet

__all__ = ["SHEET", "SheetFacts", "draw_sheet"]


def draw_sheet(facts: SheetFacts, paper: Paper = SHEET) -> Drawn:
    """Cover where there is one, identity page, flow chart, and the proposals on pages of their own."""
    flow = chart(facts, paper)
    proposed = proposals.pages(facts, paper)
    total = bool(facts.cover) + 1 + len(flow.pages) + len(proposed)
    sheet = Sheet(paper, facts.name, facts.identity.title.value or facts.name, total)
    if facts.cover:
        draw_cover(sheet, facts.cover)
    draw_identity(sheet, facts)
    flow.draw(sheet)
    proposals.draw_proposals(sheet, proposed)
    return Drawn(sheet.finish(), total, None)
