"""`sapa verify FILE.pdf`: who signed a paper, and whether it is still what was signed."""

from __future__ import annotations

import argparse
from pathlib import Path

from sapa import timekeeper
from sapa.commands.ground import standing
from sapa.config import Config, ConfigError
from sapa.release import release
from sapa.services import documents


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command of this module."""
    parser = commands.add_parser("verify", help="periksa tanda tangan sebuah berkas PDF")
    parser.add_argument("file", type=Path, metavar="BERKAS.pdf")
    parser.set_defaults(command=verify)


def verify(config: Config, options: argparse.Namespace) -> int:
    """Print the verdict; 0 only for a valid signature of this city."""
    try:
        data = options.file.read_bytes()
    except OSError as fault:
        raise ConfigError(f"Berkas {options.file} tidak dapat dibaca: {fault.strerror}.") from None
    with standing(config) as ready, release(ready).app_context():
        checked = documents.check_file(data, timekeeper.real_now())
        for line in documents.verdict_lines(checked):
            print(line)
        return 0 if checked.valid else 1
