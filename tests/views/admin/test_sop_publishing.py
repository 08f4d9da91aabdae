"""An administrator changes an SOP in the browser: copy, matrix, faults, trial, approval, withdrawal."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO

import pytest
from sqlalchemy import select

from sapa import timekeeper
from sapa.models import SopVersion
from sapa.services import calendars
from sapa.sop.loader import load
from tests.views.frame.conftest import token


@pytest.fixture
def draft(session, admin) -> int:
    pk = session.scalars(select(SopVersion.id).where(SopVersion.code == "depok-twitter")).one()
    answer = admin.post(f"/sops/draf/{pk}/salin", "/sops/list/")
    assert answer.status_code == 302
    return int(answer.location.rsplit("/", 1)[-1])


def fields(page) -> dict[str, list[str]]:
    """What a browser would send of the page's form as it stands."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", page.text):
        name = re.search(r'name="([^"]+)"', tag)
        kind = re.search(r'type="([^"]+)"', tag)
        boxed = kind is not None and kind[1] in ("radio", "checkbox")
        if name is None or (boxed and " checked" not in tag):
            continue
        value = re.search(r'value="([^"]*)"', tag)
        found.setdefault(name[1], []).append(unescape(value[1]) if value else "")
    for name, text in re.findall(
        r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', page.text, re.DOTALL
    ):
        found.setdefault(name, []).append(unescape(text))
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page.text, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner) or re.search(r'value="([^"]*)"', inner)
        found.setdefault(name, []).append(unescape(chosen[1] or "") if chosen else "")
    return found


def test_the_list_shows_every_version_with_its_state(admin, draft) -> None:
    text = admin.client.get("/sops/list/").text
    assert "Draf" in text and "Efektif" in text and "Versi 2" in text


def test_a_matrix_that_nobody_touched_saves_no_change(session, admin, draft) -> None:
    page = admin.client.get(f"/sops/draf/{draft}")
    before = session.get(SopVersion, draft)
    body, revision = before.body, before.revision
    answer = admin.client.post(f"/sops/draf/{draft}", data=fields(page))
    assert answer.status_code == 302
    session.expire_all()
    after = session.get(SopVersion, draft)
    assert (after.body, after.revision) == (body, revision)


def test_a_row_that_nobody_touched_saves_no_change(session, admin, draft) -> None:
    for step in ("T02", "T03", "T05", "T-X1", "A"):
        page = admin.client.get(f"/sops/draf/{draft}/baris/{step}")
        assert page.status_code == 200
        body = session.get(SopVersion, draft).body
        answer = admin.client.post(f"/sops/draf/{draft}/baris/{step}", data=fields(page) | {"do": "save"})
        assert answer.status_code == 302
        session.expire_all()
        assert session.get(SopVersion, draft).body == body


@pytest.mark.parametrize("code", ["depok-twitter", "depok-telepon", "bogor", "sms-wa", "kulon-progo"])
def test_no_page_of_a_draft_changes_what_nobody_touched(session, admin, code) -> None:
    pk = session.scalars(select(SopVersion.id).where(SopVersion.code == code)).one()
    draft = int(admin.post(f"/sops/draf/{pk}/salin", "/sops/list/").location.rsplit("/", 1)[-1])
    before = session.get(SopVersion, draft).body
    steps = [f"/baris/{row['id']}" for row in before["steps"]]
    for part in ("", "/pelaksana", "/aturan", "/identitas", *steps):
        page = admin.client.get(f"/sops/draf/{draft}{part}")
        assert page.status_code == 200
        answer = admin.client.post(f"/sops/draf/{draft}{part}", data=fields(page) | {"do": "save"})
        assert answer.status_code == 302, part
        session.expire_all()
        assert session.get(SopVersion, draft).body == before, part


