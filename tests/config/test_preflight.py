"""What must hold before anything starts."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from sapa import preflight
from sapa.config import ConfigError


@pytest.mark.parametrize("version", [(3, 10), (3, 13)])
def test_another_python_is_refused(version: tuple[int, int]) -> None:
    with pytest.raises(ConfigError, match=r"Python 3\.1[03] tidak didukung"):
        preflight.check_python(version)


def test_this_python_is_accepted() -> None:
    preflight.check_python()


def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Disk hampir penuh"):
        preflight.check_disk(tmp_path, megabytes=10**9)


def test_a_busy_port_is_refused() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConfigError, match=f"Port {port} di 127.0.0.1 sedang dipakai"):
            preflight.check_port("127.0.0.1", port)
    preflight.check_port("127.0.0.1", port)


def test_an_unknown_host_is_refused() -> None:
    with pytest.raises(ConfigError, match="tidak dikenal"):
        preflight.check_port("tidak.ada.invalid", 8000)
