"""The command line: every fault is one Indonesian sentence, never a traceback."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sapa import cli
from sapa.commands.parser import said

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = {"DATABASE_URL": "postgresql://sapa@127.0.0.1:1/sapa", "REDIS_URL": "redis://127.0.0.1:1/0"}
Run = Callable[..., tuple[int, str]]
Shell = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`run("verify", "x.pdf", DATABASE_URL=...)`: the status and what is said about the fault."""

    def command(*words: str, **environ: str) -> tuple[int, str]:
        for name, value in {"SAPA_VAR": str(tmp_path / "var"), "SAPA_ENV": "test", **environ}.items():
            monkeypatch.setenv(name, value)
        try:
            status = cli.main(words)
        except SystemExit as end:
            status = int(end.code or 0)
        return status, capsys.readouterr().err

    return command


def test_every_command_is_found_where_the_table_says() -> None:
    (words,) = (each for each in cli._parser("")._actions if each.choices)
    assert set(words.choices) == set(cli.COMMANDS)
    for word in cli.COMMANDS:
        assert word in cli._parser(word).format_help()


def test_the_program_runs_from_any_folder(tmp_path: Path) -> None:
    (tmp_path / "sapa").symlink_to(ROOT / "tools" / "sapa")
    done = subprocess.run(["./sapa", "sop", "list"], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "depok-twitter@1" in done.stdout


@pytest.fixture
def shell(tmp_path: Path, server_urls, clone) -> Shell:
    """A process of its own on a released database."""
    environ = os.environ | {"SAPA_VAR": str(tmp_path / "var"), "SAPA_ENV": "test", "DATABASE_URL": clone(),
                            "REDIS_URL": server_urls.redis_url}  # fmt: skip

    def command(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "sapa.cli", *words]
        return subprocess.run(line, cwd=ROOT, env=environ | more, capture_output=True, text=True, timeout=60)

    return command


def is_one_sentence(text: str) -> bool:
    return text.startswith("sapa: ") and text.count("\n") == 1 and "Traceback" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "PERINTAH belum diisi"),
        (("terbang",), "'terbang' tidak dikenal; pilih"),
        (("verify",), "BERKAS.pdf belum diisi"),
        (("verify", "a.pdf", "b.pdf"), "b.pdf tidak dikenal"),
        (("audit", "periksa"), "'periksa' tidak dikenal"),
        (("sop",), "TINDAKAN belum diisi"),
        (("sop", "show"), "belum diisi"),
        (("web", "--port"), "--port tidak dikenal"),
    ],
)
def test_wrong_words_are_status_2(run: Run, words: tuple[str, ...], said: str) -> None:
    status, text = run(*words)
    assert status == 2
    assert said in text
    assert is_one_sentence(text)


@pytest.mark.parametrize("words", [("--help",), ("verify", "--help"), ("sop", "--help")])
def test_help_is_in_indonesian(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(words)
    text = capsys.readouterr().out
    assert end.value.code == 0
    assert text.startswith("Pemakaian: sapa")
    assert not [word for word in ("usage", "options", "positional", "show this") if word in text]


def test_a_fault_that_argparse_invents_later_has_a_sentence_too() -> None:
    assert said("something new") == "perintah ini tidak dimengerti"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tidak-ada.pdf", "tidak ada"),
        (".", "itu folder, bukan berkas"),
        ("x" * 300, "namanya terlalu panjang"),
        ("ada.pdf/x", "salah satu bagian jalurnya bukan folder"),
    ],
)
def test_a_file_that_cannot_be_read(run: Run, tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "ada.pdf").touch()
    status, text = run("verify", str(tmp_path / name))
    assert status == 1
    assert text.endswith(f"tidak dapat dibaca: {said}.\n")
    assert is_one_sentence(text)


def test_a_file_that_is_too_large_to_judge(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "besar.pdf").open("wb") as file:
        file.truncate(21 * 1024 * 1024)
    status, text = run("verify", str(tmp_path / "besar.pdf"))
    assert (status, is_one_sentence(text)) == (1, True)
    assert "terlalu besar: paling banyak 20 MB" in text


@pytest.mark.parametrize("process", ["web", "worker", "scheduler"])
def test_a_process_wants_to_know_its_servers(run: Run, process: str) -> None:
    status, text = run(process)
    assert (status, is_one_sentence(text)) == (1, True)
    assert "DATABASE_URL dan REDIS_URL" in text


@pytest.mark.parametrize("process", ["web", "worker", "scheduler", "release"])
def test_servers_that_do_not_answer(run: Run, process: str) -> None:
    status, text = run(process, **NOWHERE)
    assert (status, is_one_sentence(text)) == (1, True)
    assert "tidak dapat dihubungi" in text


def test_redis_that_does_not_answer(run: Run, server_urls) -> None:
    status, text = run("scheduler", **{**NOWHERE, "DATABASE_URL": server_urls.database_url})
    assert (status, is_one_sentence(text)) == (1, True)
    assert "Redis di REDIS_URL tidak dapat dihubungi" in text


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DATABASE_URL", "bukan alamat", "bukan alamat basis data"),
        ("SAPA_PORT", "delapan", "bukan nomor port"),
        ("SAPA_ENV", "lain", "tidak dikenal"),
        ("SAPA_CLOCK", "besok", "tidak dimengerti"),
        ("SAPA_VAR", "/dev/null/var", "tidak dapat dibuat"),
    ],
)
def test_a_wrong_environment(run: Run, name: str, value: str, said: str) -> None:
    status, text = run("worker", **{**NOWHERE, name: value})
    assert (status, is_one_sentence(text)) == (1, True)
    assert said in text
    assert " directory" not in text


@pytest.mark.parametrize("process", ["web", "worker"])
def test_a_database_that_was_not_prepared(run: Run, empty_database: str, redis_url: str, process) -> None:
    status, text = run(process, DATABASE_URL=empty_database, REDIS_URL=redis_url)
    assert (status, is_one_sentence(text)) == (1, True)
    assert "jalankan dahulu: sapa release" in text


def test_a_database_of_a_newer_release(run: Run, clone, redis_url: str) -> None:
    import psycopg

    from sapa.db import libpq_url

    url = clone()
    with psycopg.connect(libpq_url(url)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for process in ("worker", "release"):
        status, text = run(process, DATABASE_URL=url, REDIS_URL=redis_url)
        assert (status, is_one_sentence(text)) == (1, True)
        assert "sapa yang lebih baru (skema 9999)" in text


def test_web_on_a_busy_port(run: Run, clone, redis_url: str) -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = busy.getsockname()[1]
        status, text = run("web", DATABASE_URL=clone(), REDIS_URL=redis_url, SAPA_PORT=str(port))
    assert (status, is_one_sentence(text)) == (1, True)
    assert f"Port {port}" in text


@pytest.mark.processes
def test_verify_and_audit_from_the_shell(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "surat.pdf"
    file.write_bytes(b"bukan pdf")
    done = shell("verify", str(file))
    assert (done.returncode, done.stderr) == (1, "")
    assert "bukan PDF" in done.stdout
    done = shell("audit", "verify")
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.processes
def test_a_reader_that_leaves_early_is_no_fault(shell: Shell) -> None:
    words = f"{sys.executable} -m sapa.cli sop show depok-twitter | true"
    done = subprocess.run(["sh", "-c", words], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.stderr == ""