def test_what_is_typed_is_kept_and_the_fault_stands_at_its_row(session, admin, draft) -> None:
    typed = fields(admin.client.get(f"/sops/draf/{draft}"))
    typed |= {"T02.time": ["sebentar saja"], "T02.note": ["<b>catatan</b>"]}
    answer = admin.client.post(f"/sops/draf/{draft}", data=typed, follow_redirects=True)
    text = answer.text
    assert "sebentar saja" in text and "&lt;b&gt;catatan&lt;/b&gt;" in text
    assert "tidak dapat dibaca sebagai lama waktu" in text or "1 kesalahan" in text
    assert 'href="#baris-T02"' in text
    refused = admin.post(
        f"/sops/sahkan/{draft}", nomor="1", approved_on="2026-01-01", effective_from="2030-01-01"
    )
    assert refused.status_code == 422
    assert session.get(SopVersion, draft).state == "draf"


def test_every_button_of_the_matrix_saves_first(session, admin, draft) -> None:
    typed = fields(admin.client.get(f"/sops/draf/{draft}")) | {
        "T03.note": ["ditulis dulu"],
        "do": ["add:T03"],
    }
    answer = admin.client.post(f"/sops/draf/{draft}", data=typed)
    assert re.search(rf"/sops/draf/{draft}/baris/T\d+$", answer.location)
    session.expire_all()
    body = session.get(SopVersion, draft).body
    assert next(row for row in body["steps"] if row["id"] == "T03")["note"] == "ditulis dulu"
    page = admin.client.get(answer.location)
    assert page.status_code == 200


def test_an_action_is_added_and_removed_on_the_page_of_its_row(session, admin, draft) -> None:
    url = f"/sops/draf/{draft}/baris/T03"
    typed = fields(admin.client.get(url)) | {"do": ["add"], "new.label": ["Kirim ke Dinas"]}
    assert admin.client.post(url, data=typed).status_code == 302
    page = admin.client.get(url)
    assert "kirim_ke_dinas" in page.text
    assert admin.client.post(url, data=fields(page) | {"do": ["remove:kirim_ke_dinas"]}).status_code == 302
    assert "kirim_ke_dinas" not in admin.client.get(url).text


def test_the_second_of_two_sees_the_firsts_change_and_keeps_his_own(admin, person, draft) -> None:
    other = person("Admin")
    mine, theirs = (fields(someone.client.get(f"/sops/draf/{draft}")) for someone in (admin, other))
    theirs["T03.note"] = ["dari rekan"]
    assert other.client.post(f"/sops/draf/{draft}", data=theirs).status_code == 302
    mine["T02.note"] = ["dari saya"]
    answer = admin.client.post(f"/sops/draf/{draft}", data=mine)
    assert answer.status_code == 409
    assert "dari saya" in answer.text and "dari rekan" in answer.text and "menyimpan draf ini" in answer.text
    again = fields(answer)
    assert admin.client.post(f"/sops/draf/{draft}", data=again).status_code == 302
    assert "dari saya" in admin.client.get(f"/sops/draf/{draft}").text


