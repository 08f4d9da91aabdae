"""Papers that a step of an SOP puts out: facts in, bytes out, the same bytes for the same facts."""

from sapa.reports.printouts.answer_report import draw_answer_report
from sapa.reports.printouts.complaint import draw_complaint
from sapa.reports.printouts.disposition import draw_disposition
from sapa.reports.printouts.duties import draw_duties
from sapa.reports.printouts.recap import draw_recap
from sapa.reports.printouts.solution import draw_solution

__all__ = [
    "draw_answer_report",
    "draw_complaint",
    "draw_disposition",
    "draw_duties",
    "draw_recap",
    "draw_solution",
]
