"""`sapa sop list|show|lint|play|sheet|diff|...`: read, judge, try and compare SOPs.

Needs no server, unless a version is named that lies in the database only.
"""

from __future__ import annotations

import argparse
import json
from importlib.resources import files
from pathlib import Path

from sapa.clock import default_calendars
from sapa.commands import sop_house, sop_sheet
from sapa.commands import sop_text as wording
from sapa.config import Config, ConfigError, reason
from sapa.roles import BY_SLUG
from sapa.services.upkeep.foundation import RAMADAN, national
from sapa.sop.definition import Definition
from sapa.sop.diff import differences
from sapa.sop.faults import DefinitionError
from sapa.sop.loader import judge, load, shipped
from sapa.sop.play import play
from sapa.sop.scenario import House
from sapa.sop.scenarioread import read_scenario
from sapa.sop.yamltext import MAX_BYTES


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the commands of this module."""
    parser = commands.add_parser("sop", help="baca, periksa, dan coba SOP")
    inner = parser.add_subparsers(required=True, metavar="TINDAKAN")
    inner.add_parser("list", help="daftar SOP bawaan").set_defaults(command=listing)
    show = inner.add_parser("show", help="langkah, tindakan, dan catatan satu SOP")
    show.add_argument("sop", metavar="KODE[@VERSI]|BERKAS")
    show.set_defaults(command=show_one)
    lint = inner.add_parser("lint", help="periksa SOP: semua kesalahan sekaligus")
    lint.add_argument("sop", nargs="+", metavar="KODE[@VERSI]|BERKAS")
    lint.set_defaults(command=judge_all)
    trial = inner.add_parser("play", help="jalankan skenario: tiap langkah dan tenggatnya")
    trial.add_argument("scenario", type=Path, metavar="SKENARIO.yaml")
    trial.add_argument("--json", action="store_true", help="keluaran JSON")
    trial.add_argument(
        "--sop",
        action="append",
        default=[],
        metavar="KODE@VERSI|BERKAS",
        help="SOP dari berkas atau basis data",
    )
    trial.set_defaults(command=play_one)
    sop_sheet.add(inner, _find)
    sop_house.add(inner, _bytes)
    diff = inner.add_parser("diff", help="bandingkan dua versi baris demi baris")
    diff.add_argument("old", metavar="LAMA", help="KODE[@VERSI] atau BERKAS")
    diff.add_argument("new", metavar="BARU", help="KODE[@VERSI] atau BERKAS")
    diff.set_defaults(command=compare)


def listing(config: Config, options: argparse.Namespace) -> int:
    """One line for each shipped version."""
    for sop in shipped():
        print(f"{sop.code}@{sop.version}  {sop.title}  ({len(sop.steps)} langkah)")
    return 0


def show_one(config: Config, options: argparse.Namespace) -> int:
    """The sheet of one SOP with the moves that each step allows."""
    with wording.indonesian(config):
        for line in wording.sheet(_find(config, options.sop)):
            print(line)
    return 0


def judge_all(config: Config, options: argparse.Namespace) -> int:
    """All faults and remarks of all files at once; 1 where a file cannot be used."""
    broken = 0
    with wording.indonesian(config):
        for name in options.sop:
            found = judge(_text(name), roles=BY_SLUG, calendars=default_calendars(()))
            broken += found.definition is None
            for line in wording.judged(name, found):
                print(line)
    return 1 if broken else 0


def play_one(config: Config, options: argparse.Namespace) -> int:
    """The rows of a scenario, as a table or as JSON."""
    with wording.indonesian(config):
        own = tuple(_find(config, name) for name in options.sop)
        try:
            scenario = read_scenario(_bytes(options.scenario), House((*own, *shipped()), national, RAMADAN))
        except DefinitionError as fault:
            for line in wording.faults(str(options.scenario), fault.faults):
                print(line)
            return 1
        played = play(scenario)
        if options.json:
            print(json.dumps(played.as_dict(), ensure_ascii=False, indent=2))
        else:
            for line in wording.table(played):
                print(line)
    return 0


def compare(config: Config, options: argparse.Namespace) -> int:
    """Every line in which two versions differ; 1 where they do, as `diff` has it."""
    with wording.indonesian(config):
        found = differences(_find(config, options.old), _find(config, options.new))
    for each in found:
        print(each.where)
        if each.old is not None:
            print(f"  - {each.old}")
        if each.new is not None:
            print(f"  + {each.new}")
    return 1 if found else 0


def _find(config: Config, name: str) -> Definition:
    """The SOP of a file, the shipped one of that code (newest version unless "@N" says which), or that
    version as it lies in the database of the house."""
    if _is_file(name):
        return _loaded(name)
    raw = _shipped_bytes(name)
    sop = load(raw) if raw is not None else sop_house.stored(config, name)
    if sop is None:
        raise _unknown(name)
    return sop


def _loaded(name: str) -> Definition:
    try:
        return load(_bytes(Path(name)), roles=BY_SLUG)
    except DefinitionError:
        raise ConfigError(
            f"Berkas {name} tidak dapat dipakai; `sapa sop lint {name}` menyebut sebabnya."
        ) from None


def _text(name: str) -> bytes:
    raw = _bytes(Path(name)) if _is_file(name) else _shipped_bytes(name)
    if raw is None:
        raise _unknown(name)
    return raw


def _unknown(name: str) -> ConfigError:
    return ConfigError(f'SOP "{name}" tidak dikenal; `sapa sop list` menampilkan semuanya.')


def _is_file(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) or Path(name).exists()


def _shipped_bytes(name: str) -> bytes | None:
    code, _, version = name.partition("@")
    fits = [sop for sop in shipped() if sop.code == code and version in ("", str(sop.version))]
    if not fits:
        return None
    sop = max(fits, key=lambda each: each.version)
    return files("sapa.sop").joinpath("data", f"{sop.code}-v{sop.version}.yaml").read_bytes()


def _bytes(path: Path) -> bytes:
    """The bytes of a file, but never much more than an SOP may have."""
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as fault:
        raise ConfigError(f"Berkas {path} tidak dapat dibaca: {reason(fault)}.") from None
