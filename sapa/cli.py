"""The command line: `python -m sapa.cli COMMAND`; every fault of the surroundings is one sentence in Indonesian."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Sequence

from sapa.commands import audit, backup, demo, papers, processes, run, sop
from sapa.config import Config, ConfigError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 when all went well, 1 for a fault that was explained, 2 for wrong words."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    options = _parser().parse_args(arguments)
    command: Callable[[Config, argparse.Namespace], int] = options.command
    try:
        return command(Config.from_env(), options)
    except ConfigError as fault:
        print(f"sapa: {fault}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sapa", description="Kantor belakang pengaduan warga menurut SOP.")
    commands = parser.add_subparsers(required=True, metavar="PERINTAH")
    for part in (run, demo, processes, papers, audit, backup, sop):
        part.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
