"""The complaints of a month by what became of them and by a property; confidential ones as a bare count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from sapa.reports.facts import EXCLUDED, Cohort, Count, Row
from sapa.services.figures.rows import Received
from sapa.services.figures.words import ELSEWHERE, ENDED


def cohort(rows: Iterable[Received]) -> Cohort:
    """What became of them. A confidential one is counted as that and has no state."""
    rows = list(rows)
    states = Counter(row.state for row in rows)
    labels = {**ENDED, "excluded": EXCLUDED}
    ended = [Count(label, states[code]) for code, label in labels.items() if states[code]]
    others = sum(n for state, n in states.items() if state not in {*labels, "answered", "open"})
    still = [row for row in rows if row.state == "open"]
    return Cohort(
        received=len(rows),
        answered=states["answered"],
        open=len(still),
        paused=sum(row.paused for row in still),
        overdue=sum(row.overdue for row in still),
        ended=(*ended, *((Count(ELSEWHERE, others),) if others else ())),
    )


def breakdown(rows: Iterable[Received], label: Callable[[Received], str]) -> tuple[Row, ...]:
    """The cohort by one property, the largest first; what is confidential is a line of its own."""
    groups: dict[str, list[Received]] = {}
    for row in rows:
        groups.setdefault(EXCLUDED if row.confidential else label(row), []).append(row)
    found = [
        Row(
            name,
            len(group),
            sum(row.state == "answered" for row in group),
            sum(row.state == "open" for row in group),
            sum(row.state == "open" and row.overdue for row in group),
        )
        for name, group in groups.items()
    ]
    return tuple(sorted(found, key=lambda row: (-row.received, row.label)))
