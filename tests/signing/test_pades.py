"""The signature itself, judged by pdfsig, by OpenSSL and by what stands on the page."""

import asyncio
import io
import shutil
import subprocess
import threading
from dataclasses import replace
from datetime import timedelta

import pypdfium2
import pytest
from pypdf import PdfReader, PdfWriter

from sapa.signing.errors import AlreadySigned, ExpiredCertificate, StampDoesNotFit, UnreadablePdf
from sapa.signing.pades import LocalSigner, Signer, sign

from .conftest import NOW, PLACEMENT, draw, sign_paper

needs_pdfsig = pytest.mark.skipif(not shutil.which("pdfsig"), reason="poppler-utils is not installed")


def field(pdf):
    annotations = PdfReader(io.BytesIO(pdf)).pages[-1]["/Annots"]
    return annotations[0].get_object()


def stamp_text(pdf):
    page = PdfReader(io.BytesIO(pdf)).pages[-1]
    drawn = field(pdf)["/AP"]["/N"]["/Resources"]["/XObject"]["/Stempel"]
    return " ".join(page.extract_xform_text(drawn, (0, 90, 180, 270), 200, None).split())


def test_the_drawn_paper_stays_as_it_was_byte_by_byte(signed, paper):
    assert signed.startswith(paper)
    assert len(signed) > len(paper)


def test_the_block_says_who_when_and_what_kind_and_never_names_bsre(signed):
    text = stamp_text(signed)
    for words in ("Ditandatangani secara elektronik oleh:", *PLACEMENT.lines, "TTE tidak tersertifikasi"):
        assert words in text
    assert "2 Maret 2026 09.15.30 WIB" in text
    assert b"BSrE" not in signed


def test_the_stamp_embeds_its_fonts(signed):
    fonts = field(signed)["/AP"]["/N"]["/Resources"]["/XObject"]["/Stempel"]["/Resources"]["/Font"]
    embedded = [font for font in fonts.values() if "/FontFile2" in font.get("/FontDescriptor", {})]
    assert len(embedded) == 2


def test_the_qr_on_the_page_is_dark_modules_on_white(signed):
    document = pypdfium2.PdfDocument(signed)
    document.init_forms()  # without it PDFium leaves signature blocks out
    image = document[1].render(scale=2, may_draw_forms=True).to_pil().convert("L")
    left, upper = PLACEMENT.x1 * 2, image.height - PLACEMENT.y2 * 2
    levels = image.crop((left + 10, upper + 10, left + 160, upper + 160)).histogram()
    assert sum(levels[:64]) > 5000


def test_the_signature_bears_the_time_it_was_given(signed):
    assert field(signed)["/V"]["/M"] == "D:20260302021530Z"


def test_it_certifies_and_forbids_every_later_change(signed):
    root = PdfReader(io.BytesIO(signed)).trailer["/Root"]
    assert root["/Perms"]["/DocMDP"]["/Reference"][0]["/TransformParams"]["/P"] == 1
    assert len(root["/DSS"]["/Certs"]) == 2
    assert len(root["/DSS"]["/CRLs"]) == 1


def test_a_signed_paper_is_not_signed_again(city, signed):
    with pytest.raises(AlreadySigned):
        sign_paper(city, signed)


@pytest.mark.parametrize("rubbish", [b"", b"bukan pdf", b"%PDF-1.7\n%%EOF", b"\x00" * 5000])
def test_what_is_no_pdf_is_refused(city, rubbish):
    with pytest.raises(UnreadablePdf):
        sign_paper(city, rubbish)


