"""Puts one PAdES signature on a PDF that is already drawn, with all that is needed to check it offline."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from asn1crypto import crl as crl_asn1
from asn1crypto import x509 as x509_asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers import Signer as CmsSigner
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes
from pyhanko.sign.validation import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle
from pyhanko_certvalidator import ValidationContext

from .credential import Credential, ensure_usable
from .errors import AlreadySigned, UnreadablePdf
from .loop import run
from .stamp import Placement, draw_stamp

FIELD = "TandaTangan"
DIGEST = "sha256"

C = TypeVar("C", contravariant=True)


class Signer(Protocol[C]):
    """Whoever signs a whole document: a local key here, elsewhere a service with its own credential."""

    def sign(self, pdf: bytes, placement: Placement, credential: C) -> bytes:
        """The signed PDF; raises SigningError, and then nothing was signed."""
        ...


@dataclass(frozen=True)
class LocalSigner:
    """A `Signer` with the city's own keys; see `sign` for the fields."""

    reason: str
    location: str
    signed_at: datetime
    crl: bytes

    def sign(self, pdf: bytes, placement: Placement, credential: Credential) -> bytes:
        return sign(
            pdf,
            placement,
            credential,
            reason=self.reason,
            location=self.location,
            signed_at=self.signed_at,
            crl=self.crl,
        )


def sign(
    pdf: bytes,
    placement: Placement,
    credential: Credential,
    *,
    reason: str,
    location: str,
    signed_at: datetime,
    crl: bytes,
) -> bytes:
    """`pdf` with one visible certification signature that forbids every later change (DocMDP 1).

    The bytes of `pdf` stay as they are; the signature is appended, and with it, under the same signature, the
    certificates and `crl` (DER), so that it covers the whole file. There is no time-stamping service:
    `signed_at` (aware, real time) is what the signer's machine says.

    Raises AlreadySigned, UnreadablePdf, StampDoesNotFit, ExpiredCertificate, RevokedCertificate,
    OutdatedRevocationList.
    """
    ensure_usable(credential, signed_at, crl)
    writer = _open(pdf, placement)
    chain = [_asn1(credential.certificate), _asn1(credential.root)]
    # Written before the signature, not after it as is usual: all is known, and the signature covers it.
    DocumentSecurityStore.supply_dss_in_writer(writer, None, certs=chain, crls=[_crl_asn1(crl)])
    signer = PdfSigner(
        _metadata(credential, reason, location, signed_at, crl),
        _KeySigner(credential),
        stamp_style=StaticStampStyle(background=_Drawn(draw_stamp(placement, signed_at)), border_width=0),
        new_field_spec=_field(placement, credential),
    )
    try:
        return run(_append(signer, writer, signed_at))
    except PdfError as error:
        raise UnreadablePdf from error


async def _append(signer: PdfSigner, writer: IncrementalPdfFileWriter, signed_at: datetime) -> bytes:
    """pyHanko's own `sign_pdf` step by step, since only a session takes the time of signing from outside."""
    session = signer.init_signing_session(writer)
    session.system_time = signed_at
    proof = await session.perform_presign_validation(writer)
    room = await session.estimate_signature_container_size(proof, tight=True)
    document = session.prepare_tbs_document(proof, bytes_reserved=room)
    digest, output = document.digest_tbs_document(output=io.BytesIO())
    await document.perform_signature(digest.document_digest, PdfCMSSignedAttributes(signing_time=signed_at))
    output.seek(0)
    return bytes(output.read())


def _open(pdf: bytes, placement: Placement) -> IncrementalPdfFileWriter:
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        signed = any(enumerate_sig_fields(writer.prev, filled_status=True))
        pages = int(writer.root["/Pages"]["/Count"])
    except (PdfError, KeyError, ValueError, TypeError):
        raise UnreadablePdf from None
    if signed:
        raise AlreadySigned
    if writer.prev.encrypted or not -pages <= placement.page < pages:
        raise UnreadablePdf
    return writer


def _metadata(
    credential: Credential, reason: str, location: str, signed_at: datetime, crl: bytes
) -> PdfSignatureMetadata:
    context = ValidationContext(
        trust_roots=[_asn1(credential.root)],
        crls=[_crl_asn1(crl)],
        moment=signed_at,
        allow_fetching=False,
        revocation_mode="require",
    )
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=DIGEST,
        reason=reason,
        location=location,
        name=credential.name,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
        validation_context=context,
    )


def _field(placement: Placement, credential: Credential) -> SigFieldSpec:
    corners = (placement.x1, placement.y1, placement.x2, placement.y2)
    return SigFieldSpec(
        FIELD,
        on_page=placement.page,
        box=corners,
        readable_field_name=f"Tanda tangan elektronik {credential.name}",
    )


def _asn1(cert: x509.Certificate) -> x509_asn1.Certificate:
    return x509_asn1.Certificate.load(cert.public_bytes(serialization.Encoding.DER))


def _crl_asn1(crl: bytes) -> crl_asn1.CertificateList:
    return crl_asn1.CertificateList.load(crl)


class _KeySigner(CmsSigner):
    """pyHanko's signer over an opened key; the key is never exported or parsed again."""

    def __init__(self, credential: Credential) -> None:
        # The root travels in the DSS, which is signed; what stands beside a signature is covered by nothing.
        super().__init__(signing_cert=_asn1(credential.certificate), cert_registry=None, embed_roots=False)
        self._key = credential.key

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(self._key.key_size // 8)
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())


class _Drawn(PdfContent):
    """A drawn one-page PDF as the content of the signature's appearance."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        assert self.writer is not None
        page = self.writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)))
        self.resources.xobject["/Stempel"] = page
        _, _, width, height = page.get_object()["/BBox"]
        self.box = BoxConstraints(width=width, height=height)
        return b"/Stempel Do"
