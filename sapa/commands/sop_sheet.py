"""`sapa sop sheet`: an SOP as the printed document of PermenPANRB 35/2012; needs no server."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sapa.config import Config, ConfigError, reason
from sapa.reports.paper import FORMATS
from sapa.reports.sheet import SHEET
from sapa.services.sheets import sheet as sop_sheets
from sapa.sop.definition import Definition

STDOUT = "-"


def add(
    actions: argparse._SubParsersAction[argparse.ArgumentParser], find: Callable[[Config, str], Definition]
) -> None:
    """Register the action; `find` gives the SOP of a code or file."""
    parser = actions.add_parser("sheet", help="cetak lembar SOP sebagai PDF (PermenPANRB 35/2012)")
    parser.add_argument("sop", metavar="KODE[@VERSI]|BERKAS")
    parser.add_argument("-o", "--output", metavar="BERKAS.pdf", help='berkas tujuan, "-" untuk keluaran baku')
    parser.add_argument("--paper", choices=sorted(FORMATS), default=SHEET.format, help="ukuran kertas")
    parser.set_defaults(command=lambda config, options: sheet(config, options, find))


def sheet(config: Config, options: argparse.Namespace, find: Callable[[Config, str], Definition]) -> int:
    """Write the PDF, into the current folder where no file is named, and say where it is."""
    sop = find(config, options.sop)
    drawn = sop_sheets.draw(sop, replace(SHEET, format=options.paper))
    if options.output == STDOUT:
        sys.stdout.buffer.write(drawn.pdf)
        return 0
    path = Path(options.output or sop_sheets.file_name(sop))
    try:
        path.write_bytes(drawn.pdf)
    except OSError as fault:
        raise ConfigError(f"Berkas {path} tidak dapat ditulis: {reason(fault)}.") from None
    print(f"{path}: {sop.title}, {drawn.pages} halaman.")
    return 0
