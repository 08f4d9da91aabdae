"""An agency neither sees nor moves what was not forwarded to it: by address, by id, and in the services."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import select

from sapa.db import db
from sapa.models import AccountUnit, Complaint, Draft, Letter, OpdContact, Task, Ticket
from sapa.services import contacts, deliveries, drafts, files, moves, notes, reveals, scope, uploads
from sapa.services.desk import bell, casepage, search, worklists
from sapa.services.desk.search import Wish
from sapa.services.errors import Invalid, NotAllowed, NotFound
from sapa.services.letters import desk as letter_desk
from sapa.services.letters import flow as letter_flow
from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]
REFUSED = (NotAllowed, NotFound)
WHY = "Perlu dihubungi untuk lokasi"


@pytest.fixture
def number(city: City) -> str:
    """A case that went to Dishub; DLHK is the stranger."""
    said = NOW - timedelta(minutes=40)
    found = city.tweet("lampu mati rahasia-dishub", said)
    city.sort(found, said + timedelta(minutes=4), "Lampu mati rahasia-dishub")
    city.forward(found, said + timedelta(minutes=6), "dishub")
    return found


def test_no_address_of_the_case_opens(number: str, city: City, browser: Sign) -> None:
    stranger, owner = browser("dlhk"), browser("dishub")
    assert owner.get(f"/tickets/{number}").status_code == 200
    for path in (f"/tickets/{number}", f"/tickets/{number}/preview"):
        answer = stranger.get(path)
        assert (answer.status_code, "rahasia-dishub" in answer.text) == (403, False)


def test_no_button_of_the_case_works(number: str, city: City, browser: Sign) -> None:
    stranger, task = browser("dlhk"), city.task(number)
    before = _state(number)
    for path, fields in (
        (f"/tasks/{task.id}/moves/answer_final", {"answer": "Sudah selesai."}),
        (f"/tasks/{task.id}/moves/answer_final", {}),
        (f"/tickets/{number}/notes", {"note": "Catatan orang lain"}),
        (f"/tickets/{number}/reveal", {"complainant_id": "1", "field": "phone", "reveal_reason": WHY}),
        (f"/tickets/{number}/deliveries", {"complaint_id": "1"}),
    ):
        answer = stranger.post(path, **fields)
        assert (answer.status_code, "rahasia-dishub" in answer.text) == (403, False), path
    assert _state(number) == before


def test_what_happened_there_is_not_told(number: str, city: City, browser: Sign) -> None:
    """A move on a step that a colleague has closed shows who did what and when."""
    done = db.session.scalars(select(Task).where(Task.closed_at.is_not(None)).order_by(Task.id)).first()
    stranger = browser("dlhk")
    for action in (done.action, "answer_final", "tidak_ada"):
        answer = stranger.post(f"/tasks/{done.id}/moves/{action}", answer="Sudah selesai.")
        assert (answer.status_code, number in answer.text, "Operator Demo A" in answer.text) == (
            403,
            False,
            False,
        )
    assert browser("operator2").post(f"/tasks/{done.id}/moves/{done.action}").status_code == 409


def test_what_happened_in_a_shift_is_for_those_who_have_it(city: City, browser: Sign) -> None:
    from sapa.services import shifts

    shifts.open_due(NOW)
    task = db.session.scalars(select(Task).where(Task.role == "operator").order_by(Task.id.desc())).first()
    moves.make(task.id, "open_account", city.actor("operator"), NOW, {})
    assert browser("dlhk").post(f"/tasks/{task.id}/moves/open_account").status_code == 403


def test_no_list_names_it(number: str, browser: Sign) -> None:
    stranger = browser("dlhk")
    for path in (
        "/desk/",
        "/desk/?tab=waiting",
        "/tickets/",
        "/tickets/?view=all",
        f"/tickets/?q={number}",
        "/tickets/?q=rahasia-dishub",
        "/notices/",
        "/letters/?tab=all",
    ):
        answer = stranger.client.get(path, follow_redirects=True)
        shown = answer.text.replace(f'value="{number}"', "").replace('value="rahasia-dishub"', "")
        assert "Lampu mati rahasia-dishub" not in shown, path
        assert f"/tickets/{number}" not in shown, path


def test_the_services_ask_again(number: str, city: City) -> None:
    stranger, task = city.actor("dlhk"), city.task(number)
    complaint = db.session.scalars(select(Complaint).join(Ticket).where(Ticket.number == number)).one()
    for act in (
        lambda: scope.ticket(number, stranger),
        lambda: casepage.load(number, stranger, NOW),
        lambda: moves.make(task.id, "answer_final", stranger, NOW, {"answer": "Sudah selesai."}),
        lambda: moves.make(task.id, "answer_final", stranger, NOW, {}),
        lambda: notes.add(number, "Catatan orang lain", stranger, NOW),
        lambda: reveals.open_field(number, complaint.complainant_id, "phone", WHY, stranger, NOW),
        lambda: deliveries.deliver_other(number, complaint.id, {}, stranger, NOW),
    ):
        with pytest.raises(REFUSED):
            act()


def test_the_read_models_leave_it_out(number: str, city: City) -> None:
    stranger, owner = city.actor("dlhk"), city.actor("dishub")
    for wish in (Wish(view="all"), Wish(view="all", text="rahasia-dishub"), Wish(view="waiting")):
        assert not search.find(wish, stranger, NOW).rows
    assert len(search.find(Wish(view="all"), owner, NOW).rows) == 1
    assert search.exact(number, stranger) is None
    assert search.count(Wish(view="all"), stranger, NOW) == 0
    for tab in worklists.TABS:
        assert not worklists.listed(tab, stranger, NOW).rows
    assert bell.rings(stranger, NOW) == []
    assert worklists.newer(stranger, 0) == 0


def test_a_picture_is_not_found_by_its_digest(number: str, city: City, browser: Sign) -> None:
    out = io.BytesIO()
    Image.new("RGB", (9, 7), "navy").save(out, "PNG")
    picture = uploads.take_picture("picture", "bukti.png", out.getvalue())
    uploads.remember(picture, NOW)
    complaint = db.session.scalars(select(Complaint).join(Ticket).where(Ticket.number == number)).one()
    from sapa.models import Attachment

    db.session.add(Attachment(complaint_id=complaint.id, sha256=picture.sha256, name="bukti.png"))
    db.session.commit()
    assert browser("dishub").get(f"/files/{picture.sha256}").status_code == 200
    assert browser("dlhk").get(f"/files/{picture.sha256}").status_code == 404
    assert files.may_see(city.actor("dlhk"), picture.sha256, lambda kind: True) is None


def test_a_letter_to_another_agency_is_not_there(city: City, browser: Sign) -> None:
    letter = Letter(
        opd_id=city.opds["dishub"],
        sifat="Segera",
        hal="Undangan",
        recipient="Kepala Dishub",
        place="Aula",
        agenda="Rapat",
        opening="Buka",
        closing="Tutup",
        drafted_at=NOW,
    )
    db.session.add(letter)
    db.session.commit()
    stranger = browser("dlhk")
    for tail in ("", "/pdf", "/pages/1"):
        assert stranger.get(f"/letters/{letter.id}{tail}").status_code in (403, 404)
    for verb in ("sign", "return"):
        assert stranger.post(f"/letters/{letter.id}/{verb}", reason="tidak").status_code in (403, 404)
    with pytest.raises(REFUSED):
        letter_desk.get(letter.id, city.actor("dlhk"))
    with pytest.raises(REFUSED):
        letter_flow.give_back(letter.id, city.actor("dlhk"), NOW, "tidak boleh")


def test_a_contact_and_a_substitute_of_another_agency_are_not_there(city: City, browser: Sign) -> None:
    contact = db.session.scalars(select(OpdContact).where(OpdContact.opd_id == city.opds["dishub"])).one()
    unit = db.session.scalars(select(AccountUnit).where(AccountUnit.opd_id == city.opds["dishub"])).one()
    unit.kind = "substitute"
    db.session.commit()
    stranger = browser("dlhk")
    for path in (f"/contacts/{{}}/{contact.id}", f"/substitutes/{{}}/{unit.id}"):
        for verb in ("show", "edit", "delete"):
            assert stranger.get(path.format(verb)).status_code == 404
        assert stranger.post(path.format("delete")).status_code == 404
    given = {"opd_id": city.opds["dlhk"], "name": "Orang Lain", "jabatan": "Kasi", "active": True}
    for act in (
        lambda: contacts.edit_contact(contact.id, given, city.actor("dlhk"), NOW),
        lambda: contacts.delete_contact(contact.id, city.actor("dlhk"), NOW),
        lambda: contacts.delete_substitute(unit.id, city.actor("dlhk"), NOW),
    ):
        with pytest.raises(NotFound):
            act()


def test_a_contact_cannot_be_given_to_another_agency(city: City) -> None:
    given = {"opd_id": city.opds["dishub"], "name": "Orang Lain", "jabatan": "Kasi", "active": True}
    with pytest.raises(Invalid):
        contacts.add_contact(given, city.actor("dlhk"), NOW)


def test_a_draft_is_its_writers_alone(number: str, city: City, browser: Sign) -> None:
    form = f"move:{city.task(number).id}:answer_final"
    drafts.save(form, {"answer": ["konsep rahasia"]}, city.actor("dishub"), NOW)
    assert drafts.of("", city.actor("dlhk"), NOW) == {}
    browser("dlhk").post("/tasks/drafts", draft_form=form, answer="punya saya")
    drafts.drop(form, city.actor("dlhk"))
    assert drafts.of("", city.actor("dishub"), NOW)[form].fields["answer"] == ["konsep rahasia"]
    assert db.session.query(Draft).count() == 1


def test_nobody_with_an_agency_alone_sees_a_report(city: City, browser: Sign) -> None:
    stranger = browser("dlhk")
    for path in ("/reports/", "/reports/1", "/papers/1/file"):
        assert stranger.get(path).status_code == 403


def _state(number: str) -> tuple[int, int, int]:
    """How much there is of a case: tasks still open, events, notes."""
    from sapa.models import Case, Event

    case = db.session.scalars(select(Case).join(Case.ticket).where(Ticket.number == number)).one()
    tasks = db.session.query(Task).filter(Task.case_id == case.id, Task.closed_at.is_(None)).count()
    return tasks, db.session.query(Event).filter(Event.case_id == case.id).count(), case.level
