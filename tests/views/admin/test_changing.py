"""What the forms do: saved with a line in the log, or refused with a sentence and the typed text."""

from __future__ import annotations

import re
from datetime import UTC, date, timedelta

import pytest
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from sapa import timekeeper
from sapa.channels.twitter import from_paste
from sapa.models import (
    AccountUnit,
    AdminEvent,
    Case,
    Category,
    Channel,
    Complainant,
    Event,
    Holiday,
    Kecamatan,
    Official,
    Opd,
    OpdContact,
    OutboxMessage,
    Setting,
    StandardAnswer,
    Task,
    WorkCalendar,
)
from sapa.services import contacts, intake, moves, settings
from sapa.services.actors import Actor
from sapa.services.house import house
from sapa.services.outgoing import outbox
from tests.views.frame.conftest import PASSWORD, Person, token


def last_log(session) -> AdminEvent:
    return session.scalars(select(AdminEvent).order_by(AdminEvent.id.desc())).first()


OPD = {"name": "Dinas Baru", "short_name": "Baru", "code": "baru", "email": "baru@contoh.example"}


def test_an_agency_is_added_changed_and_deleted(session, admin) -> None:
    assert admin.post("/opds/add", **OPD).status_code == 302
    row = session.scalars(select(Opd).where(Opd.code == "baru")).one()
    assert last_log(session).kind == "opd_added"
    admin.post(f"/opds/edit/{row.id}", **{**OPD, "name": "Dinas Lebih Baru"})
    assert last_log(session).data == {"name": ["Dinas Baru", "Dinas Lebih Baru"]}
    assert admin.post(f"/opds/delete/{row.id}").status_code == 302
    assert session.scalars(select(Opd).where(Opd.code == "baru")).first() is None


def test_a_refused_agency_keeps_what_was_typed(admin, opds) -> None:
    answer = admin.post("/opds/add", **{**OPD, "code": "uji-a", "name": "Dinas Yang Diketik"})
    assert answer.status_code == 422
    assert "Sudah dipakai" in answer.text and "Dinas Yang Diketik" in answer.text


def test_dates_in_the_wrong_order_are_told(admin) -> None:
    answer = admin.post("/opds/add", **OPD, valid_from="2026-05-01", valid_to="2026-04-01")
    assert answer.status_code == 422 and "Akhirnya sebelum awalnya" in answer.text


@pytest.mark.parametrize("bad", ["31/12/2026", "2026-13-40", "0001-01-01", "besok"])
def test_a_bad_date_is_told_and_does_not_crash(admin, bad) -> None:
    assert admin.post("/opds/add", **OPD, valid_from=bad).status_code == 422


def test_an_agency_in_use_stays_and_says_why(session, admin, opds) -> None:
    session.add(Category(slug="pakai", name="Pakai", opd_id=opds[0].id))
    session.commit()
    answer = admin.post(f"/opds/delete/{opds[0].id}")
    assert answer.status_code == 409 and "masih dipakai" in answer.text
    assert session.get(Opd, opds[0].id) is not None


def test_an_agency_cannot_succeed_itself(admin, opds) -> None:
    answer = admin.post(f"/opds/edit/{opds[0].id}", **OPD, successor=str(opds[0].id))
    assert answer.status_code == 422 and "penerus dirinya" in answer.text


def test_a_channel_with_messages_stays(session, admin) -> None:
    row = Channel(slug="twitter-uji", label="X", account="@contoh")
    session.add(row)
    session.add(Complainant(channel="twitter-uji", handle="@warga", created_at=timekeeper.now()))
    session.commit()
    assert admin.post(f"/channels/delete/{row.id}").status_code == 409


ANSWER = {"title": "Jadwal sampah", "text": "Sampah diangkut setiap Selasa.", "active": "y"}


