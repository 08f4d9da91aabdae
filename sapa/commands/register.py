"""`sapa register`: check the buku register, and print the folio of a month."""

from __future__ import annotations

import argparse
import re
from datetime import date
from pathlib import Path

from sapa import timekeeper
from sapa.commands.ground import standing
from sapa.config import Config, ConfigError, reason
from sapa.release import release
from sapa.reports.folio_columns import TITLES
from sapa.services.errors import NotFound
from sapa.services.register import audit, folio

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the commands of this module."""
    parser = commands.add_parser("register", help="buku register: periksa dan cetak")
    actions = parser.add_subparsers(required=True, metavar="verify|print")
    checking = actions.add_parser("verify", help="periksa nomor, baris, dan segel semua register")
    checking.set_defaults(command=verify)
    printing = actions.add_parser("print", help="cetak folio register satu bulan sebagai PDF")
    printing.add_argument("sop", metavar="KODE")
    printing.add_argument("month", metavar="TTTT-BB")
    printing.add_argument("file", type=Path, metavar="BERKAS.pdf")
    printing.add_argument("--book", choices=sorted(TITLES), default="", help="satu buku saja")
    printing.set_defaults(command=print_folio)


def verify(config: Config, options: argparse.Namespace) -> int:
    """Print every fault of the registers; 0 only where there is none."""
    with standing(config) as ready, release(ready).app_context():
        found = audit.verify()
        for line in audit.report(found):
            print(line)
        return 0 if found.whole else 1


def print_folio(config: Config, options: argparse.Namespace) -> int:
    """Write the folio of a month and say where it is."""
    month = _month(options.month)
    with standing(config) as ready, release(ready).app_context():
        try:
            drawn = folio.draw(options.sop, month, timekeeper.now(), options.book)
        except NotFound:
            raise ConfigError(f"Register {options.sop} bulan {options.month} tidak punya baris.") from None
    try:
        options.file.write_bytes(drawn.pdf)
    except OSError as fault:
        raise ConfigError(f"Berkas {options.file} tidak dapat ditulis: {reason(fault)}.") from None
    print(f"{options.file}: register {options.sop} {options.month}, {drawn.pages} halaman.")
    return 0


def _month(typed: str) -> date:
    found = _MONTH.fullmatch(typed)
    if found is None or not 1945 <= int(found[1]) <= 2199:
        raise ConfigError(f"{typed} bukan bulan; contoh: 2026-08.")
    return date(int(found[1]), int(found[2]), 1)
