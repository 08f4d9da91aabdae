"""Complaints that come by telephone and by SMS are recorded at a desk and on a phone, without a tweet."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sapa.db import db
from sapa.models import Channel
from sapa.services import counters, ways
from tests.journeys.doors import Doors
from tests.journeys.house import House
from tests.journeys.navigators.operator import WIB, Operator
from tests.journeys.navigators.person import fill
from tests.support.seeds import City

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def every_channel(own_house: House) -> None:
    def offer(_: City) -> None:
        db.session.add_all([Channel(slug="telepon", label="Telepon"), Channel(slug="sms", label="SMS"),
                            Channel(slug="website", label="Situs web")])  # fmt: skip
        counters.touch(ways.STAMP)
        db.session.commit()

    own_house.do(offer)


@pytest.fixture
def house(own_house: House) -> House:
    return own_house


def test_a_call_is_written_down_while_the_caller_speaks(doors: Doors):
    operator = doors.enter(Operator)
    operator.opens("/intake/")
    operator.presses("Telepon")
    form = operator.page.locator("form[data-draft='intake:telepon']")
    operator.reads("Ditangani menurut:", "Identitas warga")

    fill(form, phone="nol delapan", name="Warga Contoh", text="Lampu jalan di depan rumah saya mati")
    with operator.arrives():
        form.locator("button.btn-primary").click()
    operator.reads("Ada 1 isian yang perlu dibetulkan")
    assert form.locator("[name=text]").input_value() == "Lampu jalan di depan rumah saya mati"

    fill(form, phone="0811-123-2222")
    with operator.arrives():
        form.locator("button.btn-primary").click()
    assert operator.path.startswith("/tickets/DPK-")
    operator.reads("Identitas belum lengkap: Alamat.", "Lampu jalan di depan rumah saya mati", "Telepon")
    operator.does_not_read("8111232222")


def test_an_sms_is_recorded_on_a_phone_and_is_one_case_when_typed_twice(doors: Doors, house: House):
    operator = doors.enter(Operator, phone=True)
    sent = (house.now() - timedelta(minutes=4)).astimezone(WIB)
    words = {"phone": "0811-123-2222", "text": "DISHUB #lampu merah Jl. Contoh mati",
             "day": f"{sent:%Y-%m-%d}", "hour": f"{sent:%H:%M}"}  # fmt: skip
    cases = []
    for _ in range(2):
        operator.opens("/intake/")
        operator.presses("SMS")
        form = operator.page.locator("form[data-draft='intake:sms']")
        fill(form, **words)
        with operator.arrives():
            form.locator("button.btn-primary").click()
        cases.append(operator.path)
    operator.reads("Pengaduan ini sudah ada")
    assert cases[0] == cases[1]


def test_the_channel_is_chosen_without_scripts(doors: Doors):
    operator = doors.enter(Operator, scripts=False)
    operator.opens("/intake/")
    operator.presses("Situs web")
    operator.reads("NIK", "Disimpan tersegel dan ditampilkan tersamar.")
