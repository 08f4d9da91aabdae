"""What the SOP runs and its source does not say, line by line: the "Usulan revisi" of a printed sheet."""

from __future__ import annotations

from collections.abc import Iterator

from sapa.reports.sheet.facts import Proposal, Proposals
from sapa.reports.words import number
from sapa.services.sheets import flow
from sapa.sop.definition import Definition
from sapa.sop.parts import END, EVERYTHING, TIMER, Action, Process, Step

SHEET = "Lembar SOP"
HEADINGS = ("Kegiatan tambahan", "Cabang tambahan", "Batas tunggu", "Pelaksana, proses, dan tenggat",
            "Bacaan atas naskah")  # fmt: skip


def proposals(sop: Definition) -> tuple[Proposals, ...]:
    """The proposals by kind; a kind without a line is left out."""
    kinds = (_added(sop), _branches(sop), _waits(sop), _ground(sop), _readings(sop))
    found = ((heading, tuple(lines)) for heading, lines in zip(HEADINGS, kinds, strict=True))
    return tuple(Proposals(heading, lines) for heading, lines in found if lines)


def _added(sop: Definition) -> Iterator[Proposal]:
    """The steps that the sheet does not have, after the row that they follow."""
    above = ""
    for step in sop.rows.values():
        if step.no is not None:
            above = _no(step)
            continue
        where = f"sesudah kegiatan {above}" if above else "sebelum kegiatan pertama"
        yield Proposal(f"{step.id}, {where}", _step(sop, step))


def _step(sop: Definition, step: Step) -> str:
    parts = [step.activity, f"Pelaksana: {_lanes(sop, step)}"]
    if step.time_raw:
        parts.append(f"Waktu: {step.time_raw}")
    if step.wait_limit is not None and step.wait_limit in sop.waits:
        parts.append(f"Batas tunggu: {sop.waits[step.wait_limit].raw}")
    if step.output:
        parts.append(f"Output: {step.output}")
    if step.option is not None and step.option in sop.options:
        parts.append(_switch(sop, step.option))
    return "; ".join(parts) + "."


def _switch(sop: Definition, option: str) -> str:
    return "Dijalankan" if sop.options[option].on else "Belum dijalankan"


def _branches(sop: Definition) -> Iterator[Proposal]:
    """The actions that the source does not name; what several steps share is told once."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for step in sop.rows.values():
        for action in step.actions.values():
            if not flow.sourced(action) and (action.to or action.pause or action.suspend):
                told = (action.label, _by(sop, action), _ways(sop, action))
                found.setdefault(told, []).append(_no(step))
    for (label, by, ways), places in found.items():
        yield Proposal(f"Kegiatan {_listed(places)}", f"{label} (oleh {by}): {ways}.")


def _by(sop: Definition, action: Action) -> str:
    return _listed([_actor(sop, lane) for lane in action.by])


def _actor(sop: Definition, lane: str) -> str:
    return "pengatur waktu" if lane == TIMER else sop.lane(lane).label


def _ways(sop: Definition, action: Action) -> str:
    if action.pause:
        return "waktu berhenti sampai ada balasan"
    if not action.to:
        return "batas waktu kegiatan ini pindah ke tanggal yang dijanjikan" if action.suspend else "tetap"
    told = "menuju " + _listed(["akhir" if each == END else _named(sop, each) for each in action.to])
    if action.up_to:
        told += f"; yang ke-{action.up_at} menuju " + _listed([_named(sop, each) for each in action.up_to])
    return told


def _named(sop: Definition, step_id: str) -> str:
    """What is switched off may lead to a row that is gone; it is told by its id."""
    step = sop.rows.get(step_id)
    return f"kegiatan {_no(step) if step is not None else step_id}"


def _waits(sop: Definition) -> Iterator[Proposal]:
    for name, wait in sop.waits.items():
        at = [_no(step) for step in sop.rows.values() if step.wait_limit == name]
        if at:
            yield Proposal(f"Kegiatan {_listed(at)}", f"{wait.label or name}: {wait.raw or 'tanpa batas'}.")


def _ground(sop: Definition) -> Iterator[Proposal]:
    """Title, lanes, processes, deadlines and switches of ours."""
    if sop.assumes("title"):
        yield Proposal(SHEET, f"Judul: {sop.title}.")
    for lane in sop.lanes:
        if not lane.printed or EVERYTHING in lane.assumed:
            yield Proposal("Pelaksana", f"Pelaksana tambahan tanpa kolom: {lane.label}.")
    for process in sop.processes.values() if len(sop.processes) > 1 else ():
        yield from _process(sop, process)
    for process in sop.processes.values():
        yield from _deadline(process)
    for option in sop.options.values():
        yield Proposal("Pilihan", f"{option.label}. {'Dijalankan' if option.on else 'Belum dijalankan'}.")


def _process(sop: Definition, process: Process) -> Iterator[Proposal]:
    rows = [_no(step) for step in flow.printed(sop) if step.process == process.name]
    if process.assumes("label") or process.assumes("name"):
        at = f"Kegiatan {_listed(rows)}" if rows else "Di luar lembar"
        hidden = ", rahasia" if process.confidential else ""
        yield Proposal(at, f"Proses tersendiri: {process.label}{hidden}.")


def _deadline(process: Process) -> Iterator[Proposal]:
    if process.deadline is not None and process.assumes("deadline"):
        yield Proposal(process.label, "Tenggat kasus menurut klasifikasi.")
    for duty in process.duties:
        if EVERYTHING in duty.assumed:
            yield Proposal(process.label, f"Kewajiban berkala: {duty.label}.")


def _readings(sop: Definition) -> Iterator[Proposal]:
    """Where the source is silent or unclear and the sheet had to be read in one way."""
    lanes: dict[str, list[str]] = {}
    for step in flow.printed(sop):
        if step.assumes("lane"):
            lanes.setdefault(_lanes(sop, step), []).append(_no(step))
    for label, nos in lanes.items():
        yield Proposal(f"Kegiatan {_listed(nos)}", f"Pelaksana tidak disebut dalam uraian; dibaca: {label}.")
    for step in flow.printed(sop):
        yield from (Proposal(_place(step), text) for text in _read(sop, step))


def _read(sop: Definition, step: Step) -> Iterator[str]:
    if step.time_raw and step.assumes("time_raw"):
        yield f"Waktu: {step.time_raw}."
    elif step.time is not None and (step.time.note or step.assumes("time")):
        unit = "menit kerja" if step.time.basis == "working" else "menit kalender"
        yield f"Waktu “{step.time_raw}” dibaca {number(step.time.minutes)} {unit}."
    yield from (f"Pertanyaan pada belah ketupat: {each.ask}" for each in flow.ask(step) if each.ask)
    for action in flow.exits(step):
        if action.assumes("to"):
            yield f"{action.label}: {_ways(sop, action)}."


def _lanes(sop: Definition, step: Step) -> str:
    return _listed([sop.lane(lane).label for lane in (step.lane, *step.also)])


def _place(step: Step) -> str:
    return f"Kegiatan {_no(step)}"


def _no(step: Step) -> str:
    """The printed number, or our id where the row bears none."""
    return (step.no or step.id).rstrip(".")


def _listed(words: list[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} dan {last}" if most else last
