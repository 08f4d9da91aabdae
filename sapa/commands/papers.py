"""`sapa verify FILE.pdf`: who signed a paper, and whether it is still what was signed."""

from __future__ import annotations

import argparse
from pathlib import Path

from sapa import timekeeper
from sapa.commands.ground import standing
from sapa.config import Config, ConfigError, reason
from sapa.release import release
from sapa.services.signatures import documents


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the command of this module."""
    parser = commands.add_parser("verify", help="periksa tanda tangan sebuah berkas PDF")
    parser.add_argument("file", type=Path, metavar="BERKAS.pdf")
    parser.set_defaults(command=verify)


def verify(config: Config, options: argparse.Namespace) -> int:
    """Print the verdict; 0 only for a valid signature of this city."""
    data = _bytes(options.file)
    with standing(config) as ready, release(ready).app_context():
        checked = documents.check_file(data, timekeeper.real_now())
        for line in documents.verdict_lines(checked):
            print(line)
        return 0 if checked.valid else 1


def _bytes(path: Path) -> bytes:
    """The file, never much more than the largest paper that is judged."""
    try:
        with path.open("rb") as file:
            data = file.read(documents.LARGEST_FILE + 1)
    except OSError as fault:
        raise ConfigError(f"Berkas {path} tidak dapat dibaca: {reason(fault)}.") from None
    if len(data) > documents.LARGEST_FILE:
        megabytes = documents.LARGEST_FILE // 1024**2
        raise ConfigError(f"Berkas {path} terlalu besar: paling banyak {megabytes} MB.")
    return data
