"""What `sapa sop play` says of a scenario is what the running house does with it, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import scoped_session

from sapa.sop.play import play
from sapa.sop.played import Played
from sapa.sop.scenario import Scenario
from sapa.sop.scenarioread import read_scenario
from tests.services.driver import SEEN, Driver, apart
from tests.services.walks import tour
from tests.sop.test_play import HOUSE
from tests.support.world import World, build

SCENES = Path(__file__).parent / "scenes"
FILES = sorted(SCENES.glob("*.yaml"))
CASE = ("case", "process", "deadline", "ended", "outcome", "level", "extended")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_scenario_runs_as_it_plays(world: World, path: Path) -> None:
    scenario = read_scenario(path.read_text(encoding="utf-8"), HOUSE)
    together(world, scenario)


UNITS = ("bidang-data", "bidang-ti", "Dinas Satu", "Dinas Dua", "Dinas Tiga")
LADDER = "options: {silence_ladder: true}"
#: What a walk cannot do: the arrival of the message is made by the house itself.
ARRIVALS = {("P01", "call"), ("B01", "send"), ("S01", "send")}


@pytest.mark.parametrize(
    ("code", "options"),
    [("depok-twitter", ""), ("depok-telepon", LADDER), ("bogor", ""), ("sms-wa", ""), ("kulon-progo", "")],
    ids=["depok-twitter", "depok-telepon", "bogor", "sms-wa", "kulon-progo"],
)
def test_every_move_of_an_sop_runs_as_it_plays(session: scoped_session, code: str, options: str) -> None:
    text = f"sop: {code}\nstart: 2026-03-13 10:00\nklasifikasi: pengaduan\n{options}"
    scenario = replace(read_scenario(text, HOUSE), units=dict(enumerate(UNITS, 1)))
    walks, never = tour(scenario, _moves_of(scenario), moves=40, most=1000)
    assert never == set()
    for each in walks:
        with apart():
            together(build(), each)


def _moves_of(scenario: Scenario) -> set[tuple[str, str]]:
    """All moves of the processes that a complaint may go through."""
    steps = [step for step in scenario.sop.steps.values() if step.process in ("handling", "kode_etik")]
    return {(step.id, slug) for step in steps for slug in step.actions} - ARRIVALS


def together(world: World, scenario: Scenario) -> Played:
    """Play it, run it, and hold the two together."""
    played, driven = play(scenario), Driver(world, scenario).drive()
    told = played.as_dict()
    assert [(r["at"], r["step"], r["action"]) for r in map(_read, told["refused"])] == driven.refused
    assert [_only(row, CASE) for row in driven.cases] == [_only(_read(row), CASE) for row in told["cases"]]
    for mine, theirs in zip(driven.rows, told["rows"], strict=True):
        assert _only(mine, SEEN) == _only(_read(theirs), SEEN)
    return played


def _only(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _read(row: dict[str, Any]) -> dict[str, Any]:
    """The moments of a row as moments."""
    return {name: _moment(value) for name, value in row.items()}


def _moment(value: Any) -> Any:
    if isinstance(value, str) and value[4:5] == "-" and "T" in value:
        return datetime.fromisoformat(value).astimezone(UTC)
    return value
