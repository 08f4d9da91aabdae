"""`sapa sop sheet`: without a server, into a file or to standard output."""

from __future__ import annotations

from pathlib import Path

import pytest

from sapa import cli


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses of servers that do not exist stand ready."""
    monkeypatch.setenv("SAPA_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("SAPA_ENV", "test")
    monkeypatch.setenv("DATABASE_URL", "postgresql://sapa@127.0.0.1:1/sapa")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.chdir(tmp_path)


def test_it_writes_the_sheet_beside_us_and_says_where(capsys):
    assert cli.main(("sop", "sheet", "bogor")) == 0
    assert Path("sop-bogor-v1.pdf").read_bytes().startswith(b"%PDF")
    assert "sop-bogor-v1.pdf" in capsys.readouterr().out


def test_it_writes_where_it_is_told_on_the_paper_it_is_told():
    assert cli.main(("sop", "sheet", "sms-wa@1", "-o", "a4.pdf", "--paper", "A4")) == 0
    assert cli.main(("sop", "sheet", "sms-wa@1", "-o", "f4.pdf")) == 0
    assert Path("a4.pdf").read_bytes() != Path("f4.pdf").read_bytes()


def test_a_dash_is_standard_output(capfdbinary):
    assert cli.main(("sop", "sheet", "sms-wa", "-o", "-")) == 0
    assert capfdbinary.readouterr().out.startswith(b"%PDF")


@pytest.mark.parametrize("words", [("tidak-ada",), ("bogor", "-o", "tidak/ada.pdf")])
def test_what_cannot_be_done_is_one_sentence(words, capsys):
    assert cli.main(("sop", "sheet", *words)) != 0
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "tidak" in said
