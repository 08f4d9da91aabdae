"""Forms made from a model, with native inputs, plain selects and no choice that can crash."""

from __future__ import annotations

from typing import Any

from flask import flash
from flask_appbuilder.fields import QuerySelectField
from flask_appbuilder.forms import GeneralModelConverter
from flask_babel import lazy_gettext as _l
from sqlalchemy import types as sa
from wtforms import BooleanField, DecimalField, Form, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.core import UnboundField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import Select

from sapa.views.frame.forms import DayField, HourField, MomentField, RowSelect, RowsSelect, options

Choices = dict[str, list[tuple[str, Any]]]
_FIELDS: tuple[tuple[type[Any], type[Any]], ...] = (
    (sa.Text, TextAreaField),
    (sa.Boolean, BooleanField),
    (sa.Integer, IntegerField),
    (sa.Numeric, DecimalField),
    (sa.DateTime, MomentField),
    (sa.Date, DayField),
    (sa.Time, HourField),
)


class DeskConverter(GeneralModelConverter):  # type: ignore[misc]
    """Model columns to fields; `choices` turns a text column with a closed vocabulary into a select."""

    def __init__(self, datamodel: Any, choices: Choices, searching: bool = False) -> None:
        super().__init__(datamodel)
        self.choices, self.searching = choices, searching

    def _convert_simple(
        self, col_name: str, label: Any, description: Any, lst_validators: Any, form_props: dict[str, Any]
    ) -> dict[str, Any]:
        column = self.datamodel.list_columns[col_name]
        checks = [*lst_validators, *([] if self.searching else _checks(column))]
        form_props[col_name] = self._field(col_name, column, label, description, checks)
        return form_props

    def _field(self, name: str, column: Any, label: Any, description: Any, checks: list[Any]) -> UnboundField:
        words = {"description": description, "validators": checks}
        if name in self.choices or (self.searching and _kind(column) is BooleanField):
            pairs = self.choices.get(name) or [("y", _l("Yes")), ("false", _l("No"))]
            blank = [("", _l("All") if self.searching else "–")] if self.searching or column.nullable else []
            return SelectField(label, choices=options(*blank, *pairs), filters=[_nothing], **words)
        kind = StringField if self.searching and _kind(column) is TextAreaField else _kind(column)
        filters = [_nothing] if kind in (StringField, TextAreaField) and column.nullable else []
        return kind(label, default=_default(column), filters=filters, **words)

    def _convert_many_to_one(self, col_name: str, *rest: Any) -> dict[str, Any]:
        props: dict[str, Any] = super()._convert_many_to_one(col_name, *rest)
        props[col_name].field_class = RowSelect
        kwargs = props[col_name].kwargs
        kwargs["widget"] = Select()
        if self.searching:
            kwargs.update(allow_blank=True, blank_text=_l("All"), validators=[Optional()])
        else:
            kwargs["blank_text"] = "–"
        return props

    def _convert_many_to_many(self, col_name: str, *rest: Any) -> dict[str, Any]:
        props: dict[str, Any] = super()._convert_many_to_many(col_name, *rest)
        props[col_name].field_class = RowsSelect
        props[col_name].kwargs["widget"] = Select(multiple=True)
        return props


def form_data(form: Form, datamodel: Any) -> dict[str, Any]:
    """What a service takes: plain values; `opd` (a row) becomes `opd_id`, many rows a list of ids."""
    data: dict[str, Any] = {}
    for field in form:
        if field.name == "csrf_token":
            continue
        if isinstance(field, QuerySelectField):
            data.update(_ids(field, datamodel))
        else:
            data[field.name] = field.data
    return data


def _ids(field: Any, datamodel: Any) -> dict[str, Any]:
    related = datamodel.get_related_interface(field.name)
    if isinstance(field.data, list):
        return {f"{field.name}_ids": [related.get_pk_value(row) for row in field.data]}
    key = datamodel.get_relation_fk(field.name).key
    return {key: related.get_pk_value(field.data) if field.data is not None else None}


def _kind(column: Any) -> type[Any]:
    plain = column.type.impl if isinstance(column.type, sa.TypeDecorator) else column.type
    return next((field for kind, field in _FIELDS if isinstance(plain, kind)), StringField)


def _checks(column: Any) -> list[Any]:
    # A tick box that is not ticked sends nothing; that is an answer.
    optional = column.nullable or column.server_default is not None or _kind(column) is BooleanField
    length = getattr(column.type, "length", None)
    limit = [Length(max=length)] if length and _kind(column) is StringField else []
    return [*limit, Optional() if optional else InputRequired()]


def _default(column: Any) -> Any:
    value = getattr(column.default, "arg", None)
    return None if callable(value) else value


def _nothing(value: Any) -> Any:
    return value or None


def blame(form: Any, name: str, sentence: str) -> None:
    """Put a service's sentence at its field (`opd_id` is the field `opd`), or flash it."""
    field = next((form[known] for known in (name, name.removesuffix("_id")) if known in form), None)
    if field is None:
        flash(sentence, "danger")
    else:
        field.errors = [*field.errors, sentence]
