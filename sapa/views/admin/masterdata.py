"""Agencies, categories and channels: the Admin's."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _l

from sapa.models import Category, Channel, Opd
from sapa.services.admin import masterdata
from sapa.views.admin.parts import InOrder, add
from sapa.views.frame.listing import KeysetInterface
from sapa.views.frame.modelview import SafeModelView

_CODE = _l("A short name of small letters, digits, hyphen or underscore. It cannot be changed later.")
_BY_NAME: list[list[Any]] = [["name", InOrder, None]]


class OpdView(SafeModelView):
    """`/opds/`: agencies are dated and have successors."""

    route_base = "/opds"
    datamodel = KeysetInterface(Opd)
    class_permission_name = "Opd"
    list_title, add_title, edit_title = _l("Agencies"), _l("Add an agency"), _l("Edit an agency")
    show_title = _l("Agency")
    list_columns = ["name", "short_name", "email", "valid_from", "valid_to"]
    show_columns = ["name", "short_name", "code", "email", "valid_from", "valid_to", "successor"]
    add_columns = ["name", "short_name", "code", "email", "valid_from", "valid_to", "successor"]
    edit_columns = add_columns
    search_columns = ["name", "short_name"]
    base_order = ("name", "asc")
    label_columns = {
        "name": _l("Name"),
        "short_name": _l("Short name"),
        "code": _l("Code"),
        "email": _l("E-mail"),
        "valid_from": _l("Valid from"),
        "valid_to": _l("Valid to"),
        "successor": _l("Successor"),
    }
    description_columns = {
        "code": _l("Small letters, digits, hyphen or underscore. Example: dishub."),
        "email": _l("Complaints that are forwarded are announced to this address."),
        "valid_to": _l("An agency that was dissolved is ended by a date, not deleted."),
        "successor": _l("Which agency took over its work."),
    }
    add_form_query_rel_fields = edit_form_query_rel_fields = {"successor": _BY_NAME}
    service_add, service_edit, service_delete = masterdata.add_opd, masterdata.edit_opd, masterdata.delete_opd


class CategoryView(SafeModelView):
    """`/categories/`: what a complaint is about."""

    route_base = "/categories"
    datamodel = KeysetInterface(Category)
    class_permission_name = "Category"
    list_title, add_title, edit_title = _l("Categories"), _l("Add a category"), _l("Edit a category")
    show_title = _l("Category")
    list_columns = ["name", "opd", "active"]
    show_columns = ["name", "slug", "opd", "active"]
    add_columns = ["name", "slug", "opd", "active"]
    edit_columns = ["name", "opd", "active"]
    search_columns = ["name", "opd", "active"]
    base_order = ("name", "asc")
    label_columns = {
        "name": _l("Name"),
        "slug": _l("Code"),
        "opd": _l("Usual agency"),
        "active": _l("Offered for choice"),
    }
    description_columns = {
        "slug": _CODE,
        "opd": _l("Suggested when a complaint of this category is forwarded."),
    }
    add_form_query_rel_fields = edit_form_query_rel_fields = {"opd": _BY_NAME}
    search_form_query_rel_fields = {"opd": _BY_NAME}
    service_add, service_edit = masterdata.add_category, masterdata.edit_category
    service_delete = masterdata.delete_category


class ChannelView(SafeModelView):
    """`/channels/`: the ways in, whose accounts and numbers change."""

    route_base = "/channels"
    datamodel = KeysetInterface(Channel)
    class_permission_name = "Channel"
    list_title, add_title, edit_title = _l("Channels"), _l("Add a channel"), _l("Edit a channel")
    show_title = _l("Channel")
    list_columns = ["label", "account", "active"]
    show_columns = ["label", "slug", "account", "active"]
    add_columns = ["label", "slug", "account", "active"]
    edit_columns = ["label", "account", "active"]
    base_order = ("label", "asc")
    label_columns = {
        "label": _l("Name"),
        "slug": _l("Code"),
        "account": _l("Account or number"),
        "active": _l("In use"),
    }
    description_columns = {"slug": _CODE}
    service_add, service_edit = masterdata.add_channel, masterdata.edit_channel
    service_delete = masterdata.delete_channel


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, OpdView, _l("Agencies"), "city")
    add(appbuilder, CategoryView, _l("Categories"), "city")
    add(appbuilder, ChannelView, _l("Channels"), "city")
