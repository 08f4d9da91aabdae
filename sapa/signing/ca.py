"""The city's own certificate authority: makes a root, certificates for signers and revocation lists."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import pkcs12 as pfx_asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

# Printed in every name the authority gives out, so that any viewer shows what kind of signature this is
# (PP 71/2019 art. 60: not certified, since no recognised provider stands behind it).
LABEL = "TTE tidak tersertifikasi"
KEY_BITS = 3072  # RSA: pdfsig (NSS), Adobe and OpenSSL all verify it; good beyond 2030 (NIST SP 800-57)
# For each of the three derivations of a PKCS#12 (key, certificates, MAC). Opening takes 0.25 s of one core,
# which keeps a signature below 0.5 s. A person's passphrase is the only thing that stands before the key.
ROUNDS = 400_000
ROOT_YEARS = 20
CN_LIMIT = 64  # X.520 ub-common-name


@dataclass(frozen=True)
class Authority:
    """A root certificate and its key, encrypted with a passphrase that is a machine secret (long, random)."""

    cert_pem: bytes
    key_pem_encrypted: bytes


@dataclass(frozen=True)
class Person:
    """Who a certificate is for. NIK and NIP stay out: a certificate is public."""

    name: str
    jabatan: str
    organisation: str


@dataclass(frozen=True)
class Issued:
    """A signer's certificate and the PKCS#12 (key, certificate, root) that only his passphrase opens."""

    cert_pem: bytes
    p12: bytes
    serial: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True)
class Revoked:
    """One line of a revocation list. `compromised`: the key was in other hands, so no signature counts."""

    serial: str
    at: datetime
    compromised: bool = False


def create_authority(name: str, now: datetime, passphrase: str, organisation: str = "") -> Authority:
    """A new root for `organisation` (default: the name itself), valid 20 years from `now`."""
    key = rsa.generate_private_key(65537, KEY_BITS)
    subject = _name(name, organisation or name)
    builder = _builder(subject, subject, key.public_key(), now, _years_after(now, ROOT_YEARS))
    cert = (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    key_pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )
    return Authority(cert.public_bytes(serialization.Encoding.PEM), key_pem)


def issue_signer(
    authority: Authority,
    authority_passphrase: str,
    person: Person,
    passphrase: str,
    now: datetime,
    years: int = 2,
    *,
    rounds: int = ROUNDS,
) -> Issued:
    """A certificate for `person` from `now` on, never outliving the root; `rounds` is for tests."""
    root, root_key = _open(authority, authority_passphrase)
    key = rsa.generate_private_key(65537, KEY_BITS)
    until = min(_years_after(now, years), root.not_valid_after_utc)
    subject = _name(person.name, person.organisation, person.jabatan)
    builder = _builder(subject, root.subject, key.public_key(), now, until)
    cert = (
        builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage("digital_signature", "content_commitment"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_issuer_key(root_key), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return Issued(
        cert_pem=cert.public_bytes(serialization.Encoding.PEM),
        p12=_pack(key, cert, root, passphrase, rounds),
        serial=serial_text(cert.serial_number),
        not_before=cert.not_valid_before_utc,
        not_after=cert.not_valid_after_utc,
    )


def make_crl(
    authority: Authority, passphrase: str, revoked: Iterable[Revoked], now: datetime, days: int = 30
) -> bytes:
    """The revocation list (DER) as of `now`, valid for `days`; its number is its second, so it only rises."""
    root, key = _open(authority, passphrase)
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(now)
        .next_update(now + timedelta(days=days))
        .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
        .add_extension(_issuer_key(key), critical=False)
    )
    for entry in revoked:
        builder = builder.add_revoked_certificate(_crl_entry(entry))
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def serial_text(serial: int) -> str:
    """A certificate's serial number the way rows, pages and people write it: upper-case hexadecimal."""
    return f"{serial:X}"


def _crl_entry(entry: Revoked) -> x509.RevokedCertificate:
    flag = x509.ReasonFlags.key_compromise if entry.compromised else x509.ReasonFlags.cessation_of_operation
    return (
        x509.RevokedCertificateBuilder()
        .serial_number(int(entry.serial, 16))
        .revocation_date(entry.at)
        .add_extension(x509.CRLReason(flag), critical=False)
        .build()
    )


def _open(authority: Authority, passphrase: str) -> tuple[x509.Certificate, rsa.RSAPrivateKey]:
    key = serialization.load_pem_private_key(authority.key_pem_encrypted, passphrase.encode())
    assert isinstance(key, rsa.RSAPrivateKey)
    return x509.load_pem_x509_certificate(authority.cert_pem), key


def _name(common_name: str, organisation: str, jabatan: str = "") -> x509.Name:
    parts = [
        (NameOID.COUNTRY_NAME, "ID"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.ORGANIZATIONAL_UNIT_NAME, LABEL),
        (NameOID.TITLE, jabatan),
        (NameOID.COMMON_NAME, common_name[:CN_LIMIT]),
    ]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts if text])


def _issuer_key(key: rsa.RSAPrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _builder(
    subject: x509.Name, issuer: x509.Name, public_key: rsa.RSAPublicKey, start: datetime, end: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
    )


def _usage(*allowed: str) -> x509.KeyUsage:
    names = (
        "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    )  # fmt: skip
    return x509.KeyUsage(**{name: name in allowed for name in names})


def _years_after(moment: datetime, years: int) -> datetime:
    try:
        return moment.replace(year=moment.year + years)
    except ValueError:  # 29 February
        return moment.replace(year=moment.year + years, day=28)


def _pack(
    key: rsa.RSAPrivateKey, cert: x509.Certificate, root: x509.Certificate, passphrase: str, rounds: int
) -> bytes:
    encryption = (
        serialization.PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(rounds)
        .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(passphrase.encode())
    )
    packed = pkcs12.serialize_key_and_certificates(None, key, cert, [root], encryption)
    return _harden_mac(packed, passphrase, rounds)


def _harden_mac(packed: bytes, passphrase: str, rounds: int) -> bytes:
    """Give the file's MAC the same rounds as its encryption.

    `cryptography` leaves the MAC at 2,048 rounds, and whoever guesses passphrases would guess against the
    MAC. The key is RFC 7292 appendix B.2 with ID 3; SHA-256 fills it in one block.
    """
    pfx = pfx_asn1.Pfx.load(packed)
    mac = pfx["mac_data"]
    password = passphrase.encode("utf-16-be") + b"\0\0"
    key = hashlib.sha256(b"\x03" * 64 + _fill(mac["mac_salt"].native) + _fill(password)).digest()
    for _ in range(rounds - 1):
        key = hashlib.sha256(key).digest()
    mac["iterations"] = rounds
    mac["mac"]["digest"] = hmac.digest(key, pfx["auth_safe"]["content"].native, "sha256")
    return pfx.dump(force=True)  # type: ignore[no-any-return]


def _fill(text: bytes) -> bytes:
    """`text` repeated up to the next multiple of 64 bytes (RFC 7292 B.2, steps 2 and 3)."""
    length = -(-len(text) // 64) * 64
    return (text * (length // len(text) + 1))[:length]
