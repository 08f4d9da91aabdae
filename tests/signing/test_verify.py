"""The verdict on a file, whatever somebody did to it."""

import io
import random
from datetime import timedelta

import pytest
from pypdf import PdfWriter

from sapa.signing.ca import Revoked, make_crl
from sapa.signing.pades import sign
from sapa.signing.verify import (
    ALTERED,
    CHANGED_AFTER_SIGNING,
    REVOKED,
    SEVERAL_SIGNATURES,
    SIGNED_IN_FUTURE,
    UNKNOWN_SIGNER,
    UNREADABLE,
    UNSIGNED,
    verify,
)

from .conftest import AUTHORITY_PASSPHRASE, NOW, PERSON, PLACEMENT, new_city

LATER = NOW + timedelta(hours=1)


def judge(city, pdf, moment=LATER, crls=()):
    return verify(pdf, [city.authority.cert_pem], moment, crls)


def crl_after(city, hours, *, compromised):
    at = NOW + timedelta(hours=hours)
    revoked = [Revoked(city.issued.serial, at, compromised)]
    return make_crl(city.authority, AUTHORITY_PASSPHRASE, revoked, max(at, NOW))


def appended(pdf):
    writer = PdfWriter(io.BytesIO(pdf), incremental=True)
    writer.add_blank_page(200, 200)
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def test_an_untouched_paper_is_valid_and_names_its_signer(city, signed):
    verdict = judge(city, signed)
    assert verdict.valid
    assert (verdict.signer, verdict.jabatan) == (PERSON.name, PERSON.jabatan)
    assert verdict.organisation == PERSON.organisation
    assert verdict.signed_at == NOW
    assert verdict.serial == city.issued.serial
    assert verdict.label == "TTE tidak tersertifikasi"


def test_it_is_still_valid_when_certificate_and_list_have_ended(city, signed):
    assert judge(city, signed, NOW + timedelta(days=365 * 10)).valid


@pytest.mark.parametrize("seed", range(40))
def test_no_flipped_byte_goes_unnoticed(city, signed, seed):
    start = signed.index(b"/Contents <") + len("/Contents <")
    end = signed.index(b">", start)
    covered = [*range(start), *range(end, len(signed))]
    position = random.Random(seed).choice(covered)
    flipped = bytearray(signed)
    flipped[position] ^= 1
    verdict = judge(city, bytes(flipped))
    assert not verdict.valid, position
    assert verdict.problems, position


def test_a_flipped_letter_of_the_text_is_called_altered(city, signed):
    position = signed.index(b"stream") + 20
    verdict = judge(city, signed[:position] + b"\x00" + signed[position + 1 :])
    assert verdict.signed
    assert not verdict.intact
    assert verdict.problems == (ALTERED,)


@pytest.mark.parametrize("offset", range(0, 3000, 211))
def test_a_damaged_signature_gives_a_verdict_and_never_a_crash(city, signed, offset):
    position = signed.index(b"/Contents <") + len("/Contents <") + offset
    digit = b"1" if signed[position : position + 1] != b"1" else b"2"
    verdict = judge(city, signed[:position] + digit + signed[position + 1 :])
    assert isinstance(verdict.problems, tuple)


def test_a_page_added_later_is_told_from_what_was_signed(city, signed):
    verdict = judge(city, appended(signed))
    assert verdict.intact
    assert verdict.modified_after
    assert not verdict.covers_whole_file
    assert not verdict.valid
    assert CHANGED_AFTER_SIGNING in verdict.problems


def test_a_byte_behind_the_end_is_noticed(city, signed):
    assert CHANGED_AFTER_SIGNING in judge(city, signed + b"\n").problems


def test_an_unsigned_paper_is_called_unsigned(city, paper):
    verdict = judge(city, paper)
    assert verdict.problems == (UNSIGNED,)
    assert not verdict.signed


@pytest.mark.parametrize("rubbish", [b"", b"halo", b"%PDF-1.7", b"\xff" * 9999, b"%PDF-1.7\n%%EOF\n" * 50])
def test_rubbish_is_called_unreadable(city, rubbish):
    assert judge(city, rubbish).problems == (UNREADABLE,)


def test_half_a_file_is_unreadable(city, signed):
    assert judge(city, signed[: len(signed) // 2]).problems == (UNREADABLE,)


def test_a_stranger_is_not_named_even_under_our_name(city, paper):
    impostor = new_city("Otoritas Sertifikat Kota Contoh")
    forged = sign(
        paper, PLACEMENT, impostor.credential(), reason="", location="", signed_at=NOW, crl=impostor.crl
    )
    verdict = judge(city, forged)
    assert verdict.intact
    assert not verdict.trusted
    assert UNKNOWN_SIGNER in verdict.problems
    assert verdict.signer == verdict.label == ""


def test_with_no_roots_nobody_is_trusted(signed):
    assert not verify(signed, [], LATER).trusted


def test_a_signer_revoked_before_he_signed_is_revoked(city, signed):
    verdict = judge(city, signed, crls=[crl_after(city, -1, compromised=False)])
    assert not verdict.trusted
    assert verdict.problems == (REVOKED,)


def test_a_signer_who_left_later_has_still_signed(city, signed):
    assert judge(city, signed, crls=[crl_after(city, 2, compromised=False)]).valid


def test_a_stolen_key_spoils_what_was_signed_before_too(city, signed):
    verdict = judge(city, signed, crls=[crl_after(city, 2, compromised=True)])
    assert verdict.problems == (REVOKED,)
    assert not verdict.trusted


def test_a_signature_from_the_future_is_noticed(city, signed):
    assert judge(city, signed, NOW - timedelta(days=1)).problems == (SIGNED_IN_FUTURE,)


def test_it_reads_roots_as_pem_and_as_der(city, signed):
    from asn1crypto import pem

    assert verify(signed, [pem.unarmor(city.authority.cert_pem)[2]], LATER).valid


def test_a_second_signature_is_noticed(city, paper):
    twice = with_two_signatures(city, paper)
    assert SEVERAL_SIGNATURES in judge(city, twice).problems


def with_two_signatures(city, pdf):
    """Two approval signatures, made with pyHanko directly: sapa itself never signs twice."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.signers import PdfSignatureMetadata, async_sign_pdf

    from sapa.signing.loop import run
    from sapa.signing.pades import _KeySigner

    for name in ("Satu", "Dua"):
        writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
        metadata = PdfSignatureMetadata(field_name=name)
        pdf = run(async_sign_pdf(writer, metadata, _KeySigner(city.credential()))).getvalue()
    return pdf