def test_each_edit_of_a_standard_answer_is_a_version(session, person) -> None:
    operator = person("Operator")
    operator.post("/answers/add", **ANSWER)
    row = session.scalars(select(StandardAnswer).where(StandardAnswer.title == "Jadwal sampah")).one()
    operator.post(f"/answers/edit/{row.id}", **{**ANSWER, "text": "Sampah diangkut setiap Rabu."})
    assert row.version == 2
    operator.post(f"/answers/edit/{row.id}", **{**ANSWER, "text": "Sampah diangkut setiap Rabu."})
    assert row.version == 2


def test_an_unknown_category_is_a_sentence_and_not_a_crash(person) -> None:
    answer = person("Operator").post("/answers/add", **ANSWER, category="999999")
    assert answer.status_code == 422 and "Jadwal sampah" in answer.text


CONTACT = {"name": "Kasi Contoh", "jabatan": "Kepala Seksi", "phone": "0811-123-2222", "active": "y"}


def test_a_contacts_number_is_sealed_masked_in_the_list_and_open_to_callers(session, person, opds) -> None:
    koordinator = person("Koordinator")
    assert koordinator.post("/contacts/add", **CONTACT, opd=str(opds[0].id)).status_code == 302
    row = session.scalars(select(OpdContact).where(OpdContact.opd_id == opds[0].id)).one()
    assert "1123" not in row.phone_sealed and contacts.phone_of(row) == "+628111232222"
    assert "+628111232222" not in koordinator.client.get("/contacts/list/").text
    assert "+62 811-***-**22" in koordinator.client.get("/contacts/list/").text
    assert "+628111232222" in koordinator.client.get(f"/contacts/show/{row.id}").text
    assert "6281" not in str(last_log(session).data)


def test_an_agency_sees_and_keeps_only_its_own_contacts(session, person, opds) -> None:
    rows = [OpdContact(opd_id=opd.id, name=f"Kasi {opd.short_name}", jabatan="Kasi") for opd in opds]
    session.add_all(rows)
    session.commit()
    own = person("PPID Pembantu", opd=opds[0])
    text = own.client.get("/contacts/list/").text
    assert "Kasi Uji A" in text and "Kasi Uji B" not in text
    assert own.client.get(f"/contacts/show/{rows[1].id}").status_code == 404
    assert own.post(f"/contacts/edit/{rows[1].id}", **CONTACT).status_code == 404
    assert own.post(f"/contacts/delete/{rows[1].id}").status_code == 404
    assert own.post("/contacts/add", **CONTACT, opd=str(opds[1].id)).status_code == 422
    assert own.post("/contacts/add", **CONTACT, opd=str(opds[0].id)).status_code == 302


def test_an_agency_names_a_substitute_for_some_days(session, person, opds) -> None:
    own, other = person("PPID Pembantu", opd=opds[0]), person("PPID Pembantu", opd=opds[1])
    today = timekeeper.now().date()
    words = {"opd": str(opds[0].id), "user": str(other.user_id), "valid_from": today.isoformat()}
    answer = own.post("/substitutes/add", **words, valid_to=(today + timedelta(days=3)).isoformat())
    assert answer.status_code == 302
    row = session.scalars(select(AccountUnit).where(AccountUnit.kind == "substitute")).one()
    assert (row.opd_id, row.user_id) == (opds[0].id, other.user_id)
    assert other.client.get(f"/substitutes/show/{row.id}").status_code == 404
    assert other.post("/substitutes/add", **words, valid_to=today.isoformat()).status_code == 422
    assert own.post("/substitutes/add", **words, valid_to="2020-01-01").status_code == 422


PERSON = {"phone": "0811 123 2222", "nik": "3276014107900001", "name": "Warga Contoh"}


def test_a_complainants_contact_is_sealed_with_index_and_mask(session, person) -> None:
    row = Complainant(channel="twitter", handle="@warga_uji", created_at=timekeeper.now())
    session.add(row)
    session.commit()
    operator = person("Operator")
    assert operator.post(f"/complainants/edit/{row.id}", **PERSON).status_code == 302
    vault = house().vault
    assert vault.decrypt(row.phone_sealed, "complainant.phone") == "+628111232222"
    assert row.phone_index == vault.index("+628111232222", "complainant.phone")
    page = operator.client.get(f"/complainants/show/{row.id}").text
    assert "3276********0001" in page and "3276014107900001" not in page and "Warga Contoh" not in page
    assert "Warga" not in str(last_log(session).data)