def test_a_truncated_paper_is_refused(city, paper):
    with pytest.raises(UnreadablePdf):
        sign_paper(city, paper[: len(paper) // 2])


def test_an_encrypted_paper_is_refused(city, paper):
    writer = PdfWriter(clone_from=io.BytesIO(paper))
    writer.encrypt("rahasia", algorithm="AES-256")
    target = io.BytesIO()
    writer.write(target)
    with pytest.raises(UnreadablePdf):
        sign_paper(city, target.getvalue())


@pytest.mark.parametrize("page", [2, -3])
def test_a_page_that_is_not_there_is_refused(city, paper, page):
    with pytest.raises(UnreadablePdf):
        sign_paper(city, paper, replace(PLACEMENT, page=page))


def test_long_lines_shrink_and_a_hopeless_box_is_refused(city, paper):
    long = replace(PLACEMENT, lines=("Kepala Dinas Komunikasi dan Informatika " * 3, "Pejabat Demo " * 6))
    assert "Pejabat Demo" in stamp_text(sign_paper(city, paper, long))
    with pytest.raises(StampDoesNotFit):
        sign_paper(city, paper, replace(long, x2=long.x1 + 60, y2=long.y1 + 40))


def test_an_expired_certificate_does_not_sign_even_when_opened_in_time(city, paper):
    late = NOW + timedelta(days=365 * 3)
    with pytest.raises(ExpiredCertificate):
        sign(paper, PLACEMENT, city.credential(), reason="", location="", signed_at=late, crl=city.crl)


def test_the_local_signer_is_a_signer(city, paper):
    signer: Signer = LocalSigner("Laporan", "Kota Contoh", NOW, city.crl)
    assert signer.sign(paper, PLACEMENT, city.credential()).startswith(paper)


def test_it_signs_in_a_thread_and_inside_a_running_loop(city, paper):
    results = []
    thread = threading.Thread(target=lambda: results.append(sign_paper(city, paper)))
    thread.start()
    thread.join()

    async def door():
        results.append(sign_paper(city, paper))

    # In a thread of its own: the browser's driver keeps a loop in the main one.
    thread = threading.Thread(target=lambda: asyncio.run(door()))
    thread.start()
    thread.join()
    assert len(results) == 2


def test_it_writes_no_line_to_the_log(city, paper, caplog):
    sign_paper(city, paper)
    assert caplog.records == []


@needs_pdfsig
def test_pdfsig_finds_the_signature_valid_over_the_whole_document(signed, tmp_path):
    (tmp_path / "laporan.pdf").write_bytes(signed)
    told = run("pdfsig", "laporan.pdf", cwd=tmp_path)
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert "Signature Type: ETSI.CAdES.detached" in told


@needs_pdfsig
@pytest.mark.skipif(not shutil.which("certutil"), reason="libnss3-tools is not installed")
def test_pdfsig_trusts_the_certificate_once_it_knows_the_root(city, signed, tmp_path):
    (tmp_path / "laporan.pdf").write_bytes(signed)
    (tmp_path / "root.pem").write_bytes(city.authority.cert_pem)
    run("certutil", "-N", "-d", "sql:nss", "--empty-password", cwd=tmp_path)
    run("certutil", "-A", "-d", "sql:nss", "-n", "root", "-t", "CT,C,C", "-i", "root.pem", cwd=tmp_path)
    told = run("pdfsig", "-nssdir", "sql:nss", "laporan.pdf", cwd=tmp_path)
    assert "Certificate Validation: Certificate is Trusted." in told


def test_openssl_verifies_the_signature_against_root_and_signed_bytes(city, signed, tmp_path):
    start, length, after, rest = field(signed)["/V"]["/ByteRange"]
    (tmp_path / "content").write_bytes(signed[start:length] + signed[after : after + rest])
    (tmp_path / "cms").write_bytes(field(signed)["/V"]["/Contents"].original_bytes)
    (tmp_path / "root.pem").write_bytes(city.authority.cert_pem)
    command = ["openssl", "cms", "-verify", "-binary", "-cades", "-inform", "DER", "-in", "cms"]
    options = ["-content", "content", "-CAfile", "root.pem", "-purpose", "any", "-out", "out"]
    moment = ["-attime", str(int(NOW.timestamp()))]
    done = subprocess.run([*command, *options, *moment], cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


def run(*command, cwd):
    (cwd / "nss").mkdir(exist_ok=True)
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_a_paper_of_one_page_is_signed_on_it(city):
    assert sign_paper(city, draw(1), replace(PLACEMENT, page=0))
