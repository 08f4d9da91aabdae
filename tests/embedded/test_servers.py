"""One owner, many users, and what a killed owner leaves behind."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import time
from pathlib import Path

import pytest
from redis import Redis

from sapa.config import ConfigError
from sapa.embedded import servers
from tests.embedded.owners import NOBODY, alive, kill, owner, run, until

pytestmark = pytest.mark.processes
SERVERS = {"postgres", "redis-server"}
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")


def modes(folder: Path) -> list[tuple[int, int]]:
    return [(each.stat().st_mode, each.stat().st_uid) for each in (folder, *folder.parents)]


def test_they_start_within_seconds_and_stop(tmp_path: Path) -> None:
    with servers(tmp_path) as urls:
        assert urls.owner
        assert run(urls.database_url, "SELECT current_setting('server_version_num')::int / 10000") == [(18,)]
        assert run(urls.database_url, "SHOW synchronous_commit") == [("on",)]
        with Redis.from_url(urls.redis_url) as connection:
            assert connection.config_get("appendonly") == {"appendonly": "yes"}
    assert alive(tmp_path) == set()


def test_the_second_start_is_quick_and_finds_everything(tmp_path: Path) -> None:
    with servers(tmp_path, fast=True) as urls, Redis.from_url(urls.redis_url) as connection:
        run(urls.database_url, "CREATE TABLE kept ()")
        connection.set("kept", 1)
    began = time.monotonic()
    with servers(tmp_path, fast=True) as urls, Redis.from_url(urls.redis_url) as connection:
        assert time.monotonic() - began < 3
        assert run(urls.database_url, "SELECT count(*) FROM kept") == [(0,)]
        assert connection.get("kept") == b"1"


def test_rows_sort_the_same_on_every_machine(tmp_path: Path) -> None:
    with servers(tmp_path, fast=True) as urls:
        found = run(
            urls.database_url, "SELECT datlocprovider, pg_encoding_to_char(encoding) FROM pg_database"
        )
    assert set(found) == {("b", "UTF8")}


@pytest.mark.parametrize("name", ["dengan spasi", "koma, 'kutip' \"ganda\"", "garis\\miring", "pañjang" * 15])
def test_any_path_will_do(tmp_path: Path, name: str) -> None:
    var = tmp_path / name
    var.mkdir()
    with owner(var) as (_, urls):
        assert run(urls.database_url, "SELECT 1") == [(1,)]
        with Redis.from_url(urls.redis_url) as connection:
            assert connection.ping()
    assert alive(var) == set()


def test_no_port_is_open(tmp_path: Path) -> None:
    with servers(tmp_path, fast=True) as urls:
        assert run(urls.database_url, "SHOW listen_addresses") == [("",)]
        with Redis.from_url(urls.redis_url) as connection:
            assert connection.config_get("port") == {"port": "0"}


def test_another_process_uses_them_and_leaves_them_running(tmp_path: Path) -> None:
    with owner(tmp_path) as (_, urls):
        with servers(tmp_path) as found:
            assert (found.database_url, found.redis_url) == (urls.database_url, urls.redis_url)
            assert not found.owner
        assert alive(tmp_path) == SERVERS
    assert alive(tmp_path) == set()


def test_given_addresses_start_nothing(tmp_path: Path) -> None:
    with servers(tmp_path, database_url="postgresql://a/b", redis_url="redis://c") as urls:
        assert urls.database_url == "postgresql://a/b"
        assert alive(tmp_path) == set()


def test_only_the_missing_one_is_started(tmp_path: Path) -> None:
    with servers(tmp_path, database_url="postgresql://a/b") as urls:
        assert urls.database_url == "postgresql://a/b"
        assert alive(tmp_path) == {"redis-server"}


def test_servers_end_with_a_killed_owner(tmp_path: Path) -> None:
    with owner(tmp_path) as (process, _):
        kill(process)
        until(lambda: alive(tmp_path) == set())


def test_a_killed_owner_does_not_block_the_next(tmp_path: Path) -> None:
    with owner(tmp_path) as (process, urls):
        run(urls.database_url, "CREATE TABLE kept ()")
        kill(process)
    with servers(tmp_path, fast=True) as urls:
        assert urls.owner
        assert run(urls.database_url, "SELECT count(*) FROM kept") == [(0,)]


def test_orphans_of_a_killed_owner_are_ended_first(tmp_path: Path) -> None:
    with owner(tmp_path, "loose") as (process, urls):
        run(urls.database_url, "CREATE TABLE kept ()")
        kill(process)
    assert alive(tmp_path) == SERVERS
    with servers(tmp_path, fast=True) as urls:
        assert urls.owner
        assert run(urls.database_url, "SELECT count(*) FROM kept") == [(0,)]


def test_a_killed_server_loses_nothing(tmp_path: Path) -> None:
    with servers(tmp_path) as urls, Redis.from_url(urls.redis_url) as connection:
        run(urls.database_url, "CREATE TABLE kept ()")
        connection.set("kept", 1)
        for entry in (*(tmp_path / "postgres").glob("postmaster.pid"),):
            os.kill(int(entry.read_text().split()[0]), signal.SIGKILL)
        os.kill(int(connection.info("server")["process_id"]), signal.SIGKILL)
    with servers(tmp_path) as urls, Redis.from_url(urls.redis_url) as connection:
        assert run(urls.database_url, "SELECT count(*) FROM kept") == [(0,)]
        assert connection.get("kept") == b"1"


OF_A_LIVING_PROCESS = "{}\n/elsewhere\n0\n5432\n/tmp\n\n0 0\nready\n"


@pytest.mark.parametrize("left", ["", "12", OF_A_LIVING_PROCESS], ids=["empty", "short", "another's"])
def test_a_stale_pid_file_does_not_block(tmp_path: Path, left: str) -> None:
    left = left.format(os.getpid())
    with servers(tmp_path, fast=True):
        pass
    (tmp_path / "postgres" / "postmaster.pid").write_text(left)
    (tmp_path / "postgres" / ".s.PGSQL.5432.lock").write_text(left)
    with servers(tmp_path, fast=True) as urls:
        assert run(urls.database_url, "SELECT 1") == [(1,)]


def test_a_cluster_that_was_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres.new" / "base").mkdir(parents=True)
    with servers(tmp_path, fast=True) as urls:
        assert run(urls.database_url, "SELECT 1") == [(1,)]


def test_a_silent_owner_is_one_sentence(tmp_path: Path) -> None:
    with (tmp_path / "servers.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(ConfigError, match="tidak menjawab"), servers(tmp_path, patience=0.2):
            pass


def test_data_of_another_version_are_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("15\n")
    with pytest.raises(ConfigError, match="PostgreSQL 15"), servers(tmp_path):
        pass


@as_root
def test_an_ordinary_user_can_own_them() -> None:
    base = Path("/tmp") / f"sapa-nobody-{os.getpid()}"
    base.mkdir()
    os.chown(base, 65534, 65534)
    try:
        with owner(base, before=NOBODY) as (process, urls):
            assert urls.owner
            assert run(urls.database_url, "SELECT 1") == [(1,)]
            assert Path(f"/proc/{process.pid}").stat().st_uid == 65534
        # root comes after them and works as the owner of the data
        with servers(base, fast=True) as urls:
            assert run(urls.database_url, "SELECT 1") == [(1,)]
    finally:
        shutil.rmtree(base)


@as_root
def test_root_runs_them_as_nobody_and_changes_no_permission(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    before = modes(private)
    var = private / "var"
    var.mkdir()
    with servers(var, fast=True) as urls:
        assert run(urls.database_url, "SELECT 1") == [(1,)]
        assert (var / "postgres").stat().st_uid == 65534
    assert modes(private) == before


def test_the_owner_heals_what_was_killed(tmp_path: Path) -> None:
    with servers(tmp_path) as urls:
        run(urls.database_url, "CREATE TABLE kept ()")
        assert urls.heal() == []
        for each in urls.kept:
            each.process.kill()
            each.process.wait()
        assert sorted(urls.heal()) == ["PostgreSQL", "Redis"]
        assert run(urls.database_url, "SELECT count(*) FROM kept") == [(0,)]
        with Redis.from_url(urls.redis_url) as connection:
            assert connection.ping()
    assert alive(tmp_path) == set()