def test_an_empty_field_changes_nothing_and_a_tick_removes(session, person) -> None:
    row = Complainant(channel="twitter", handle="@warga_uji", created_at=timekeeper.now())
    session.add(row)
    session.commit()
    operator = person("Operator")
    operator.post(f"/complainants/edit/{row.id}", **PERSON)
    operator.post(f"/complainants/edit/{row.id}", email="warga@contoh.example")
    assert row.phone_sealed and row.email_sealed
    operator.post(f"/complainants/edit/{row.id}", clear="phone")
    assert row.phone_sealed is None and row.phone_mask == "" and row.nik_sealed


@pytest.mark.parametrize(("field", "bad", "words"), [
    ("nik", "32760141079", "tepat 16 angka"), ("phone", "halo", "bukan nomor telepon"),
    ("email", "bukan surel", "bukan alamat surel"), ("clear", "semua", ""),
])  # fmt: skip
def test_a_bad_contact_is_told(session, person, field, bad, words) -> None:
    row = Complainant(channel="twitter", handle="@warga_uji", created_at=timekeeper.now())
    session.add(row)
    session.commit()
    answer = person("Operator").post(f"/complainants/edit/{row.id}", **{field: bad})
    assert answer.status_code == 422 and words in answer.text


def account(session, role: str, **more: str) -> dict[str, str]:
    pk = session.scalars(select(Role.id).where(Role.name == role)).one()
    return {"name": "Petugas Baru", "username": "petugas.baru", "email": "petugas@contoh.example",
            "roles": str(pk), "active": "y", **more}  # fmt: skip


def test_a_new_account_has_a_password_for_one_use_shown_once(app, session, admin) -> None:
    answer = admin.post("/accounts/add", **account(session, "Operator"))
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    password = re.search(r'class="bignumber">([^<]+)<', answer.text)[1]
    user = session.scalars(select(User).where(User.username == "petugas.baru")).one()
    assert password not in admin.client.get(f"/accounts/show/{user.id}").text
    assert password not in str(last_log(session).data)
    fresh = Person(app, user)
    fresh.sign_in(password)
    assert fresh.client.get("/answers/list/").headers["Location"] == "/profile/password"


def test_a_ppid_pembantu_needs_an_agency(session, admin, opds) -> None:
    answer = admin.post("/accounts/add", **account(session, "PPID Pembantu"))
    assert answer.status_code == 422 and "Pilih perangkat daerah" in answer.text
    answer = admin.post("/accounts/add", **account(session, "PPID Pembantu", units=str(opds[0].id)))
    assert answer.status_code == 200
    assert session.scalars(select(AccountUnit.opd_id).order_by(AccountUnit.id.desc())).first() == opds[0].id


@pytest.mark.parametrize("more", [
    {"roles": "abc"}, {"roles": "999999"}, {"units": "abc"}, {"username": "a b"}, {"email": "x"},
    {"name": ""},
])  # fmt: skip
def test_a_bad_account_is_refused(session, admin, more) -> None:
    assert admin.post("/accounts/add", **{**account(session, "Operator"), **more}).status_code == 422


def test_closing_an_account_ends_its_sessions(session, admin, person) -> None:
    someone = person("Operator")
    words = account(session, "Operator", email="lain@contoh.example")
    words.pop("active"), words.pop("username")
    assert admin.post(f"/accounts/edit/{someone.user_id}", **words).status_code == 302
    assert someone.client.get("/answers/list/").status_code == 302
    assert someone.sign_in().status_code == 401


def test_a_reset_password_ends_sessions_and_the_old_password(session, admin, person) -> None:
    someone = person("Operator")
    assert admin.post(f"/accounts/{someone.user_id}/password").status_code == 200
    assert someone.client.get("/answers/list/").status_code == 302
    assert someone.sign_in(PASSWORD).status_code == 401


