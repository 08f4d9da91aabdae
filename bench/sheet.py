"""How long the printed sheet of each shipped SOP takes, and one of 200 rows.

.venv/bin/python bench/sheet.py
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sapa.reports import Drawn  # noqa: E402
from sapa.reports.sheet import draw_sheet  # noqa: E402
from sapa.services.sheets import sheet as sop_sheets  # noqa: E402
from sapa.sop.loader import shipped  # noqa: E402
from tests.reports.sheet import samples  # noqa: E402

ROUNDS = 5
LIMIT_SECONDS = 1.0


def main() -> int:
    """Prints one line a sheet; 1 where that of a shipped SOP takes longer than it may, the first time too."""
    slowest = max(measure(sop.code, lambda sop=sop: sop_sheets.draw(sop)) for sop in shipped())
    measure("200 baris", lambda: draw_sheet(samples.line(200)))
    print(f"{'paling lama':20} {slowest:8.3f} s  (batas {LIMIT_SECONDS} s)")
    return int(slowest > LIMIT_SECONDS)


def measure(name: str, draw: Callable[[], Drawn]) -> float:
    """Most seconds of ROUNDS; the first, which loads the fonts, is told apart."""
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        drawn = draw()
        times.append(time.perf_counter() - began)
    middle = statistics.median(times[1:])
    size = f"{drawn.pages} halaman, {len(drawn.pdf) // 1024} kB"
    print(f"{name:20} {middle:8.3f} s  (pertama {times[0]:.3f} s; {size})")
    return max(times)


if __name__ == "__main__":
    raise SystemExit(main())
