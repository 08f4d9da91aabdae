"""Certificates, their PKCS#12 files and revocation lists."""

import subprocess
from datetime import UTC, datetime, timedelta

from asn1crypto.pkcs12 import Pfx
from cryptography import x509
from cryptography.x509.oid import NameOID

from sapa.signing.ca import LABEL, Person, Revoked, create_authority, issue_signer, make_crl

from .conftest import AUTHORITY_PASSPHRASE, NOW, PASSPHRASE, PERSON


def certificate(city):
    return x509.load_pem_x509_certificate(city.issued.cert_pem)


def test_the_certificate_says_who_as_what_and_of_what_kind(city):
    def text(oid):
        return certificate(city).subject.get_attributes_for_oid(oid)[0].value

    assert text(NameOID.COMMON_NAME) == PERSON.name
    assert text(NameOID.TITLE) == PERSON.jabatan
    assert text(NameOID.ORGANIZATIONAL_UNIT_NAME) == LABEL == "TTE tidak tersertifikasi"


def test_the_certificate_may_sign_papers_and_nothing_else(city):
    usage = certificate(city).extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert not certificate(city).extensions.get_extension_for_class(x509.BasicConstraints).value.ca


def test_openssl_accepts_chain_and_revocation_list(city, tmp_path):
    (tmp_path / "root.pem").write_bytes(city.authority.cert_pem)
    (tmp_path / "leaf.pem").write_bytes(city.issued.cert_pem)
    (tmp_path / "list.crl").write_bytes(city.crl)
    command = ["openssl", "verify", "-x509_strict", "-attime", str(int(NOW.timestamp())), "-crl_check"]
    files = ["-CRLfile", "list.crl", "-CAfile", "root.pem", "leaf.pem"]
    done = subprocess.run([*command, *files], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "leaf.pem: OK", done.stderr


def test_openssl_opens_the_pkcs12_with_the_passphrase_and_not_with_another(city, tmp_path):
    (tmp_path / "a.p12").write_bytes(city.issued.p12)

    def code(passphrase):
        command = ["openssl", "pkcs12", "-in", "a.p12", "-noout", "-passin", f"pass:{passphrase}"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode

    assert code(PASSPHRASE) == 0
    assert code("salah") != 0


def test_the_mac_of_the_pkcs12_costs_as_much_to_guess_as_its_encryption(city):
    issued = issue_signer(city.authority, AUTHORITY_PASSPHRASE, PERSON, PASSPHRASE, NOW, rounds=5_000)
    assert Pfx.load(issued.p12)["mac_data"]["iterations"].native == 5_000


def test_serial_numbers_are_never_the_same(city):
    again = issue_signer(city.authority, AUTHORITY_PASSPHRASE, PERSON, PASSPHRASE, NOW, rounds=10)
    assert again.serial != city.issued.serial


def test_a_certificate_never_outlives_its_root(city):
    issued = issue_signer(city.authority, AUTHORITY_PASSPHRASE, PERSON, PASSPHRASE, NOW, 50, rounds=10)
    root = x509.load_pem_x509_certificate(city.authority.cert_pem)
    assert issued.not_after == root.not_valid_after_utc


def test_a_leap_day_and_a_very_long_name_are_no_obstacle():
    leap = datetime(2028, 2, 29, tzinfo=UTC)
    authority = create_authority("Otoritas", leap, AUTHORITY_PASSPHRASE)
    person = Person("Pejabat Demo " * 10, "Kepala Bidang " * 10, "Pemerintah Kota Contoh")
    issued = issue_signer(authority, AUTHORITY_PASSPHRASE, person, PASSPHRASE, leap, 1, rounds=10)
    assert issued.not_after == datetime(2029, 2, 28, tzinfo=UTC)


def test_the_revocation_list_names_the_revoked_and_counts_up(city):
    revoked = [Revoked(city.issued.serial, NOW, compromised=True)]
    first = x509.load_der_x509_crl(make_crl(city.authority, AUTHORITY_PASSPHRASE, revoked, NOW))
    later = NOW + timedelta(seconds=1)
    second = x509.load_der_x509_crl(make_crl(city.authority, AUTHORITY_PASSPHRASE, [], later))
    assert [f"{entry.serial_number:X}" for entry in first] == [city.issued.serial]
    assert number(second) > number(first)


def number(crl):
    return crl.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
