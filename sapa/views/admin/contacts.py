"""Whom to call at an agency, and who stands in there; an agency sees and keeps only its own."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import AppBuilder
from flask_appbuilder.models.filters import BaseFilter
from flask_babel import lazy_gettext as _l
from sqlalchemy import false
from wtforms import StringField
from wtforms.validators import Length, Optional

from sapa import timekeeper
from sapa.db import db
from sapa.models import AccountUnit, OpdContact
from sapa.services import contacts
from sapa.services.calendars import local_day
from sapa.views.admin.parts import InOrder, add
from sapa.views.frame.acting import actor
from sapa.views.frame.listing import KeysetInterface
from sapa.views.frame.modelview import SafeModelView


class OwnAgencies(BaseFilter):  # type: ignore[misc]
    """Rows of the agencies that the actor may see; the services ask the same once more."""

    name = "own"
    arg_name = "own"

    def apply(self, query: Any, value: Any) -> Any:
        units = contacts.own_agencies(actor())
        return query if units is None else query.filter(getattr(self.model, self.column_name).in_(units))


class MemberAgencies(BaseFilter):  # type: ignore[misc]
    """Rows of the agencies that the actor speaks for in its own right."""

    name = "member"
    arg_name = "mem"

    def apply(self, query: Any, value: Any) -> Any:
        units = contacts.member_agencies(actor().user_id, local_day(timekeeper.now()))
        return (
            query.filter(getattr(self.model, self.column_name).in_(units)) if units else query.filter(false())
        )


class Substitutes(BaseFilter):  # type: ignore[misc]
    """Only dated substitutes; memberships are the Admin's."""

    name = "substitutes"
    arg_name = "sub"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(getattr(self.model, self.column_name) == "substitute")


class StandIns(BaseFilter):  # type: ignore[misc]
    """Accounts that may stand in for an agency."""

    name = "standins"
    arg_name = "sti"

    def apply(self, query: Any, value: Any) -> Any:
        ids = [user.id for user in contacts.stand_ins()]
        return query.filter(self.model.id.in_(ids)).order_by(self.model.first_name)


_PHONE = StringField(
    _l("Telephone"),
    [Optional(), Length(max=40)],
    description=_l("Example: 0811-123-2222 or (021) 7773610. Kept encrypted; lists show it masked."),
)


class OpdContactView(SafeModelView):
    """`/contacts/`."""

    route_base = "/contacts"
    datamodel = KeysetInterface(OpdContact)
    class_permission_name = "OpdContact"
    base_filters = [["opd_id", OwnAgencies, None]]
    list_title, add_title, edit_title = (
        _l("Contacts of the agencies"),
        _l("Add a contact"),
        _l("Edit a contact"),
    )
    show_title = _l("Contact")
    list_columns = ["name", "jabatan", "opd", "phone_sealed", "active"]
    show_columns = ["name", "jabatan", "opd", "phone_sealed", "email", "active"]
    add_columns = ["opd", "name", "jabatan", "phone", "email", "active"]
    edit_columns = add_columns
    search_columns = ["name", "jabatan", "opd", "active"]
    base_order = ("name", "asc")
    label_columns = {
        "name": _l("Name"),
        "jabatan": _l("Jabatan"),
        "opd": _l("Agency"),
        "phone_sealed": _l("Telephone"),
        "email": _l("E-mail"),
        "active": _l("In use"),
    }
    formatters_columns = {"phone_sealed": contacts.masked}
    add_form_extra_fields = edit_form_extra_fields = {"phone": _PHONE}
    add_form_query_rel_fields = edit_form_query_rel_fields = search_form_query_rel_fields = {
        "opd": [["id", OwnAgencies, None], ["name", InOrder, None]]
    }
    service_add, service_edit = contacts.add_contact, contacts.edit_contact
    service_delete = contacts.delete_contact

    def prefill_form(self, form: Any, pk: Any) -> None:
        """Who may edit a contact may also call it."""
        row = db.session.get(OpdContact, int(pk))
        form.phone.data = contacts.phone_of(row) if row is not None else ""

    def _get_show_widget(self, pk: Any, item: Any, *rest: Any, **more: Any) -> Any:
        """One contact is shown with its number in full: its readers are those who call."""
        widgets = super()._get_show_widget(pk, item, *rest, **more)
        arguments = widgets["show"].template_args
        arguments["formatters_columns"] = {**self.formatters_columns, "phone_sealed": contacts.opened}
        return widgets


class SubstituteView(SafeModelView):
    """`/substitutes/`: an agency names who speaks for it between two days."""

    route_base = "/substitutes"
    datamodel = KeysetInterface(AccountUnit)
    class_permission_name = "Substitute"
    base_filters = [["kind", Substitutes, None], ["opd_id", MemberAgencies, None]]
    list_title, add_title, edit_title = _l("Substitutes"), _l("Add a substitute"), _l("Edit a substitute")
    show_title = _l("Substitute")
    list_columns = ["user", "opd", "valid_from", "valid_to"]
    add_columns = ["opd", "user", "valid_from", "valid_to"]
    edit_columns = add_columns
    base_order = ("valid_from", "desc")
    label_columns = {
        "user": _l("Substitute"),
        "opd": _l("Agency"),
        "valid_from": _l("Valid from"),
        "valid_to": _l("Valid to"),
    }
    description_columns = {
        "user": _l(
            "A colleague with an account of the role PPID Pembantu. A new account comes from the Admin."
        ),
        "valid_to": _l("The last day on which the substitute may answer for the agency."),
    }
    add_form_query_rel_fields = edit_form_query_rel_fields = {
        "opd": [["id", MemberAgencies, None], ["name", InOrder, None]],
        "user": [["id", StandIns, None]],
    }
    service_add, service_edit = contacts.add_substitute, contacts.edit_substitute
    service_delete = contacts.delete_substitute


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, OpdContactView, _l("Contacts of the agencies"), "people", "phone")
    add(appbuilder, SubstituteView, _l("Substitutes"), "people", "people")
