"""The configuration: what the environment means, and one sentence for each fault."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sapa.config import Config, ConfigError, parse_shift

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
REAL_KEY = base64.b64encode(bytes(range(32))).decode()
REAL_SECRETS = {
    "SAPA_SECRET_KEY": "s" * 40,
    "SAPA_DATA_KEYS": f"k2:{REAL_KEY},k1:{REAL_KEY}",
    "SAPA_INDEX_KEY": REAL_KEY,
}


def read(root: Path, **environ: str) -> Config:
    return Config.from_env(environ, root)


def test_without_a_database_it_is_the_demo(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert config.demo
    assert config.database_url == ""
    assert config.var == tmp_path / "var"
    assert config.public_url == "http://127.0.0.1:8000"


def test_with_a_database_it_is_production(tmp_path: Path) -> None:
    assert read(tmp_path, DATABASE_URL="postgresql://a/b").production


def test_the_environment_can_be_named(tmp_path: Path) -> None:
    assert read(tmp_path, DATABASE_URL="postgresql://a/b", SAPA_ENV="demo").demo


def test_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert first == second
    assert (tmp_path / "var" / "secrets.json").stat().st_mode & 0o777 == 0o600


def test_secrets_are_never_shown(tmp_path: Path) -> None:
    config = read(tmp_path)
    assert config.secret_key not in repr(config)
    assert repr(config.index_key) not in repr(config)


def test_production_makes_secrets_of_its_own(tmp_path: Path) -> None:
    config = read(tmp_path, SAPA_ENV="production")
    assert not config.secret_key.startswith("demo")
    assert read(tmp_path, SAPA_ENV="production") == config


def test_production_refuses_the_secrets_of_the_demo(tmp_path: Path) -> None:
    read(tmp_path)
    with pytest.raises(ConfigError, match="berasal dari demo"):
        read(tmp_path, SAPA_ENV="production")


@pytest.mark.parametrize(
    ("variable", "field"),
    [("SAPA_SECRET_KEY", "secret_key"), ("SAPA_DATA_KEYS", "data_keys"), ("SAPA_INDEX_KEY", "index_key")],
)
def test_production_refuses_a_demo_secret_that_was_copied(tmp_path: Path, variable: str, field: str) -> None:
    read(tmp_path)
    demo = json.loads((tmp_path / "var" / "secrets.json").read_text())
    with pytest.raises(ConfigError, match="berasal dari demo"):
        read(tmp_path / "other", SAPA_ENV="production", **REAL_SECRETS | {variable: demo[field]})


def test_secrets_can_be_given(tmp_path: Path) -> None:
    config = read(tmp_path, SAPA_ENV="production", **REAL_SECRETS)
    assert [name for name, _ in config.data_keys] == ["k2", "k1"]
    assert config.index_key == bytes(range(32))
    assert not (tmp_path / "var" / "secrets.json").exists()


def test_the_clock_is_not_shifted_in_production(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="SAPA_CLOCK"):
        read(tmp_path, SAPA_ENV="production", SAPA_CLOCK="+3d")


@pytest.mark.parametrize(
    "environ",
    [
        {"SAPA_ENV": "staging"},
        {"SAPA_PORT": "eighty"},
        {"SAPA_PORT": "70000"},
        {"SAPA_CLOCK": "tomorrow"},
        {"SAPA_SECRET_KEY": "short"},
        {"SAPA_DATA_KEYS": "no key"},
        {"SAPA_DATA_KEYS": "k1:AAAA"},
        {"SAPA_INDEX_KEY": "not base64"},
        {"SAPA_VAR": "/proc/nowhere"},
    ],
)
def test_every_fault_is_one_sentence(tmp_path: Path, environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError) as fault:
        read(tmp_path, **environ)
    assert str(fault.value).endswith(".")
    assert "\n" not in str(fault.value)


def test_a_damaged_secrets_file_is_not_replaced(tmp_path: Path) -> None:
    read(tmp_path)
    (tmp_path / "var" / "secrets.json").write_text("{")
    with pytest.raises(ConfigError, match="rusak"):
        read(tmp_path)


def test_a_child_process_reads_the_same(tmp_path: Path) -> None:
    config = read(
        tmp_path, SAPA_PORT="8123", SAPA_CLOCK="-2h", DATABASE_URL="postgresql://a/b", SAPA_ENV="demo"
    )
    assert Config.from_env(config.to_environ(), tmp_path) == config


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("+3d", timedelta(days=3)),
        ("3d", timedelta(days=3)),
        ("-2h", timedelta(hours=-2)),
        ("1d12h30m5s", timedelta(days=1, hours=12, minutes=30, seconds=5)),
        ("2026-03-02T09:00:00+07:00", timedelta(hours=1)),
        ("2026-03-02T09:00", timedelta(hours=1)),
        ("2026-03-01", timedelta(hours=-32)),
    ],
)
def test_a_shift_is_a_span_or_a_moment(text: str, shift: timedelta) -> None:
    assert parse_shift(text, NOW) == shift


@pytest.mark.parametrize(("given", "proxies"), [("", 0), ("0", 0), ("1", 1), ("5", 5)])
def test_the_proxies_in_front_are_counted_and_handed_on(tmp_path: Path, given: str, proxies: int) -> None:
    config = Config.from_env({"SAPA_VAR": str(tmp_path), "SAPA_PROXIES": given})
    assert config.proxies == proxies
    assert Config.from_env(config.to_environ()).proxies == proxies


@pytest.mark.parametrize("given", ["-1", "satu", "6", "1.0", "٣"])
def test_a_strange_number_of_proxies_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(ConfigError, match="SAPA_PROXIES"):
        Config.from_env({"SAPA_VAR": str(tmp_path), "SAPA_PROXIES": given})
