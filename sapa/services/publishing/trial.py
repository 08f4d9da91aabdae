"""A scenario played on one version, with the holidays that the house knows."""

from __future__ import annotations

from collections.abc import Iterable

from sapa.clock import SpecialDay
from sapa.services import calendars
from sapa.services.upkeep.foundation import RAMADAN, national
from sapa.sop.definition import Definition
from sapa.sop.play import play
from sapa.sop.played import Played
from sapa.sop.scenario import House
from sapa.sop.scenarioread import read_scenario


def tried(sop: Definition, scenario: str) -> Played:
    """What becomes of a scenario that is typed as YAML. DefinitionError with all its faults."""
    return play(read_scenario(scenario, House((sop,), _holidays, RAMADAN)))


def _holidays(year: int) -> Iterable[SpecialDay]:
    """The days of a year as the Admin keeps them; the national ones of a year that nobody has entered."""
    found = [each for each in calendars.get("office").days if each.day.year == year]
    return found or national(year)
