"""Forms in Indonesian with native date and time inputs; the base class of our own forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_appbuilder.fields import QuerySelectField, QuerySelectMultipleField
from flask_babel import get_domain, gettext
from flask_wtf import FlaskForm
from wtforms import DateField, DateTimeLocalField, TimeField
from wtforms.fields.choices import Choice, SelectChoice
from wtforms.widgets import DateInput, DateTimeLocalInput, TimeInput

from sapa.views.frame.words import ZONE

DeskForm = FlaskForm
"""The base of our own forms: CSRF and Indonesian messages are built in."""


class _Words:
    """What WTForms asks for its own messages; they stand in our catalogue (parts/wtforms.po)."""

    def gettext(self, string: str) -> str:
        return str(gettext(string))

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        # Without the framework's own filling in: the form fills in its %(value)s afterwards.
        return str(get_domain().get_translations().ungettext(singular, plural, n))


def speak_indonesian() -> None:
    """WTForms ships no `id`: every form, the framework's too, takes its messages from our catalogue."""
    words = _Words()
    FlaskForm.Meta.get_translations = lambda meta, form: words


def options(*pairs: tuple[str, Any]) -> list[SelectChoice]:
    """Choices for a SelectField from (value, label) pairs."""
    return [SelectChoice(value, label) for value, label in pairs]


class RowSelect(QuerySelectField):  # type: ignore[misc]
    """One row of another table, in a plain select."""

    def iter_choices(self) -> Iterator[Choice]:
        return (Choice(*parts) for parts in super().iter_choices())


class RowsSelect(QuerySelectMultipleField):  # type: ignore[misc]
    """Several rows of another table, in a plain select."""

    def iter_choices(self) -> Iterator[Choice]:
        return (Choice(*parts) for parts in super().iter_choices())


class DayField(DateField):  # type: ignore[misc]
    """A date with the browser's own picker."""

    widget = DateInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.pop("widget", None)
        super().__init__(label, validators, **kwargs)


class HourField(TimeField):  # type: ignore[misc]
    """A time of day with the browser's own picker."""

    widget = TimeInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.pop("widget", None)
        super().__init__(label, validators, **kwargs)


class MomentField(DateTimeLocalField):  # type: ignore[misc]
    """A moment: typed and shown in WIB, `data` is aware."""

    widget = DateTimeLocalInput()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs.pop("widget", None)
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if isinstance(self.data, datetime):
            self.data = self.data.replace(tzinfo=ZONE)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return self.data.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M") if self.data else ""
