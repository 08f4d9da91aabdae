"""What a checked file is worth, in sentences for everybody; for the public page and the shell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa.services.figures.scope import zone
from sapa.signing import verify as codes
from sapa.signing.stamp import time_text
from sapa.signing.verify import Verdict

PROBLEMS: Mapping[str, Any] = {
    codes.UNREADABLE: _l("The file is not a PDF, or it is damaged."),
    codes.UNSIGNED: _l("The file bears no electronic signature."),
    codes.ALTERED: _l("The content was changed after it was signed: do not trust this file."),
    codes.CHANGED_AFTER_SIGNING: _l("Something was added after it was signed: do not trust this file."),
    codes.SEVERAL_SIGNATURES: _l("The file bears more than one signature; this application signs once."),
    codes.UNKNOWN_SIGNER: _l("The signature was not made with a certificate of this city."),
    codes.REVOKED: _l("The certificate was withdrawn before the signature, or the key was in other hands."),
    codes.EXPIRED: _l("The signer's certificate was not valid at the time of signing."),
    codes.NO_REVOCATION_PROOF: _l("Nothing shows that the certificate was not withdrawn at that time."),
    codes.SIGNED_IN_FUTURE: _l("The time of signing lies in the future."),
    codes.NO_TIME: _l("The signature bears no time."),
    codes.UNTRUSTED: _l("The chain of certificates is not in order."),
}  # fmt: skip


@dataclass(frozen=True)
class Checked:
    """A verdict, the file's SHA-256, and the paper of ours that it is, letter by letter."""

    verdict: Verdict
    sha256: str
    document_id: str | None
    title: str

    @property
    def valid(self) -> bool:
        """Signed with a certificate of this city, and unchanged since."""
        return self.verdict.valid


def verdict_lines(checked: Checked) -> list[str]:
    """The verdict first, then who, when and why."""
    return [
        headline(checked),
        *_who(checked),
        *problems(checked),
        *_which(checked),
        f"SHA-256: {checked.sha256}",
    ]


def headline(checked: Checked) -> str:
    """One sentence."""
    if checked.valid:
        return _("Valid: signed with a certificate of this city and unchanged since.")
    if not checked.verdict.signed:
        return _("Not signed.")
    return _("Not valid.")


def problems(checked: Checked) -> list[str]:
    """What is wrong, a sentence each."""
    return [str(PROBLEMS.get(code, code)) for code in checked.verdict.problems]


def signed_at_text(moment: datetime) -> str:
    """The moment as the stamp on the paper has it."""
    return time_text(moment, zone().key)


def _who(checked: Checked) -> Iterator[str]:
    verdict = checked.verdict
    if verdict.signer:
        yield _("Signed by: %(name)s, %(jabatan)s", name=verdict.signer, jabatan=verdict.jabatan)
        yield _("Kind: %(label)s, certificate %(serial)s", label=verdict.label, serial=verdict.serial)
    if verdict.signed_at is not None:
        yield _("Time of signing: %(at)s", at=signed_at_text(verdict.signed_at))


def _which(checked: Checked) -> Iterator[str]:
    if checked.document_id is not None:
        yield _("Registered here as: %(title)s (%(id)s)", title=checked.title, id=checked.document_id)
    elif checked.valid:
        yield _("This exact file is not registered in this installation.")
