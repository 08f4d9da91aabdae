"""The processes of one machine stay up, and go down together."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from sapa.config import ROOT, Config
from sapa.supervisor import Child, children
from tests.embedded.owners import until

pytestmark = pytest.mark.processes
Start = Callable[..., "subprocess.Popen[str]"]


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def offspring(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_gone(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def read_until(process: subprocess.Popen[str], word: str) -> list[str]:
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if word in line:
            break
    return lines


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as stack:

        def begin(*words: str) -> subprocess.Popen[str]:
            command = [
                sys.executable,
                "-m",
                "tests.supervisor.house",
                str(tmp_path),
                str(free_port()),
                *words,
            ]
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            return process

        yield begin


@pytest.mark.parametrize("word", [signal.SIGINT, signal.SIGTERM])
def test_all_stop_when_asked(start: Start, word: signal.Signals) -> None:
    house = start()
    read_until(house, "siap")
    pids = offspring(house.pid)
    house.send_signal(word)
    assert read_until(house, "berhenti.")[-1] == "sapa sudah berhenti."
    assert house.wait(10) == 0
    assert len(pids) == 2
    assert all(is_gone(pid) for pid in pids)


def test_a_killed_child_is_started_again(start: Start) -> None:
    house = start()
    read_until(house, "siap")
    web, worker = offspring(house.pid)
    subprocess.run(["kill", "-9", str(worker)], check=True)
    assert "Proses pekerja berhenti sendiri, dijalankan kembali." in read_until(house, "kembali")
    until(lambda: len(offspring(house.pid)) == 2)
    assert web in offspring(house.pid)


def test_a_child_that_cannot_live_ends_everything(start: Start) -> None:
    house = start("crash")
    assert "Proses pekerja berulang kali berhenti; sapa dihentikan." in read_until(house, "sudah berhenti")
    assert house.wait(10) == 1


def test_a_killed_supervisor_takes_its_children_along(start: Start) -> None:
    house = start()
    read_until(house, "siap")
    pids = offspring(house.pid)
    house.kill()
    until(lambda: all(is_gone(pid) for pid in pids))


def test_web_workers_and_scheduler_are_the_children(tmp_path: Path) -> None:
    config = Config.from_env({"SAPA_ENV": "test", "SAPA_PORT": "8123"}, tmp_path)
    found = {child.name: child.command for child in children(config)}
    assert list(found) == ["web", "pekerja 1", "pekerja 2", "penjadwal"]
    assert "127.0.0.1:8123" in found["web"]
    assert found["penjadwal"][-1] == "scheduler"


def test_a_child_started_ahead_goes_on_with_what_the_supervisor_tells_it(tmp_path: Path) -> None:
    child = waiting_child(tmp_path / "told")
    with child.ahead():
        until((tmp_path / "told.loaded").exists)
        assert not (tmp_path / "told").exists()
        child.start({"SAPA_PORT": "8124"})
        until((tmp_path / "told").exists)
        assert (tmp_path / "told").read_text() == "8124"
        assert child.process is not None and not child.ended()
    assert child.ended()


def test_a_child_started_ahead_does_not_outlive_a_failed_start(tmp_path: Path) -> None:
    child = waiting_child(tmp_path / "told")
    with pytest.raises(ValueError, match="no database"), child.ahead():
        until((tmp_path / "told.loaded").exists)
        raise ValueError("no database")
    assert child.ended()
    assert not (tmp_path / "told").exists()


def test_who_follows_is_started_once_the_web_answers(start: Start) -> None:
    house = start("follow")
    assert read_until(house, "siap")[-1] == "siap"
    until(lambda: len(offspring(house.pid)) == 2)


def waiting_child(told: Path) -> Child:
    """It loads, waits at the gate, writes down what it heard and stays."""
    script = (
        "import os, pathlib, time; from sapa import gate;"
        f"told = pathlib.Path({str(told)!r}); told.with_suffix('.loaded').touch();"
        "gate.wait(); told.write_text(os.environ['SAPA_PORT']); time.sleep(600)"
    )
    return Child("uji", (sys.executable, "-c", script))
