"""The form of each channel: which fields an Operator fills in, how they are called, and what the SOP asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa.services import complainants, incoming
from sapa.services.ways import Way
from sapa.views.frame.words import ZONE

PICTURE = _l("Photo or scan")


@dataclass(frozen=True)
class Field:
    """One field. *kind* is the type of its input, or "area"; two of *half* stand side by side."""

    name: str
    label: Any
    kind: str = "text"
    hint: Any = ""
    longest: int = 200
    required: bool = True
    half: bool = False
    example: str = ""


@dataclass(frozen=True)
class Form:
    """What a channel brings. *now*: the moment is most often this one, so it is filled in."""

    lead: Any
    fields: tuple[Field, ...]
    picture: Any = PICTURE
    now: bool = False


_WHO: Mapping[str, tuple[Any, str, Any]] = {
    "name": (_l("Name"), "text", ""),
    "nik": (_l("NIK"), "text", _l("16 digits, as on the identity card.")),
    "phone": (_l("Telephone"), "tel", _l("Example: 0811-123-2222 or (021) 7773610.")),
    "address": (_l("Address"), "text", ""),
    "email": (_l("E-mail"), "email", ""),
}
IDENTITY = {
    name: Field(name, label, kind, hint, complainants.SEALED[name], required=False, half=name != "address")
    for name, (label, kind, hint) in _WHO.items()
}
_VERBATIM = _l("Letter by letter, as it stands there.")


def _moment(day: Any, hour: Any) -> tuple[Field, Field]:
    return Field("day", day, "date", half=True), Field("hour", hour, "time", half=True)


def _number(label: Any, *, required: bool = True, hint: Any = "") -> Field:
    return Field("phone", label, "tel", hint, 40, required=required, example="0811-0000-0000")


_MESSAGE = Form(
    _l("The clock runs from the moment of the message. The same message twice is one case."),
    (
        _number(_l("Number of the sender")),
        Field("text", _l("Text of the message"), "area", _VERBATIM, 25_000),
        *_moment(_l("Date of the message"), _l("Time of the message (WIB)")),
    ),
)
_SAME = _l("As the citizen received it. The same number twice is one case.")
_REFERENCE = Field("reference", _l("Number of the report"), hint=_SAME, longest=100, required=False)
_WRITTEN = Field("text", _l("Text of the complaint"), "area", _VERBATIM, 25_000)
_SENT = _moment(_l("Date of sending"), _l("Time of sending (WIB)"))

FORMS: Mapping[str, Form] = {
    "twitter": Form(
        _l("A tweet becomes a case: its clock runs from the moment of the tweet."),
        (
            Field("url", _l("Address of the tweet"), "url",
                  _l("Copied from X. The same tweet twice is one case."), 500),
            Field("handle", _l("Account"), longest=16, example="@warga_contoh"),
            Field("text", _l("Text of the tweet"), "area", _VERBATIM, 25_000),
            *_moment(_l("Date of the tweet"), _l("Time of the tweet (WIB)")),
        ),
        _l("Screenshot"),
    ),
    "telepon": Form(
        _l("Written down while the caller speaks; the clock runs from the call."),
        (
            _number(_l("Number of the caller"), required=False, hint=_l("Empty where the caller hides it.")),
            Field("name", _l("Name of the caller"), longest=160, required=False),
            Field("text", _l("What the caller says"), "area", _l("In the caller's own words."), 25_000),
            *_moment(_l("Date of the call"), _l("Time of the call (WIB)")),
        ),
        now=True,
    ),
    "sms": _MESSAGE,
    "whatsapp": _MESSAGE,
    "email": Form(
        _l("The clock runs from the moment of the e-mail. The same e-mail twice is one case."),
        (
            Field("email", _l("Address of the sender"), "email", example="warga@contoh.example"),
            Field("subject", _l("Subject"), required=False),
            Field("text", _l("Text of the e-mail"), "area", _VERBATIM, 25_000),
            *_moment(_l("Date of the e-mail"), _l("Time of the e-mail (WIB)")),
            Field("message_id", _l("Message-ID"), hint=_l("From the head of the e-mail, if at hand."),
                  required=False),
        ),
    ),
    "surat_kabar": Form(
        _l("A clipping becomes a case: its clock runs from the day of the edition."),
        (
            Field("paper", _l("Name of the newspaper"), longest=60, example="Harian Contoh"),
            Field("day", _l("Date of the edition"), "date", half=True),
            Field("page", _l("Page"), longest=20, required=False, half=True),
            Field("headline", _l("Headline")),
            Field("text", _l("Text of the clipping"), "area", _VERBATIM, 25_000),
        ),
        _l("Photo of the clipping"),
    ),
    "tatap_muka": Form(
        _l("Somebody stands at the counter or hands in a letter; the clock runs from that moment."),
        (
            Field("text", _l("What the citizen says or writes"), "area", _l("In the citizen's own words."),
                  25_000),
            *_moment(_l("Date of the visit"), _l("Time of the visit (WIB)")),
            Field("reference", _l("Number of the letter"), hint=_l("Only where a letter is handed in."),
                  longest=100, required=False),
        ),
        now=True,
    ),
}  # fmt: skip
#: Website, mobile app, and a channel that the Admin added.
WRITTEN = Form(_l("The clock runs from the moment of sending."), (_WRITTEN, *_SENT, _REFERENCE))


def form_of(channel: str) -> Form:
    """The form of a channel."""
    return FORMS.get(channel, WRITTEN)


def identity_of(way: Way) -> tuple[Field, ...]:
    """The identity fields that the SOP asks for and that the channel's own form has not got."""
    own = {field.name for field in form_of(way.slug).fields}
    return tuple(IDENTITY[name] for name in incoming.asked(way) if name in IDENTITY and name not in own)


def label(way: Way, name: str) -> str:
    """What a field of this form is called."""
    fields = (*form_of(way.slug).fields, *IDENTITY.values(), Field("picture", form_of(way.slug).picture))
    return next((str(field.label) for field in fields if field.name == name), name)


def begun(form: Form, now: datetime) -> dict[str, str]:
    """What an empty form is filled in with: today, and the hour where it is most often this one."""
    local = now.astimezone(ZONE)
    return {"day": local.date().isoformat()} | ({"hour": f"{local:%H:%M}"} if form.now else {})


def lacking(names: tuple[str, ...]) -> str:
    """Which identity is still to be asked for: "Belum lengkap: NIK, alamat." or ""."""
    words = ", ".join(str(IDENTITY[name].label) if name in IDENTITY else name for name in names)
    return _("Not complete yet: %(fields)s.", fields=words) if names else ""
