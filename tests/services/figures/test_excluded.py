"""A confidential complaint is counted in the figures of its month, and nothing else of it goes into one."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import Forward
from sapa.services import intake
from sapa.services.actors import Actor
from sapa.services.figures import month as figures_month
from sapa.services.figures.scope import scope as scope_of
from tests.clock.moments import at
from tests.services.test_confidential import NOW, named, story, world
from tests.support.world import Story, World

__all__ = ["named", "story", "world"]

AUGUST, SEPTEMBER = date(2026, 8, 1), "Tue 2026-09-01 09:00"


def month() -> tuple[dict[str, Any], dict[str, Any]]:
    """The counted parts of the monthly report, and the ids behind them."""
    found = figures_month.read(scope_of("sms_wa", AUGUST), AUGUST, at(SEPTEMBER))
    return figures_month.parts(found), figures_month.basis(found)


def test_a_month_counts_it_and_tells_nothing_else(world: World, story: Story) -> None:
    ticket, said = story.ticket, at("Mon 2026-08-03 11:00")
    ticket.kecamatan_id, ticket.category_id, ticket.klasifikasi = (
        world.kecamatan.id,
        world.category.id,
        "aspirasi",
    )
    story.case.deadline_at = said
    db.session.add(Forward(ticket_id=ticket.id, opd_id=world.opds["dishub"].id, at=said, note=""))
    db.session.commit()
    intake.receive(Inbound("sms", "sms-2", "Lampu mati", said), said, world.people["operator"])
    told, basis = month()
    assert (told["received"].received, told["received"].open, told["received"].overdue) == (2, 1, 0)
    assert [(each.label, each.n) for each in told["received"].ended] == [("Dikecualikan", 1)]
    for name in ("by_channel", "by_klasifikasi", "by_kategori", "by_kecamatan"):
        lines = {row.label: (row.received, row.open, row.overdue) for row in told[name]}
        assert lines.pop("Dikecualikan") == (1, 0, 0), name
        assert list(lines.values()) == [(1, 1, 0)], name
    assert {row.label for row in told["by_kecamatan"]} == {"Dikecualikan", "Tidak diketahui"}
    assert (told["by_opd"], basis["forwarded"]) == ((), [])
    assert story.number not in [row.number for row in told["overdue"]]
    assert "S-E1" not in basis["closed_tasks"]


@pytest.mark.parametrize(("action", "fields"), [
    ("conclude_silent", {"reason": "Ditangani Inspektorat."}),
    ("conclude", {"reply_text": "Sudah ditangani.", "reply_url": ""}),
])  # fmt: skip
def test_how_it_ended_is_in_no_figure(
    world: World, story: Story, named: Actor, action: str, fields: dict[str, str]
) -> None:
    world.people["named"] = named
    story.do("S-E1", "examine", NOW, who="named", note="Diperiksa sendiri.")
    story.do("S-E2", action, NOW, who="named", **fields)
    told, basis = month()
    assert (told["received"].received, told["received"].answered, told["closed"].total) == (1, 0, 0)
    assert (basis["answered"], list(basis["received"])) == ([], ["excluded"])
