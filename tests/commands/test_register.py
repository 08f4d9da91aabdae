"""`sapa register verify` and `sapa register print`, each in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from sapa.db import db
from tests.support.city import Town

ROOT = Path(__file__).resolve().parents[2]


class City:
    """A city with two lines in its register, and the shell beside it."""

    def __init__(self, town: Town, environ: dict[str, str]) -> None:
        self.town, self.environ = town, environ

    def run(self, *words: str) -> tuple[int, str]:
        line = [sys.executable, "-m", "sapa.cli", "register", *words]
        done = subprocess.run(
            line, cwd=ROOT, env=os.environ | self.environ, capture_output=True, text=True, timeout=60
        )
        return done.returncode, done.stdout + done.stderr


@pytest.fixture
def city(clone, make_config, server_urls, var):
    url = clone()
    with Town.built(make_config(url)) as town:
        town.receive()
        town.receive()
        yield City(town, {"SAPA_VAR": str(var), "SAPA_ENV": "test", "DATABASE_URL": url,
                          "REDIS_URL": server_urls.redis_url})  # fmt: skip


def _forge(_world) -> None:
    db.session.execute(text("ALTER TABLE register_line DISABLE TRIGGER USER"))
    db.session.execute(text("UPDATE register_line SET day = '2026-08-01' WHERE seq = 2"))
    db.session.commit()


@pytest.mark.processes
def test_the_check_names_the_line_that_was_changed(city):
    assert city.run("verify") == (0, "1 register, 2 baris, dan 0 segel diperiksa.\nRegister utuh.\n")
    city.town.do(_forge)
    status, said = city.run("verify")
    assert (status, said.splitlines()[1:]) == (
        1,
        ["Baris diubah: register depok-twitter tahun 2026, baris 2 (nomor 2)"],
    )


@pytest.mark.processes
def test_a_month_is_written_as_a_pdf(city, tmp_path):
    path = tmp_path / "folio.pdf"
    status, said = city.run("print", "depok-twitter", "2026-08", str(path))
    assert (status, said) == (0, f"{path}: register depok-twitter 2026-08, 2 halaman.\n")
    assert path.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("month", "said"), [
    ("2026-13", "sapa: 2026-13 bukan bulan; contoh: 2026-08.\n"),
    ("9999-12", "sapa: 9999-12 bukan bulan; contoh: 2026-08.\n"),
    ("2025-01", "sapa: Register depok-twitter bulan 2025-01 tidak punya baris.\n"),
])  # fmt: skip
@pytest.mark.processes
def test_what_cannot_be_printed_is_one_sentence(city, tmp_path, month, said):
    assert city.run("print", "depok-twitter", month, str(tmp_path / "x.pdf")) == (1, said)
    assert not (tmp_path / "x.pdf").exists()