def test_the_last_admin_stays(session, admin) -> None:
    for user in session.scalars(
        select(User).where(User.roles.any(Role.name == "Admin"), User.id != admin.user_id)
    ):
        user.active = False
    session.commit()
    words = account(session, "Operator", email="diri@contoh.example")
    words.pop("username")
    answer = admin.post(f"/accounts/edit/{admin.user_id}", **words)
    assert answer.status_code == 422 and "Paling sedikit satu akun" in answer.text
    assert admin.client.get("/accounts/list/").status_code == 200


OFFICIAL = {"role": "ppid_utama", "standing": "definitif", "name": "Pejabat Contoh", "jabatan": "PPID Utama",
            "nip": "12345", "valid_from": "2026-01-01"}  # fmt: skip


def test_an_official_is_saved_with_a_soft_word_about_the_nip(session, admin) -> None:
    answer = admin.post("/officials/add", **OFFICIAL, user=str(admin.user_id))
    assert answer.status_code == 302
    assert "18 angka" in admin.client.get("/officials/list/").text
    again = admin.post("/officials/add", **OFFICIAL, user=str(admin.user_id))
    assert again.status_code == 422 and "memegang jabatan ini" in again.text
    assert (
        admin.post("/officials/add", **{**OFFICIAL, "standing": "plh"}, user=str(admin.user_id)).status_code
        == 302
    )


@pytest.mark.parametrize(
    "more", [{"role": "raja"}, {"standing": "wakil"}, {"user": "999999"}, {"valid_from": ""}]
)
def test_a_bad_official_is_refused(admin, more) -> None:
    assert admin.post("/officials/add", **{**OFFICIAL, "user": str(admin.user_id), **more}).status_code == 422


def test_an_official_in_office_is_ended_and_not_deleted(session, admin) -> None:
    admin.post("/officials/add", **OFFICIAL, user=str(admin.user_id))
    row = session.scalars(select(Official).order_by(Official.id.desc())).first()
    assert admin.post(f"/officials/delete/{row.id}").status_code == 409


def test_a_setting_holds_from_its_day_and_not_before(session, admin) -> None:
    today = timekeeper.now().astimezone(UTC).date()
    later = today + timedelta(days=10)
    answer = admin.post("/settings/city_name", value="Kota Contoh", valid_from=later.isoformat())
    assert answer.status_code == 302
    assert settings.get("city_name", later) == "Kota Contoh"
    assert settings.get("city_name", today) == "Kota Depok"
    row = session.scalars(select(Setting).where(Setting.key == "city_name")).one()
    assert "Kota Contoh" in admin.client.get("/settings/city_name").text
    assert admin.post(f"/settings/rows/{row.id}/withdraw").status_code == 302
    assert settings.get("city_name", later) == "Kota Depok"


def test_a_record_and_lines_keep_their_shape(admin) -> None:
    later = timekeeper.now().date() + timedelta(days=10)
    words = {"value-lines": "PEMERINTAH KOTA CONTOH\r\n\r\nDINAS CONTOH", "value-address": "Jalan Contoh",
             "value-contact": "-", "valid_from": later.isoformat()}  # fmt: skip
    assert admin.post("/settings/kop", **words).status_code == 302
    assert settings.get("kop", later)["lines"] == ["PEMERINTAH KOTA CONTOH", "DINAS CONTOH"]


@pytest.mark.parametrize(("key", "words"), [
    ("answer_limit", {"value": "banyak"}), ("answer_limit", {"value": "1"}), ("answer_limit", {"value": ""}),
    ("letter_numbering", {"value": "acak"}), ("deadline_calendar", {"value": "bulan"}),
    ("report_scopes", {"value": "tanpa garis"}), ("city_name", {"value": ""}),
    ("city_name", {"value": "Kota", "valid_from": "2020-01-01"}),
    ("city_name", {"value": "Kota", "valid_from": "x"}),
])  # fmt: skip
def test_a_bad_setting_is_refused(admin, key, words) -> None:
    day = (timekeeper.now().date() + timedelta(days=5)).isoformat()
    assert admin.post(f"/settings/{key}", **{"valid_from": day, **words}).status_code == 422


