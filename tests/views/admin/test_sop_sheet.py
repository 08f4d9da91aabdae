"""The printed sheet from the SOP's page."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from sapa.models import SopVersion


def test_everybody_who_reads_the_sop_downloads_its_sheet(session, person) -> None:
    pk = session.query(SopVersion.id).filter_by(code="bogor").first()[0]
    client = person("PPID Pembantu").client
    page = client.get(f"/sops/show/{pk}").text
    assert f'href="/sops/lembar/{pk}"' in page and "Unduh lembar SOP (PDF)" in page
    found = client.get(f"/sops/lembar/{pk}")
    assert (found.status_code, found.mimetype) == (200, "application/pdf")
    assert found.headers["Content-Disposition"] == 'attachment; filename="sop-bogor-v1.pdf"'
    assert "KOTA BOGOR" in PdfReader(BytesIO(found.data)).pages[0].extract_text()


def test_a_version_that_does_not_exist_has_no_sheet(admin) -> None:
    assert admin.client.get("/sops/lembar/999999").status_code == 404


def test_a_stranger_gets_no_sheet(client) -> None:
    assert client.get("/sops/lembar/1").status_code in (302, 401, 403)
