"""Who may open which screen, and that opening one changes nothing."""

from __future__ import annotations

import pytest

from sapa.models import Category, Holiday, Opd, SopVersion
from tests.views.frame.test_headers_and_errors import ENGLISH, seen

LISTS = {
    "/accounts/list/": {"Admin"},
    "/opds/list/": {"Admin"},
    "/categories/list/": {"Admin"},
    "/channels/list/": {"Admin"},
    "/calendars/list/": {"Admin"},
    "/hours/list/": {"Admin"},
    "/holidays/list/": {"Admin"},
    "/settings/": {"Admin"},
    "/officials/list/": {"Admin"},
    "/sops/list/": {"Admin"},
    "/operations/": {"Admin"},
    "/audit/": {"Admin"},
    "/outbox/": {"Admin", "Operator"},
    "/answers/list/": {"Operator", "Koordinator"},
    "/complainants/list/": {"Operator"},
    "/contacts/list/": {"Operator", "Koordinator", "Pelaksana Harian", "PPID Utama", "PPID Pembantu"},
    "/substitutes/list/": {"PPID Pembantu"},
}
FORMS = {
    "/accounts/add": {"Admin"},
    "/opds/add": {"Admin"},
    "/categories/add": {"Admin"},
    "/channels/add": {"Admin"},
    "/calendars/add": {"Admin"},
    "/hours/add": {"Admin"},
    "/holidays/add": {"Admin"},
    "/officials/add": {"Admin"},
    "/settings/kop": {"Admin"},
    "/answers/add": {"Operator"},
    "/contacts/add": {"Koordinator", "PPID Pembantu"},
    "/substitutes/add": {"PPID Pembantu"},
}
ROLES = (
    "Operator",
    "Koordinator",
    "Pelaksana Harian",
    "Koordinator PPID",
    "PPID Utama",
    "PPID Pembantu",
    "Admin",
)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_its_own_screens_only(person, role) -> None:
    someone = person(role)
    for path, allowed in {**LISTS, **FORMS}.items():
        status = someone.client.get(path).status_code
        assert (status == 200) == (role in allowed), (path, status)


@pytest.mark.parametrize("role", ["Admin", "Operator", "PPID Pembantu"])
def test_no_screen_speaks_english(person, role) -> None:
    someone = person(role)
    for path, allowed in {**LISTS, **FORMS}.items():
        if role in allowed:
            assert not ENGLISH.findall(seen(someone.client.get(path).text)), path


@pytest.mark.parametrize("path", sorted(FORMS))
def test_a_post_of_another_role_is_refused(person, path) -> None:
    stranger = person("Koordinator PPID")
    assert stranger.post(path, name="x").status_code in (302, 403)


def test_a_stranger_is_sent_to_the_sign_in(client) -> None:
    for path in LISTS:
        assert client.get(path).status_code == 302


def test_a_get_deletes_nothing(session, admin) -> None:
    row = Category(slug="tetap", name="Tetap")
    session.add(row)
    session.commit()
    assert admin.client.get(f"/categories/delete/{row.id}").status_code == 200
    assert session.get(Category, row.id) is not None


@pytest.mark.parametrize("path", [
    "/operations/tasks/1/retry", "/operations/messages/1/retry", "/operations/jobs/abc/retry",
    "/settings/rows/1/withdraw", "/accounts/1/password", "/accounts/1/sessions",
])  # fmt: skip
def test_a_get_is_not_a_button(admin, path) -> None:
    assert admin.client.get(path).status_code == 405


@pytest.mark.parametrize("path", ["/opds", "/holidays", "/accounts", "/officials", "/sops", "/calendars"])
@pytest.mark.parametrize("pk", ["0", "999999999", "9" * 30, "abc", "-1"])
def test_a_strange_id_is_a_404(admin, path, pk) -> None:
    assert admin.client.get(f"{path}/show/{pk}").status_code == 404


@pytest.mark.parametrize("query", ["?psize_OpdView=abc", "?after=xx", "?_flt_99_name=a"])
def test_a_strange_address_is_a_400(admin, query) -> None:
    assert admin.client.get(f"/opds/list/{query}").status_code == 400


def test_the_frameworks_own_user_screens_do_not_exist(admin) -> None:
    for path in (
        "/users/list/",
        "/roles/list/",
        "/userstatschartview/chart/",
        "/resetpassword/form",
        "/userinfo/",
    ):
        assert admin.client.get(path).status_code == 404


def test_everybody_reads_the_sop_as_a_sheet(session, person) -> None:
    pk = session.query(SopVersion.id).filter_by(code="depok-twitter").first()[0]
    text = person("PPID Pembantu").client.get(f"/sops/show/{pk}").text
    assert "Operator Call Center memilah dan menindaklanjuti tweet" in text
    assert "asumsi" in text and "perlu konfirmasi" in text and "3 x 24 jam" in text


def test_a_row_with_holidays_and_opds_shows(session, admin) -> None:
    session.add(Opd(code="lihat", name="Dinas Lihat", short_name="Lihat"))
    session.commit()
    holiday = session.query(Holiday.id).first()[0]
    assert "Dinas Lihat" in admin.client.get("/opds/list/").text
    assert admin.client.get(f"/holidays/show/{holiday}").status_code == 200
