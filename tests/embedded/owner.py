"""A process that owns servers until its standard input ends: `python -m tests.embedded.owner VAR [loose]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from sapa.embedded import process, servers


def let_servers_outlive_us() -> None:
    """As on a machine whose setpriv knows no --pdeathsig."""
    tied = process.prefix

    def loose(*args: object) -> list[str]:
        words = tied(*args)
        at = words.index("--pdeathsig")
        words[at : at + 2] = []
        return words if len(words) > 1 else []

    process.prefix = loose


if __name__ == "__main__":
    if sys.argv[2:] == ["loose"]:
        let_servers_outlive_us()
    with servers(Path(sys.argv[1]), fast=True) as urls:
        told = {name: getattr(urls, name) for name in ("database_url", "redis_url", "owner")}
        print(json.dumps(told), flush=True)
        sys.stdin.read()
