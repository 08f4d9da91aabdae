"""Cases of several SOPs on their way, driven through the running house, for tests of their papers."""

from __future__ import annotations

from sqlalchemy import select

from sapa.db import db
from sapa.models import Case, Task, Ticket
from sapa.sop.scenarioread import read_scenario
from tests.services.driver import Driver
from tests.sop.test_play import HOUSE
from tests.support.world import World

ALL = "identity: [nik, name, address, phone, email]"
BOGOR = f"""
sop: bogor
channel: email
start: 2026-08-10 08:00
until: 2026-08-10 16:00
identity: []
klasifikasi: pengaduan
moves:
  - {{at: 2026-08-10 08:10, step: B02, action: receive}}
  - {{at: 2026-08-10 08:20, step: B03, action: complaint, units: [Dinas Satu, Dinas Dua], {ALL}}}
  - {{at: 2026-08-10 08:40, step: B04, action: dispose, unit: Dinas Satu}}
  - {{at: 2026-08-10 09:40, step: B05, action: ours, unit: Dinas Satu}}
  - {{at: 2026-08-10 10:40, step: B06, action: handled, unit: Dinas Satu}}
"""
ANSWERED = BOGOR + "  - {at: 2026-08-10 10:50, step: B07, action: answer_final, unit: Dinas Satu}\n"
TELEPON = """
sop: depok-telepon
start: 2026-08-10 08:00
until: 2026-08-10 16:00
identity: []
klasifikasi: pengaduan
moves:
  - {at: 2026-08-10 08:04, step: P02, action: pick_up}
  - {at: 2026-08-10 08:06, step: P03, action: complaint, identity: [name, phone, address]}
  - {at: 2026-08-10 08:08, step: P04, action: cannot_answer}
  - {at: 2026-08-10 08:10, step: P06, action: not_found}
  - {at: 2026-08-10 08:12, step: P07, action: forward, units: [Dinas Satu]}
  - {at: 2026-08-10 08:30, step: P08, action: answer_final, unit: Dinas Satu}
"""
SMS = """
sop: sms-wa
channel: sms
start: 2026-08-10 08:00
until: 2026-08-10 16:00
klasifikasi: pengaduan
moves:
  - {at: 2026-08-10 08:10, step: S02, action: complaint, units: [Dinas Satu]}
  - {at: 2026-08-10 08:20, step: S03, unit: Dinas Satu, action: recommend}
  - {at: 2026-08-10 08:30, step: S04, unit: Dinas Satu, action: draft}
"""
DECIDED = SMS + "  - {at: 2026-08-10 09:30, step: S04, unit: Dinas Satu, action: approve}\n"


def drive(world: World, text: str) -> Driver:
    driver = Driver(world, read_scenario(text, HOUSE))
    assert driver.drive().refused == []
    return driver


def number(driver: Driver) -> str:
    return db.session.get_one(Ticket, driver.ticket).number


def visit(driver: Driver, step: str, unit: str = "") -> Task:
    """The newest visit of that step, of that agency where one is named."""
    query = select(Task).join(Case).where(Case.ticket_id == driver.ticket, Task.step == step)
    rows = list(db.session.scalars(query.order_by(Task.id)))
    ids = {name: driver.units[n] for n, name in driver.scenario.units.items()}
    return [row for row in rows if not unit or row.opd_id == ids[unit]][-1]


def agent(driver: Driver, unit: str):
    """The account of that agency."""
    return next(driver.agents[n] for n, name in driver.scenario.units.items() if name == unit)
