"""Calendars, hours and holidays: the Admin's; each change is weighed against the open deadlines first."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_appbuilder import AppBuilder
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from sapa.db import db
from sapa.models import Holiday, WorkCalendar, WorkHours
from sapa.services.actors import Actor
from sapa.services.admin import calendar_edits
from sapa.services.admin.recompute import Shift
from sapa.views.admin.parts import TickList, add
from sapa.views.admin.previewed import PreviewedView
from sapa.views.frame.forms import DayField, DeskForm, HourField, options
from sapa.views.frame.listing import KeysetInterface
from sapa.views.frame.words import DAYS, ZONE_NAMES

KINDS = {
    "holiday": _l("National holiday"),
    "cuti_bersama": _l("Cuti bersama"),
    "make_up": _l("Make-up working day"),
}
_ZONES = [(tz, f"{ZONE_NAMES[tz]} ({tz})") for tz in calendar_edits.ZONES]


class HolidayForm(DeskForm):
    """One day, or a run of days with the same name."""

    day = DayField(_l("Day"), [InputRequired()])
    name = StringField(_l("Name"), [InputRequired(), Length(max=160)])
    kind = SelectField(_l("Kind"), choices=options(*KINDS.items()))
    estimated = BooleanField(
        _l("Estimate"), description=_l("Tick it until the joint decree (SKB) confirms the date.")
    )


class NewHolidayForm(HolidayForm):
    """The same with a last day."""

    until = DayField(
        _l("Until"), [Optional()], description=_l("Only for several days in a row; both days count.")
    )


class HolidayView(PreviewedView):
    """`/holidays/`: days that close, or open, every calendar."""

    route_base = "/holidays"
    datamodel = KeysetInterface(Holiday)
    class_permission_name = "Calendar"
    list_title, add_title, edit_title = _l("Holidays"), _l("Add holidays"), _l("Edit a holiday")
    show_title = _l("Holiday")
    list_columns = ["day", "name", "kind", "estimated"]
    add_columns = ["day", "until", "name", "kind", "estimated"]
    edit_columns = ["day", "name", "kind", "estimated"]
    add_form, edit_form = NewHolidayForm, HolidayForm
    search_columns = ["name", "kind"]
    base_order = ("day", "desc")
    choice_columns = {"kind": list(KINDS.items())}
    label_columns = {"day": _l("Day"), "name": _l("Name"), "kind": _l("Kind"), "estimated": _l("Estimate")}
    service_add = calendar_edits.add_holidays
    service_edit, service_delete = calendar_edits.edit_holiday, calendar_edits.delete_holiday


class HoursForm(DeskForm):
    """Opening hours with a break, for a period or for good."""

    opens = HourField(_l("Opens"), [InputRequired()])
    closes = HourField(_l("Closes"), [InputRequired()])
    break_from = HourField(_l("Break from"), [Optional()])
    break_to = HourField(_l("Break to"), [Optional()])
    valid_from = DayField(
        _l("Valid from"), [Optional()], description=_l("Leave empty for hours that always hold.")
    )
    valid_to = DayField(
        _l("Valid to"),
        [Optional()],
        description=_l("Hours that begin later, such as Ramadan's, win over these."),
    )


def _weekdays() -> list[Any]:
    return options(*((str(number), day) for number, day in enumerate(DAYS)))


def _calendars() -> list[Any]:
    rows = db.session.execute(select(WorkCalendar.id, WorkCalendar.name).order_by(WorkCalendar.name))
    return options(*((str(pk), name) for pk, name in rows))


class NewHoursForm(HoursForm):
    """The same hours for several weekdays at once."""

    calendar = SelectField(_l("Calendar"), choices=_calendars)
    weekdays = TickList(_l("Weekdays"), choices=_weekdays)


def _add_hours(data: dict[str, Any], actor: Actor, now: Any, *, preview: bool = False) -> Shift:
    return calendar_edits.add_hours(int(data["calendar"]), data, actor, now, preview=preview)


class HoursView(PreviewedView):
    """`/hours/`: the rows of all calendars; a calendar's own page shows its week."""

    route_base = "/hours"
    datamodel = KeysetInterface(WorkHours)
    class_permission_name = "Calendar"
    list_title, add_title, edit_title = _l("Opening hours"), _l("Add opening hours"), _l("Edit opening hours")
    show_title = _l("Opening hours")
    list_columns = [
        "weekday",
        "calendar",
        "opens",
        "closes",
        "break_from",
        "break_to",
        "valid_from",
        "valid_to",
    ]
    add_columns = [
        "calendar",
        "weekdays",
        "opens",
        "closes",
        "break_from",
        "break_to",
        "valid_from",
        "valid_to",
    ]
    edit_columns = ["opens", "closes", "break_from", "break_to", "valid_from", "valid_to"]
    add_form, edit_form = NewHoursForm, HoursForm
    search_columns = ["calendar"]
    base_order = ("id", "asc")
    formatters_columns = {"weekday": lambda value: DAYS[value]}
    label_columns = {
        "calendar": _l("Calendar"),
        "weekday": _l("Weekday"),
        "opens": _l("Opens"),
        "closes": _l("Closes"),
        "break_from": _l("Break from"),
        "break_to": _l("Break to"),
        "valid_from": _l("Valid from"),
        "valid_to": _l("Valid to"),
    }
    service_add = _add_hours
    service_edit, service_delete = calendar_edits.edit_hours, calendar_edits.delete_hours

    def prefill_new(self, form: Any) -> None:
        chosen = request.args.get("calendar", "")
        if chosen in {choice.value for choice in _calendars()}:
            form.calendar.data = chosen


