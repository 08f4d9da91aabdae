"""Runs every bench and prints one table: figure, size, what is asked and the command. Run: make bench"""

from __future__ import annotations

import os
import platform
import subprocess
import sys

#: In the order of the issue; ARGS="sweep pages" chooses some. BENCH_SIZE shrinks the city of the pages.
BENCHES = ("intake", "sweep", "clock", "play", "monthly", "sheet", "compliance", "register", "pages")
HEADING = "| name | size | median | asked | command |\n|---|---|---|---|---|"
COLUMNS = 5


def main(wanted: list[str]) -> int:
    """Each bench in a process of its own, so that none warms or burdens the next; 1 where one fails."""
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n\n{HEADING}")
    notes, failed = [], []
    for name in wanted or BENCHES:
        notes.append(f"load before {name}: {os.getloadavg()[0]:.1f}")
        done = subprocess.run([sys.executable, "-m", f"bench.{name}"], stdout=subprocess.PIPE, text=True)
        for line in done.stdout.splitlines():
            row = [cell.strip() for cell in line.strip("| ").split(" | ")]
            if not line.startswith("|"):
                notes.append(line)
            elif not row[0].startswith("---") and row[-1].startswith("`"):
                # A bench without a limit has no column for it.
                row[3:3] = [""] * (COLUMNS - len(row))
                print(f"| {' | '.join(row)} |", flush=True)
        failed += [f"failed: {name}"] if done.returncode else []
    print("\n" + "\n".join(filter(None, notes + failed)))
    return int(bool(failed))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
