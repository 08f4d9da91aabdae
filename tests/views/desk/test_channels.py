"""Recording what comes in on every channel: its form, its SOP, its identity, its faults."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from sapa.db import db
from sapa.models import Attachment, Case, Channel, Complainant, Complaint, RawMessage, Setting, Ticket
from sapa.services import counters, settings, ways
from sapa.services.house import house
from tests.support import seeds
from tests.support.seeds import City
from tests.views.desk.conftest import Browser
from tests.views.desk.test_intake import _picture

Sign = Callable[[str], Browser]
WHEN = {"day": "2026-11-10", "hour": "13:30"}
SAID = {"text": "Lampu jalan mati di Jl. Contoh 5", **WHEN}
WHO = {
    "name": "Warga Contoh", "nik": "3276010101900001", "phone": "0811-0000-0909",
    "address": "Jalan Contoh 9, Beji", "email": "warga@contoh.example",
}  # fmt: skip
#: Channel -> (label, SOP, what its form is filled in with).
FILLED = {
    "telepon": ("Telepon", "depok-telepon", {"phone": "0811-123-2222", "name": "Warga Contoh", **SAID}),
    "sms": ("SMS", "sms-wa", {"phone": "0811-123-2222", **SAID}),
    "whatsapp": ("WhatsApp", "sms-wa", {"phone": "0811-123-2222", **SAID}),
    "email": ("Surel", "kulon-progo", {"email": "warga@contoh.example", "subject": "Lampu", **SAID}),
    "website": ("Situs web", "bogor", {"reference": "WEB-17", **SAID, **WHO}),
    "aplikasi": ("Aplikasi", "bogor", {**SAID, **WHO}),
    "surat_kabar": ("Surat kabar", "bogor",
                    {"paper": "Harian Contoh", "headline": "Lampu Padam", "page": "5", **SAID}),
    "tatap_muka": ("Tatap muka", "kulon-progo", {**SAID, "name": "Warga Contoh", "address": "Jl. Contoh 9"}),
}  # fmt: skip


@pytest.fixture
def desk(city: City, browser: Sign) -> Browser:
    """The Operator in a city that offers every channel."""
    for slug, (label, _, _) in FILLED.items():
        db.session.add(Channel(slug=slug, label=label))
    counters.touch(ways.STAMP)
    db.session.commit()
    return browser("operator")


def put(desk: Browser, channel: str, **words: str) -> str:
    """The number of the case that the filled form becomes."""
    answer = desk.post("/intake/", channel=channel, **(FILLED[channel][2] | words))
    assert answer.status_code == 302, re.findall(r'class="wrong"[^>]*>([^<]+)', answer.text)
    return str(answer.headers["Location"].rpartition("/")[2])


def set_routes(**routes: str) -> None:
    row = Setting(key="routes", value=routes, valid_from=date(2026, 1, 1), set_at=seeds.NOW)
    db.session.add(row)
    counters.touch(settings.STAMP)
    db.session.commit()


@pytest.mark.parametrize("channel", FILLED)
def test_each_channel_leads_to_its_sop(desk: Browser, channel: str) -> None:
    number = put(desk, channel)
    ticket = db.session.scalars(select(Ticket)).one()
    case = db.session.scalars(select(Case).where(Case.ticket_id == ticket.id)).one()
    assert (ticket.number, ticket.channel) == (number, channel)
    assert (case.sop_code, case.process) == (FILLED[channel][1], "handling")
    assert FILLED[channel][0] in desk.get(f"/tickets/{number}").text
    assert FILLED[channel][0] in desk.get("/tickets/").text


@pytest.mark.parametrize("channel", FILLED)
def test_the_same_twice_is_one_case(desk: Browser, channel: str) -> None:
    first = put(desk, channel)
    again = desk.post("/intake/", channel=channel, **FILLED[channel][2])
    assert again.headers["Location"].endswith(first)
    assert "sudah ada: kasus" in desk.get(again.headers["Location"]).text
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


@pytest.mark.parametrize("channel", FILLED)
def test_an_empty_form_names_every_fault_and_loses_nothing(desk: Browser, channel: str) -> None:
    answer = desk.post("/intake/", channel=channel, text="", day="", hour="", name="Tetap Di Sini")
    assert answer.status_code == 422
    assert 'href="#f-text"' in answer.text and 'href="#f-day"' in answer.text
    for name in re.findall(r'href="#f-([a-z_]+)"', answer.text):
        assert f'id="f-{name}"' in answer.text
    if channel in {"telepon", "website", "aplikasi", "tatap_muka"}:
        assert 'value="Tetap Di Sini"' in answer.text
    assert db.session.scalars(select(RawMessage)).all() == []


@pytest.mark.parametrize("channel", FILLED)
def test_tomorrow_is_refused(desk: Browser, channel: str) -> None:
    answer = desk.post("/intake/", channel=channel, **(FILLED[channel][2] | {"day": "2026-11-11"}))
    assert answer.status_code == 422
    assert "Waktu ini belum terjadi" in answer.text


def test_every_wrong_part_of_an_identity_is_named(desk: Browser) -> None:
    wrong = {"nik": "327601010190000", "phone": "nol", "email": "warga", "name": "x" * 161}
    answer = desk.post("/intake/", channel="website", **(FILLED["website"][2] | wrong))
    assert answer.status_code == 422
    assert "Ada 4 isian yang perlu dibetulkan" in answer.text
    for name in wrong:
        assert f'href="#f-{name}"' in answer.text
    assert 'value="327601010190000"' in answer.text


def test_a_number_and_an_address_are_checked_on_their_channels(desk: Browser) -> None:
    sms = desk.post("/intake/", channel="sms", **(FILLED["sms"][2] | {"phone": "12"}))
    mail = desk.post(
        "/intake/", channel="email", **(FILLED["email"][2] | {"email": "a@b", "message_id": "x"})
    )
    assert sms.status_code == mail.status_code == 422
    assert 'href="#f-phone"' in sms.text
    assert 'href="#f-email"' in mail.text and 'href="#f-message_id"' in mail.text


def test_identity_is_sealed_and_shown_masked(desk: Browser) -> None:
    page = desk.get(f"/tickets/{put(desk, 'website')}").text
    row = db.session.scalars(select(Complainant)).one()
    assert row.nik_sealed and "3276" not in row.nik_sealed
    assert house().vault.decrypt(row.phone_sealed or "", "complainant.phone") == "+6281100000909"
    for value in ("3276010101900001", "0811-0000-0909", "81100000909", "Jalan Contoh 9", "warga@contoh"):
        assert value not in page
    sealed = db.session.scalars(select(RawMessage.payload_sealed)).one()
    assert "3276010101900001" not in sealed


def test_no_number_can_be_guessed_from_the_id_of_a_message(desk: Browser) -> None:
    put(desk, "sms")
    identity = db.session.scalars(select(Complaint.external_id)).one()
    assert re.fullmatch("[0-9a-f]{64}", identity)


def test_identity_may_be_missing_where_a_later_step_asks_for_it(desk: Browser) -> None:
    number = put(desk, "website", nik="", address="")
    assert "Identitas belum lengkap: NIK, Alamat." in desk.get(f"/tickets/{number}").text


def test_a_complete_identity_says_nothing(desk: Browser) -> None:
    assert "belum lengkap" not in desk.get(f"/tickets/{put(desk, 'website')}").text


def test_a_newspaper_asks_nobodys_identity(desk: Browser) -> None:
    page = desk.get("/intake/?channel=surat_kabar").text
    assert 'name="nik"' not in page and 'name="paper"' in page and 'name="hour"' not in page
    text = desk.get(f"/tickets/{put(desk, 'surat_kabar')}").text
    assert "Harian Contoh, 10-11-2026, hlm. 5" in text and "Lampu Padam" in text


def test_two_callers_are_two_complainants(desk: Browser) -> None:
    put(desk, "telepon")
    put(desk, "telepon", text="Sampah menumpuk")
    assert db.session.scalar(select(func.count()).select_from(Complainant)) == 2


def test_the_case_of_a_number_is_found_by_it(desk: Browser) -> None:
    number = put(desk, "sms")
    assert number in desk.get("/tickets/?view=all&q=08111232222").text


def test_a_form_says_by_which_sop_it_is_handled(desk: Browser) -> None:
    page = desk.get("/intake/?channel=telepon").text
    assert "Ditangani menurut:" in page and 'aria-current="page"' in page
    assert 'name="address"' in page and 'value="13:42"' in page


def test_the_channels_are_links_and_only_those_with_a_route_and_in_use(desk: Browser) -> None:
    set_routes(twitter="depok-twitter", sms="sms-wa", telepon="")
    db.session.scalars(select(Channel).where(Channel.slug == "twitter")).one().active = False
    db.session.commit()
    page = desk.get("/intake/").text
    assert 'name="phone"' in page and 'name="channel" value="sms"' in page
    assert "/intake/?channel=telepon" not in page
    assert desk.get("/intake/?channel=telepon").status_code == 404
    assert desk.post("/intake/", channel="telepon", **SAID).status_code == 404


def test_a_channel_without_sop_in_force_says_so_and_takes_nothing_in(desk: Browser) -> None:
    set_routes(twitter="depok-twitter", sms="sms-lama")
    page = desk.get("/intake/?channel=sms").text
    assert "SOP sms-lama yang menangani kanal SMS tidak mempunyai versi yang berlaku hari ini" in page
    assert 'name="phone"' not in page
    answer = desk.post("/intake/", channel="sms", **FILLED["sms"][2])
    assert answer.status_code == 409 and "Lampu jalan mati di Jl. Contoh 5" in answer.text


def test_no_channel_at_all_says_who_can_help(desk: Browser) -> None:
    set_routes(twitter="")
    assert "Belum ada kanal yang diarahkan ke SOP" in desk.get("/intake/").text


def test_an_sop_without_identity_step_wants_it_at_once(
    desk: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sapa.services.incoming.asks_later", lambda way: False)
    answer = desk.post("/intake/", channel="tatap_muka", **(FILLED["tatap_muka"][2] | {"address": ""}))
    assert answer.status_code == 422 and 'href="#f-address"' in answer.text


def test_a_picture_comes_with_any_channel(desk: Browser) -> None:
    desk.post("/intake/", channel="whatsapp", picture=_picture(), **FILLED["whatsapp"][2])
    assert db.session.scalars(select(Attachment.name)).one() == "layar.png"


def test_each_channel_keeps_its_own_draft(desk: Browser) -> None:
    desk.post("/tasks/drafts", draft_form="intake:sms", channel="sms", text="belum selesai menyalin")
    assert "belum selesai menyalin" in desk.get("/intake/?channel=sms").text
    assert "belum selesai menyalin" not in desk.get("/intake/").text
    answer = desk.post("/intake/draft/discard", channel="sms")
    assert answer.headers["Location"].endswith("/intake/?channel=sms")
    assert "belum selesai menyalin" not in desk.get("/intake/?channel=sms").text


def test_the_next_one_comes_on_the_same_channel(desk: Browser) -> None:
    answer = desk.post("/intake/", channel="sms", again="1", **FILLED["sms"][2])
    assert answer.headers["Location"].endswith("/intake/?channel=sms")


def test_the_admin_leads_a_channel_to_another_sop(desk: Browser, browser: Sign) -> None:
    admin = browser("admin")
    page = admin.get("/settings/routes")
    assert page.status_code == 200 and "Surat kabar" in page.text and "tidak dibuka" in page.text
    values = {f"value-{slug}": code for slug, code in settings.DEFAULTS["routes"].items()}
    words = values | {"value-sms": "bogor", "valid_from": "2026-11-10"}
    assert admin.post("/settings/routes", **words).status_code == 302
    assert 'name="nik"' in desk.get("/intake/?channel=sms").text
    assert admin.post("/settings/routes", **(words | {"value-sms": "tidak-ada"})).status_code == 422


def test_the_list_of_complainants_names_the_channel(desk: Browser) -> None:
    put(desk, "surat_kabar")
    assert "Surat kabar" in desk.get("/complainants/list/").text


@pytest.mark.parametrize("channel", FILLED)
def test_strange_signs_in_any_field_do_no_harm(desk: Browser, channel: str) -> None:
    for name in FILLED[channel][2]:
        for strange in ("\x00", "<script>x</script>", "x" * 30_000):
            answer = desk.post("/intake/", channel=channel, **(FILLED[channel][2] | {name: strange}))
            assert answer.status_code in (302, 422), (name, strange[:9])
            assert "<script>x" not in answer.text
