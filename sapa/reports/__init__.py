"""Papers: facts in, bytes out, the same bytes for the same facts."""

from sapa.reports.daily import draw_daily
from sapa.reports.letter import draw_letter
from sapa.reports.monthly import draw_monthly
from sapa.reports.paper import LETTER, REPORT, Drawn, Paper, SignatureBox

__all__ = ["LETTER", "REPORT", "Drawn", "Paper", "SignatureBox", "draw_daily", "draw_letter", "draw_monthly"]
