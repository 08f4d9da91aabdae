"""The one clock of the doors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from sapa import timekeeper
from sapa.config import Config, ConfigError
from sapa.timekeeper import Clock

TICK = timedelta(seconds=5)


def config(tmp_path: Path, **environ: str) -> Config:
    return Config.from_env({"SAPA_ENV": "test", **environ}, tmp_path)


def ahead(clock: Clock) -> timedelta:
    return clock.now() - timekeeper.real_now()


@pytest.fixture
def configured(tmp_path: Path) -> Iterator[None]:
    timekeeper.configure(config(tmp_path))
    yield
    timekeeper._clock = Clock()


def test_it_is_real_time_in_utc_at_first(tmp_path: Path) -> None:
    clock = Clock(config(tmp_path))
    assert clock.now().tzinfo is UTC
    assert abs(ahead(clock)) < TICK


def test_it_runs_ahead_as_the_environment_says(tmp_path: Path) -> None:
    assert abs(ahead(Clock(config(tmp_path, SAPA_CLOCK="+3d"))) - timedelta(days=3)) < TICK


def test_another_process_follows_a_shift_at_once(tmp_path: Path) -> None:
    here, there = Clock(config(tmp_path)), Clock(config(tmp_path))
    for days in (3, 10, 0):
        here.set_shift(timedelta(days=days))
        assert abs(ahead(there) - timedelta(days=days)) < TICK


def test_the_file_adds_to_the_environment(tmp_path: Path) -> None:
    clock = Clock(config(tmp_path, SAPA_CLOCK="+1d"))
    clock.set_shift(timedelta(days=2))
    assert abs(ahead(clock) - timedelta(days=3)) < TICK


def test_production_does_not_look_at_the_file(tmp_path: Path) -> None:
    Clock(config(tmp_path)).set_shift(timedelta(days=3))
    (tmp_path / "var" / "secrets.json").unlink()
    production = Clock(config(tmp_path, SAPA_ENV="production"))
    assert abs(ahead(production)) < TICK
    with pytest.raises(ConfigError):
        production.set_shift(timedelta(days=3))


@pytest.mark.usefixtures("configured")
def test_advances_add_up() -> None:
    timekeeper.advance(timedelta(days=1))
    moment = timekeeper.advance(timedelta(days=2))
    assert timekeeper.shift() == timedelta(days=3)
    assert abs(moment - timekeeper.now()) < TICK
    assert abs(timekeeper.now() - timekeeper.real_now() - timedelta(days=3)) < TICK
