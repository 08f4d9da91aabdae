"""Says what a PDF's signature is worth, offline: from the file, our roots, and what was revoked since."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from asn1crypto import crl as crl_asn1
from asn1crypto import parser, pem
from asn1crypto import x509 as x509_asn1
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESFailure, AdESIndeterminate, AdESSubIndic
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko_certvalidator import ValidationContext

from .ca import serial_text
from .loop import run

UNREADABLE = "unreadable"  # not a PDF, or a damaged one
UNSIGNED = "unsigned"
ALTERED = "altered"  # the signed bytes are not those that were signed
CHANGED_AFTER_SIGNING = "changed_after_signing"  # something was appended
SEVERAL_SIGNATURES = "several_signatures"  # we sign once; who added the others is not ours to say
UNKNOWN_SIGNER = "unknown_signer"  # no chain to a root of ours
REVOKED = "revoked"
EXPIRED = "expired"  # signed outside the certificate's validity
NO_REVOCATION_PROOF = "no_revocation_proof"
SIGNED_IN_FUTURE = "signed_in_future"
NO_TIME = "no_time"
UNTRUSTED = "untrusted"  # any other flaw of the chain

_REASONS: dict[AdESSubIndic, str] = {
    AdESIndeterminate.REVOKED_NO_POE: REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: REVOKED,
    AdESFailure.REVOKED: REVOKED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: EXPIRED,
    AdESIndeterminate.EXPIRED: EXPIRED,
    AdESIndeterminate.NOT_YET_VALID: EXPIRED,
    AdESFailure.NOT_YET_VALID: EXPIRED,
    AdESIndeterminate.TRY_LATER: NO_REVOCATION_PROOF,
    AdESIndeterminate.NO_POE: NO_REVOCATION_PROOF,
    AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE: NO_REVOCATION_PROOF,
}


@dataclass(frozen=True)
class Verdict:
    """What is known of a file's first signature; names and label only where one of our roots issued them.

    `signed_at` is what the signer's machine said. `problems` are codes of this module, none when all is well.
    """

    signed: bool = False
    intact: bool = False
    covers_whole_file: bool = False
    trusted: bool = False
    modified_after: bool = False
    signer: str = ""
    jabatan: str = ""
    organisation: str = ""
    signed_at: datetime | None = None
    serial: str = ""
    label: str = ""
    problems: tuple[str, ...] = ()

    @property
    def valid(self) -> bool:
        """Signed by somebody we trust, and not one byte has changed since."""
        return self.signed and self.intact and self.covers_whole_file and self.trusted and not self.problems


def verify(pdf: bytes, roots: Iterable[bytes], moment: datetime, crls: Iterable[bytes] = ()) -> Verdict:
    """The verdict at `moment` on `pdf`, trusting `roots` (PEM or DER); `crls` (DER): newer than the file's.

    The chain is judged at the time of signing, so a report stays valid when its signer's certificate ends or
    is withdrawn later; it does not when the key was compromised, since such a key can be used with any date.
    Never raises on account of the file: it may come from anywhere.
    """
    try:
        reader = PdfFileReader(io.BytesIO(pdf))
        signatures = list(reader.embedded_regular_signatures)
    except Exception:  # a parser of hostile bytes fails in every way there is
        return Verdict(problems=(UNREADABLE,))
    if not signatures:
        return Verdict(problems=(UNSIGNED,))
    known = [crl_asn1.CertificateList.load(crl) for crl in crls]
    try:
        verdict = _judge(reader, signatures[0], [_load(root) for root in roots], moment, known)
    except Exception:  # the same: a signature so damaged that it cannot be judged
        return Verdict(signed=True, problems=(ALTERED,))
    if len(signatures) > 1:
        verdict = replace(verdict, problems=(*verdict.problems, SEVERAL_SIGNATURES))
    return verdict


def _judge(
    reader: PdfFileReader,
    signature: EmbeddedPdfSignature,
    roots: list[x509_asn1.Certificate],
    moment: datetime,
    crls: list[crl_asn1.CertificateList],
) -> Verdict:
    signed_at = signature.self_reported_timestamp
    context = _context(reader, roots, signed_at or moment, crls)
    status = run(async_validate_pdf_signature(signature, signer_validation_context=context))
    cert = signature.signer_cert
    ours = status.trusted or _issued_by_one_of(roots, cert)
    flaws = [*_flaws(signature, status), *_trust_flaws(status, ours), *_time_flaws(signed_at, moment)]
    if any(_compromised(cert, crl) for crl in crls):
        flaws.append(REVOKED)
    problems = tuple(dict.fromkeys(flaws))
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    verdict = Verdict(
        signed=True,
        intact=ALTERED not in problems,
        covers_whole_file=whole,
        trusted=status.trusted and REVOKED not in problems,
        modified_after=not whole,
        signed_at=signed_at,
        serial=serial_text(cert.serial_number),
        problems=problems,
    )
    return _named(verdict, cert) if ours else verdict


def _context(
    reader: PdfFileReader,
    roots: list[x509_asn1.Certificate],
    at: datetime,
    crls: list[crl_asn1.CertificateList],
) -> ValidationContext:
    settings = {
        "trust_roots": roots,
        "moment": at,
        "crls": crls,
        "allow_fetching": False,
        "revocation_mode": "require",
        "retroactive_revinfo": True,  # a list made after the signature says what was revoked before it, too
    }
    try:
        return DocumentSecurityStore.read_dss(reader).as_validation_context(settings)
    except NoDSSFoundError:
        return ValidationContext(**settings)  # type: ignore[arg-type]


def _flaws(signature: EmbeddedPdfSignature, status: PdfSignatureStatus) -> Iterator[str]:
    if not (status.intact and status.valid) or not _container_is_plain(signature):
        yield ALTERED
    if status.coverage != SignatureCoverageLevel.ENTIRE_FILE:
        yield CHANGED_AFTER_SIGNING


def _trust_flaws(status: PdfSignatureStatus, ours: bool) -> list[str]:
    if status.trusted or not (status.intact and status.valid):  # an altered signature's chain is not judged
        return []
    if not ours:
        return [UNKNOWN_SIGNER]
    return [_REASONS.get(status.trust_problem_indic, UNTRUSTED) if status.trust_problem_indic else UNTRUSTED]


def _time_flaws(signed_at: datetime | None, moment: datetime) -> list[str]:
    if signed_at is None:
        return [NO_TIME]
    return [SIGNED_IN_FUTURE] if signed_at > moment else []


def _container_is_plain(signature: EmbeddedPdfSignature) -> bool:
    """Whether the one gap in the signed bytes holds the signature, written in one way, and zeros."""
    content: bytes = signature.pkcs7_content
    _, _, _, header, body, trailer = parser.parse(content)
    padding = content[len(header) + len(body) + len(trailer) :]
    _, start, end, _ = signature.byte_range
    signature.reader.stream.seek(start)
    written = signature.reader.stream.read(end - start)
    plain = content.hex().encode()
    return written in (b"<%b>" % plain, b"<%b>" % plain.upper()) and not padding.strip(b"\0")


def _compromised(cert: x509_asn1.Certificate, crl: crl_asn1.CertificateList) -> bool:
    """Whether the list says that this key was in other hands."""
    if crl.issuer != cert.issuer:
        return False
    entries = crl["tbs_cert_list"]["revoked_certificates"]
    return any(
        entry["user_certificate"].native == cert.serial_number
        and entry.crl_reason_value is not None
        and entry.crl_reason_value.native == "key_compromise"
        for entry in entries
    )


def _issued_by_one_of(roots: list[x509_asn1.Certificate], cert: x509_asn1.Certificate) -> bool:
    leaf = x509.load_der_x509_certificate(cert.dump())
    return any(_issued(leaf, x509.load_der_x509_certificate(root.dump())) for root in roots)


def _issued(leaf: x509.Certificate, root: x509.Certificate) -> bool:
    try:
        leaf.verify_directly_issued_by(root)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _load(certificate: bytes) -> x509_asn1.Certificate:
    if pem.detect(certificate):
        _, _, certificate = pem.unarmor(certificate)
    return x509_asn1.Certificate.load(certificate)


def _named(verdict: Verdict, cert: x509_asn1.Certificate) -> Verdict:
    subject = cert.subject.native
    return replace(
        verdict,
        signer=str(subject.get("common_name", "")),
        jabatan=str(subject.get("title", "")),
        organisation=str(subject.get("organization_name", "")),
        label=str(subject.get("organizational_unit_name", "")),
    )
