"""What strangers write stays text: on pages, in headers of mails, in links and in names of files."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from PIL import Image
from sqlalchemy import select

from sapa.db import db
from sapa.models import Opd, OutboxMessage
from sapa.services.outgoing import delivery, outbox
from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]
EVIL = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'><b>{{7*7}}</b>"
LATER = NOW + timedelta(days=2)


@pytest.fixture
def evil(city: City) -> str:
    """A case in which everybody writes tags."""
    said = NOW - timedelta(minutes=50)
    number = city.tweet(f"@pemkotdepok {EVIL}", said, handle="@warga_uji")
    city.sort(number, said + timedelta(minutes=3), f"Judul {EVIL}")
    city.do(
        number,
        "forward",
        said + timedelta(minutes=5),
        opd_ids=[str(city.opds["dishub"])],
        forward_note=f"Catatan {EVIL}",
    )
    city.do(number, "answer_final", said + timedelta(minutes=9), "dishub", answer=f"Jawaban {EVIL}")
    return number


def test_tags_are_shown_and_never_obeyed(evil: str, browser: Sign) -> None:
    for login in ("operator", "koordinator", "dishub", "utama"):
        someone = browser(login)
        for path in (
            f"/tickets/{evil}",
            f"/tickets/{evil}/preview",
            "/tickets/?view=all",
            "/desk/",
            "/notices/",
            "/tickets/?view=all&q=<script>alert(1)</script>",
        ):
            page = someone.get(path).text
            assert "<script>alert" not in page, (login, path)
            assert "<img src=x" not in page, (login, path)
            assert "<b>49</b>" not in page and "<b>{{" not in page, (login, path)


def test_what_was_typed_comes_back_as_text(evil: str, city: City, browser: Sign) -> None:
    someone = browser("operator")
    for path, fields in (
        ("/intake/", {"text": EVIL, "url": EVIL, "handle": EVIL}),
        (f"/tickets/{evil}/notes", {"note": EVIL * 200}),
        (f"/tasks/{city.task(evil).id}/moves/deliver", {"reply_text": EVIL * 9, "reply_url": EVIL}),
        ("/answers/add", {"title": EVIL, "text": EVIL * 500}),
    ):
        answer = someone.post(path, **fields)
        assert answer.status_code == 422, path
        assert "<script>alert" not in answer.text and "<img src=x" not in answer.text, path


def test_a_link_of_a_tweet_is_no_script(city: City, browser: Sign) -> None:
    someone = browser("operator")
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "https://jahat.example/status/1",
        "//x.com/a/status/1",
    ):
        words = {"url": url, "handle": "@warga", "text": "Lampu mati", "day": "2026-11-10", "time": "08:00"}
        answer = someone.post("/intake/", **words)
        assert answer.status_code == 422, url
        assert f'href="{url}' not in answer.text


def sent(now=LATER) -> list[EmailMessage]:
    """What leaves the house, as its reader's program reads it."""
    found: list[EmailMessage] = []
    delivery.deliver(now, lambda mail: found.append(mail))
    return [BytesParser(policy=policy.default).parsebytes(bytes(mail)) for mail in found]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\u2028", "\x0b", "\x00"])
def test_a_heading_adds_no_header_to_a_mail(city: City, end: str) -> None:
    subject = f"Judul{end}Bcc: jahat@jahat.example{end}{end}Isi lain"
    outbox.post("uji:3", "dinas@contoh.example", subject, "Isi", now=NOW)
    db.session.commit()
    for mail in sent():
        assert mail["Bcc"] is None
        assert mail["To"] == "dinas@contoh.example"
        assert mail.get_content().strip() == "Isi"


@pytest.mark.parametrize(
    "to", ["a@b.example\r\nBcc: jahat@jahat.example", "a@b.example\nX: y", "a@b.example, c@d.example\0"]
)
def test_an_address_with_a_second_line_is_not_written_to(city: City, to: str) -> None:
    outbox.post("uji:4", to, "Judul", "Isi", now=NOW)
    db.session.commit()
    assert all(mail["Bcc"] is None and mail["X"] is None for mail in sent())


def test_a_strange_name_of_a_file_adds_no_header(city: City) -> None:
    from sapa.services import uploads

    kept = uploads.keep(b"%PDF-1.7", "application/pdf", NOW)
    names = ["a.pdf\r\nBcc: jahat@jahat.example", '"; filename="b.exe', "../../c.pdf"]
    outbox.post(
        "uji:5", "dinas@contoh.example", "Judul", "Isi", now=NOW, attachments=[(kept, n) for n in names]
    )
    db.session.commit()
    assert all(mail["Bcc"] is None for mail in sent())


def test_a_line_in_a_title_does_not_reach_the_header(evil: str, city: City) -> None:
    mails = sent()
    assert len(mails) == 1
    assert mails[0]["Subject"].startswith(f"[{evil}] Judul <script>")


def test_a_strange_host_does_not_get_into_a_link(city: City, browser: Sign, app) -> None:
    someone, said = browser("operator"), NOW - timedelta(minutes=50)
    number = city.tweet("lampu mati", said)
    city.sort(number, said + timedelta(minutes=3), "Lampu mati")
    task = city.task(number, "T03")
    words = {"csrf_token": someone.token, "opd_ids": [str(city.opds["dishub"])]}
    evil = {
        "Host": "jahat.example",
        "X-Forwarded-Host": "jahat.example",
        "X-Forwarded-Proto": "gopher",
        "Cookie": f"sapa={someone.client.get_cookie('sapa').value}",
    }
    stranger = app.test_client(use_cookies=False)
    answer = stranger.post(f"/tasks/{task.id}/moves/forward", data=words, headers=evil)
    assert "jahat.example" not in answer.headers.get("Location", "")
    db.session.commit()
    assert answer.status_code == 302
    rows = db.session.scalars(select(OutboxMessage)).all()
    assert rows
    for row in rows:
        letter = delivery.opened(row)
        assert "jahat.example" not in letter["body"]
        assert app.config["SAPA"].public_url in letter["body"]
    for path in ("/desk/", f"/tickets/{number}", "/login/", "/verify/", "/tidak-ada"):
        page = someone.client.get(path, headers={"X-Forwarded-Host": "jahat.example"})
        assert "jahat.example" not in page.text, path
    dishub = browser("dishub")
    for who in (dishub, someone):
        cookie = {"Cookie": f"sapa={who.client.get_cookie('sapa').value}", "Host": "jahat.example"}
        page = app.test_client(use_cookies=False).get(f"/tickets/{number}", headers=cookie)
        assert page.status_code == 200
        assert "jahat.example" not in page.text


def test_a_strange_name_of_a_picture_is_only_a_name(city: City, browser: Sign) -> None:
    out = io.BytesIO()
    Image.new("RGB", (9, 7), "navy").save(out, "PNG")
    someone = browser("operator")
    words = {
        "csrf_token": someone.token,
        "text": "",
        "picture": (io.BytesIO(out.getvalue()), '"><script>alert(1)</script>.png'),
    }
    answer = someone.client.post("/intake/", data=words, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "<script>alert" not in answer.text


def test_an_agency_named_with_tags_is_text_too(evil: str, city: City, browser: Sign) -> None:
    opd = db.session.get_one(Opd, city.opds["dishub"])
    opd.name, opd.short_name = EVIL, EVIL[:40]
    db.session.commit()
    for path in (f"/tickets/{evil}", "/opds/list/", f"/opds/show/{opd.id}", "/contacts/list/"):
        login = "admin" if path.startswith("/opds") else "operator"
        assert "<script>alert" not in browser(login).get(path).text, path
