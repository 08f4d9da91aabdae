"""What a draft says beside its rows: Pelaksana columns, identity page, and rules; a page each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _

from sapa.models import SopVersion
from sapa.services import ways
from sapa.services.errors import Invalid
from sapa.services.publishing import bodies, drafts, front, lanes, rules
from sapa.services.publishing.bodies import Body
from sapa.services.publishing.fields import Typed
from sapa.sop import parts
from sapa.sop.definition import OTHER_CHANNELS
from sapa.views.admin import sop_choices, sop_words
from sapa.views.admin.sop_saving import Clash, attempted, judged, saved, told
from sapa.views.admin.sops import PK
from sapa.views.frame.baseview import DeskView

Answer = Any
#: What a button does: its key and what was typed -> a change of the body.
Acts = dict[str, Callable[[Body, str, Typed], Body]]

LANE_ACTS: Acts = {
    "add": lambda body, _key, typed: lanes.add(body, typed),
    "remove": lambda body, key, _typed: lanes.remove(body, key),
    "up": lambda body, key, _typed: lanes.move(body, key, up=True),
    "down": lambda body, key, _typed: lanes.move(body, key, up=False),
}
RULE_ACTS: Acts = {
    "addwait": lambda body, _key, typed: rules.add_wait(body, typed),
    "removewait": lambda body, key, _typed: rules.remove_wait(body, key),
    "addprocess": lambda body, _key, typed: rules.add_process(body, typed)[0],
    "removeprocess": lambda body, key, _typed: rules.remove_process(body, key),
    "addduty": rules.add_duty,
    "removeduty": lambda body, key, _typed: rules.remove_duty(body, *key.partition(":")[::2]),
}


class SopPartsView(DeskView):
    """`/sops/draf/<id>/pelaksana`, `/identitas` and `/aturan`. Every button saves what was typed first."""

    route_base = "/sops/draf"
    class_permission_name = "Sop"
    default_view = "lanes"

    @expose(f"/{PK}/pelaksana", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def lanes(self, pk: int) -> Answer:
        """The columns of the matrix."""
        return self._edited("lanes", pk, _lanes, LANE_ACTS, self._lanes)

    @expose(f"/{PK}/identitas", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def front(self, pk: int) -> Answer:
        """Title, identity page, captions and headings."""
        return self._edited("front", pk, _front, {}, self._front)

    @expose(f"/{PK}/aturan", methods=["GET", "POST"])
    @has_access
    @permission_name("edit")
    def rules(self, pk: int) -> Answer:
        """Wait limits, processes, the citizen's identity, options."""
        return self._edited("rules", pk, rules.rules, RULE_ACTS, self._rules)

    def _edited(
        self,
        name: str,
        pk: int,
        read: Callable[[Body, Typed], Body],
        acts: Acts,
        page: Callable[..., str],
    ) -> Answer:
        row = drafts.draft(pk)
        if request.method == "GET":
            return page(row, row.body)
        typed = request.form.to_dict(flat=False)
        verb, _cut, key = request.form.get("do", "save").partition(":")
        act = acts.get(verb, lambda body, _key, _typed: body)
        try:
            given = read(row.body, typed)
        except Refused as refusal:
            return page(row, refusal.body, wrong=told(refusal.fields)), 422
        body, wrong = attempted(given, lambda body: act(body, key, typed))
        if wrong:
            return page(row, given, wrong=wrong), 422
        clash = saved(row, body, typed)
        if clash is not None:
            # As it was typed, without what the button would have done: it is pressed again.
            return page(row, given, clash=clash), 409
        flash(_("Saved."), "success")
        return redirect(url_for(f"SopPartsView.{name}", pk=pk, _anchor=_place(verb, key)))

    def _lanes(self, row: SopVersion, body: Body, **given: Any) -> str:
        used = {each["id"]: list(lanes.uses(body, each["id"])) for each in body.get("lanes", ())}
        return self._page(
            "admin/sop_pelaksana.html", _("Pelaksana"), row, body, used=used, new=lanes.NEW,
            roles=sop_choices.roles(), scopes=list(sop_choices.SCOPES.items()), units=sop_choices.units(),
            hours=[("", _("that of the process")), *sop_choices.hours()], **given,
        )  # fmt: skip

    def _front(self, row: SopVersion, body: Body, **given: Any) -> str:
        return self._page("admin/sop_identitas.html", _("Identity page"), row, body, front=front, **given)

    def _rules(self, row: SopVersion, body: Body, **given: Any) -> str:
        asked = [OTHER_CHANNELS, *dict.fromkeys((*ways.labels(), *body.get("reporter", {})))]
        first = {
            str(each.get("name")): [
                (str(s["id"]), sop_choices.named(s))
                for s in bodies.steps(body)
                if s.get("process") == each.get("name") and s.get("kind") != "end"
            ]
            for each in body.get("processes", ())
        }
        return self._page(
            "admin/sop_aturan.html", _("Time limits and rules"), row, body, first=first,
            hours=sop_choices.hours(), deadlines=list(sop_choices.DEADLINES.items()),
            edges=[(name, sop_choices.EDGES[name]) for name in parts.EDGES],
            channels=list(dict.fromkeys(asked)), channel_names=ways.labels(), default=OTHER_CHANNELS,
            identity=[(name, sop_choices.IDENTITY[name]) for name in parts.IDENTITY], **given,
        )  # fmt: skip

    def _page(
        self,
        template: str,
        title: str,
        row: SopVersion,
        body: Body,
        *,
        clash: Clash | None = None,
        wrong: dict[str, str] | None = None,
        **given: Any,
    ) -> str:
        return self.page(
            template, title, row=row, body=body, clash=clash, wrong=wrong or {}, words=sop_words,
            revision=row.revision, judged=judged(body), typed=request.form, **given,
        )  # fmt: skip


class Refused(Exception):
    """A form that cannot be stored as it was typed: the body as typed, and what is wrong with which field."""

    def __init__(self, body: Body, fields: Any) -> None:
        super().__init__("refused")
        self.body, self.fields = body, fields


def _lanes(body: Body, typed: Typed) -> Body:
    made = lanes.lanes(body, typed)
    return _checked(made, lanes.check)


def _front(body: Body, typed: Typed) -> Body:
    return _checked(front.front(body, typed), front.check)


def _checked(body: Body, check: Callable[[Body], None]) -> Body:
    try:
        check(body)
    except Invalid as refusal:
        raise Refused(body, refusal.fields) from refusal
    return body


def _place(verb: str, key: str) -> str | None:
    """Where the page goes on after a button."""
    if verb in ("up", "down"):
        return f"kolom-{key}"
    return {"addwait": "tunggu", "removewait": "tunggu", "addprocess": "proses"}.get(verb)


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(SopPartsView)
