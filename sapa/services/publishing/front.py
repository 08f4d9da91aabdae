"""The identity page of a draft, its captions and the headings of the sheet, as they are typed; pure."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import fields

from sapa.services.errors import Invalid, Wrong
from sapa.services.publishing.bodies import Body
from sapa.services.publishing.fields import Part, Typed, one, put, put_lines
from sapa.sop import page

#: Texts of the identity page that are typed here; number and day of force come with the approval.
TEXTS = ("nama", "tanggal_pembuatan", "tanggal_revisi", "pengesahan")
#: Lists, one item a line.
LISTS = ("dasar_hukum", "keterkaitan", "peringatan", "kualifikasi", "peralatan", "pencatatan")
HEAD = ("letterhead", "cover")
CAPTIONS = tuple(each.name for each in fields(page.Labels))
COLUMNS = tuple(each.name for each in fields(page.Columns) if each.name != "numbers")


def front(body: Body, typed: Typed) -> Body:
    """The body with title, identity page, captions, headings and footnote as they were typed."""
    made = deepcopy(body)
    for field in ("title", "city"):
        put(made, field, one(typed, field), needed=("title", "city"))
    put(made, "footnote", one(typed, "footnote"))
    identity = _part(made, "identity")
    for field in TEXTS:
        put(identity, field, one(typed, f"identity.{field}"))
    for field in (*LISTS, *HEAD):
        put_lines(identity, field, one(typed, f"identity.{field}"))
    for field in CAPTIONS:
        put(_part(made, "labels"), field, one(typed, f"labels.{field}"), needed=())
    for field in COLUMNS:
        put(_part(made, "columns"), field, one(typed, f"columns.{field}"), needed=())
    _numbers(_part(made, "columns"), one(typed, "columns.numbers"))
    for name in ("identity", "labels", "columns"):
        if not made[name] and name not in body:
            del made[name]
    return made


def check(body: Body) -> None:
    """Raises Invalid where the title is gone: lists and letters call the SOP by it."""
    blank = [name for name in ("title", "city") if not str(body.get(name) or "").strip()]
    if blank:
        raise Invalid({name: Wrong("required") for name in blank})


def _part(made: Body, name: str) -> Part:
    found: Part = made.setdefault(name, {})
    return found


def _numbers(columns: Part, value: str | None) -> None:
    """The column numbers below the headings, split at semicolons; one that is blank stays blank."""
    if value is None or value.strip() == "; ".join(columns.get("numbers", ())):
        return
    columns.pop("numbers", None)
    if value.strip():
        columns["numbers"] = [each.strip() for each in value.split(";")]
