"""Owners in processes of their own, and a look at which servers are alive."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from sapa.config import ROOT
from sapa.embedded import Urls

# The capability lets them read an interpreter that lies below root's home, and nothing else.
READING = ("--inh-caps", "+dac_read_search", "--ambient-caps", "+dac_read_search")
NOBODY = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", *READING)


@contextmanager
def owner(var: Path, *words: str, before: Sequence[str] = ()) -> Iterator[tuple[subprocess.Popen[str], Urls]]:
    """The running owner process and what it told; it leaves in order unless the test killed it."""
    command = [*before, sys.executable, "-m", "tests.embedded.owner", str(var), *words]
    environ = os.environ | {"LC_ALL": "id_ID.UTF-8", "PYTHONDONTWRITEBYTECODE": "1", "HOME": "/nonexistent"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with process:
        yield process, Urls(**json.loads(process.stdout.readline()))
        process.stdin.close()
        process.wait(30)


def kill(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def alive(var: Path) -> set[str]:
    """The names of the servers that work below that folder."""
    found = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink().is_relative_to(var):
                found.add((entry / "comm").read_text().strip())
        except OSError:
            continue
    return found


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def run(url: str, statement: str) -> list[tuple]:
    with psycopg.connect(url) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []
