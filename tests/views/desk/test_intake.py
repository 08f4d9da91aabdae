"""Recording a tweet."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from PIL import Image
from sqlalchemy import func, select

from sapa.db import db
from sapa.models import Attachment, Complaint, Ticket
from tests.support.seeds import City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]
TWEET = {
    "url": "https://x.com/warga_contoh07/status/1855551112223",
    "handle": "@warga_contoh07",
    "text": "@pemkotdepok lubang besar di Jl. Contoh",
    "day": "2026-11-10",
    "hour": "13:30",
}


def _picture() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (8, 6), "red").save(out, "PNG")
    out.seek(0)
    return out, "layar.png"


def test_a_tweet_becomes_a_case(city: City, browser: Sign) -> None:
    answer = browser("operator").post("/intake/", **TWEET)
    ticket = db.session.scalars(select(Ticket)).one()
    assert answer.headers["Location"].endswith(ticket.number)
    said = db.session.scalars(select(Complaint.said_at)).one()
    assert said.isoformat() == "2026-11-10T06:30:00+00:00"


def test_record_then_the_next_one_stays_at_the_form(city: City, browser: Sign) -> None:
    answer = browser("operator").post("/intake/", **TWEET, again="1")
    assert answer.headers["Location"].endswith("/intake/")


def test_the_same_tweet_twice_leads_to_its_case(city: City, browser: Sign) -> None:
    desk = browser("operator")
    first = desk.post("/intake/", **TWEET)
    second = desk.post(
        "/intake/", **{**TWEET, "url": "https://twitter.com/warga_contoh07/status/1855551112223?s=20"}
    )
    assert second.headers["Location"] == first.headers["Location"]
    assert "Tweet ini sudah ada" in desk.get(second.headers["Location"]).text
    assert db.session.scalar(select(func.count()).select_from(Ticket)) == 1


def test_every_wrong_field_is_named_and_nothing_is_lost(city: City, browser: Sign) -> None:
    answer = browser("operator").post(
        "/intake/", url="x", handle="@warga_contoh07", text="", day="zzz", hour="9"
    )
    assert answer.status_code == 422
    assert "Ada 4 isian yang perlu dibetulkan" in answer.text
    assert 'value="@warga_contoh07"' in answer.text
    for name in ("url", "text", "day", "hour"):
        assert f'href="#f-{name}"' in answer.text


def test_a_tweet_of_tomorrow_is_refused(city: City, browser: Sign) -> None:
    answer = browser("operator").post("/intake/", **{**TWEET, "day": "2026-11-11"})
    assert answer.status_code == 422
    assert "Waktu ini belum terjadi. Sekarang Selasa, 10 November 2026 pukul 13.42 WIB." in answer.text


def test_a_date_out_of_reach_is_refused(city: City, browser: Sign) -> None:
    for day in ("0001-01-01", "9999-12-31"):
        assert browser("operator").post("/intake/", **{**TWEET, "day": day}).status_code == 422


def test_a_program_called_picture_is_refused(city: City, browser: Sign) -> None:
    answer = browser("operator").post(
        "/intake/", **TWEET, picture=(io.BytesIO(b"MZ\x90\x00 program"), "foto.png")
    )
    assert answer.status_code == 422
    assert "foto.png bukan gambar" in answer.text


def test_a_picture_of_ten_megabytes_is_refused(city: City, browser: Sign) -> None:
    large = io.BytesIO(b"\x89PNG\r\n\x1a\n" + bytes(10 * 1024 * 1024))
    answer = browser("operator").post("/intake/", **TWEET, picture=(large, "besar.png"))
    answer.request.environ["wsgi.input"].close()  # the client wrote so large a body into a file
    assert answer.status_code == 422
    assert "paling besar 5 MB" in answer.text and "lubang besar di Jl. Contoh" in answer.text


def test_the_picture_survives_an_error_in_another_field(city: City, browser: Sign) -> None:
    desk = browser("operator")
    refused = desk.post("/intake/", **{**TWEET, "text": ""}, picture=_picture())
    kept = re.search(r'name="kept_picture" value="([^"]+)"', refused.text)
    assert refused.status_code == 422 and kept
    desk.post("/intake/", **TWEET, kept_picture=kept[1])
    assert db.session.scalars(select(Attachment.name)).one() == "layar.png"


def test_a_forged_picture_is_ignored(city: City, browser: Sign) -> None:
    assert browser("operator").post("/intake/", **TWEET, kept_picture="zzz.zzz").status_code == 302
    assert db.session.scalars(select(Attachment)).all() == []


def test_a_draft_of_the_form_opens_again_until_it_is_discarded(city: City, browser: Sign) -> None:
    desk = browser("operator")
    desk.post("/tasks/drafts", draft_form="intake", text="belum selesai menyalin")
    assert "belum selesai menyalin" in desk.get("/intake/").text
    assert desk.post("/intake/draft/discard").status_code == 302
    assert "belum selesai menyalin" not in desk.get("/intake/").text
    assert desk.get("/intake/draft/discard").status_code == 405


def test_only_the_operator_records(city: City, browser: Sign) -> None:
    for login in ("koordinator", "dishub", "admin"):
        assert browser(login).get("/intake/").status_code == 403
        assert browser(login).post("/intake/", **TWEET).status_code == 403
    assert db.session.scalars(select(Ticket)).all() == []
