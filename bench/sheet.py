"""How long the printed sheet of each shipped SOP takes, and one of 200 rows. Run: python -m bench.sheet"""

from __future__ import annotations

from bench.ground import HEADING, line, measured
from sapa.reports.sheet import draw_sheet
from sapa.services.sheets import sheet
from sapa.sop.loader import shipped
from tests.reports.sheet import samples

COMMAND = "python -m bench.sheet"
LONG = 200


def main() -> None:
    """Print one table line per sheet; the size is its rows."""
    print(HEADING)
    for sop in shipped():
        seconds, drawn = measured(lambda sop=sop: sheet.draw(sop))
        rows = sum(step.no is not None for step in sop.steps.values())
        line(f"sheet of {sop.code}, {drawn.pages} pages", rows, f"{seconds:.2f} s", "1 s", COMMAND)
    sop = samples.line(LONG)
    seconds, drawn = measured(lambda: draw_sheet(sop))
    line(f"sheet of a long SOP, {drawn.pages} pages", LONG, f"{seconds:.2f} s", "", COMMAND)


if __name__ == "__main__":
    main()
