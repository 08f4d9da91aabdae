"""How the command line words an SOP, its faults, and a played scenario, in Indonesian."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import Babel
from flask_babel import gettext as _

from sapa.config import Config
from sapa.sop import timing
from sapa.sop.definition import Definition, Process, Step
from sapa.sop.engine import MOVED, REPEATED
from sapa.sop.faults import Fault, Remark
from sapa.sop.loader import Judgement
from sapa.sop.parts import TIMER, Action
from sapa.sop.played import Played, Refusal, Row, Run
from sapa.sop.remarks import remarks
from sapa.views import frame
from sapa.views.desk import sums
from sapa.views.frame import wording, words

HEADINGS = ("Kasus", "Langkah", "Pelaksana", "Unit", "Mulai", "Jatuh tempo", "Selesai", "Keadaan", "Tindakan")
STATES = {
    "on_time": "tepat waktu",
    "late": "terlambat",
    "open": "berjalan",
    "no_limit": "tanpa batas waktu",
    "paused": "dalam jeda",
}
NOTICES = {MOVED: "ada tindakan", REPEATED: "sudah berulang kali"}
REFUSALS = {
    "no_such_visit": "langkah ini tidak sedang terbuka",
    "no_such_action": "tindakan ini tidak ada dalam SOP",
    "not_your_lane": "langkah ini milik pelaksana lain",
    "paused": "kasus sedang dijeda",
    "not_paused": "kasus tidak sedang dijeda",
    "once": "hanya boleh satu kali",
    "after": "belum atau tidak lagi boleh dalam urutan ini",
    "identity": "identitas wajib belum lengkap",
    "extended": "tenggat sudah pernah diperpanjang",
    "too_late": "tenggat sudah lewat dan tidak dapat diperpanjang",
    "in_the_past": "tanggal yang dijanjikan sudah lewat",
    "too_far": "tanggal yang dijanjikan terlalu jauh",
    "needs_units": "perangkat daerah belum disebut atau tidak sesuai",
    "one_unit": "jawaban dikembalikan kepada satu perangkat daerah saja setiap kali",
    "opd_waiting": "perangkat daerah yang disebut sudah memegang kasus ini dan belum menjawab",
}


@contextmanager
def indonesian(config: Config) -> Iterator[None]:
    """Sentences come from the catalogue, without an application and its servers."""
    app = Flask("sapa")
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(frame.catalogue_folder(config))
    Babel(app)
    with app.app_context():
        yield


def faults(name: str, found: Iterable[Fault]) -> Iterator[str]:
    """One line for each fault: file, line, place and sentence."""
    for fault in found:
        where = "berkas" if fault.where == "file" else fault.where
        yield f"{_place(name, fault)}: {where}: {_sentence(fault)}"


def judged(name: str, found: Judgement) -> Iterator[str]:
    """The faults of a file; where there is none, what a person should look at."""
    yield from faults(name, found.faults)
    for remark in found.remarks:
        confirm = " (perlu konfirmasi)" if remark.confirm else ""
        yield f"{_place(name, remark)}: {remark.where}: catatan: {_sentence(remark)}{confirm}"
    if found.definition is not None:
        yield f"{found.definition.code} versi {found.definition.version}: tidak ada kesalahan."


def _place(name: str, told: Fault | Remark) -> str:
    return f"{name}:{told.line}" if told.line else name


def _sentence(told: Fault | Remark) -> str:
    return str(_(told.message)) % told.params


def sheet(sop: Definition) -> Iterator[str]:
    """The steps in the order of the sheet, each with its moves; additions of ours are marked with +."""
    yield f"{sop.code} versi {sop.version}: {sop.title}"
    for name, option in sop.options.items():
        yield f"pilihan {name}: {'hidup' if option.on else 'mati'}: {option.label}"
    for process in sop.processes.values():
        yield from _process(sop, process)
    for remark in remarks(sop):
        yield f"catatan {remark.where}: {_sentence(remark)}"


def _process(sop: Definition, process: Process) -> Iterator[str]:
    yield ""
    yield f"Proses {process.name} ({process.label}), kalender {process.calendar}{_limits(process)}"
    for duty in process.duties:
        yield f"  kewajiban {duty.name}: {duty.label}"
    for step in sop.steps.values():
        if step.process == process.name:
            yield _step(sop, step)
            yield from (f"         {_action(action)}" for action in step.actions.values())


def _limits(process: Process) -> str:
    deadline = process.deadline
    if deadline is None:
        return ""
    if deadline.by == "klasifikasi":
        return ", tenggat menurut klasifikasi"
    return f", tenggat {deadline.days}" + (f" + {deadline.extension}" if deadline.extension else "")


def _step(sop: Definition, step: Step) -> str:
    number = "+" if step.no is None else step.no or "-"
    lane = sop.lane(step.lane).label
    return f"{number:>3}  {step.id:<5} {lane:<26} {step.time_raw or '-':<12} {step.activity}"


def _action(action: Action) -> str:
    ways = ", ".join(action.to) or "tetap"
    up = f" (ke-{action.up_at} kali: {', '.join(action.up_to)})" if action.up_at else ""
    return f"{action.slug} [{', '.join(action.by)}] -> {ways}{up}: {action.label}"


def table(played: Played) -> Iterator[str]:
    """The visits as a table, then the cases, then the sum of each deadline."""
    rows = [HEADINGS, *(_row(played, row) for row in played.rows)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(HEADINGS))]
    for row in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
    for run in played.runs:
        yield from _run(played, run)
    yield from (_refused(played, refusal) for refusal in played.refused)
    yield from _explained(played)


def _row(played: Played, row: Row) -> tuple[str, ...]:
    lane = played.scenario.sop.lane(row.lane(played.scenario)).label
    by = "pengatur waktu" if row.by == TIMER else row.by
    return (
        str(row.case),
        row.step.id if row.times == 1 else f"{row.step.id} ({row.times})",
        lane,
        played.unit(row.visit.unit) or "-",
        _at(played, row.opened),
        _at(played, row.due),
        _at(played, row.left),
        STATES[row.state],
        f"{row.action} ({by})" if row.action else "-",
    )


def _run(played: Played, run: Run) -> Iterator[str]:
    deadline = played.deadline(run)
    due = _at(played, deadline.due if deadline is not None else None)
    late = _kept(played, run) if deadline is not None else _without(played, run)
    hidden = ", rahasia" if played.scenario.sop.processes[run.process].confidential else ""
    begun = _at(played, run.started)
    yield ""
    yield f"Kasus {run.number} ({run.process}{hidden}): mulai {begun}, tenggat {due}, {late}"
    outcome = wording.word(wording.OUTCOMES, run.outcome) or "-"
    yield f"  berakhir {_at(played, run.ended)}, hasil {outcome}, tingkat eskalasi {run.level}"
    for pause in run.pauses:
        yield f"  jeda {_at(played, pause.start)} sampai {_at(played, pause.end)}"
    for at, lane, unit, kind in run.notices:
        whom, why = played.scenario.sop.lane(lane).label, NOTICES.get(kind, kind)
        yield f"  pemberitahuan {_at(played, at)} kepada {whom} ({why}) {played.unit(unit) or ''}".rstrip()
    for at, kind, unit in run.drafts:
        yield f"  konsep {kind} {_at(played, at)} {played.unit(unit) or ''}".rstrip()


def _without(played: Played, run: Run) -> str:
    """Why a case has no deadline."""
    if run.since is None:
        return "tenggat belum mulai berjalan"
    steps = (step for step in played.scenario.sop.steps.values() if step.process == run.process)
    asked = any("klasifikasi" in action.needs for step in steps for action in step.actions.values())
    return "tanpa tenggat karena klasifikasi belum disebut" if asked else "tanpa tenggat"


def _kept(played: Played, run: Run) -> str:
    """How a case with a deadline stands to it."""
    return STATES["late"] if played.late(run) else STATES["open" if run.ended is None else "on_time"]


def _refused(played: Played, refusal: Refusal) -> str:
    planned = refusal.planned
    about = planned.units if planned.unit is None else (planned.unit, *planned.units)
    named = f" ({', '.join(str(played.unit(each)) for each in about)})" if about else ""
    line = f" (baris {planned.line})" if planned.line else ""
    reason = REFUSALS.get(refusal.reason, refusal.reason)
    return f"ditolak{line} {_at(played, planned.at)} {planned.step}.{planned.action}{named}: {reason}"


def _explained(played: Played) -> Iterator[str]:
    """Each deadline with what it is made of: first those of the steps, then those of the cases."""
    for row in played.rows:
        explained = row.explain()
        if explained is not None:
            yield from _sum(_heading(played, row), explained)
            yield from _beyond(played, row)
    for run in played.runs:
        if (deadline := played.deadline(run)) is not None:
            yield from _sum(f"Hitungan tenggat kasus {run.number}, {_days(played, run)}", deadline)


def _heading(played: Played, row: Row) -> str:
    """ "Hitungan T05 (2) Dinas Contoh, 10 menit sejak Sel 2026-03-31 08.00": the year stands here once."""
    step = row.step
    visit = step.id if row.times == 1 else f"{step.id} ({row.times})"
    unit = played.unit(row.visit.unit)
    since = _at(played, row.begun)
    limit = step.limit.raw if step.limit is not None else ""
    first = " (sejak kunjungan pertama)" if row.begun != row.opened else ""
    return f"Hitungan {visit}{f' {unit}' if unit else ''}, {limit} sejak {since}{first}"


def _beyond(played: Played, row: Row) -> Iterator[str]:
    """What else moves the visit: a dated promise, and the timer where nobody acts."""
    if row.promised is not None:
        yield f"  Dijanjikan sampai {_at(played, row.promised)}"
    if row.climbs is None or row.step.on_timeout is None:
        return
    wait = row.step.wait if row.step.kind != "wait" else None
    more = f", {wait.raw} sesudah jatuh tempo" if wait is not None and row.climbs != row.promised else ""
    yield f"  Bila tetap diam: {row.step.on_timeout} pada {_at(played, row.climbs)}{more}"


def _days(played: Played, run: Run) -> str:
    """ "10 + 7 hari kerja sejak Sen 2026-03-16"."""
    extra = timing.extra_days(played.scenario.sop.processes[run.process].deadline) if run.extended else 0
    days = f"{(run.days or 0) - extra} + {extra}" if extra else str(run.days)
    return f"{days} hari kerja sejak {_at(played, run.since)}"


def _sum(heading: str, explained: Any) -> Iterator[str]:
    yield ""
    yield f"{heading}:"
    yield from (f"  {what}: {much}" for what, much in sums.rows(explained.as_dict()))


def _at(played: Played, moment: datetime | None) -> str:
    local = played.local(moment)
    return "-" if local is None else f"{words.DAYS_SHORT[local.weekday()]} {local:%Y-%m-%d %H.%M}"
