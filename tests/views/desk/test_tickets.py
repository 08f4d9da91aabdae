"""The list, the case, notes, masked data, further deliveries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import Complainant, Complaint, Delivery, Note, Reveal, Ticket
from sapa.services.house import house
from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]
LINK = "https://x.com/pemkotdepok/status/1999999999"


@pytest.mark.parametrize("query", ["", "view=late", "view=waiting", "view=all", "view=zzz"])
def test_each_saved_view_opens(busy: City, browser: Sign, query: str) -> None:
    assert browser("operator").get(f"/tickets/?{query}").status_code == 200


def test_the_nearest_deadline_stands_on_top(busy: City, browser: Sign) -> None:
    page = browser("operator").get("/tickets/").text
    assert (
        page.index(busy.cases["silent"])
        < page.index(busy.cases["koordinator"])
        < page.index(busy.cases["answered"])
    )
    assert busy.cases["closed"] not in page


def test_words_are_found_in_closed_cases_too(busy: City, browser: Sign) -> None:
    page = browser("operator").get("/tickets/?q=terima+kasih").text
    assert busy.cases["closed"] in page


def test_an_exact_number_opens_its_case(busy: City, browser: Sign) -> None:
    answer = browser("operator").get(f"/tickets/?q={busy.cases['fresh'].lower()}")
    assert answer.headers["Location"].endswith(busy.cases["fresh"])


def test_an_account_finds_its_complaints(busy: City, browser: Sign) -> None:
    page = browser("operator").get("/tickets/?q=@warga_contoh03").text
    assert busy.cases["paused"] in page
    assert busy.cases["fresh"] not in page


def test_filters_narrow_the_list(busy: City, browser: Sign) -> None:
    opd, kecamatan = busy.opds["dlhk"], busy.kecamatan["Sukmajaya"]
    by_opd = browser("operator").get(f"/tickets/?opd={opd}").text
    by_place = browser("operator").get(f"/tickets/?kecamatan={kecamatan}").text
    assert busy.cases["silent"] in by_opd and busy.cases["koordinator"] not in by_opd
    assert busy.cases["sorted"] in by_place and busy.cases["silent"] not in by_place


@pytest.mark.parametrize(
    "query",
    ["psize=100000", "psize=x", "opd=abc&kecamatan=-1&step=zzz&channel=%00", "after=zzz", "q=%00%27%22"],
)
def test_nonsense_in_the_address_is_graceful(busy: City, browser: Sign, query: str) -> None:
    assert browser("operator").get(f"/tickets/?{query}").status_code == 200


def test_pages_lead_forward_and_back_without_a_gap(city: City, browser: Sign) -> None:
    numbers = [city.tweet(f"@pemkotdepok laporan {n}", NOW - timedelta(minutes=50 - n)) for n in range(5)]
    desk = browser("operator")
    first = desk.get("/tickets/?psize=2").text
    second_url = _href(first, "next")
    second = desk.get(second_url).text
    assert [n for n in numbers if n in first] == numbers[:2]
    assert [n for n in numbers if n in second] == numbers[2:4]
    assert [n for n in numbers if n in desk.get(_href(second, "prev")).text] == numbers[:2]


def test_it_counts_only_when_asked(busy: City, browser: Sign) -> None:
    desk = browser("operator")
    assert "seluruhnya" not in desk.get("/tickets/").text
    assert "6 seluruhnya" in desk.get("/tickets/?count=1").text


def test_an_agency_sees_only_what_was_forwarded_to_it(busy: City, browser: Sign) -> None:
    page = browser("dishub").get("/tickets/?view=all").text
    assert busy.cases["answered"] in page
    assert busy.cases["silent"] not in page and busy.cases["fresh"] not in page


def test_an_agency_may_open_its_case_and_no_other(busy: City, browser: Sign) -> None:
    desk = browser("dishub")
    assert desk.get(f"/tickets/{busy.cases['answered']}").status_code == 200
    for path in ("", "/preview"):
        refused = desk.get(f"/tickets/{busy.cases['silent']}{path}")
        assert refused.status_code == 403
    assert "Kasus ini milik perangkat daerah lain" in refused.text


def test_another_role_without_the_permission_may_not(busy: City, browser: Sign) -> None:
    assert browser("admin").get("/tickets/").status_code == 403
    assert browser("admin").get(f"/tickets/{busy.cases['fresh']}").status_code == 403


def test_an_unknown_number_is_not_found(busy: City, browser: Sign) -> None:
    assert browser("operator").get("/tickets/DPK-2026-99999").status_code == 404


def test_the_case_opens_the_sum_of_its_deadline(busy: City, browser: Sign) -> None:
    page = browser("operator").get(f"/tickets/{busy.cases['answered']}").text
    assert "istirahat" in page and "tidak dihitung" in page


def test_the_case_says_why_it_climbed(busy: City, browser: Sign) -> None:
    page = browser("operator").get(f"/tickets/{busy.cases['koordinator']}").text
    assert "Naik otomatis" in page and "tidak dihubungi" in page
    assert "Naik besok 08.05 bila tidak ada jawaban atau tindakan." in page


def test_the_case_says_that_a_pause_stops_the_ladder_no_more_than_it_does(busy: City, browser: Sign) -> None:
    page = browser("operator").get(f"/tickets/{busy.cases['paused']}").text
    assert "Pelapor sudah membalas" in page
    assert "Di jalan apa, Kak?" in page


def test_a_preview_is_a_fragment_that_changes_nothing(busy: City, browser: Sign) -> None:
    page = browser("operator").get(f"/tickets/{busy.cases['answered']}/preview").text
    assert "<html" not in page
    assert "Kirim jawaban dan tutup" in page


def test_a_colleague_keeps_a_note(busy: City, browser: Sign) -> None:
    desk = browser("koordinator")
    answer = desk.post(f"/tickets/{busy.cases['fresh']}/notes", note="Sudah ditelepon RT setempat")
    assert answer.status_code == 302
    assert "Sudah ditelepon RT setempat" in db.session.scalars(select(Note.text)).all()
    assert "Sudah ditelepon RT setempat" in desk.get(f"/tickets/{busy.cases['fresh']}").text


def test_an_empty_note_comes_back_with_a_word(busy: City, browser: Sign) -> None:
    answer = browser("operator").post(f"/tickets/{busy.cases['fresh']}/notes", note=" ")
    assert answer.status_code == 422
    assert "Wajib diisi." in answer.text


def test_notes_are_taken_by_post_from_those_who_may(busy: City, browser: Sign) -> None:
    url = f"/tickets/{busy.cases['silent']}/notes"
    assert browser("operator").get(url).status_code == 405
    assert browser("kppid").post(url, note="Catatan").status_code == 403
    assert browser("dishub").post(url, note="Catatan").status_code == 403
    assert "Catatan" not in db.session.scalars(select(Note.text)).all()


def test_masked_data_opens_with_a_reason_once_and_is_recorded(busy: City, browser: Sign) -> None:
    person, url = _person_with_phone(busy)
    desk = browser("operator")
    assert "+6281112345622" not in desk.get(url).text
    shown = desk.post(
        f"{url}/reveal", complainant_id=person, field="phone", reveal_reason="Menanyakan lokasi"
    )
    assert "+6281112345622" in shown.text
    assert "+6281112345622" not in desk.get(url).text
    (row,) = db.session.scalars(select(Reveal)).all()
    assert (row.complainant_id, row.field, row.reason) == (person, "phone", "Menanyakan lokasi")


def test_without_a_reason_the_mask_stays_and_nothing_is_opened(busy: City, browser: Sign) -> None:
    person, url = _person_with_phone(busy)
    answer = browser("operator").post(
        f"{url}/reveal", complainant_id=person, field="phone", reveal_reason="x"
    )
    assert answer.status_code == 422
    assert "Alasan: Terlalu pendek" in answer.text
    assert "+6281112345622" not in answer.text
    assert db.session.scalars(select(Reveal)).all() == []


def test_opening_data_is_a_post_of_those_who_may(busy: City, browser: Sign) -> None:
    person, url = _person_with_phone(busy)
    fields = {"complainant_id": person, "field": "phone", "reveal_reason": "Menanyakan lokasi"}
    assert browser("operator").get(f"{url}/reveal").status_code == 405
    assert browser("dishub").post(f"{url}/reveal", **fields).status_code == 403
    assert browser("pelaksana").post(f"{url}/reveal", **fields).status_code == 403


def test_a_strange_person_or_field_opens_nothing(busy: City, browser: Sign) -> None:
    person, url = _person_with_phone(busy)
    desk = browser("operator")
    assert (
        desk.post(
            f"{url}/reveal", complainant_id=person + 999, field="phone", reveal_reason="Alasan"
        ).status_code
        == 404
    )
    assert (
        desk.post(
            f"{url}/reveal", complainant_id=person, field="password", reveal_reason="Alasan"
        ).status_code
        == 404
    )
    assert (
        desk.post(f"{url}/reveal", complainant_id="x", field="phone", reveal_reason="Alasan").status_code
        == 400
    )


def test_the_other_complaints_of_a_ticket_are_answered_too(busy: City, browser: Sign) -> None:
    number, other = _joined_and_answered(busy)
    desk = browser("operator")
    assert "belum dijawab" in desk.get(f"/tickets/{number}").text
    answer = desk.post(
        f"/tickets/{number}/deliveries", complaint_id=other, reply_text="Sudah menyala.", reply_url=LINK
    )
    assert answer.status_code == 302
    assert db.session.scalar(select(Delivery.text).where(Delivery.complaint_id == other)) == "Sudah menyala."
    assert "belum dijawab" not in desk.get(f"/tickets/{number}").text


def test_a_wrong_link_keeps_the_reply(busy: City, browser: Sign) -> None:
    number, other = _joined_and_answered(busy)
    answer = browser("operator").post(
        f"/tickets/{number}/deliveries", complaint_id=other, reply_text="Sudah menyala.", reply_url="x"
    )
    assert answer.status_code == 422
    assert "Sudah menyala." in answer.text and "Ini bukan tautan balasan di X." in answer.text


def test_only_the_desk_delivers(busy: City, browser: Sign) -> None:
    number, other = _joined_and_answered(busy)
    url = f"/tickets/{number}/deliveries"
    assert browser("operator").get(url).status_code == 405
    assert (
        browser("koordinator").post(url, complaint_id=other, reply_text="Ya", reply_url=LINK).status_code
        == 403
    )


def _href(page: str, rel: str) -> str:
    import re

    found = re.search(rf'href="([^"]+)" rel="{rel}"', page)
    assert found, page
    return found[1].replace("&amp;", "&")


def _person_with_phone(city: City) -> tuple[int, str]:
    number = city.cases["answered"]
    person = db.session.scalars(
        select(Complainant).join(Complaint).join(Ticket).where(Ticket.number == number)
    ).one()
    person.phone_sealed = house().vault.encrypt("+6281112345622", "complainant.phone")
    person.phone_mask = "+62 811-***-**22"
    db.session.commit()
    return person.id, f"/tickets/{number}"


def _joined_and_answered(city: City) -> tuple[str, int]:
    """The answered case with a second complaint merged into it, delivered to the first citizen."""
    number = city.cases["answered"]
    second = city.tweet(
        "@pemkotdepok lampu mati juga di sini", NOW - timedelta(minutes=9), handle="@warga_contoh09"
    )
    city.do(second, "duplicate", NOW - timedelta(minutes=5), duplicate_of=number)
    city.do(number, "deliver", NOW - timedelta(minutes=3), reply_text="Menyala Rabu malam.", reply_url=LINK)
    other = db.session.scalars(
        select(Complaint.id).join(Complainant).where(Complainant.handle == "@warga_contoh09")
    ).one()
    return number, other
