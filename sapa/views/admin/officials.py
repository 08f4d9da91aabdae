"""Who holds which office when: names, standing and NIP as they are printed on papers."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_appbuilder import AppBuilder
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import InputRequired

from sapa import roles
from sapa.models import Official
from sapa.numbers import nip_doubt
from sapa.services.actors import Actor
from sapa.services.admin import officials
from sapa.views.admin.parts import InOrder, add
from sapa.views.frame.listing import KeysetInterface
from sapa.views.frame.modelview import SafeModelView

STANDINGS = [
    ("definitif", _l("definitif")),
    ("plt", _l("Plt. (acting)")),
    ("plh", _l("Plh. (for the day)")),
    ("pj", _l("Pj. (interim)")),
]


def _doubt(data: dict[str, Any]) -> None:
    if nip_doubt(str(data.get("nip") or "")) is not None:
        flash(
            _("Saved. Please look at the NIP again: it has 18 digits and begins with the birth date."),
            "warning",
        )


def _add(data: dict[str, Any], actor: Actor, now: Any) -> None:
    officials.add(data, actor, now)
    _doubt(data)


def _edit(pk: int, data: dict[str, Any], actor: Actor, now: Any) -> None:
    officials.edit(pk, data, actor, now)
    _doubt(data)


class OfficialView(SafeModelView):
    """`/officials/`: definitif, Plt., Plh. and Pj. with their dates."""

    route_base = "/officials"
    datamodel = KeysetInterface(Official)
    class_permission_name = "Official"
    list_title, add_title, edit_title = _l("Officials"), _l("Add an official"), _l("Edit an official")
    show_title = _l("Official")
    list_columns = ["name", "role", "standing", "jabatan", "valid_from", "valid_to"]
    show_columns = ["name", "role", "standing", "jabatan", "pangkat", "nip", "user", "valid_from", "valid_to"]
    add_columns = ["role", "standing", "user", "name", "jabatan", "pangkat", "nip", "valid_from", "valid_to"]
    edit_columns = add_columns
    search_columns = ["name", "role", "standing"]
    base_order = ("valid_from", "desc")
    choice_columns = {
        "role": [(slug, roles.BY_SLUG[slug].name) for slug in officials.OFFICES],
        "standing": STANDINGS,
    }
    label_columns = {
        "role": _l("Office"),
        "standing": _l("Standing"),
        "user": _l("Account"),
        "name": _l("Name with titles"),
        "jabatan": _l("Jabatan"),
        "pangkat": _l("Pangkat"),
        "nip": _l("NIP"),
        "valid_from": _l("Valid from"),
        "valid_to": _l("Valid to"),
    }
    description_columns = {
        "user": _l("The account with which this person works; it may act in this office between the dates."),
        "name": _l("As it is printed under a signature."),
        "nip": _l("18 digits."),
        "valid_to": _l("The last day in office. Papers that are signed keep the name they bear."),
    }
    validators_columns = {"standing": [InputRequired()]}
    add_form_query_rel_fields = {"user": [["first_name", InOrder, None]]}
    edit_form_query_rel_fields = add_form_query_rel_fields
    service_add, service_edit, service_delete = _add, _edit, officials.delete


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, OfficialView, _l("Officials"), "people", "people")
