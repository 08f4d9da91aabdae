"""The monthly recap of the SMS team, from real rows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import Report, Ticket
from sapa.services import intake
from sapa.services.errors import NotFound
from sapa.services.printouts import recap
from sapa.services.reporting import flow as report_flow
from sapa.services.upkeep import foundation
from tests.reports.reading import text
from tests.services import town as towns
from tests.services.town import NOVEMBER, START

SAID = "Lampu mati, hubungi 0811-0000-0909"


@pytest.fixture
def town(session):
    foundation.lay(START)
    return towns.found()


def message(town, n, channel="sms"):
    at = START + timedelta(hours=n)
    words = Inbound(channel, f"rekap-{n}", f"{SAID} ({n})", at)
    return intake.receive(words, at + timedelta(minutes=5), town.actor("operator", START)).number


def report_of(scope, now=NOVEMBER):
    report_flow.draft_due(now)
    return db.session.scalars(select(Report.id).where(Report.scope == scope, Report.kind == "monthly")).one()


def drawn(town, report, role="koordinator"):
    return recap.draw(report, town.actor(role), NOVEMBER)


def test_it_lists_every_message_of_the_month_with_its_state(town):
    numbers = [message(town, n) for n in range(3)]
    made, name = drawn(town, report_of("sms_wa"))
    told = text(made)
    assert name == "rekapitulasi-sms-wa-2026-10.pdf"
    assert [number for number in numbers if number not in told] == []
    assert "REKAPITULASI BULANAN" in told
    assert "Pengaduan yang diterima: 3 (tiga); terbuka 3." in told
    assert "Ketua" in told
    assert "Pengarah" in told


def test_no_number_of_a_citizen_is_open_in_it(town):
    message(town, 0)
    told = text(drawn(town, report_of("sms_wa"))[0])
    assert "0000-0909" not in told


def test_of_a_confidential_matter_it_has_the_count_alone(town):
    numbers = [message(town, n) for n in range(2)]
    db.session.scalars(select(Ticket).where(Ticket.number == numbers[0])).one().confidential = True
    db.session.commit()
    told = text(drawn(town, report_of("sms_wa"))[0])
    assert numbers[0] not in told
    assert "Pengaduan yang diterima: 2 (dua); terbuka 1, dikecualikan 1." in told


def test_what_is_submitted_stays_as_it_was(town):
    message(town, 0)
    report = report_of("sms_wa")
    towns.act(town, report, "submit", NOVEMBER, "koordinator", kendala="Pulsa habis.", saran="")
    late = START + timedelta(days=1)
    words = Inbound("sms", "terlambat", "Pesan yang baru dicatat", late)
    number = intake.receive(words, NOVEMBER + timedelta(hours=1), town.actor("operator", START)).number
    told = text(drawn(town, report)[0])
    assert number not in told
    assert "Pulsa habis." in told
    assert drawn(town, report)[0].pdf == drawn(town, report)[0].pdf


def test_other_reports_have_none(town):
    message(town, 0, "telepon")
    with pytest.raises(NotFound):
        drawn(town, report_of("telepon"))


def test_an_agency_does_not_see_it(town):
    message(town, 0)
    report = report_of("sms_wa")
    town.people["ppid_pembantu"] = towns.person("ppid_pembantu", "Wakil").id
    db.session.commit()
    with pytest.raises(NotFound):
        drawn(town, report, "ppid_pembantu")
