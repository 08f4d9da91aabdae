"""The scenario that the page of a trial begins with."""

from __future__ import annotations

import pytest

from sapa.sop.loader import shipped
from sapa.sop.play import play
from sapa.sop.scenario import House
from sapa.sop.scenarioread import read_scenario
from sapa.views.admin.sops_trial import example


@pytest.mark.parametrize("sop", shipped(), ids=lambda sop: sop.code)
def test_it_can_be_played_as_it_stands(sop) -> None:
    played = play(read_scenario(example(sop), House((sop,))))
    assert len(played.rows) > 1
    assert played.refused == ()
