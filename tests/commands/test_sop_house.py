"""`sapa sop versions|publish|withdraw` on a house of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from sapa.db import sqlalchemy_url
from sapa.sop.loader import shipped
from sapa.sop.yamlout import written

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shell(tmp_path, server_urls, clone):
    url = clone()
    engine = create_engine(sqlalchemy_url(url))
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO ab_user (id, first_name, last_name, username, email, active, password)"
                 " VALUES (900, 'Admin', 'Uji', 'adminuji', 'adminuji@contoh.example', true, 'x')")
        )  # fmt: skip
    engine.dispose()
    environ = os.environ | {"SAPA_VAR": str(tmp_path / "var"), "SAPA_ENV": "test", "DATABASE_URL": url,
                            "REDIS_URL": server_urls.redis_url}  # fmt: skip

    def command(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "sapa.cli", "sop", *words]
        return subprocess.run(line, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120)

    return command


def test_a_file_is_published_for_a_coming_day_and_called_off(shell, tmp_path) -> None:
    file, day = tmp_path / "sop.yaml", (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
    file.write_text(written(next(sop for sop in shipped() if sop.code == "bogor").to_json()))
    paper = ("--nomor", "065/1/2026", "--disahkan", "2026-01-05", "--berlaku", day, "--akun", "adminuji")
    made = shell("publish", str(file), *paper)
    assert (made.returncode, made.stderr) == (0, "")
    assert f"bogor@2 disahkan, berlaku mulai {day}" in made.stdout
    lines = shell("versions").stdout.splitlines()
    assert [line.split()[:2] for line in lines if line.startswith("bogor")] == [
        ["bogor@2", "disahkan"],
        ["bogor@1", "efektif"],
    ]
    assert "bogor@2 dicabut" in shell("withdraw", "bogor@2", "--akun", "adminuji").stdout
    refused = shell("withdraw", "bogor@2", "--akun", "adminuji")
    assert refused.returncode != 0
    assert refused.stderr == "sapa: Hanya versi yang sudah disahkan yang dapat dicabut.\n"


def test_what_is_refused_leaves_no_draft_behind(shell, tmp_path) -> None:
    file = tmp_path / "sop.yaml"
    file.write_text(written(next(sop for sop in shipped() if sop.code == "bogor").to_json()))
    paper = ("--nomor", "1", "--disahkan", "2026-01-05", "--berlaku", "2026-01-06", "--akun", "adminuji")
    refused = shell("publish", str(file), *paper)
    assert refused.returncode != 0
    assert refused.stderr.startswith("sapa: ") and "Traceback" not in refused.stderr
    assert "bogor@2" not in shell("versions").stdout
    file.write_text("a: &x [1]\nb: *x\n")
    hostile = shell("publish", str(file), *paper)
    assert hostile.returncode == 1
    assert hostile.stdout.count("\n") == 1 and "Jangkar" in hostile.stdout


def test_a_version_of_the_house_is_shown_played_and_compared(shell, tmp_path) -> None:
    file, day = tmp_path / "sop.yaml", (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
    body = next(sop for sop in shipped() if sop.code == "bogor").to_json()
    file.write_text(written(body).replace("30 Menit", "45 Menit"))
    paper = ("--nomor", "065/1/2026", "--disahkan", "2026-01-05", "--berlaku", day, "--akun", "adminuji")
    assert shell("publish", str(file), *paper).returncode == 0
    assert "45 Menit" in shell("show", "bogor@2").stdout
    assert "+ 45 Menit" in shell("diff", "bogor@1", "bogor@2").stdout
    scenario = tmp_path / "skenario.yaml"
    scenario.write_text("sop: bogor\nversion: 2\nstart: 2026-08-10 08:00\nuntil: 2026-08-10 09:00\n")
    assert "Sen 2026-08-10 08.45" in shell("play", str(scenario), "--sop", "bogor@2").stdout
    unknown = shell("show", "bogor@7")
    assert (unknown.returncode, unknown.stderr.count("\n")) == (1, 1)
