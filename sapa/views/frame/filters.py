"""Template filters: `words` bound to the desk's clock, and how a value of a row is shown in a cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from enum import Enum
from typing import Any

from flask import Flask, has_request_context
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from markupsafe import Markup, escape

from sapa import timekeeper
from sapa.views.frame import words
from sapa.views.frame.context import current_desk

_FORMS: dict[str, Callable[[datetime, datetime], str]] = {
    "at": words.at,
    "brief": words.brief,
    "beside": words.beside,
    "since": words.since,
    "left": words.left,
    "clock": lambda moment, now: words.clock(moment),
    "formal": lambda moment, now: words.formal(moment),
    "page": lambda moment, now: words.formal(moment).rsplit(" ", 1)[0],
    "short": lambda moment, now: words.short(moment, now),
    "day": lambda moment, now: words.day(moment.astimezone(words.ZONE).date()),
}


def _now() -> datetime:
    """The moment of this page; outside of a request (papers, e-mails) the clock's own."""
    return current_desk().now if has_request_context() else timekeeper.now()


def time_words(moment: datetime | None, form: str = "at") -> str:
    """A moment in words; the forms are the functions of `words`."""
    return _FORMS[form](moment, _now()) if moment else "–"


def time_left(due: datetime | None) -> str:
    return words.left(due, _now()) if due else "–"


def time_state(
    due: datetime | None, used: float | None = None, paused: bool = False, done: bool = False
) -> str:
    """The state class of a due moment, as of now."""
    return words.state(due, _now(), used=used, paused=paused, done=done)


def paused_for(since: datetime) -> str:
    return words.paused(since, _now())


def iso(value: datetime | date) -> str:
    """For `<time datetime>`: WIB with its offset."""
    if isinstance(value, datetime):
        return value.astimezone(words.ZONE).isoformat(timespec="minutes")
    return value.isoformat()


def cell(value: Any) -> str | Markup:
    """Any value of a row as a person reads it; text is escaped, line breaks are kept by the stylesheet."""
    if value is None or value == "":
        return Markup('<span class="soft">–</span>')
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return Markup('<time datetime="{}">{}</time>').format(iso(value), time_words(value))
    if isinstance(value, date):
        return Markup('<time datetime="{}">{}</time>').format(value.isoformat(), words.day(value))
    if isinstance(value, time):
        return value.strftime("%H.%M")
    if isinstance(value, Enum):
        return escape(str(value.value))
    if isinstance(value, list | tuple | set):
        return Markup(", ").join(cell(part) for part in value)
    return value if isinstance(value, Markup) else escape(str(value))


def wrong_fields(form: FlaskForm) -> list[Any]:
    """The fields of a form that carry an error, in the order of the form."""
    return [field for field in form if field.errors]


def register(app: Flask) -> None:
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        time_words=time_words,
        time_left=time_left,
        time_state=time_state,
        state_icon=words.icon,
        paused_for=paused_for,
        iso=iso,
        gauge=lambda pair: words.gauge(*pair),
        span=words.span,
        number=words.number,
        percent=words.percent,
        cell=cell,
        wrong_fields=wrong_fields,
    )
