"""Starts a server that dies with its owner, never as root, and finds those that an owner left behind."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sapa.config import ConfigError

# Nothing of the caller's language or time zone reaches a server.
ENVIRONMENT = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.defpath, "HOME": "/"}
# The first one that reaches the binaries is taken; a container's root may lack the better ones.
_READING_CAPABILITIES = ("+dac_read_search", "+dac_override", "")


@dataclass(frozen=True)
class Account:
    """The operating system's account that a server runs as; `switch` where it is not our own."""

    uid: int
    gid: int
    switch: bool

    def take(self, folder: Path) -> None:
        """Make the (new, private) folder belong to the account."""
        folder.mkdir(mode=0o700, exist_ok=True)
        if self.switch:
            os.chown(folder, self.uid, self.gid)


@dataclass
class Kept:
    """A running server that its owner can start again where it stands."""

    name: str
    begin: Callable[[], subprocess.Popen[bytes]]
    process: subprocess.Popen[bytes]

    def heal(self) -> bool:
        """Start it again if it has ended; True if it had. Raises ConfigError when it will not run any more.

        Call it in the thread that started it: the server ends with that thread.
        """
        if self.process.poll() is None:
            return False
        self.process = self.begin()
        return True


def account_for(data: Path) -> Account:
    """PostgreSQL refuses root: there it is whoever owns the data folder, else nobody."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), switch=False)
    if data.exists() and data.stat().st_uid != 0:
        return Account(data.stat().st_uid, data.stat().st_gid, switch=True)
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, nobody.pw_gid, switch=True)


def prefix(account: Account, program: Path, last_signal: str) -> list[str]:
    """The words before a command line that change the account and tie the server's life to ours.

    `last_signal` reaches the server when the thread that started it ends, however it ends.
    """
    setpriv = shutil.which("setpriv")
    if not account.switch:
        return [setpriv, "--pdeathsig", last_signal] if setpriv else []
    if not setpriv:
        raise ConfigError("Sebagai root diperlukan perintah setpriv (paket util-linux).")
    words = [setpriv, "--reuid", str(account.uid), "--regid", str(account.gid), "--clear-groups"]
    return [*words, *_reading(words, program), "--pdeathsig", last_signal]


def _reading(words: list[str], program: Path) -> list[str]:
    """What lets the account read below a private home such as /root, with no permission changed there."""
    for capability in _READING_CAPABILITIES:
        # Without the secure bit access(2), which initdb asks, forgets the capabilities of another user.
        caps = ["--securebits=+no_setuid_fixup", "--inh-caps", capability, "--ambient-caps", capability]
        chosen = caps if capability else []
        trial = subprocess.run([*words, *chosen, str(program), "--version"], cwd="/", capture_output=True)
        if trial.returncode == 0:
            return chosen
    raise ConfigError(f"Pengguna nobody tidak dapat menjalankan {program}; jalankan sebagai pengguna biasa.")


def start(command: Sequence[str], folder: Path, log: Path) -> subprocess.Popen[bytes]:
    """Start a server in its data folder, in a session of its own: Ctrl-C reaches only the owner."""
    log.parent.mkdir(exist_ok=True)
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            cwd=folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def wait_ready(
    name: str, process: subprocess.Popen[bytes], log: Path, ready: Callable[[], bool], seconds: float = 60
) -> None:
    """Return when `ready()`; ConfigError with the log's last word when the server ends or is too slow."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if ready():
            return
        if process.poll() is not None:
            break
        time.sleep(0.01)
    raise ConfigError(explain(name, log.read_text(errors="replace"), log))


def explain(name: str, output: str, log: Path) -> str:
    """One sentence on why a server did not start."""
    if "No space left on device" in output:
        return f"Disk penuh: {name} tidak dapat menulis di {log.parent.parent}."
    lines = output.strip().splitlines()
    return (
        f"{name} bawaan tidak dapat dijalankan (lihat {log}): {lines[-1] if lines else 'tanpa keterangan'}."
    )


def stop(process: subprocess.Popen[bytes], gently: signal.Signals) -> None:
    """Ask, wait half a minute, then kill."""
    if process.poll() is None:
        process.send_signal(gently)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def stop_orphans(names: Sequence[str], folder: Path, gently: signal.Signals, seconds: float = 10) -> None:
    """End what still works in that data folder; the caller holds the lock, so nobody else wants it alive.

    A pid file is not asked: it may be cut short, or name a pid that is somebody else by now.
    """
    for word in (gently, signal.SIGKILL):
        deadline = time.monotonic() + seconds
        pids = list(_working_in(names, folder))
        for pid in pids:
            _send(pid, word)
        while pids and time.monotonic() < deadline:
            time.sleep(0.01)
            pids = list(_working_in(names, folder))
        if not pids:
            return


def _working_in(names: Sequence[str], folder: Path) -> Iterator[int]:
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            named = (entry / "comm").read_text().strip() in names
            if named and (entry / "cwd").readlink() == folder and not _is_zombie(entry):
                yield int(entry.name)
        except OSError:
            continue  # it ended just now, or belongs to somebody else


def _is_zombie(entry: Path) -> bool:
    return (entry / "stat").read_text().rpartition(")")[2].split()[0] == "Z"


def _send(pid: int, word: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, word)
