"""`sapa backup DIR` and `sapa restore DIR`: database and files together."""

from __future__ import annotations

import argparse
from pathlib import Path

from sapa import timekeeper
from sapa.commands.ground import standing
from sapa.config import Config
from sapa.services.upkeep import backup, restoring


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the commands of this module."""
    save = commands.add_parser("backup", help="cadangkan basis data dan berkas ke folder baru")
    save.add_argument("folder", type=Path, metavar="FOLDER")
    save.set_defaults(command=make)
    bring = commands.add_parser("restore", help="pulihkan cadangan ke basis data dan folder data yang kosong")
    bring.add_argument("folder", type=Path, metavar="FOLDER")
    bring.set_defaults(command=bring_back)


def make(config: Config, options: argparse.Namespace) -> int:
    """Back up; people may go on working meanwhile."""
    folder = options.folder.absolute()
    with standing(config) as ready:
        manifest = backup.backup(ready, folder, timekeeper.real_now())
    size = (manifest.dump_size + sum(manifest.files.values())) / 1024**2
    print(f"Cadangan selesai: {folder} ({len(manifest.files)} berkas, {size:.1f} MB).")
    print(f"Rahasia tidak ikut; simpan terpisah: {', '.join(manifest.secrets)}.")
    return 0


def bring_back(config: Config, options: argparse.Namespace) -> int:
    """Restore; sapa must not be running on this database yet."""
    folder = options.folder.absolute()
    with standing(config) as ready:
        manifest = restoring.restore(ready, folder)
    print(f"Cadangan {manifest.made_at} sudah dipulihkan ({len(manifest.files)} berkas). Jalankan: sapa run")
    return 0
