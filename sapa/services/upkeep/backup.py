"""A backup: one folder with the database, the stored files, and a list that proves both.

The database is dumped first and the files are copied afterwards: bytes are on disk before a row names them
and nothing is ever overwritten, so every file that the dump names is there, and newer ones do no harm.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from sapa import embedded
from sapa.config import Config, ConfigError, reason
from sapa.crypto import Vault
from sapa.db import libpq_url
from sapa.storage import Storage, StorageError

FORMAT = 1
DUMP, FILES, LIST, README = "database.dump", "files", "manifest.json", "BACA-SAYA.txt"
#: Sealed with the data keys of the house, so that a restore can tell whether it has the same ones.
CANARY = ("sapa", "backup.canary")
#: How libpq's programs are told where the database is.
LIBPQ = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
}
#: What the folder does not hold, and without which it opens nothing.
SECRETS = ("SAPA_SECRET_KEY", "SAPA_DATA_KEYS", "SAPA_INDEX_KEY")

#: The first server version whose own tools write what older servers refuse.
NEW_TOOLS = 170_000

TEXT = """Cadangan sapa, dibuat {made_at}.

Isi: {dump} (basis data, pg_dump), {files}/ (berkas), {list} (daftar dengan SHA-256).

RAHASIA TIDAK ADA DI SINI. Simpan terpisah, dan siapkan sebelum memulihkan:
  {secrets}
  (berkas secrets.json di folder data, atau isi variabel lingkungannya).
Tanpa rahasia yang sama, data pribadi dan sandi kunci tidak dapat dibuka lagi.

Memulihkan, ke basis data dan folder data yang kosong:
  sapa restore {folder}
"""


@dataclass(frozen=True)
class Manifest:
    """What a backup holds. *files*: SHA-256 -> bytes; *revision*: the schema's; *canary*: see CANARY."""

    made_at: str
    revision: str
    server: int
    tool: str
    dump_sha256: str
    dump_size: int
    files: dict[str, int]
    canary: str
    secrets: tuple[str, ...] = SECRETS
    format: int = FORMAT

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=1, sort_keys=True)


def backup(config: Config, folder: Path, real_now: datetime) -> Manifest:
    """Write a backup into *folder*, which must not be there yet: it appears whole or not at all.

    Raises ConfigError, one sentence for each fault.
    """
    _need_new(folder)
    part = folder.with_name(f".{folder.name}.sebagian")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(parents=True, mode=0o700)
        manifest = _written(config, part, folder, real_now)
        _sync(part)
        part.rename(folder)
    except OSError as fault:
        raise ConfigError(f"Cadangan tidak dapat ditulis ke {folder}: {reason(fault)}.") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return manifest


def _need_new(folder: Path) -> None:
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
    if folder.exists():
        raise ConfigError(f"{folder} sudah ada; pilih folder baru untuk setiap cadangan.")


def _written(config: Config, part: Path, folder: Path, real_now: datetime) -> Manifest:
    revision, server = _schema(config.database_url)
    run_tool(
        "pg_dump",
        config.database_url,
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        f"--file={part / DUMP}",
    )
    files = _copied(Storage(config.var / "files"), Storage(part / FILES))
    _need_all(config.database_url, files)
    manifest = Manifest(
        made_at=real_now.isoformat(timespec="seconds"),
        revision=revision,
        server=server,
        tool=version_of("pg_dump", server),
        dump_sha256=digest_of(part / DUMP),
        dump_size=(part / DUMP).stat().st_size,
        files=files,
        canary=Vault(config.data_keys, config.index_key).encrypt(*CANARY),
    )
    (part / README).write_text(
        TEXT.format(
            made_at=manifest.made_at,
            dump=DUMP,
            files=FILES,
            list=LIST,
            folder=folder,
            secrets=", ".join(SECRETS),
        )
    )
    (part / LIST).write_text(manifest.to_json())
    return manifest


def _schema(url: str) -> tuple[str, int]:
    with psycopg.connect(libpq_url(url)) as connection:
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except psycopg.errors.UndefinedTable:
            row = None
        if row is None:
            raise ConfigError("Basis data ini belum berisi sapa; tidak ada yang dicadangkan.")
        return row[0], connection.info.server_version


def _copied(source: Storage, target: Storage) -> dict[str, int]:
    """Every stored file, read through its digest: a file that was changed on disk stops the backup."""
    found = {}
    for digest in stored(source.root):
        try:
            data = source.get(digest)
        except StorageError:
            raise ConfigError(f"Berkas {digest} di folder data rusak; cadangan dihentikan.") from None
        target.put(data)
        found[digest] = len(data)
    return found


def stored(root: Path) -> Iterator[str]:
    """The digests of a file store, in order; what a write left behind unfinished is passed over."""
    for path in sorted(root.glob("??/*")):
        digest = path.parent.name + path.name
        if len(digest) == 64 and not path.name.startswith("."):
            yield digest


def _need_all(url: str, files: dict[str, int]) -> None:
    with psycopg.connect(libpq_url(url)) as connection:
        named = connection.execute("SELECT sha256 FROM stored_file ORDER BY sha256").fetchall()
    for (digest,) in named:
        if digest not in files:
            raise ConfigError(f"Berkas {digest} tercatat di basis data tetapi tidak ada di folder data.")


def run_tool(name: str, url: str, *words: str) -> None:
    """Run one of PostgreSQL's programs on the database at *url*; its password is on no command line."""
    given: dict[str, Any] = conninfo_to_dict(libpq_url(url))
    environ = {variable: str(given[key]) for key, variable in LIBPQ.items() if key in given}
    # pg_restore writes to a database only where it is named; "" is the one of PGDATABASE.
    target = ["--dbname="] if name == "pg_restore" else []
    command = [str(tool(name, _server_version(url))), "--no-password", *target, *words]
    done = subprocess.run(command, env=os.environ | environ | {"LC_ALL": "C"}, capture_output=True, text=True)
    if done.returncode != 0:
        reason = (done.stderr.strip().splitlines() or ["?"])[-1]
        raise ConfigError(f"{name} gagal: {reason}")


def _server_version(url: str) -> int:
    with psycopg.connect(libpq_url(url)) as connection:
        return connection.info.server_version


def tool(name: str, server: int) -> Path:
    """The bundled program that suits a server of that version, else the one on PATH. Raises ConfigError.

    From release 17 on the tools set parameters that an older server does not know.
    """
    try:
        bundled = embedded.binary(name, older=server < NEW_TOOLS)
    except ConfigError:
        bundled = None
    found = bundled if bundled is not None and bundled.exists() else shutil.which(name)
    if found is None:
        raise ConfigError(f"Program {name} tidak ditemukan; pasang paket klien PostgreSQL.")
    return Path(found)


def version_of(name: str, server: int) -> str:
    """What the program says about itself."""
    return subprocess.run(
        [tool(name, server), "--version"], capture_output=True, text=True, check=True
    ).stdout.strip()


def digest_of(path: Path) -> str:
    """SHA-256 of a file, in hex, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    """What was written survives a power cut before the folder gets its name."""
    for path in [*_plain_files(folder), folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _plain_files(folder: Path) -> Sequence[Path]:
    return [folder / name for name in (DUMP, LIST, README)]
