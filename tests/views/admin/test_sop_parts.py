"""An administrator changes the columns, the rules and the identity page of a draft in the browser."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa.models import SopVersion
from sapa.services.publishing import bodies
from tests.views.admin.test_sop_publishing import draft, fields

__all__ = ["draft"]


@pytest.fixture
def sent(session, admin, draft):
    """Sends a page of the draft with some entries changed; returns the answer and the stored body."""

    def send(part, with_):
        url = f"/sops/draf/{draft}/{part}".rstrip("/")
        typed = fields(admin.client.get(url)) | {"do": ["save"]}
        answer = admin.client.post(url, data=typed | with_)
        session.expire_all()
        return answer, session.get(SopVersion, draft).body

    return send


def lane(body, label):
    return next(each for each in body["lanes"] if each["label"] == label)


def test_a_column_is_added_bound_to_a_role_and_stands_in_the_matrix(admin, draft, sent) -> None:
    answer, body = sent(
        "pelaksana",
        with_={"lane.new.label": ["Sekretariat"], "lane.new.role": ["pelaksana_harian"], "do": ["add"]},
    )
    assert answer.status_code == 302
    expected = {"id": "sekretariat", "label": "Sekretariat", "role": "pelaksana_harian"}
    assert lane(body, "Sekretariat") == expected
    text = admin.client.get(f"/sops/draf/{draft}").text
    assert 'name="T08.lane" value="sekretariat"' in text


def test_a_column_is_renamed_moved_and_removed_while_nothing_uses_it(sent) -> None:
    _answer, body = sent("pelaksana", with_={"lane.masyarakat.label": ["Warga"], "do": ["down:masyarakat"]})
    assert [each["label"] for each in body["lanes"]][:2] == ["Operator Call Center", "Warga"]
    answer, body = sent("pelaksana", with_={"do": ["remove:masyarakat"]})
    assert answer.status_code == 302 and "masyarakat" not in [each["id"] for each in body["lanes"]]


def test_a_column_in_use_stays_and_the_rows_are_named_and_nothing_typed_is_lost(sent) -> None:
    answer, body = sent(
        "pelaksana", with_={"lane.masyarakat.label": ["Warga Depok"], "do": ["remove:koordinator_ppid"]}
    )
    assert answer.status_code == 422
    assert "belum dapat dihapus" in answer.text and "T12" in answer.text and "Warga Depok" in answer.text
    assert lane(body, "Masyarakat") and lane(body, "Koordinator PPID")


@pytest.mark.parametrize(("label", "said"), [("", "Wajib diisi"), ("ppid utama", "Sudah ada pelaksana lain")])
def test_a_column_needs_a_name_of_its_own(sent, label, said) -> None:
    answer, body = sent("pelaksana", with_={"lane.masyarakat.label": [label]})
    assert answer.status_code == 422 and said in answer.text
    assert lane(body, "Masyarakat")
    again = sent("pelaksana", with_={"lane.new.label": [label], "do": ["add"]})[0]
    assert again.status_code == 422


def test_a_row_in_a_column_that_nobody_works_is_a_fault(admin, draft, sent) -> None:
    sent("pelaksana", with_={"lane.new.label": ["Sekretariat"], "do": ["add"]})
    typed = fields(admin.client.get(f"/sops/draf/{draft}")) | {"T09.lane": ["sekretariat"], "do": ["save"]}
    text = admin.client.post(f"/sops/draf/{draft}", data=typed, follow_redirects=True).text
    assert "tidak dapat dilakukan siapa pun" in text


def test_limits_processes_and_asked_identity_are_typed(sent) -> None:
    _answer, body = sent(
        "aturan",
        with_={
            "wait.A.raw": ["2 hari kerja"],
            "process.handling.deadline.by": ["days"],
            "process.handling.deadline.days": ["8 hari kerja"],
            "process.handling.deadline.extension": ["4 hari kerja"],
            "reporter": ["default", "twitter"],
            "reporter.default": ["name", "phone"],
            "reporter.twitter.own": ["1"],
        },
    )
    handling = next(each for each in body["processes"] if each["name"] == "handling")
    assert body["waits"]["A"]["raw"] == "2 hari kerja"
    deadline = {"by": "days", "days": "8 hari kerja", "extension": "4 hari kerja"}
    assert handling["deadline"] == deadline
    assert body["reporter"] == {"default": ["name", "phone"], "twitter": []}
    sms = {"reporter": ["default", "twitter", "sms"], "reporter.sms": ["nik"], "reporter.twitter.own": ["1"]}
    _answer, body = sent("aturan", with_=sms)
    assert body["reporter"]["sms"] == ["nik"]
    _answer, body = sent("aturan", with_={"process.handling.deadline.by": [""], "reporter.default": []})
    assert all("deadline" not in each for each in body["processes"])


def test_a_process_begins_with_a_row_of_its_own_and_goes_when_it_has_none(admin, draft, sent) -> None:
    _answer, body = sent("aturan", with_={"newprocess.label": ["Banding"], "do": ["addprocess"]})
    fresh = next(each for each in body["processes"] if each["name"] == "banding")
    assert bodies.step(body, fresh["start"])["process"] == "banding"
    refused, _body = sent("aturan", with_={"do": ["removeprocess:banding"]})
    assert refused.status_code == 422 and fresh["start"] in refused.text
    typed = fields(admin.client.get(f"/sops/draf/{draft}")) | {"do": [f"remove:{fresh['start']}"]}
    assert admin.client.post(f"/sops/draf/{draft}", data=typed).status_code == 302
    assert "Tambah baris pertama" in admin.client.get(f"/sops/draf/{draft}").text
    answer, body = sent("aturan", with_={"do": ["removeprocess:banding"]})
    assert answer.status_code == 302 and len(body["processes"]) == 4


def test_duties_and_limits_come_and_go(sent) -> None:
    name = "process.shift.newduty"
    _answer, body = sent(
        "aturan", with_={f"{name}.label": ["Pagi"], f"{name}.edge": ["closing"], "do": ["addduty:shift"]}
    )
    shift = next(each for each in body["processes"] if each["name"] == "shift")
    assert shift["duties"] == [{"name": "pagi", "label": "Pagi", "edge": "closing"}]
    _answer, body = sent("aturan", with_={"do": ["removeduty:shift:pagi"]})
    assert all("duties" not in each for each in body["processes"])
    assert sent("aturan", with_={"do": ["removeduty:shift"]})[0].status_code == 302
    assert sent("aturan", with_={"do": ["addwait"]})[0].status_code == 422
    assert sent("aturan", with_={"do": ["removewait:A"]})[0].status_code == 422


@pytest.mark.parametrize("do", ["add", "ask"])
def test_a_new_action_or_question_needs_words_and_nothing_typed_is_lost(sent, do) -> None:
    answer, body = sent("baris/T03", with_={"row.note": ["catatan baru"], "do": [do]})
    assert answer.status_code == 422 and "Wajib diisi" in answer.text and "catatan baru" in answer.text
    assert "note" not in bodies.step(body, "T03")


def test_the_identity_page_is_typed_and_printed(admin, draft, sent) -> None:
    _answer, body = sent(
        "identitas",
        with_={
            "identity.nama": ["Pengaduan melalui X"],
            "identity.dasar_hukum": ["UU 14/2008\r\n\r\nUU 25/2009 "],
            "identity.letterhead": ["PEMERINTAH KOTA DEPOK"],
            "labels.nomor": ["NOMOR"],
            "columns.note": ["Ket."],
            "columns.numbers": ["1; 2; ; 3"],
            "footnote": ["Catatan"],
        },
    )
    assert body["identity"]["dasar_hukum"] == ["UU 14/2008", "UU 25/2009"]
    assert body["labels"] == {"nomor": "NOMOR"} and body["columns"]["numbers"] == ["1", "2", "", "3"]
    assert admin.client.get(f"/sops/lembar/{draft}").status_code == 200
    answer, _body = sent("identitas", with_={"title": [" "], "footnote": ["Catatan kedua"]})
    assert answer.status_code == 422 and "Catatan kedua" in answer.text


@pytest.mark.parametrize("part", ["pelaksana", "aturan", "identitas"])
def test_two_editors_of_a_part_meet_and_no_entry_is_lost(admin, person, draft, part) -> None:
    name = {"pelaksana": "lane.masyarakat.label", "aturan": "wait.A.label", "identitas": "footnote"}[part]
    other, url = person("Admin"), f"/sops/draf/{draft}/{part}"
    mine, theirs = (fields(someone.client.get(url)) for someone in (admin, other))
    assert other.client.post(url, data=theirs | {name: ["dari rekan"]}).status_code == 302
    answer = admin.client.post(url, data=mine | {name: ["dari saya"]})
    assert answer.status_code == 409 and "dari saya" in answer.text and "dari rekan" in answer.text
    assert admin.client.post(url, data=fields(answer)).status_code == 302


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("/pelaksana", {"lane.new.label": ["Sekretariat"], "do": ["add"]}),
        ("/baris/T03", {"new.label": ["Sekretariat"], "do": ["add"]}),
        ("/aturan", {"newwait.raw": ["7 hari"], "newwait.label": ["Sekretariat"], "do": ["addwait"]}),
        ("", {"T02.note": ["Sekretariat"], "do": ["add:T03"]}),
    ],
)
def test_a_button_that_came_second_is_pressed_again(session, admin, person, draft, part, typed) -> None:
    other, url = person("Admin"), f"/sops/draf/{draft}{part}"
    mine, theirs = fields(admin.client.get(url)), fields(other.client.get(f"/sops/draf/{draft}"))
    assert other.client.post(f"/sops/draf/{draft}", data=theirs | {"T05.note": ["rekan"]}).status_code == 302
    answer = admin.client.post(url, data=mine | typed)
    assert answer.status_code == 409 and "sudah dihapus rekan" not in answer.text
    again = fields(answer)
    assert all(again[name] == value for name, value in typed.items() if name != "do")
    assert admin.client.post(url, data=again | {"do": typed["do"]}).status_code == 302
    session.expire_all()
    body = session.get(SopVersion, draft).body
    assert "Sekretariat" in str(body) and ("rekan" in str(body) or not part)


def test_only_the_admin_opens_them_and_only_for_a_draft(session, admin, person, draft) -> None:
    first = session.scalars(
        select(SopVersion.id).where(SopVersion.code == "depok-twitter", SopVersion.version == 1)
    ).one()
    stranger = person("Koordinator").client
    for part in ("pelaksana", "aturan", "identitas"):
        assert stranger.get(f"/sops/draf/{draft}/{part}").status_code in (302, 403)
        assert admin.client.get(f"/sops/draf/{first}/{part}").status_code == 409
        assert admin.client.post(f"/sops/draf/{draft}/{part}", data={"do": "add"}).status_code in (302, 400)


@pytest.mark.parametrize("part", ["pelaksana", "aturan", "identitas", "baris/T02", ""])
def test_strange_buttons_and_signs_do_no_harm(sent, part) -> None:
    for do in ("up:nobody", "remove:nobody", "add:nobody", "first:nobody", "removeduty:", "x\x00:y", ":::"):
        answer, body = sent(part, with_={"do": [do], "title": ["a\x00b"], "lane.new.label": ["a\x00"]})
        assert answer.status_code in (302, 422)
        assert len(body["steps"]) == 18
