"""An SOP is tried before it is published: on a scenario that somebody types, and on the cases of a month."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from flask import request
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa import timekeeper
from sapa.models import SopVersion
from sapa.services import calendars
from sapa.services.figures.scope import HANDLING
from sapa.services.publishing import bodies, casefacts, drafts, trial
from sapa.services.publishing.replay import LateCase, Replay, StepCount
from sapa.sop.definition import Definition
from sapa.sop.faults import DefinitionError
from sapa.sop.parts import TIMER, Action, Step
from sapa.sop.played import Played, Row
from sapa.views.admin import sop_words
from sapa.views.admin.sops import PK
from sapa.views.desk import sums
from sapa.views.frame import wording, words
from sapa.views.frame.baseview import DeskView

STATES = {
    "on_time": (_l("on time"), "is-done"),
    "late": (_l("late"), "is-late"),
    "open": (_l("still open"), ""),
    "no_limit": (_l("no limit"), ""),
    "paused": (_l("Paused"), ""),
}
#: So many late cases are listed; all of them are counted.
SHOWN = 200
MONTHS_BACK = 12
LONGEST_EXAMPLE = 4


class SopTrialView(DeskView):
    """`/sops/coba/` and `/sops/kasus/`."""

    route_base = "/sops"
    class_permission_name = "Sop"
    default_view = "play"

    @expose(f"/coba/{PK}", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def play(self, pk: int) -> Any:
        row = drafts.find(pk)
        sop, faults = _definition(row)
        typed = request.form.get("scenario", "") or (example(sop) if sop is not None else "")
        played = None
        if request.method == "POST" and sop is not None:
            try:
                played = trial.tried(sop, typed)
            except DefinitionError as refused:
                faults = [sop_words.told(each) for each in refused.faults]
        page = self.page(
            "admin/sop_coba.html", _("Try a scenario"), row=row, sop=sop, faults=faults, typed=typed,
            played=played, rows=_rows(played), cases=_cases(played), refused=_refused(played), states=STATES,
        )  # fmt: skip
        return page, 422 if faults else 200

    @expose(f"/kasus/{PK}")
    @has_access
    @permission_name("edit")
    def replay(self, pk: int) -> str:
        """What the version would have meant for the cases of a month (`?bulan=2026-10`, last month)."""
        row, now = drafts.find(pk), timekeeper.now()
        sop, faults = _definition(row)
        months = _months(calendars.local_day(now))
        wanted = request.args.get("bulan", "")
        first = next((month for month in months if f"{month:%Y-%m}" == wanted), months[1])
        found = casefacts.try_on_month(sop, first, now) if sop is not None else None
        steps = sop.steps if sop is not None else {}
        return self.page(
            "admin/sop_kasus.html", _("Try on real cases"), row=row, faults=faults, first=first,
            months=months, found=found, counts=_in_order(found, steps), steps=steps,
            shown=SHOWN, month=words_month, groups=_groups(found), fresh=_named(found, steps),
            missing=_missing(found),
        )  # fmt: skip


def example(sop: Definition) -> str:
    """A scenario to begin with: the first rows of the main process, each by its first action that goes on."""
    process = sop.processes.get(HANDLING) or next(iter(sop.processes.values()))
    head = f"sop: {sop.code}\nprocess: {process.name}\nstart: 2026-08-10 08:00\nklasifikasi: pengaduan\n"
    lines, step, seen = [], sop.steps.get(process.start), set()
    while step is not None and step.id not in seen and len(lines) < LONGEST_EXAMPLE:
        seen.add(step.id)
        action = next((a for a in step.actions.values() if _goes_on(a)), None)
        if action is None:
            break
        if not action.arrives:
            units = ", units: [Dinas Contoh]" if action.per_unit else ""
            at = f"2026-08-10 08:{5 * len(lines) + 5:02d}"
            lines.append(f"  - {{at: {at}, step: {step.id}, action: {action.slug}{units}}}\n")
        step = sop.steps.get(action.steps[0])
    return f"{head}moves:\n" + "".join(lines or ["  []\n"])


def _goes_on(action: Action) -> bool:
    """Whether a person can make this move without knowing what an agency has answered."""
    return bool(action.steps) and action.by != (TIMER,) and (not action.per_unit or "opds" in action.needs)


def words_month(day: date) -> str:
    """ "Oktober 2026"."""
    return f"{words.MONTHS[day.month - 1]} {day.year}"


def _definition(row: SopVersion) -> tuple[Definition | None, list[sop_words.Told]]:
    found = bodies.judged(row.body, calendars.everything())
    return found.definition, [sop_words.told(each) for each in found.faults]


def _months(today: date) -> list[date]:
    """This month and those before it, the newest first."""
    found = [today.replace(day=1)]
    while len(found) < MONTHS_BACK:
        found.append((found[-1] - timedelta(days=1)).replace(day=1))
    return found


def _in_order(found: Replay | None, steps: Mapping[str, Step]) -> list[StepCount]:
    """The counts in the order of the sheet; rows that it does not have come last."""
    counts = dict(found.steps) if found is not None else {}
    known = [counts.pop(step) for step in steps if step in counts]
    return [*known, *(counts[step] for step in sorted(counts))]


def _groups(found: Replay | None) -> list[tuple[str, str, list[LateCase]]]:
    """The late cases: first those that the change makes late."""
    if found is None:
        return []
    return [
        ("baru", _("Late only under this version"), found.newly_late),
        ("tetap", _("Late under both versions"), found.still_late),
        ("tidak-lagi", _("Late no longer"), found.no_longer_late),
    ]


def _named(found: Replay | None, steps: Mapping[str, Step]) -> str:
    """The new rows with their names: "T14 Memeriksa surat"."""
    fresh = [steps[step] for step in found.fresh] if found is not None else []
    return ", ".join(f"{step.id} {step.short or step.activity}".strip() for step in fresh)


def _missing(found: Replay | None) -> str:
    """The rows that are gone, with how often cases were there."""
    gone = found.missing.items() if found is not None else ()
    return ", ".join(_("%(row)s (%(n)s visits)", row=row, n=count) for row, count in gone)


def _rows(played: Played | None) -> list[dict[str, Any]]:
    return [_row(played, row) for row in played.rows] if played is not None else []


def _row(played: Played, row: Row) -> dict[str, Any]:
    explained = row.explain()
    return {
        "row": row,
        "lane": played.scenario.sop.lane(row.lane(played.scenario)).label,
        "unit": played.unit(row.visit.unit),
        "sum": sums.rows(explained.as_dict()) if explained is not None else [],
        "action": row.step.actions[row.action].label if row.action in row.step.actions else row.action or "",
        "by_timer": row.by == TIMER,
    }


def _cases(played: Played | None) -> list[dict[str, Any]]:
    if played is None:
        return []
    found = []
    for run in played.runs:
        deadline = played.deadline(run)
        found.append(
            {
                "run": run,
                "label": played.scenario.sop.processes[run.process].label,
                "due": deadline.due if deadline is not None else None,
                "sum": sums.rows(deadline.as_dict()) if deadline is not None else [],
                "late": played.late(run),
                "outcome": wording.word(wording.OUTCOMES, run.outcome),
            }
        )
    return found


def _refused(played: Played | None) -> list[tuple[Any, str]]:
    found = played.refused if played is not None else ()
    return [(each.planned, wording.word(wording.REFUSALS, f"refused_{each.reason}")) for each in found]


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(SopTrialView)
