"""The folder of standard answers: the Operators keep it, the Koordinator reads along."""

from __future__ import annotations

from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _l

from sapa.models import StandardAnswer
from sapa.services.admin import standard_answers
from sapa.views.admin.parts import Active, InOrder, add
from sapa.views.frame.listing import KeysetInterface
from sapa.views.frame.modelview import SafeModelView


class StandardAnswerView(SafeModelView):
    """`/answers/`: each edit is a new version."""

    route_base = "/answers"
    datamodel = KeysetInterface(StandardAnswer)
    class_permission_name = "StandardAnswer"
    list_title = _l("Standard answers")
    add_title, edit_title = _l("Add a standard answer"), _l("Edit a standard answer")
    show_title = _l("Standard answer")
    list_columns = ["title", "category", "version", "uses", "active"]
    show_columns = ["title", "category", "text", "version", "uses", "active"]
    add_columns = ["title", "category", "text", "active"]
    edit_columns = add_columns
    search_columns = ["title", "text", "category", "active"]
    base_order = ("title", "asc")
    label_columns = {
        "title": _l("Heading"),
        "category": _l("Category"),
        "text": _l("Text"),
        "version": _l("Version"),
        "uses": _l("Times used"),
        "active": _l("Offered for choice"),
    }
    description_columns = {
        "category": _l("Leave empty for an answer that fits every category."),
        "text": _l("An answer on X holds 280 characters; a longer text must be shortened when it is used."),
    }
    add_form_query_rel_fields = {"category": [["active", Active, None], ["name", InOrder, None]]}
    edit_form_query_rel_fields = search_form_query_rel_fields = {"category": [["name", InOrder, None]]}
    service_add, service_edit = standard_answers.add, standard_answers.edit
    service_delete = standard_answers.delete


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, StandardAnswerView, _l("Standard answers"), "city", "doc")