def test_every_setting_has_a_page_and_words(admin) -> None:
    from sapa.views.admin import setting_words

    for key in settings.DEFAULTS:
        assert setting_words.known(key), key
        assert admin.client.get(f"/settings/{key}").status_code == 200, key
    assert admin.client.get("/settings/tidak_ada").status_code == 404


def a_case(session) -> Case:
    """A complaint with a deadline, received now by the demo clock of the tests."""
    now = timekeeper.now()
    user = User(
        first_name="Op", last_name="Uji", username="op-kasus", email="opk@contoh.example", active=True
    )
    session.add_all([user, Category(slug="kat-uji", name="Uji"), Kecamatan(name="Kecamatan Kasus")])
    session.commit()
    actor = Actor(user.id, "Op", frozenset({"operator"}))
    tweet = from_paste(
        "https://x.com/warga/status/7654321", "@warga", "lampu mati", now - timedelta(minutes=5)
    )
    ticket = intake.receive(tweet, now, actor).ticket_id
    case = session.scalars(select(Case).where(Case.ticket_id == ticket)).one()
    task = session.scalars(select(Task).where(Task.case_id == case.id)).one()
    category = session.scalars(select(Category.id).where(Category.slug == "kat-uji")).one()
    kecamatan = session.scalars(select(Kecamatan.id).where(Kecamatan.name == "Kecamatan Kasus")).one()
    fields = {"klasifikasi": "pengaduan", "title": "Lampu mati"}
    fields |= {"category_id": category, "kecamatan_id": kecamatan}
    moves.make(task.id, "complaint", actor, now, fields)
    return case


def a_working_day(session) -> date:
    taken = set(session.scalars(select(Holiday.day)))
    days = (timekeeper.now().date() + timedelta(days=number) for number in range(4, 20))
    return next(day for day in days if day.weekday() < 5 and day not in taken)


def test_a_holiday_is_weighed_first_and_moves_open_deadlines_then(session, admin) -> None:
    case = a_case(session)
    day, before = a_working_day(session), case.deadline_at
    words = {"day": day.isoformat(), "name": "Hari Uji", "kind": "holiday"}
    weighed = admin.post("/holidays/add", **words)
    assert weighed.status_code == 200 and "Belum ada yang disimpan" in weighed.text
    session.expire_all()
    assert case.deadline_at == before
    assert admin.post("/holidays/add", **words, confirm="1").status_code == 302
    session.expire_all()
    assert case.deadline_at > before
    event = session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.seq.desc())).first()
    assert event.kind == "recomputed"


def test_back_to_the_entries_keeps_them(session, admin) -> None:
    words = {
        "day": a_working_day(session).isoformat(),
        "name": "Hari Uji Ketik",
        "kind": "holiday",
        "again": "1",
    }
    answer = admin.post("/holidays/add", **words)
    assert answer.status_code == 200 and "Hari Uji Ketik" in answer.text
    assert session.scalars(select(Holiday).where(Holiday.name == "Hari Uji Ketik")).first() is None


@pytest.mark.parametrize("more", [{"kind": "pesta"}, {"day": "x"}, {"until": "2020-01-01"}, {"name": ""}])
def test_a_bad_holiday_is_refused(session, admin, more) -> None:
    words = {"day": a_working_day(session).isoformat(), "name": "Hari Uji", "kind": "holiday", **more}
    assert admin.post("/holidays/add", **words).status_code == 422


def test_a_holiday_is_deleted_after_it_was_weighed(session, admin) -> None:
    row = Holiday(day=a_working_day(session), name="Hari Keliru", kind="holiday")
    session.add(row)
    session.commit()
    assert "Hari Keliru" in admin.client.get(f"/holidays/delete/{row.id}").text
    assert admin.post(f"/holidays/delete/{row.id}").status_code == 302
    assert session.scalars(select(Holiday).where(Holiday.name == "Hari Keliru")).first() is None


