"""Stored files, handed out only to those who may see them."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from sapa.channels.twitter import from_paste
from sapa.db import db
from sapa.models import Attachment
from sapa.services import intake, uploads
from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]


@pytest.fixture
def sha256(city: City) -> str:
    """A screenshot of a case that went to Dishub."""
    out = io.BytesIO()
    Image.new("RGB", (9, 7), "navy").save(out, "PNG")
    picture = uploads.take_picture("picture", "layar tweet.png", out.getvalue())
    said = NOW - timedelta(minutes=40)
    inbound = from_paste("https://x.com/warga/status/1877777777", "@warga", "lampu mati", said)
    received = intake.receive(inbound, said, city.actor("operator"), (picture,))
    city.sort(received.number, said + timedelta(minutes=4), "Lampu mati di Beji")
    city.forward(received.number, said + timedelta(minutes=6), "dishub")
    return str(db.session.scalars(select(Attachment.sha256)).one())


def test_a_picture_is_shown_with_safe_headers(sha256: str, browser: Sign) -> None:
    answer = browser("operator").get(f"/files/{sha256}")
    assert answer.status_code == 200 and answer.mimetype == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"] == "inline; filename=layar-tweet.png"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_agency_in_question_sees_it_and_no_other(sha256: str, browser: Sign) -> None:
    assert browser("dishub").get(f"/files/{sha256}").status_code == 200
    assert browser("dlhk").get(f"/files/{sha256}").status_code == 404


def test_a_role_without_cases_does_not_see_it(sha256: str, browser: Sign) -> None:
    assert browser("admin").get(f"/files/{sha256}").status_code == 404


@pytest.mark.parametrize("name", ["0" * 64, "zzz", "..%2f..%2fsecrets.json", "A" * 64])
def test_a_strange_name_is_not_found(sha256: str, browser: Sign, name: str) -> None:
    assert browser("operator").get(f"/files/{name}").status_code == 404


def test_files_are_only_read(sha256: str, browser: Sign) -> None:
    assert browser("operator").post(f"/files/{sha256}").status_code == 405


def test_nobody_in_particular_is_asked_to_sign_in(app, sha256: str) -> None:
    assert app.test_client().get(f"/files/{sha256}").status_code == 302
