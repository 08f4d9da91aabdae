"""What the screens of this part share: lists of rows to choose from, tick lists, and menu groups."""

from __future__ import annotations

from typing import Any

from flask_appbuilder import AppBuilder
from flask_appbuilder.models.filters import BaseFilter
from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

#: Slug of a menu group -> its label.
GROUPS = {
    "city": _l("City"),
    "people": _l("People"),
    "time": _l("Calendars"),
    "house": _l("Operation"),
}


def add(appbuilder: AppBuilder, view: Any, label: Any, group: str, icon: str = "folder") -> None:
    """Register a view with a menu entry in one of `GROUPS`."""
    appbuilder.add_view(
        view, view.__name__, label=label, icon=icon, category=group, category_label=GROUPS[group]
    )


class TickList(SelectMultipleField):  # type: ignore[misc]
    """Several of a few choices, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class InOrder(BaseFilter):  # type: ignore[misc]
    """Not a filter at all: the rows of a select in the order of one column."""

    name = "order"
    arg_name = "ord"

    def apply(self, query: Any, value: Any) -> Any:
        return query.order_by(getattr(self.model, self.column_name))


class Active(BaseFilter):  # type: ignore[misc]
    """Only rows that are in use."""

    name = "active"
    arg_name = "act"

    def apply(self, query: Any, value: Any) -> Any:
        return query.filter(getattr(self.model, self.column_name))