class CalendarForm(DeskForm):
    """A named set of hours in one time zone."""

    name = StringField(_l("Name"), [InputRequired(), Length(max=120)])
    tz = SelectField(_l("Time zone"), choices=options(*_ZONES))
    always_open = BooleanField(_l("Never closes (24 hours)"))


class NewCalendarForm(CalendarForm):
    """The same with its short name."""

    slug = StringField(
        _l("Code"),
        [InputRequired(), Length(max=64)],
        description=_l(
            "A short name of small letters, digits, hyphen or underscore. It cannot be changed later."
        ),
    )


def _add_calendar(data: dict[str, Any], actor: Actor, now: Any, *, preview: bool = False) -> Shift:
    """A calendar that nobody uses yet moves nothing."""
    if not preview:
        calendar_edits.add_calendar(data, actor, now)
    return Shift()


def _delete_calendar(pk: int, actor: Actor, now: Any, *, preview: bool = False) -> Shift:
    if not preview:
        calendar_edits.delete_calendar(pk, actor, now)
    return Shift()


class CalendarView(PreviewedView):
    """`/calendars/`."""

    route_base = "/calendars"
    datamodel = KeysetInterface(WorkCalendar)
    class_permission_name = "Calendar"
    list_title, add_title, edit_title = _l("Calendars"), _l("Add a calendar"), _l("Edit a calendar")
    show_title = _l("Calendar")
    show_template = "admin/kalender.html"
    list_columns = ["name", "slug", "tz", "always_open"]
    add_columns = ["name", "slug", "tz", "always_open"]
    edit_columns = ["name", "tz", "always_open"]
    add_form, edit_form = NewCalendarForm, CalendarForm
    base_order = ("name", "asc")
    label_columns = {
        "name": _l("Name"),
        "slug": _l("Code"),
        "tz": _l("Time zone"),
        "always_open": _l("Never closes"),
    }
    formatters_columns = {"tz": lambda value: ZONE_NAMES.get(value, value)}
    service_add, service_edit, service_delete = _add_calendar, calendar_edits.edit_calendar, _delete_calendar

    def _show(self, pk: str) -> dict[str, Any]:
        found = super()._show(pk)
        rows = select(WorkHours).where(WorkHours.calendar_id == int(pk))
        rows = rows.order_by(WorkHours.valid_from.nulls_first(), WorkHours.valid_to, WorkHours.weekday)
        return {**found, "hours": db.session.scalars(rows).all(), "days": DAYS}


def register(appbuilder: AppBuilder) -> None:
    add(appbuilder, CalendarView, _l("Calendars"), "time", "calendar")
    add(appbuilder, HoursView, _l("Opening hours"), "time", "clock")
    add(appbuilder, HolidayView, _l("Holidays"), "time", "calendar")
