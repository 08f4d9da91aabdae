"""The complainant's contact: masked wherever it is shown, and never opened in order to be corrected."""

from __future__ import annotations

from typing import Any

from flask import flash, url_for
from flask_appbuilder import AppBuilder
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import StringField, TextAreaField
from wtforms.validators import Length, Optional

from sapa.db import db
from sapa.models import Complainant, Complaint, Ticket
from sapa.services import complainants, ways
from sapa.services.actors import Actor
from sapa.views.admin.parts import TickList, add
from sapa.views.frame.forms import DeskForm, options
from sapa.views.frame.listing import KeysetInterface
from sapa.views.frame.modelview import SafeModelView

FIELDS = {
    "name": _l("Name"),
    "phone": _l("Telephone"),
    "nik": _l("NIK"),
    "address": _l("Address"),
    "email": _l("E-mail"),
}
_DOUBTS = {
    "birth_date": _l("The NIK is saved, but the date in it cannot be a birth date. Please look again."),
    "serial": _l("The NIK is saved, but its last four digits are zeros. Please look again."),
}
MOST_TICKETS = 20


class ContactForm(DeskForm):
    """Only what is typed is written; the rest stays sealed as it is."""

    name = StringField(FIELDS["name"], [Optional(), Length(max=160)])
    phone = StringField(
        FIELDS["phone"],
        [Optional(), Length(max=40)],
        description=_l("Example: 0811-123-2222 or (021) 7773610."),
    )
    nik = StringField(FIELDS["nik"], [Optional(), Length(max=24)], description=_l("Sixteen digits."))
    address = TextAreaField(FIELDS["address"], [Optional(), Length(max=400)])
    email = StringField(FIELDS["email"], [Optional(), Length(max=200)])
    clear = TickList(
        _l("Remove what is kept"),
        choices=options(*FIELDS.items()),
        description=_l("Tick what the complainant asks to have removed."),
    )


def _edit(pk: int, data: dict[str, Any], actor: Actor, now: Any) -> None:
    doubt = complainants.edit_contact(pk, data, actor, now)
    if doubt is not None:
        flash(str(_DOUBTS[doubt]), "warning")


def _kept(sealed: str | None) -> str:
    return _("kept, sealed") if sealed else ""


class ComplainantView(SafeModelView):
    """`/complainants/`."""

    route_base = "/complainants"
    datamodel = KeysetInterface(Complainant)
    class_permission_name = "Complainant"
    list_title, edit_title, show_title = _l("Complainants"), _l("Edit a contact"), _l("Complainant")
    list_columns = ["handle", "channel", "phone_mask", "nik_mask", "created_at"]
    show_columns = ["handle", "channel", "name_sealed", "phone_mask", "nik_mask", "address_sealed",
                    "email_sealed", "created_at"]  # fmt: skip
    edit_columns = ["name", "phone", "nik", "address", "email", "clear"]
    edit_form = ContactForm
    edit_template = "admin/pelapor_ubah.html"
    show_template = "admin/pelapor.html"
    search_columns = ["handle"]
    base_order = ("id", "desc")
    order_columns = ["handle", "created_at"]
    label_columns = {
        "handle": _l("Account"),
        "channel": _l("Channel"),
        "name_sealed": _l("Name"),
        "phone_mask": _l("Telephone"),
        "nik_mask": _l("NIK"),
        "address_sealed": _l("Address"),
        "email_sealed": _l("E-mail"),
        "created_at": _l("Known since"),
    }
    formatters_columns = {
        **dict.fromkeys(("name_sealed", "address_sealed", "email_sealed"), _kept),
        "channel": ways.label,
    }
    service_edit = _edit

    def _show(self, pk: str) -> dict[str, Any]:
        return {**super()._show(pk), "tickets": _tickets(int(pk))}


def _tickets(pk: int) -> list[tuple[str, str, str]]:
    """(number, heading, address) of the person's cases, the newest first."""
    rows = db.session.execute(
        select(Ticket.number, Ticket.title)
        .join(Complaint, Complaint.ticket_id == Ticket.id)
        .where(Complaint.complainant_id == pk)
        .order_by(Complaint.id.desc())
        .limit(MOST_TICKETS)
    )
    return [(number, title, _address(number)) for number, title in rows]


def _address(number: str) -> str:
    return url_for("TicketView.case", number=number)


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, ComplainantView, _l("Complainants"), "people", "people")
