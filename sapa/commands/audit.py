"""`sapa audit verify`: walk the chains of all cases and the daily seals."""

from __future__ import annotations

import argparse

from sapa.commands.ground import standing
from sapa.config import Config
from sapa.release import release
from sapa.services import seals


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command of this module."""
    parser = commands.add_parser("audit", help="periksa rantai riwayat dan segel harian")
    parser.add_argument("action", choices=("verify",), metavar="verify")
    parser.set_defaults(command=verify)


def verify(config: Config, options: argparse.Namespace) -> int:
    """Print every break in the history; 0 only where there is none."""
    with standing(config) as ready, release(ready).app_context():
        result = seals.verify_audit()
        for line in seals.lines(result):
            print(line)
        return 0 if result.whole else 1
