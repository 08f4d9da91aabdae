"""Opens a signer's PKCS#12 with his passphrase and says whether it may sign at a given moment."""

from dataclasses import dataclass, field
from datetime import datetime

from asn1crypto import pkcs12 as pfx_asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

from .ca import serial_text
from .errors import (
    DamagedCredential,
    ExpiredCertificate,
    OutdatedRevocationList,
    RevokedCertificate,
    WrongPassphrase,
)


@dataclass(frozen=True)
class Credential:
    """An opened key with its certificate and root; lives for one signature, its repr shows neither."""

    key: rsa.RSAPrivateKey = field(repr=False)
    certificate: x509.Certificate = field(repr=False)
    root: x509.Certificate = field(repr=False)
    name: str
    jabatan: str
    serial: str


def open_credential(p12: bytes, passphrase: str, *, now: datetime, crl: bytes) -> Credential:
    """The credential, if the passphrase fits and the certificate is good at `now` according to `crl` (DER).

    Raises WrongPassphrase, DamagedCredential, ExpiredCertificate, RevokedCertificate, OutdatedRevocationList;
    none of them carries the passphrase or the error of the library below.
    """
    key, cert, others = _unpack(p12, passphrase)
    if not isinstance(key, rsa.RSAPrivateKey) or cert is None or len(others) != 1:
        raise DamagedCredential
    credential = Credential(
        key=key,
        certificate=cert,
        root=others[0],
        name=_attribute(cert, NameOID.COMMON_NAME),
        jabatan=_attribute(cert, NameOID.TITLE),
        serial=serial_text(cert.serial_number),
    )
    ensure_usable(credential, now, crl)
    return credential


def ensure_usable(credential: Credential, at: datetime, crl: bytes) -> None:
    """Raise unless the certificate is valid at `at` and not on `crl`, a list by its root, valid then, too."""
    cert = credential.certificate
    if not cert.not_valid_before_utc <= at <= cert.not_valid_after_utc:
        raise ExpiredCertificate
    revocations = x509.load_der_x509_crl(crl)
    public_key = credential.root.public_key()
    assert isinstance(public_key, rsa.RSAPublicKey)
    if not revocations.is_signature_valid(public_key) or not _current(revocations, at):
        raise OutdatedRevocationList
    if revocations.get_revoked_certificate_by_serial_number(cert.serial_number) is not None:
        raise RevokedCertificate


def _current(crl: x509.CertificateRevocationList, at: datetime) -> bool:
    until = crl.next_update_utc
    return crl.last_update_utc <= at and until is not None and at < until


def _unpack(p12: bytes, passphrase: str) -> tuple[object, x509.Certificate | None, list[x509.Certificate]]:
    try:
        pfx_asn1.Pfx.load(p12, strict=True)["mac_data"]["iterations"].native  # noqa: B018 - parsing is lazy
    except (ValueError, TypeError):
        raise DamagedCredential from None
    try:
        return pkcs12.load_key_and_certificates(p12, passphrase.encode())
    except ValueError:  # the library says no more than that; its context is dropped with it
        raise WrongPassphrase from None


def _attribute(cert: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    found = cert.subject.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""
