"""Words of the Admin panel: what the log was about, and what the buttons of a list are about."""

from __future__ import annotations

from flask import Flask

from sapa.views.admin import log_words


def test_a_setting_is_called_by_its_name(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "id"}):
        assert log_words.subject("setting city_name") == "Setelan Nama kota"
        assert log_words.subject("account 12") == "Akun 12"


def test_the_buttons_of_a_row_name_it_as_the_row_does(admin) -> None:
    page = admin.client.get("/hours/list/").text
    assert "Ubah Senin<" in page and "Ubah 0<" not in page
