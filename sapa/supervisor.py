"""Keeps the processes of one machine running: web, workers and scheduler, until Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from sapa import gate
from sapa.config import Config

WEB_WORKERS = 2
WEB_THREADS = 4
QUEUE_WORKERS = 2
# So many restarts of one child within so many seconds mean that it cannot live.
RESTARTS, WITHIN = 5, 60.0
# No sooner than so many seconds after its last start is a child started again.
PAUSE = 1.0
PATIENCE = 20.0


@dataclass
class Child:
    """One process to keep alive; `name` is what people read."""

    name: str
    command: tuple[str, ...]
    #: Started once the web address answers: until then it would only take the processor from it.
    follows: bool = False
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list)
    _gate: int | None = None

    @contextmanager
    def ahead(self) -> Iterator[None]:
        """The process loads its program while its surroundings are made ready inside the block; `start`
        lets it go on. Whatever happens there, it does not outlive the block."""
        reads, self._gate = os.pipe()
        try:
            self._begin(os.environ | {gate.GATE: str(reads)}, (reads,))
            os.close(reads)
            yield
        finally:
            self._shut()
            self.ask_to_stop()
            self.wait_or_kill(PATIENCE)

    def start(self, environ: dict[str, str]) -> None:
        """Begin with *environ*, or go on with it where the process was started ahead."""
        if self._gate is None:
            self._begin(environ)
            return
        pipe, self._gate = self._gate, None
        gate.open_to(pipe, environ)

    def _begin(self, environ: dict[str, str], pipes: Sequence[int] = ()) -> None:
        # A session of its own: Ctrl-C reaches only the supervisor, which stops its children in order.
        self.starts.append(time.monotonic())
        self.process = subprocess.Popen(
            [*_tied(), *self.command], env=environ, start_new_session=True, pass_fds=pipes
        )

    def _shut(self) -> None:
        """Close the gate: a process that still waits there ends."""
        if self._gate is not None:
            os.close(self._gate)
            self._gate = None

    def ended(self) -> bool:
        """True also before the first start."""
        return self.process is None or self.process.poll() is not None

    def rested(self) -> bool:
        """True when it may be started again: a fault that stays must not fill the processor."""
        return time.monotonic() - self.starts[-1] >= PAUSE

    def hopeless(self) -> bool:
        """True when it ended so often that another start would not help."""
        recent = [moment for moment in self.starts if moment > time.monotonic() - WITHIN]
        return len(recent) > RESTARTS

    def ask_to_stop(self) -> None:
        """Let it finish what it has in hand."""
        if self.process and not self.ended():
            self.process.terminate()

    def wait_or_kill(self, seconds: float) -> None:
        """Wait for its end; after so many seconds end it with all that it started."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, seconds))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def children(config: Config) -> list[Child]:
    """Web, workers and scheduler as this product runs them."""
    this = (sys.executable, "-m", "sapa.cli")
    names = [f"pekerja {number}" for number in range(1, QUEUE_WORKERS + 1)]
    workers = [Child(name, (*this, "worker"), follows=True) for name in names]
    scheduler = Child("penjadwal", (*this, "scheduler"), follows=True)
    return [Child("web", web_command(config)), *workers, scheduler]


def web_command(config: Config) -> tuple[str, ...]:
    """gunicorn with two workers of four threads, so that a slow phone does not hold up a desk."""
    shared_memory = Path("/dev/shm")  # noqa: S108 - gunicorn's heartbeat must not wait for a disk
    options = {
        "--bind": f"{config.host}:{config.port}",
        "--workers": str(WEB_WORKERS),
        "--worker-class": "gthread",
        "--threads": str(WEB_THREADS),
        "--worker-tmp-dir": str(shared_memory if shared_memory.is_dir() else config.var),
        "--timeout": "60",
        "--graceful-timeout": "10",
        "--log-level": "warning",
        "--chdir": str(config.root),
    }
    words = [word for pair in options.items() for word in pair]
    # Loaded once, then forked: app.py closes its connections first.
    return (sys.executable, "-m", "gunicorn", *words, "--preload", "--no-control-socket", "app:app")


def serve(
    config: Config,
    members: Sequence[Child],
    *,
    on_ready: Callable[[], None] = lambda: None,
    heal: Callable[[], Sequence[str]] = tuple,
    say: Callable[[str], None] = print,
) -> int:
    """Run the children until SIGINT or SIGTERM and return 0, or 1 when one of them cannot be kept alive.

    `on_ready` is called once, when the web address answers; `heal` again and again, and names the servers
    that it had to start again. Must be called in the main thread.
    """
    stop = threading.Event()
    previous = _on_signals(stop)
    environ = os.environ | config.to_environ()
    try:
        running, ready = _started(members, environ, following=False), False
        while not stop.wait(0.1):
            for name in heal():
                say(f"{name} berhenti sendiri, dijalankan kembali.")
            if not ready and _answers(config.host, config.port):
                ready = True
                running += _started(members, environ, following=True)
                on_ready()
            if not _keep_alive(running, environ, say):
                return 1
        return 0
    finally:
        say("Menghentikan sapa ...")
        _stop_all(members)
        for number, handler in previous.items():
            signal.signal(number, handler)
        say("sapa sudah berhenti.")


def _started(members: Sequence[Child], environ: dict[str, str], *, following: bool) -> list[Child]:
    chosen = [child for child in members if child.follows == following]
    for child in chosen:
        child.start(environ)
    return chosen


def _keep_alive(members: Sequence[Child], environ: dict[str, str], say: Callable[[str], None]) -> bool:
    for child in members:
        if child.ended() and child.rested():
            if child.hopeless():
                say(f"Proses {child.name} berulang kali berhenti; sapa dihentikan.")
                return False
            say(f"Proses {child.name} berhenti sendiri, dijalankan kembali.")
            child.start(environ)
    return True


def _stop_all(members: Sequence[Child]) -> None:
    deadline = time.monotonic() + PATIENCE
    for child in members:
        child.ask_to_stop()
    for child in members:
        child.wait_or_kill(deadline - time.monotonic())


def _on_signals(stop: threading.Event) -> dict[signal.Signals, signal._HANDLER]:
    def handle(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    return {number: signal.signal(number, handle) for number in (signal.SIGINT, signal.SIGTERM)}


def _answers(host: str, port: int) -> bool:
    try:
        socket.create_connection((host, port), timeout=0.2).close()
    except OSError:
        return False
    return True


def _tied() -> list[str]:
    """The words that end a child when the supervisor is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
