"""`sapa sop list|show|lint`: read the SOP versions that this release brings, and judge a file."""

from __future__ import annotations

import argparse
from pathlib import Path

from sapa.config import Config, ConfigError
from sapa.roles import BY_SLUG
from sapa.sop.definition import Definition
from sapa.sop.faults import DefinitionError
from sapa.sop.loader import load, shipped


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the commands of this module."""
    parser = commands.add_parser("sop", help="baca dan periksa SOP")
    inner = parser.add_subparsers(required=True, metavar="TINDAKAN")
    inner.add_parser("list", help="daftar SOP bawaan").set_defaults(command=listing)
    show = inner.add_parser("show", help="langkah-langkah satu SOP")
    show.add_argument("code", metavar="KODE")
    show.set_defaults(command=show_one)
    lint = inner.add_parser("lint", help="periksa berkas SOP")
    lint.add_argument("file", type=Path, metavar="BERKAS.yaml")
    lint.set_defaults(command=judge)


def listing(config: Config, options: argparse.Namespace) -> int:
    """One line for each shipped version."""
    for sop in shipped():
        print(f"{sop.code}  versi {sop.version}  {sop.title}  ({len(sop.steps)} langkah)")
    return 0


def show_one(config: Config, options: argparse.Namespace) -> int:
    """The steps of one SOP in the order of its sheet."""
    sop = _find(options.code)
    print(f"{sop.code} versi {sop.version}: {sop.title}")
    for step in sop.steps.values():
        print(
            f"{step.no or '-':>3}  {step.id:<5} {sop.lane(step.lane).label:<26} {step.time_raw or '-':<10} {step.activity}"
        )
    return 0


def judge(config: Config, options: argparse.Namespace) -> int:
    """All faults of a file at once."""
    try:
        sop = load(options.file.read_bytes(), roles=BY_SLUG)
    except OSError as fault:
        raise ConfigError(f"Berkas {options.file} tidak dapat dibaca: {fault.strerror}.") from None
    except DefinitionError as fault:
        for each in fault.faults:
            print(each)
        return 1
    print(f"{sop.code} versi {sop.version}: tidak ada kesalahan.")
    return 0


def _find(code: str) -> Definition:
    found = next((sop for sop in shipped() if sop.code == code), None)
    if found is None:
        raise ConfigError(f'SOP "{code}" tidak dikenal; `sapa sop list` menampilkan semuanya.')
    return found