@pytest.mark.parametrize(("more", "words"), [
    ({"closes": "07:00"}, "sesudah jam buka"), ({"break_from": "12:00"}, "jam mulai dan jam selesai"),
    ({"weekdays": "9"}, ""), ({"weekdays": "0", "valid_from": ""}, "sudah punya jam"),
    ({"opens": "pagi"}, ""), ({"calendar": "999"}, ""),
])  # fmt: skip
def test_bad_hours_are_refused(session, admin, more, words) -> None:
    office = session.scalars(select(WorkCalendar.id).where(WorkCalendar.slug == "office")).one()
    given = {"calendar": str(office), "weekdays": "0", "opens": "08:00", "closes": "15:00",
             "valid_from": "2030-01-01", **more}  # fmt: skip
    answer = admin.post("/hours/add", **given)
    assert answer.status_code == 422 and words in answer.text


def test_a_new_calendar_with_hours(session, admin) -> None:
    assert admin.post("/calendars/add", name="Posko", slug="posko", tz="Asia/Jakarta").status_code == 302
    pk = session.scalars(select(WorkCalendar.id).where(WorkCalendar.slug == "posko")).one()
    given = {"calendar": str(pk), "weekdays": ["5", "6"], "opens": "08:00", "closes": "15:00"}
    given["csrf_token"] = token(admin.client.get("/profile/"))
    assert admin.client.post("/hours/add", data=given).status_code == 302
    assert "Sabtu" in admin.client.get(f"/calendars/show/{pk}").text
    assert admin.post("/calendars/add", name="Posko", slug="posko", tz="Asia/Bulan").status_code == 422
    assert admin.post(f"/calendars/delete/{pk}").status_code == 302


def test_the_office_calendar_cannot_be_deleted(session, admin) -> None:
    office = session.scalars(select(WorkCalendar.id).where(WorkCalendar.slug == "office")).one()
    assert admin.post(f"/calendars/delete/{office}").status_code == 409


def test_a_parked_message_is_read_and_tried_again(session, admin) -> None:
    now = timekeeper.now()
    outbox.post("uji:1", "dinas@contoh.example", "Perihal Uji", "Isi pesan uji.", now=now)
    row = session.scalars(select(OutboxMessage).where(OutboxMessage.key == "uji:1")).one()
    row.parked_at, row.attempts, row.last_error = now, 8, "SMTPException: contoh"
    session.commit()
    assert "Isi pesan uji." in admin.client.get(f"/outbox/{row.id}").text
    assert "SMTPException: contoh" in admin.client.get("/operations/").text
    assert admin.post(f"/operations/messages/{row.id}/retry").status_code == 302
    assert row.parked_at is None and last_log(session).kind == "message_retried"
    assert admin.post(f"/operations/messages/{row.id}/retry").status_code == 409
    assert admin.post("/operations/messages/999999/retry").status_code == 404


def test_a_parked_step_is_tried_again(session, admin) -> None:
    case = a_case(session)
    task = session.scalars(select(Task).where(Task.case_id == case.id, Task.closed_at.is_(None))).one()
    task.parked_at, task.park_reason = timekeeper.now(), "ValueError: contoh"
    session.commit()
    assert "ValueError: contoh" in admin.client.get("/operations/").text
    assert admin.post(f"/operations/tasks/{task.id}/retry").status_code == 302
    assert task.parked_at is None and task.next_at is not None


def test_a_failed_job_that_is_gone_is_a_404(admin) -> None:
    assert admin.post("/operations/jobs/tidak-ada/retry").status_code == 404


def test_the_log_tells_who_changed_what(session, admin) -> None:
    admin.post("/opds/add", **OPD)
    text = admin.client.get("/audit/").text
    assert "Perangkat daerah: ditambah" in text and "Dinas Baru" in text
    about = last_log(session).subject
    assert "Dinas Baru" in admin.client.get("/audit/", query_string={"subject": about}).text
    assert admin.client.get("/audit/?after=xx").status_code == 400
