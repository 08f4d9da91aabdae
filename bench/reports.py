"""How long a monthly report over 10,000 complaints (500 overdue) takes to draw, and how much memory.

.venv/bin/python bench/reports.py
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sapa.reports import Drawn, draw_daily, draw_letter, draw_monthly  # noqa: E402
from sapa.reports.facts import MonthlyFacts  # noqa: E402
from tests.reports import letters, samples  # noqa: E402

ROUNDS = 5
LIMIT_SECONDS = 2.0
LIMIT_MB = 250


def main() -> int:
    """Prints one line a paper; 1 where the monthly report misses its figure."""
    facts = MonthlyFacts.from_json(samples.monthly(10_000, 500).to_json())
    took = measure("bulanan, 10.000 pengaduan, 500 lewat", lambda: draw_monthly(facts))
    measure("harian", lambda: draw_daily(samples.daily()))
    measure("surat undangan", lambda: draw_letter(letters.letter()))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memori puncak':40} {peak:8.0f} MB  (batas {LIMIT_MB} MB)")
    return int(took > LIMIT_SECONDS or peak > LIMIT_MB)


def measure(name: str, draw: Callable[[], Drawn]) -> float:
    """Median seconds of ROUNDS, the first (which loads the fonts) told apart."""
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        drawn = draw()
        times.append(time.perf_counter() - began)
    middle = statistics.median(times[1:])
    size = f"{drawn.pages} halaman, {len(drawn.pdf) // 1024} kB"
    print(f"{name:40} {middle:8.3f} s  (pertama {times[0]:.3f} s; {size})")
    return middle


if __name__ == "__main__":
    raise SystemExit(main())
