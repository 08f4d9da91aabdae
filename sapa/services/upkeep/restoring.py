"""Restoring a backup: everything is judged before anything is touched, and only emptiness is written into."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path

import psycopg

from sapa import migrations
from sapa.config import Config, ConfigError, reason
from sapa.crypto import CryptoError, Vault
from sapa.db import libpq_url
from sapa.services.upkeep.backup import (
    CANARY,
    DUMP,
    FILES,
    FORMAT,
    LIST,
    Manifest,
    digest_of,
    run_tool,
    stored,
)
from sapa.storage import Storage, StorageError


def restore(config: Config, folder: Path) -> Manifest:
    """Put a backup into the empty database and the empty file store of *config*.

    The files go first and the database in one transaction last: what is cut off names no missing file and is
    begun again. Raises ConfigError, one sentence for each fault.
    """
    manifest = judged(config, folder)
    _need_empty(config, manifest)
    _copy(folder, config, manifest)
    run_tool(
        "pg_restore",
        config.database_url,
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        str(folder / DUMP),
    )
    return manifest


def judged(config: Config, folder: Path) -> Manifest:
    """The list of a backup that is whole and that this installation can open. Raises ConfigError."""
    manifest = _read(folder)
    if manifest.revision not in migrations.known():
        raise ConfigError(
            f"Cadangan dibuat oleh sapa yang lebih baru (skema {manifest.revision}); perbarui sapa dahulu."
        )
    try:
        Vault(config.data_keys, config.index_key).decrypt(manifest.canary, CANARY[1])
    except CryptoError:
        raise ConfigError(
            "Kunci data di sini bukan kunci cadangan itu; siapkan SAPA_DATA_KEYS (secrets.json) yang lama."
        ) from None
    if not (folder / DUMP).is_file() or digest_of(folder / DUMP) != manifest.dump_sha256:
        raise ConfigError(f"{folder / DUMP} rusak atau hilang; cadangan ini tidak dapat dipakai.")
    _judge_files(folder, manifest)
    return manifest


def _read(folder: Path) -> Manifest:
    try:
        found = json.loads((folder / LIST).read_text())
    except FileNotFoundError:
        raise ConfigError(f"{folder} bukan cadangan sapa yang utuh: {LIST} tidak ada.") from None
    except (ValueError, OSError):
        raise ConfigError(f"{folder / LIST} tidak dapat dibaca.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise ConfigError(f"{folder / LIST} bukan daftar cadangan yang dikenal.")
    if {each.name for each in fields(Manifest)} - found.keys():
        raise ConfigError(f"{folder / LIST} tidak lengkap.")
    return Manifest(**{each.name: found[each.name] for each in fields(Manifest)})


def _judge_files(folder: Path, manifest: Manifest) -> None:
    store = Storage(folder / FILES)
    for digest in manifest.files:
        try:
            store.get(digest)
        except StorageError:
            raise ConfigError(f"Berkas {digest} dalam cadangan rusak atau hilang.") from None


def _need_empty(config: Config, manifest: Manifest) -> None:
    with psycopg.connect(libpq_url(config.database_url)) as connection:
        tables = connection.execute(
            "SELECT count(*) FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'"
            " AND relkind IN ('r', 'p', 'v', 'S')"
        ).fetchone()
    if tables is None or tables[0]:
        raise ConfigError("Basis data tujuan tidak kosong; pemulihan hanya ke basis data yang kosong.")
    # Files of this very backup may be there already: a restore that was cut off is begun again.
    if set(stored(config.var / "files")) - manifest.files.keys():
        raise ConfigError(f"{config.var / 'files'} tidak kosong; pemulihan hanya ke folder data yang kosong.")


def _copy(folder: Path, config: Config, manifest: Manifest) -> None:
    source, target = Storage(folder / FILES), Storage(config.var / "files")
    try:
        for digest in manifest.files:
            target.put(source.get(digest))
    except OSError as fault:
        raise ConfigError(f"Berkas tidak dapat ditulis ke {config.var / 'files'}: {reason(fault)}.") from None
