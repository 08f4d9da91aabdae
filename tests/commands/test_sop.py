"""`sapa sop`: without a server, in Indonesian, and with a status that a script can use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from sapa import cli
from sapa.sop.yamltext import MAX_BYTES

DATA = Path(__file__).resolve().parents[2] / "sapa" / "sop" / "data"
SCENARIO = """\
sop: depok-twitter
start: 2026-08-10 08:00
klasifikasi: pengaduan
moves:
  - {at: 2026-08-10 08:05, step: T02, action: complaint}
  - {at: 2026-08-10 08:10, step: T03, action: forward, units: [PUPR]}
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Status, output and complaint of one command; addresses of servers that do not exist stand ready."""
    monkeypatch.setenv("SAPA_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("SAPA_ENV", "test")
    monkeypatch.setenv("DATABASE_URL", "postgresql://sapa@127.0.0.1:1/sapa")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")
    monkeypatch.chdir(tmp_path)

    def command(*words: str) -> tuple[int, str, str]:
        status = cli.main(("sop", *words))
        said = capsys.readouterr()
        return status, said.out, said.err

    return command


def written(name: str, text: str | bytes) -> str:
    path = Path(name)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def test_the_list_has_all_five(run: Run) -> None:
    status, out, _ = run("list")
    codes = [line.partition("@")[0] for line in out.splitlines()]
    assert (status, codes) == (0, ["bogor", "depok-telepon", "depok-twitter", "kulon-progo", "sms-wa"])


@pytest.mark.parametrize("code", ["bogor", "depok-telepon", "depok-twitter", "kulon-progo", "sms-wa"])
def test_each_can_be_shown_and_has_no_fault(run: Run, code: str) -> None:
    status, out, _ = run("show", code)
    assert status == 0
    assert "->" in out
    status, out, _ = run("lint", code)
    assert (status, out.splitlines()[-1]) == (0, f"{code} versi 1: tidak ada kesalahan.")


def test_an_unknown_code_is_named(run: Run) -> None:
    status, _, err = run("show", "depok-radio")
    assert status == 1
    assert err.startswith('sapa: SOP "depok-radio" tidak dikenal')


def test_lint_tells_all_faults_with_file_and_line(run: Run) -> None:
    text = (DATA / "bogor-v1.yaml").read_text(encoding="utf-8")
    broken = text.replace("lane: supervisor\n", "lane: super\n", 1).replace("time: 4 Jam", "time: 4 Jem", 1)
    status, out, _ = run("lint", written("b.yaml", broken))
    lines = out.splitlines()
    assert status == 1
    assert [line.split(": ")[1] for line in lines] == ["steps.B-K.lane", "steps.B05.time"]
    assert all(line.startswith("b.yaml:") for line in lines)
    assert lines[1].endswith("4 Jem tidak dapat dibaca sebagai lama waktu.")


def test_remarks_ask_for_confirmation(run: Run) -> None:
    _, out, _ = run("lint", "bogor")
    assert "4 x 6 Jam" in out
    assert "(perlu konfirmasi)" in out


@pytest.mark.parametrize(
    "content",
    [
        b"a: &x [*x]",
        b"a: !!python/object:os.system x",
        b"x" * (MAX_BYTES + 5),
        "é".encode("latin-1"),
        b"[" * 9_000,
    ],
    ids=["anchor", "tag", "large", "encoding", "deep"],
)
def test_a_hostile_file_is_refused_in_one_sentence(run: Run, content: bytes) -> None:
    status, out, err = run("lint", written("h.yaml", content))
    assert (status, out.count("\n"), err) == (1, 1, "")


def test_a_missing_file_is_one_sentence(run: Run) -> None:
    status, _, err = run("lint", "gone.yaml")
    assert (status, err.count("\n")) == (1, 1)


def test_play_prints_each_step_and_each_sum(run: Run) -> None:
    status, out, _ = run("play", written("s.yaml", SCENARIO))
    assert status == 0
    assert [line.split()[1] for line in out.splitlines()[1:4]] == ["T02", "T03", "A"]
    assert "terlambat" in out
    assert "Hitungan T02, 10 menit sejak Sen 2026-08-10 08.00:" in out
    assert "Sen 17 Agu, " in out


def test_play_writes_json(run: Run) -> None:
    status, out, _ = run("play", written("s.yaml", SCENARIO), "--json")
    found = json.loads(out)
    assert status == 0
    assert [row["step"] for row in found["rows"]][-1] == "T09"
    assert found["cases"][0]["deadline"] == "2026-09-01T16:00:00+07:00"


def test_play_takes_an_sop_from_a_file(run: Run) -> None:
    text = (DATA / "depok-twitter-v1.yaml").read_text(encoding="utf-8")
    own = text.replace("code: depok-twitter", "code: percobaan", 1).replace(
        "raw: 3 x 24 jam", "raw: 1 jam", 1
    )
    scenario = written("s.yaml", SCENARIO.replace("depok-twitter", "percobaan"))
    status, out, _ = run("play", scenario, "--sop", written("own.yaml", own), "--json")
    assert status == 0
    assert json.loads(out)["rows"][2]["due"] == "2026-08-10T09:10:00+07:00"


def test_a_scenario_that_does_not_fit_is_told_with_its_line(run: Run) -> None:
    status, out, _ = run("play", written("s.yaml", SCENARIO.replace("T03", "T33")))
    assert status == 1
    assert out.startswith("s.yaml:6: moves.2.step: Tidak ada langkah bernama T33.")


def test_a_refused_move_is_told_in_indonesian(run: Run) -> None:
    status, out, _ = run(
        "play", written("s.yaml", SCENARIO.replace("action: complaint", "action: complaint, by: koordinator"))
    )
    assert status == 0
    assert "ditolak (baris 5) Sen 2026-08-10 08.05 T02.complaint: langkah ini milik pelaksana lain" in out


def test_two_versions_are_compared_line_by_line(run: Run) -> None:
    text = (DATA / "bogor-v1.yaml").read_text(encoding="utf-8")
    other = written("other.yaml", text.replace("time: 4 Jam", "time: 5 Jam", 1))
    assert run("diff", "bogor", "bogor@1") == (0, "", "")
    status, out, _ = run("diff", "bogor", other)
    assert (status, out.splitlines()) == (1, ["steps.B05.time", "  - 4 Jam", "  + 5 Jam"])


def test_each_sum_says_what_it_is_made_of(run: Run) -> None:
    _, out, _ = run(
        "play", written("s.yaml", SCENARIO.replace("klasifikasi:", "until: 2026-08-13 09:00\nklasifikasi:"))
    )
    assert "Hitungan A PUPR, 3 x 24 jam sejak Sen 2026-08-10 08.10:" in out
    assert "Sen 10 Agu 08.10 – Kam 13 Agu 08.10 siang malam: 72 jam" in out
    assert "Bila tetap diam: climb pada Jum 2026-08-14 08.30, 1 hari kerja sesudah jatuh tempo" in out
    assert "Hitungan tenggat kasus 1, 14 hari kerja sejak Sen 2026-08-10 08.00:" in out


def test_a_case_that_still_runs_is_not_called_on_time(run: Run) -> None:
    _, out, _ = run(
        "play", written("s.yaml", SCENARIO.replace("klasifikasi:", "until: 2026-08-13 09:00\nklasifikasi:"))
    )
    assert "tenggat Sel 2026-09-01 16.00, berjalan" in out


def test_outcomes_and_notices_are_told_in_words(run: Run) -> None:
    moves = "  - {at: 2026-08-11 09:00, step: A, action: answer_received}\n"
    moves += "  - {at: 2026-08-11 10:00, step: A, action: answer_final}\n"
    moves += "  - {at: 2026-08-11 10:05, step: T-X1, action: deliver}\n"
    _, out, _ = run("play", written("s.yaml", SCENARIO + moves))
    assert "hasil terjawab" in out
    assert "kepada Operator Call Center (ada tindakan) PUPR" in out


def test_a_case_without_deadline_says_why(run: Run) -> None:
    _, out, _ = run("play", written("s.yaml", SCENARIO.replace("klasifikasi: pengaduan\n", "")))
    assert "tenggat -, tanpa tenggat karena klasifikasi belum disebut" in out
    _, out, _ = run("play", written("s.yaml", "sop: bogor\nstart: 2026-08-10 08:00\n"))
    assert "tenggat -, tenggat belum mulai berjalan" in out
    _, out, _ = run(
        "play", written("s.yaml", "sop: depok-twitter\nprocess: shift\nstart: 2026-08-10 08:00\n")
    )
    assert "tenggat -, tanpa tenggat\n" in out
