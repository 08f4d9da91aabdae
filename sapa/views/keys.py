"""`/keys/`: one's own signing certificate, made, renewed and withdrawn; the Admin sees them all."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask_appbuilder import AppBuilder
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security.decorators import has_access, permission_name
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from sapa import timekeeper
from sapa.services.errors import Invalid, NotAllowed
from sapa.services.signatures import keys
from sapa.views.frame import wording
from sapa.views.frame.acting import actor
from sapa.views.frame.baseview import DeskView
from sapa.views.frame.security import may

BIGGEST = 2**63 - 1


class KeyView(DeskView):
    """A passphrase is chosen here by its owner, used once to lock the key, and kept nowhere."""

    route_base = "/keys"
    class_permission_name = "SigningKey"
    default_view = "show"

    @expose("/")
    @has_access
    def show(self) -> str:
        return self._page({}, "")

    @expose("/issue", methods=["POST"])
    @has_access
    @permission_name("issue")
    def issue(self) -> Response | tuple[str, int]:
        form, now, real_now = request.form, timekeeper.now(), timekeeper.real_now()
        try:
            keys.issue(actor(), form.get("passphrase", ""), form.get("again", ""), now, real_now)
        except Invalid as refusal:
            return self._page({name: wording.fault(each) for name, each in refusal.fields.items()}, ""), 422
        except NotAllowed as refusal:
            return self._page({}, wording.refusal(refusal)), 403
        flash(_("Your signing certificate is ready."), "success")
        return redirect(url_for("KeyView.show"))

    @expose(f"/<int(max={BIGGEST}):key_id>/revoke", methods=["POST"])
    @has_access
    @permission_name("revoke")
    def revoke(self, key_id: int) -> Response:
        compromised = request.form.get("compromised") == "1"
        keys.revoke(actor(), key_id, timekeeper.now(), timekeeper.real_now(), compromised=compromised)
        flash(_("The certificate is withdrawn."), "success")
        return redirect(url_for("KeyView.show"))

    def _page(self, errors: dict[str, str], sentence: str) -> str:
        mine = keys.live_key(actor().user_id)
        everybody = keys.listed() if "admin" in actor().roles else []
        return self.page(
            "papers/keys.html",
            _("Signing certificate"),
            mine=mine,
            everybody=everybody,
            errors=errors,
            sentence=sentence,
            shortest=keys.SHORTEST_PASSPHRASE,
            office=keys.office_of(actor(), timekeeper.now()),
            can_issue=may("can_issue", "SigningKey"),
            real_now=timekeeper.real_now(),
        )


def register(appbuilder: AppBuilder) -> None:
    # Short, because on a phone it may stand in the row under the thumb.
    appbuilder.add_view(KeyView, "Certificate", label=_l("Certificate"), icon="pen", category="Tools")
