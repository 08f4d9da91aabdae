"""Opening a signer's key: what is refused, and that the passphrase stays inside."""

import traceback
from datetime import timedelta

import pytest

from sapa.signing.ca import Revoked, make_crl
from sapa.signing.credential import open_credential
from sapa.signing.errors import (
    DamagedCredential,
    ExpiredCertificate,
    OutdatedRevocationList,
    RevokedCertificate,
    WrongPassphrase,
)

from .conftest import AUTHORITY_PASSPHRASE, NOW, PASSPHRASE, PERSON, new_city


def open_at(city, moment, passphrase=PASSPHRASE, crl=None):
    return open_credential(city.issued.p12, passphrase, now=moment, crl=crl or city.crl)


def test_it_opens_with_the_passphrase_and_knows_its_owner(city):
    credential = open_at(city, NOW)
    assert (credential.name, credential.jabatan) == (PERSON.name, PERSON.jabatan)
    assert credential.serial == city.issued.serial


def test_its_repr_shows_neither_key_nor_passphrase(city):
    shown = repr(open_at(city, NOW))
    assert PASSPHRASE not in shown
    assert "key" not in shown.lower()


@pytest.mark.parametrize("passphrase", ["salah", "", PASSPHRASE + " "])
def test_a_wrong_passphrase_is_refused_without_a_trace_of_it(city, passphrase):
    with pytest.raises(WrongPassphrase) as caught:
        open_at(city, NOW, passphrase)
    told = "".join(traceback.format_exception(caught.value))
    assert "salah" not in told
    assert caught.value.__suppress_context__


@pytest.mark.parametrize("damage", [b"", b"bukan p12", b"0\x82\x01"])
def test_a_damaged_file_is_not_blamed_on_the_passphrase(city, damage):
    with pytest.raises(DamagedCredential):
        open_credential(damage, PASSPHRASE, now=NOW, crl=city.crl)


@pytest.mark.parametrize("days", [-1, 366 * 2])
def test_a_certificate_outside_its_validity_is_refused(city, days):
    with pytest.raises(ExpiredCertificate):
        open_at(city, NOW + timedelta(days=days))


def test_a_revoked_certificate_is_refused(city):
    crl = make_crl(city.authority, AUTHORITY_PASSPHRASE, [Revoked(city.issued.serial, NOW)], NOW)
    with pytest.raises(RevokedCertificate):
        open_at(city, NOW, crl=crl)


def test_an_old_revocation_list_is_refused(city):
    with pytest.raises(OutdatedRevocationList):
        open_at(city, NOW + timedelta(days=31))


def test_a_revocation_list_of_another_authority_is_refused(city):
    other = new_city("Otoritas Sertifikat Kota Contoh")
    with pytest.raises(OutdatedRevocationList):
        open_at(city, NOW, crl=other.crl)


def test_every_refusal_can_be_read_in_indonesian():
    assert str(WrongPassphrase()) == "Passphrase tidak cocok. Dokumen belum ditandatangani."