def test_it_is_approved_from_tomorrow_and_called_off_again(session, admin, draft) -> None:
    today = calendars.local_day(timekeeper.now())
    page = admin.client.get(f"/sops/sahkan/{draft}")
    words = {
        "csrf_token": token(page), "revision": "1", "nomor": "065/1/2026", "approved_on": today.isoformat(),
        "effective_from": (today + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    assert admin.client.post(f"/sops/sahkan/{draft}", data=words).status_code == 302
    text = admin.client.get(f"/sops/show/{draft}").text
    assert "Disahkan" in text and "065/1/2026" in text
    assert admin.client.get(f"/sops/draf/{draft}").status_code == 409
    assert admin.post(f"/sops/cabut/{draft}", f"/sops/cabut/{draft}").status_code == 302
    assert "Dicabut" in admin.client.get(f"/sops/show/{draft}").text
    log = admin.client.get("/audit/").text
    assert "Versi SOP: disahkan" in log and "Versi SOP: dicabut" in log


def test_a_scenario_is_played_with_every_deadline_explained(admin, draft) -> None:
    url = f"/sops/coba/{draft}"
    page = admin.client.get(url)
    assert "sop: depok-twitter" in page.text
    answer = admin.client.post(url, data=fields(page))
    assert answer.status_code == 200
    assert "Cara menghitung" in answer.text and "T03" in answer.text
    hostile = admin.client.post(url, data=fields(page) | {"scenario": ["a: &x [1]\nb: *x"]})
    assert hostile.status_code == 422


def test_the_cases_of_a_month_are_counted(admin, draft) -> None:
    answer = admin.client.get(f"/sops/kasus/{draft}")
    assert answer.status_code == 200
    assert admin.client.get(f"/sops/kasus/{draft}?bulan=abc").status_code == 200


def test_a_downloaded_file_is_taken_in_again_and_a_hostile_one_refused(admin, draft) -> None:
    file = admin.client.get(f"/sops/berkas/{draft}")
    assert load(file.data).version == 2
    for raw, status in ((file.data, 302), (b"!!python/name:os.system x", 422), (b"\xff\xfe", 422)):
        page = admin.client.get("/sops/draf/impor")
        data = {"csrf_token": token(page), "file": (BytesIO(raw), "sop.yaml")}
        assert admin.client.post("/sops/draf/impor", data=data).status_code == status


def test_two_versions_are_compared_line_by_line(session, admin, draft) -> None:
    typed = fields(admin.client.get(f"/sops/draf/{draft}")) | {"T02.time": ["25 menit"]}
    admin.client.post(f"/sops/draf/{draft}", data=typed)
    first = session.scalars(
        select(SopVersion.id).where(SopVersion.code == "depok-twitter", SopVersion.version == 1)
    ).one()
    text = admin.client.get(f"/sops/banding?lama={first}&baru={draft}").text
    assert "Baris T02, Waktu" in text and "25 menit" in text
    assert "Baris T02, Waktu" in admin.client.get("/audit/").text
    assert admin.client.get("/sops/banding?lama=x&baru=1").status_code == 404


def test_a_new_row_is_compared_as_a_whole_and_in_words(session, admin, draft) -> None:
    typed = fields(admin.client.get(f"/sops/draf/{draft}")) | {"do": ["add:T08"]}
    admin.client.post(f"/sops/draf/{draft}", data=typed)
    first = session.scalars(
        select(SopVersion.id).where(SopVersion.code == "depok-twitter", SopVersion.version == 1)
    ).one()
    text = unescape(admin.client.get(f"/sops/banding?lama={first}&baru={draft}").text)
    assert (
        "2 perbedaan" in text
        and "tindakan “Lanjutkan”: Siapa yang melakukan: PPID Pembantu; Menuju: T09" in text
    )
    assert "Baris T14 (baru)" in text
    assert "Siapa yang melakukan: PPID Pembantu, Operator Call Center" in text
    assert "True" not in text and "while_paused" not in text


def test_a_draft_is_deleted_and_only_a_draft(session, admin, draft) -> None:
    first = session.scalars(
        select(SopVersion.id).where(SopVersion.code == "depok-twitter", SopVersion.version == 1)
    ).one()
    assert admin.post(f"/sops/draf/{first}/hapus").status_code == 409
    assert admin.post(f"/sops/draf/{draft}/hapus").status_code == 302
    assert admin.client.get(f"/sops/show/{draft}").status_code == 404


def test_others_know_nothing_of_drafts(person, draft) -> None:
    client = person("Operator").client
    assert client.get(f"/sops/show/{draft}").status_code == 404
    assert client.get(f"/sops/lembar/{draft}").status_code == 404
    assert client.get(f"/sops/draf/{draft}").status_code in (302, 403)


def test_nothing_changes_without_the_token(session, admin, draft) -> None:
    for url in (
        f"/sops/draf/{draft}",
        f"/sops/draf/{draft}/hapus",
        f"/sops/sahkan/{draft}",
        "/sops/draf/impor",
    ):
        assert admin.client.post(url, data={"do": "save"}).status_code in (302, 400, 403)
    assert session.get(SopVersion, draft).state == "draf"
