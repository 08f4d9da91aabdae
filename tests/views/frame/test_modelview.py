"""The generated screens: capped pages, no crash on strange addresses, changes by services only."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from types import SimpleNamespace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from sapa.application import create_app
from sapa.config import Config
from sapa.db import db, dispose_before_fork, transaction
from sapa.models import Category, Opd
from sapa.services.actors import Actor
from sapa.services.errors import Conflict, Invalid, Wrong
from sapa.services.signin import hash_password
from sapa.views.frame.listing import KeysetInterface
from sapa.views.frame.modelview import SafeModelView
from tests.views.frame.conftest import Person
from tests.views.frame.test_headers_and_errors import ENGLISH, count_queries, seen


def add(data: dict, actor: Actor, now: datetime) -> None:
    if data["slug"] == "sudah-ada":
        raise Invalid({"slug": Wrong("required")})
    with transaction():
        db.session.add(Category(**data))


def edit(pk: int, data: dict, actor: Actor, now: datetime) -> None:
    with transaction():
        row = db.session.get_one(Category, pk)
        row.name, row.opd_id = data["name"], data["opd_id"]


def delete(pk: int, actor: Actor, now: datetime) -> None:
    if pk == 1:
        raise Conflict("in_use")
    with transaction():
        db.session.delete(db.session.get_one(Category, pk))


class SampleView(SafeModelView):
    route_base = "/kategori"
    class_permission_name = "Category"
    list_title = "Kategori"
    list_columns = ["name", "slug", "opd", "active"]
    add_columns = edit_columns = list_columns
    search_columns = ["name", "opd", "active"]
    label_columns = {"name": "Nama", "slug": "Kode", "opd": "OPD", "active": "Aktif"}
    base_order = ("name", "asc")
    service_add, service_edit, service_delete = add, edit, delete


class SampleOpdView(SafeModelView):
    route_base = "/opd"
    class_permission_name = "Opd"
    list_title = "Perangkat Daerah"
    list_columns = ["name", "valid_from"]
    label_columns = {"name": "Nama", "valid_from": "Berlaku sejak"}


@pytest.fixture
def site(make_config: Callable[..., Config], clone: Callable[[], str]) -> Iterator[SimpleNamespace]:
    """An application with two generated screens, 120 categories and an Admin who is signed in."""
    app = create_app(make_config(clone()))
    with app.app_context():
        SampleView.datamodel, SampleOpdView.datamodel = KeysetInterface(Category), KeysetInterface(Opd)
        for view in (SampleView, SampleOpdView):
            app.appbuilder.add_view(view, view.__name__, label=view.list_title)
        admin = Person(app, made_rows())
    assert admin.sign_in().status_code == 302
    yield SimpleNamespace(app=app, person=admin, client=admin.client)
    dispose_before_fork(app)


def made_rows() -> User:
    opd = Opd(code="dishub", name="Dinas Contoh", short_name="Dishub")
    db.session.add(opd)
    db.session.flush()
    for number in range(1, 121):
        name = f"Kategori {number:03}"
        db.session.add(Category(slug=f"k{number}", name=name, opd_id=opd.id if number % 2 else None))
    admin = db.session.scalars(select(Role).where(Role.name == "Admin")).one()
    user = User(first_name="Admin", last_name="Uji", username="admin.uji", email="admin@contoh.example")
    user.active, user.roles, user.password = True, [admin], hash_password("sandi-uji-panjang")
    db.session.add(user)
    db.session.commit()
    return user


def names(text: str) -> list[str]:
    return re.findall(r">(Kategori \d{3})</a>", text)


def follow(client: FlaskClient, text: str, rel: str) -> str:
    link = re.search(rf'href="([^"]+)" rel="{rel}"', text)[1]
    return client.get(link.replace("&amp;", "&")).text


def test_pages_follow_each_other_and_lead_back(site: SimpleNamespace):
    first = site.client.get("/kategori/list/").text
    second = follow(site.client, first, "next")
    third = follow(site.client, second, "next")
    assert [len(names(page)) for page in (first, second, third)] == [50, 50, 20]
    assert names(first) + names(second) + names(third) == [f"Kategori {n:03}" for n in range(1, 121)]
    assert names(follow(site.client, third, "prev")) == names(second)
    assert 'rel="prev"' not in follow(site.client, second, "prev")


def test_a_page_never_holds_more_than_a_hundred_rows(site: SimpleNamespace):
    assert len(names(site.client.get("/kategori/list/?psize_SampleView=100000").text)) == 100


def test_a_list_takes_few_queries(site: SimpleNamespace):
    site.client.get("/kategori/list/")
    assert count_queries(site.app, lambda: site.client.get("/kategori/list/")) <= 4


@pytest.mark.parametrize(
    "query",
    ["psize_SampleView=abc", "after=zzz", "after=WyJ2IixudWxsXQ", "_flt_0_opd=abc", "_flt_99_name=a"],
)
def test_an_address_that_cannot_be_is_a_400(site: SimpleNamespace, query: str):
    answer = site.client.get(f"/kategori/list/?{query}")
    assert answer.status_code == 400
    assert "tidak dapat dibaca" in answer.text


def test_filters_find_by_text_choice_and_relation(site: SimpleNamespace):
    assert names(site.client.get("/kategori/list/?_flt_2_name=00").text)[0] == "Kategori 001"
    assert len(names(site.client.get("/kategori/list/?_flt_0_opd=1&_flt_2_name=00").text)) == 5
    assert "Hapus saringan" in site.client.get("/kategori/list/?_flt_0_active=false").text


@pytest.mark.parametrize("path", ["/kategori/show/abc", "/kategori/show/999", f"/kategori/edit/{10**30}"])
def test_a_strange_id_is_a_404(site: SimpleNamespace, path: str):
    assert site.client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path", ["/kategori/download/x", "/kategori/action/x/1", "/opd/add", "/opd/delete/1"]
)
def test_a_route_without_its_service_does_not_exist(site: SimpleNamespace, path: str):
    assert site.client.get(path).status_code == 404


def test_the_service_adds_what_was_typed(site: SimpleNamespace):
    words = {"name": "Baru", "slug": "baru", "opd": "1", "active": "y"}
    assert site.person.post("/kategori/add", page="/kategori/add", **words).status_code == 302
    with site.app.app_context():
        row = db.session.scalars(select(Category).where(Category.slug == "baru")).one()
        assert (row.name, row.opd_id, row.active) == ("Baru", 1, True)


def test_a_refusal_stands_at_its_field_and_keeps_the_text(site: SimpleNamespace):
    words = {"name": "Tulisan saya", "slug": "sudah-ada", "opd": "__None"}
    answer = site.person.post("/kategori/add", page="/kategori/add", **words)
    assert answer.status_code == 422
    assert "Ada 1 isian yang perlu dibetulkan" in answer.text
    assert 'value="Tulisan saya"' in answer.text


def test_a_choice_that_is_not_on_the_list_is_a_wrong_entry(site: SimpleNamespace):
    words = {"name": "Baru", "slug": "baru", "opd": "777"}
    answer = site.person.post("/kategori/add", page="/kategori/add", **words)
    assert answer.status_code == 422
    assert "Pilihan ini tidak ada dalam daftar." in answer.text


def test_editing_shows_and_saves(site: SimpleNamespace):
    assert 'value="Kategori 002"' in site.client.get("/kategori/edit/2").text
    words = {"name": "Nama lain", "slug": "k2", "opd": "1", "active": "y"}
    assert site.person.post("/kategori/edit/2", page="/kategori/edit/2", **words).status_code == 302
    assert "Nama lain" in site.client.get("/kategori/show/2").text


def test_a_colleagues_change_is_told_before_it_is_replaced(site: SimpleNamespace):
    mine, words = "/kategori/edit/2", {"slug": "k2", "opd": "1", "active": "y"}
    page = site.client.get(mine).text
    mark = re.search(r'name="seen" value="([^"]+)"', page)[1]
    site.person.post(mine, page=mine, name="Nama rekan", **words)
    answer = site.person.post(mine, page=mine, name="Nama saya", seen=mark, **words)
    assert answer.status_code == 409
    assert "Nama (sekarang: Nama rekan)" in answer.text and 'value="Nama saya"' in answer.text
    fresh = re.search(r'name="seen" value="([^"]+)"', answer.text)[1]
    assert site.person.post(mine, page=mine, name="Nama saya", seen=fresh, **words).status_code == 302
    assert "Nama saya" in site.client.get("/kategori/show/2").text


def test_saving_twice_what_nobody_else_touched_is_no_conflict(site: SimpleNamespace):
    page = site.client.get("/kategori/edit/4").text
    mark = re.search(r'name="seen" value="([^"]+)"', page)[1]
    words = {"name": "Kategori 004", "slug": "k4", "opd": "__None", "active": "y"}
    for _ in range(2):
        answer = site.person.post("/kategori/edit/4", page="/kategori/edit/4", seen=mark, **words)
        assert answer.status_code == 302


def test_a_link_only_asks_before_it_deletes(site: SimpleNamespace):
    assert "Yakin ingin menghapusnya?" in site.client.get("/kategori/delete/3").text
    assert site.client.get("/kategori/show/3").status_code == 200
    assert site.person.post("/kategori/delete/3", page="/kategori/delete/3").status_code == 302
    assert site.client.get("/kategori/show/3").status_code == 404


def test_a_deletion_that_the_service_refuses_says_so(site: SimpleNamespace):
    answer = site.person.post("/kategori/delete/1", page="/kategori/delete/1")
    assert answer.status_code == 409
    assert site.client.get("/kategori/show/1").status_code == 200


@pytest.mark.parametrize(
    "path", ["/kategori/list/", "/kategori/show/2", "/kategori/add", "/kategori/delete/2"]
)
def test_the_generated_pages_speak_indonesian_without_scripts(site: SimpleNamespace, path: str):
    text = site.client.get(path).text
    assert not ENGLISH.findall(seen(text))
    assert not re.search(r" style=|<script(?![^>]*\bsrc=)|\son\w+=", text)


def test_icon_buttons_say_what_they_do(site: SimpleNamespace):
    assert '<span class="sr-only">Ubah Kategori 001</span>' in site.client.get("/kategori/list/").text


def test_a_view_without_a_permission_name_is_refused(app: Flask):
    with app.app_context(), pytest.raises(TypeError, match="class_permission_name"):
        type("Bare", (SampleOpdView,), {"class_permission_name": None})()
