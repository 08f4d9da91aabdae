"""The base of all CRUD screens: capped keyset lists, native forms, and every change made by a service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_appbuilder import ModelView
from flask_appbuilder.baseviews import expose
from flask_appbuilder.exceptions import FABException
from flask_appbuilder.security.decorators import has_access
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import DataError, DBAPIError, ProgrammingError, StatementError
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.db import db
from sapa.services.actors import Actor
from sapa.services.errors import Invalid, ServiceError
from sapa.views.frame import crudforms, seen
from sapa.views.frame.acting import actor, say
from sapa.views.frame.baseview import NamedPermission
from sapa.views.frame.listing import LARGEST_PAGE, USUAL_PAGE, BadCursor, Cursor

Service = Callable[..., Any]
#: Which of the framework's filters a search field uses.
_PREFERRED = (
    "FilterContains",
    "FilterRelationOneToManyEqual",
    "FilterRelationManyToManyEqual",
    "FilterEqual",
)


class SafeModelView(NamedPermission, ModelView):  # type: ignore[misc]
    """A list, a page and, where services are given, forms.

    Set `datamodel = KeysetInterface(Row)`, `class_permission_name`, `list_title`, `list_columns`,
    `label_columns`; then for changes `service_add(data, actor, now)`, `service_edit(pk, data, actor, now)`,
    `service_delete(pk, actor, now)` with `add_columns`, `edit_columns`. A route without its service does
    not exist. `choice_columns` maps a column to (value, label) pairs. `search_columns` is empty unless set.
    """

    service_add: Service | None = None
    service_edit: Service | None = None
    service_delete: Service | None = None
    choice_columns: crudforms.Choices = {}
    search_columns: list[str] | None = None
    page_size = USUAL_PAGE
    add_title: Any = _l("Add")
    edit_title: Any = _l("Edit")
    show_title: Any = _l("Details")
    exclude_route_methods = frozenset({"download", "action", "action_post"})

    def __init__(self, **kwargs: Any) -> None:
        if not self.list_title or not self.list_columns:
            raise TypeError(f"{type(self).__name__} needs list_title and list_columns")
        missing = {
            name for name in ("add", "edit", "delete") if getattr(type(self), f"service_{name}") is None
        }
        self.exclude_route_methods = set(self.exclude_route_methods) | missing
        super().__init__(**kwargs)

    # What the framework prepares once per view ---------------------------------------------------

    def _init_properties(self) -> None:
        searched = list(self.search_columns or [])
        self.show_columns = self.show_columns or self.list_columns
        super()._init_properties()
        self.search_columns = searched
        self._filters = self.datamodel.get_filters(searched)
        for name, pairs in self.choice_columns.items():
            labels = dict(pairs)
            self.formatters_columns.setdefault(name, lambda value, labels=labels: labels.get(value, value))

    def _init_forms(self) -> None:
        search = crudforms.DeskConverter(self.datamodel, self.choice_columns, searching=True)
        self.search_form = self.search_form or search.create_form(
            self.label_columns, self.search_columns, filter_rel_fields=self.search_form_query_rel_fields
        )
        self.add_form = self.add_form or self._made_form("add")
        self.edit_form = self.edit_form or self._made_form("edit")

    def _made_form(self, verb: str) -> Any:
        if getattr(type(self), f"service_{verb}") is None:
            return None
        return crudforms.DeskConverter(self.datamodel, self.choice_columns).create_form(
            self.label_columns,
            getattr(self, f"{verb}_columns"),
            self.description_columns,
            {name: list(checks) for name, checks in self.validators_columns.items()},
            getattr(self, f"{verb}_form_extra_fields"),
            getattr(self, f"{verb}_form_query_rel_fields"),
        )

    # Reading -------------------------------------------------------------------------------------

    def _list(self, **kwargs: Any) -> dict[str, Any]:
        order, descending = self._order()
        filters = self._wanted_filters()
        joined = filters.get_joined_filters(self._base_filters)
        try:
            cursor = Cursor.load(request.args["after"]) if request.args.get("after") else None
            page = self.datamodel.page(
                joined, order, descending, columns=self.list_columns, cursor=cursor, size=self._size()
            )
        except (BadCursor, FABException, StatementError, ValueError, TypeError) as fault:
            # An address that cannot be: a strange cursor, a filter of the wrong type.
            if isinstance(fault, DBAPIError) and not isinstance(fault, DataError | ProgrammingError):
                raise
            db.session.rollback()
            abort(400)
        self.update_redirect()
        return {"list": self._rows_widget(page, filters, order, descending), "search": self._search(filters)}

    def _rows_widget(self, page: Any, filters: Any, order: str, descending: bool) -> Any:
        return self.list_widget(
            label_columns=self.label_columns,
            include_columns=self.list_columns,
            value_columns=list(self.datamodel.get_values(page.rows, self.list_columns)),
            order_columns=self.order_columns,
            formatters_columns=self.formatters_columns,
            pks=self.datamodel.get_keys(page.rows),
            filters=filters,
            filtered=bool(filters.filters),
            modelview_name=type(self).__name__,
            order=order,
            descending=descending,
            before=self._link(after=page.before) if page.before else "",
            after=self._link(after=page.after) if page.after else "",
            clear=url_for(f"{self.endpoint}.list"),
            sort_link=self._sort_link,
        )

    def _search(self, filters: Any) -> Any:
        form = self.search_form(formdata=None, meta={"csrf": False}) if self.search_columns else None
        return self.search_widget(
            form=form, include_cols=[], filters=filters, fields=self._search_fields(form)
        )

    def _search_fields(self, form: Any) -> list[tuple[str, Any, str]]:
        """(argument, field, value now) of each search column."""
        found = []
        for name in self.search_columns or []:
            argument = f"_flt_{self._filter_index(name)}_{name}"
            found.append((argument, form[name], request.args.get(argument, "")))
        return found

    def _filter_index(self, name: str) -> int:
        kinds = [type(item).__name__ for item in self._filters.get_search_filters()[name]]
        return next((kinds.index(kind) for kind in _PREFERRED if kind in kinds), 0)

    def _wanted_filters(self) -> Any:
        """The filters of this request, in an object of its own: the framework shares one between threads."""
        filters = self.datamodel.get_filters(self.search_columns)
        for argument in request.args:
            parts = argument.split("_", 3)
            values = [value for value in request.args.getlist(argument) if value not in ("", "__None")]
            if parts[:2] != ["", "flt"] or len(parts) < 4 or not values:
                continue
            if parts[3] in (self.search_columns or []):
                self._add_filter(filters, parts[3], parts[2], values)
        return filters

    def _add_filter(self, filters: Any, name: str, index: str, values: list[Any]) -> None:
        if not index.isdigit() or int(index) >= len(filters.get_search_filters()[name]):
            abort(400)
        if self.datamodel.is_boolean(name):
            values = [value in ("y", "true") for value in values]
        filters.add_filter_index(name, int(index), values)

    def _order(self) -> tuple[str, bool]:
        name = type(self).__name__
        column, direction = request.args.get(f"_oc_{name}", ""), request.args.get(f"_od_{name}", "asc")
        if column in self.order_columns and column in self.datamodel.list_columns:
            return column, direction == "desc"
        base = self.base_order or (self.datamodel.get_pk_name(), "asc")
        return base[0], base[1] == "desc"

    def _size(self) -> int:
        text = request.args.get(f"psize_{type(self).__name__}", "")
        if not text:
            return self.page_size
        if not text.isdigit() or not int(text[:9]):
            abort(400)
        return min(int(text[:9]), LARGEST_PAGE)

    def _link(self, **changes: str) -> str:
        args = {**request.args.to_dict(), **changes}
        return url_for(f"{self.endpoint}.list", **{name: value for name, value in args.items() if value})

    def _sort_link(self, column: str) -> str:
        name = type(self).__name__
        order, descending = self._order()
        direction = "desc" if order == column and not descending else "asc"
        return self._link(**{f"_oc_{name}": column, f"_od_{name}": direction, "after": ""})

    def _row(self, pk: str, columns: list[str]) -> Any:
        """The row, or 404 for a strange id and for a row outside `base_filters`."""
        item = self.datamodel.get_eager(pk, self._base_filters, columns)
        if item is None:
            abort(404)
        return item

    def _show(self, pk: str) -> dict[str, Any]:
        item = self._row(pk, self.show_columns)
        self.update_redirect()
        return {**self._get_show_widget(pk, item), "related_views": []}

    # Changing ------------------------------------------------------------------------------------

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        form = self.add_form()
        if request.method == "GET":
            return self._form_page("add", form)
        if form.validate() and self._done(form, "add", crudforms.form_data(form, self.datamodel)):
            flash(self.add_row_message, "success")
            return self.post_add_redirect()
        return self._form_page("add", form), 422

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Any:
        item = self._row(pk, [*self.edit_columns, *self.show_columns])
        form = self.edit_form() if request.method == "POST" else self.edit_form(obj=item)
        if request.method == "GET":
            self.prefill_form(form, pk)
            return self._form_page("edit", form, item)
        if told := seen.changed_meanwhile(item, form):
            flash(told, "warning")
            return self._form_page("edit", form, item), 409
        key = self.datamodel.get_pk_value(item)
        if form.validate() and self._done(form, "edit", key, crudforms.form_data(form, self.datamodel)):
            flash(self.edit_row_message, "success")
            return self.post_edit_redirect()
        return self._form_page("edit", form, item), 422

    @expose("/delete/<pk>", methods=["GET", "POST"])
    @has_access
    def delete(self, pk: str) -> Any:
        """GET asks, POST deletes."""
        item = self._row(pk, self.show_columns)
        fault = ""
        if request.method == "POST":
            try:
                type(self).service_delete(self.datamodel.get_pk_value(item), actor(), timekeeper.now())
            except ServiceError as refusal:
                fault = say(refusal)
            else:
                flash(self.delete_row_message, "success")
                return self.post_delete_redirect()
        page = self.render_template("frame/hapus.html", title=_("Delete"), name=str(item), fault=fault,
                                    back=self._list_url())  # fmt: skip
        return page, 409 if fault else 200

    def _done(self, form: Any, verb: str, *values: Any, keep: list[Any] | None = None, **words: Any) -> bool:
        """Call the service; a refusal becomes words at the field it names, or above the form.

        What the service returns is put into `keep`; `words` go to it as they are.
        """
        service: Service = getattr(type(self), f"service_{verb}")
        who: Actor = actor()
        try:
            result = service(*values, who, timekeeper.now(), **words)
            if keep is not None:
                keep.append(result)
        except Invalid as refusal:
            for name, wrong in refusal.fields.items():
                crudforms.blame(form, name, say(wrong))
        except ServiceError as refusal:
            flash(say(refusal), "danger")
        else:
            return True
        return False

    def _form_page(self, verb: str, form: Any, item: Any = None) -> str:
        text: str = self.render_template(
            getattr(self, f"{verb}_template"),
            title=getattr(self, f"{verb}_title"),
            widgets=getattr(self, f"_get_{verb}_widget")(form=form),
            form=form,
            item=item,
            seen=seen.mark(item, form),
            back=self._list_url(),
        )
        return text

    def _list_url(self) -> str:
        return url_for(f"{self.endpoint}.list")

    def post_add_redirect(self) -> Response:
        return redirect(self._list_url())

    post_edit_redirect = post_delete_redirect = post_add_redirect
