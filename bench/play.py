"""How long a million scenario steps take through engine and clock on one core. Run: python -m bench.play"""

import gc
from time import perf_counter

from bench.ground import HEADING, line, measured
from sapa.sop.definition import Definition
from sapa.sop.lint import lint
from sapa.sop.loader import load, shipped
from sapa.sop.play import play
from sapa.sop.scenario import House, Scenario
from sapa.sop.scenarioread import read_scenario

STEPS, LONG = 1_000_000, 200
COMMAND = "python -m bench.play"
HEAD = "start: 2026-08-10 08:00\nholidays: [{day: 2026-08-17, name: Proklamasi}]\nklasifikasi: pengaduan\n"

#: Answered at once; two agencies that stay silent to the top; a pause before the ladder; parallel inputs.
SCENARIOS = {
    "answered": "sop: depok-twitter\nmoves:\n"
    "  - {at: 2026-08-10 08:05, step: T02, action: complaint}\n"
    "  - {at: 2026-08-10 08:10, step: T03, action: answer}\n"
    "  - {at: 2026-08-10 08:20, step: T-X1, action: deliver}\n",
    "silence": "sop: depok-twitter\nmoves:\n"
    "  - {at: 2026-08-10 08:05, step: T02, action: complaint}\n"
    "  - {at: 2026-08-10 08:10, step: T03, action: forward, units: [Dinas A, Dinas B]}\n",
    "telephone": "sop: depok-telepon\noptions: {silence_ladder: true}\nmoves:\n"
    "  - {at: 2026-08-10 08:02, step: P02, action: pick_up}\n"
    "  - {at: 2026-08-10 08:06, step: P03, action: complaint}\n"
    "  - {at: 2026-08-10 08:08, step: P04, action: needs_photo}\n"
    "  - {at: 2026-08-10 08:09, step: P05, action: ask_photo}\n"
    "  - {at: 2026-08-11 08:09, step: P-F, action: photo_came}\n"
    "  - {at: 2026-08-11 08:12, step: P04, action: cannot_answer}\n"
    "  - {at: 2026-08-11 08:20, step: P06, action: not_found}\n"
    "  - {at: 2026-08-11 08:22, step: P07, action: forward, units: [Dinas A]}\n",
    "kulon-progo": "sop: kulon-progo\nmoves:\n"
    "  - {at: 2026-08-10 08:05, step: K01, action: accept}\n"
    "  - {at: 2026-08-10 08:10, step: K02, action: register}\n"
    "  - {at: 2026-08-10 08:15, step: K03, action: forward, units: [bidang-data, bidang-ti, Dinas X]}\n"
    "  - {at: 2026-08-11 08:15, step: K04, unit: bidang-ti, action: answer_final}\n"
    "  - {at: 2026-08-13 08:20, step: K04, unit: bidang-data, action: answer_final}\n"
    "  - {at: 2026-08-18 08:20, step: K04b, action: answer_final}\n"
    "  - {at: 2026-08-18 08:22, step: K05, action: decide}\n"
    "  - {at: 2026-08-18 08:24, step: K06, action: book}\n"
    "  - {at: 2026-08-18 08:26, step: K07, action: deliver}\n",
}


def scenarios() -> list[Scenario]:
    """The scenarios, read once."""
    house = House(shipped())
    return [read_scenario(HEAD + text, house) for text in SCENARIOS.values()]


def played(steps: int) -> float:
    """Seconds for so many visited steps."""
    cases, done = scenarios(), 0
    gc.collect()
    gc.freeze()  # what stays for ever is not looked through again and again
    begun = perf_counter()
    while done < steps:
        for scenario in cases:
            done += len(play(scenario).rows)
    return (perf_counter() - begun) * steps / done


def long_sop(steps: int) -> Definition:
    """A made SOP of so many steps in a row, each with a way on and a way back."""
    rows = "".join(
        f"  - {{id: X{n}, 'no': '{n}', process: handling, lane: operator, activity: Langkah {n}, "
        f"time: 5 menit, decision: true, actions: [{{slug: 'on', label: Lanjut, by: [operator], "
        f"to: [X{n + 1}]}}, "
        f"{{slug: back, label: Kembali, by: [operator], to: [X{max(0, n - 1)}]}}]}}\n"
        for n in range(steps - 1)
    )
    head = (
        "code: long\nversion: 1\ntitle: Long\ncity: Contoh\nlanes: [{id: operator, label: Operator}]\n"
        "processes: [{name: handling, label: P, start: X0, calendar: office}]\nsteps:\n"
    )
    end = (
        f"  - {{id: X{steps - 1}, process: handling, lane: operator, activity: Selesai, actions: "
        "[{slug: finish, label: Selesai, by: [operator], to: [end], outcome: done}]}\n"
    )
    return load(head + rows + end)


def main() -> None:
    """Print one table line per measurement."""
    print(HEADING)
    line("scenario steps through engine and clock, once", STEPS, f"{played(STEPS):.1f} s", "20 s", COMMAND)
    sop = long_sop(LONG)
    seconds, _ = measured(lambda: lint(sop))
    line("lint of a long SOP, steps", LONG, f"{seconds * 1000:.1f} ms", "100 ms", COMMAND)


if __name__ == "__main__":
    main()
