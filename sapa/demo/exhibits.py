"""What the demo shows: the papers in var/out, the accounts, and the verdict on the signature."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from sapa import timekeeper
from sapa.config import Config
from sapa.db import db
from sapa.demo.cityrows import secrets_of
from sapa.models import Letter, Report, ReportVersion
from sapa.services.house import house
from sapa.services.signatures import documents

MONTHLY = "laporan-bulanan-{scope}-{day:%Y-%m}.pdf"
DAILY = "laporan-harian-{scope}-{day:%Y-%m-%d}.pdf"


def write(config: Config) -> None:
    """Put every signed report, daily report and letter into var/out under names that people can sort."""
    folder = config.var / "out"
    folder.mkdir(parents=True, exist_ok=True)
    for kind, scope, day, sha256 in _reports():
        pattern = MONTHLY if kind == "monthly" else DAILY
        name = pattern.format(scope=scope.replace("_", "-"), day=day)
        (folder / name).write_bytes(house().storage.get(sha256))
    for number, sha256 in _letters():
        (folder / f"surat-undangan-{number.replace('/', '-')}.pdf").write_bytes(house().storage.get(sha256))
    documents.export_ca(folder)


def signed_report(config: Config) -> Path | None:
    """The newest signed monthly report in var/out."""
    return max((config.var / "out").glob("laporan-bulanan-*.pdf"), default=None)


def signed_report_is_valid(config: Config) -> bool:
    """True when the signed monthly report is there and its signature holds."""
    path = signed_report(config)
    return path is not None and documents.check_file(path, timekeeper.real_now()).valid


def account_table(config: Config) -> list[str]:
    """Address, login and password for each role, the signed report and the verdict on it."""
    rows = [("Peran", "Akun", "Kata sandi", "Nama")]
    for each in secrets_of(config.var)["accounts"]:
        rows.append((each["jabatan"], each["login"], each["password"], each["name"]))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return [*lines, "", *_passphrases(config), *_verdict(config)]


def _passphrases(config: Config) -> list[str]:
    return [
        f"Frasa sandi sertifikat {each['name']} ({each['jabatan']}): {each['passphrase']}"
        for each in secrets_of(config.var)["accounts"]
        if "passphrase" in each
    ]


def _verdict(config: Config) -> list[str]:
    path = signed_report(config)
    if path is None:
        return ["Laporan bulanan bertanda tangan: belum ada."]
    valid = "sah" if signed_report_is_valid(config) else "TIDAK SAH"
    return [f"Laporan bulanan bertanda tangan: {path}", f"Tanda tangannya: {valid}"]


def _reports() -> list[tuple[str, str, date, str]]:
    about = (Report.kind, Report.scope, Report.period_start)
    signed = select(*about, Report.signed_sha256).where(Report.signed_sha256.is_not(None))
    finished = (
        select(*about, ReportVersion.preview_sha256)
        .join(
            ReportVersion, (ReportVersion.report_id == Report.id) & (ReportVersion.version == Report.version)
        )
        .where(Report.kind == "daily", ReportVersion.preview_sha256.is_not(None))
    )
    found = [*db.session.execute(signed), *db.session.execute(finished)]
    return [(kind, scope, day, sha256) for kind, scope, day, sha256 in found]


def _letters() -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(Letter.number, Letter.signed_sha256).where(Letter.signed_sha256.is_not(None))
    )
    return [(number or "", sha256) for number, sha256 in rows]
