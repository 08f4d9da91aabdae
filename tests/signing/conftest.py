"""One authority, one signer and one signed paper for all signing tests; keys are real, rounds are few."""

import io
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from reportlab.pdfgen.canvas import Canvas

from sapa.signing.ca import Authority, Issued, Person, create_authority, issue_signer, make_crl
from sapa.signing.credential import Credential, open_credential
from sapa.signing.pades import sign
from sapa.signing.stamp import Placement

NOW = datetime(2026, 3, 2, 2, 15, 30, tzinfo=UTC)
AUTHORITY_PASSPHRASE = "rahasia-mesin-untuk-uji"
PASSPHRASE = "sandi rahasia é 1"
PERSON = Person("PPID Utama Demo A", "Kepala Dinas Komunikasi dan Informatika", "Pemerintah Kota Contoh")
PLACEMENT = Placement(
    page=-1,
    x1=300,
    y1=60,
    x2=560,
    y2=150,
    lines=(PERSON.jabatan, PERSON.name, "Pembina Utama Muda"),
    qr_text="https://sapa.example/v/8F3K2M",
)


@dataclass(frozen=True)
class City:
    authority: Authority
    issued: Issued
    crl: bytes

    def credential(self) -> Credential:
        return open_credential(self.issued.p12, PASSPHRASE, now=NOW, crl=self.crl)


def new_city(name: str) -> City:
    authority = create_authority(name, NOW, AUTHORITY_PASSPHRASE)
    issued = issue_signer(authority, AUTHORITY_PASSPHRASE, PERSON, PASSPHRASE, NOW, years=2, rounds=10)
    return City(authority, issued, make_crl(authority, AUTHORITY_PASSPHRASE, [], NOW))


def draw(pages: int = 2) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, invariant=1)
    for page in range(pages):
        canvas.drawString(72, 720, f"Laporan bulanan, halaman {page + 1}")
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def sign_paper(city: City, pdf: bytes, placement: Placement = PLACEMENT) -> bytes:
    return sign(
        pdf,
        placement,
        city.credential(),
        reason="Laporan bulanan",
        location="Kota Contoh",
        signed_at=NOW,
        crl=city.crl,
    )


@pytest.fixture(scope="session")
def city() -> City:
    return new_city("Otoritas Sertifikat Kota Contoh")


@pytest.fixture(scope="session")
def paper() -> bytes:
    return draw()


@pytest.fixture(scope="session")
def signed(city: City, paper: bytes) -> bytes:
    return sign_paper(city, paper)
